"""A problem with groups: prices guide a search, the search gives a value, sharper prices prove how good it is."""

import time
from dataclasses import dataclass

import numpy as np

from matcher.allocation.answer import Allocation, Stage
from matcher.allocation.groups.certify import Prover
from matcher.allocation.groups.descent import Descent
from matcher.allocation.groups.effort import effort_for
from matcher.allocation.groups.lagrangian import lagrangian, party_worth
from matcher.allocation.groups.market import FloatArray, Market, Prices
from matcher.allocation.groups.parties import Parties, gather_parties
from matcher.allocation.groups.search import ROUNDS, search_by_stay, search_together
from matcher.allocation.groups.side_rules import lean, made_to_hold, quotas, unmet
from matcher.allocation.groups.stages import Ladder, ladder
from matcher.allocation.objective import pair_values
from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.allocation.progress import OnProgress, Run, ShouldStop
from matcher.allocation.staged import answer_of, worth

QUOTA_TURNS = 12  # searches, each leaning further towards the quotas not met yet
NEARLY_MET = 0.01  # of the learners too many or too few; an exact program settles the rest
EARLIER_SHARE = 0.5  # of the effort for cases goes into a stage before the last
GUIDE_SHARE = 0.25  # of the time is the latest by which the prices that guide the search are taken as they are,
SEARCH_SHARE = 0.7  # and this the latest for the search: the rest is for the proof, however slow the machine


def solve_groups(
    problem: AllocationProblem,
    *,
    deadline: float,
    seconds: float,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Allocation | None:
    """Return the best answer found, each stage with a certified bound.

    As much work is done as `seconds` allow on a slow machine, so that the answer is the same on every machine that is
    not slower still; the `deadline` (of `time.monotonic`) ends it whatever is done by then.

    None if the quotas, minimums or moves that are asked for could not be met here.
    """
    task = Task(problem, Run(deadline, seconds, seed, on_progress, should_stop))
    if not len(task.who.learner):
        return None
    prices = task.guide()
    pairs = task.search(prices)
    placement_of = made_to_hold(problem, task.placements(pairs), task.run)
    if placement_of is None:
        return None
    stages = task.certify(placement_of, prices)
    return answer_of(problem, placement_of, stages, "cancelled" if task.run.cancelled else None)


@dataclass(frozen=True)
class _Until:
    """A part of the run's time."""

    run: Run
    end: float

    def over(self) -> bool:
        return self.run.over or time.monotonic() >= self.end


class Task:
    """One problem being solved."""

    def __init__(self, problem: AllocationProblem, run: Run) -> None:
        self.problem, self.run = problem, run
        self.who: Parties = gather_parties(problem)
        self.steps: Ladder = ladder(problem, self.who)
        self.effort = effort_for(self.who, run.seconds)
        self.started = time.monotonic()

    def share(self, share: float) -> _Until:
        """Return the time until a share of the whole run is gone."""
        return _Until(self.run, self.started + share * (self.run.deadline - self.started))

    def market(self) -> Market:
        """Return what pairs are worth in points, all stages together."""
        return Market(self.who, self.steps.soft.astype(np.float64), np.zeros((0, len(self.who.learner))), np.zeros(0))

    def guide(self) -> Prices:
        """Return prices of places and beds, in points."""
        market = self.market()
        free = market.free_prices()
        descent = Descent(
            lambda flat: lagrangian(market, free, flat), free.flat(), np.ones(free.flat().size), self._rough_value()
        )
        descent.run(self.effort.guide_evaluations, self.share(GUIDE_SHARE).over)
        return free.like(descent.best)

    def _rough_value(self) -> float:
        """Return about what an answer comes to, for the size of the first steps."""
        best = np.zeros(self.who.learners)
        np.maximum.at(best, self.who.learner, self.steps.soft)
        beds = min(int(self.who.beds.sum()) * len(self.who.days), self.who.learners)
        return 0.8 * float(np.sort(best)[::-1][:beds].sum())

    def search(self, prices: Prices) -> IntArray:
        """Return the best pairs found, places, beds, groups and pins respected, and quotas as far as leaning goes."""
        limits = quotas(self.problem)
        turns = QUOTA_TURNS if limits else 1
        best, least = np.zeros(0, dtype=np.int64), np.inf
        for turn in range(1, turns + 1):
            pairs = self._found(prices, self.effort.moves // turns, self.share(SEARCH_SHARE * turn / turns))
            surplus = unmet(self.problem, limits, self.placements(pairs))
            if np.abs(surplus).sum() < least:
                best, least = pairs, np.abs(surplus).sum()
            if least <= NEARLY_MET * self.who.learners:
                break
            self.steps = self.steps.leaning(lean(self.problem, limits, surplus, turn)[self.who.row_of_pair])
        return best

    def _found(self, prices: Prices, moves: int, until: _Until) -> IntArray:
        market = self.market()
        worth_at = party_worth(market, prices)
        preference: FloatArray = np.concatenate([worth_at.party, np.zeros((self.who.count, 1))], axis=1)
        if not self.who.on_one_day_each:
            paid = market.bed_paid(prices.bed)[self.who.party[self.who.learner], self.who.pair_destination]
            worthwhile = worth_at.reduced - paid > -1.0
            return search_by_stay(self.who, self.steps, preference, worthwhile, self.run.seed, moves, until.over)
        search = search_together(self.who, self.steps, preference, self.run.seed)
        self._report(search.pairs)
        search.run(ROUNDS, moves, until.over, self._report)
        return search.pairs

    def placements(self, pairs: IntArray) -> IntArray:
        """Return where each learner of the problem is placed. Shape (learners,)."""
        placement_of = np.full(self.problem.learners, -1, dtype=np.int64)
        rows = self.who.row_of_pair[pairs]
        placement_of[self.problem.pair_learner[rows]] = self.problem.pair_placement[rows]
        return placement_of

    def _report(self, pairs: IntArray) -> None:
        name = self.steps.names[-1]
        self.run.report(name, worth(self.problem, self.placements(pairs), pair_values(self.problem, name)), None)

    def certify(self, placement_of: IntArray, guide: Prices) -> list[Stage]:
        """Return every stage with what was attained and a bound."""
        stages: list[Stage] = []
        earlier: list[tuple[IntArray, int]] = []
        for place, name in enumerate(self.steps.names):
            prover = Prover(self.problem, self.who, name, earlier, placement_of)
            until = self._proof_time(len(self.steps.names) - place)
            last = place == len(self.steps.names) - 1
            if not prover.proven and not until.over:
                points = self.steps.points[-len(self.steps.names) :]
                start = Prices(guide.place, guide.bed, points[:place]) if last else None
                prover.prove(start, until, self.effort, 1.0 if last else EARLIER_SHARE)
            stages.append(prover.stage(name))
            earlier.append((prover.value, prover.attained))
            self.run.report(name, prover.attained, prover.proof.bound)
        return stages

    def _proof_time(self, stages_left: int) -> Run:
        now = time.monotonic()
        end = now + max(0.0, self.run.deadline - now) * (0.3 if stages_left > 1 else 1.0)
        return Run(end, self.run.seconds, self.run.seed, None, self.run.should_stop)

"""Rounds too large or too entangled to search: prices clear the market, who is no part of a flow is settled by them."""

import time
from collections.abc import Callable, Sequence

import numpy as np

from matcher.allocation.answer import Allocation, Certificate, StageName, Status
from matcher.allocation.bounds import surely_opens
from matcher.allocation.clearing.balancing import best_within_quotas
from matcher.allocation.clearing.certify import Guide, Prover, certificate
from matcher.allocation.clearing.demand import Demand
from matcher.allocation.clearing.doors import Doors, doors_to_try, opened
from matcher.allocation.clearing.effort import Effort, effort_for
from matcher.allocation.clearing.meeting import empty_what_misses, meet
from matcher.allocation.clearing.prices import Clearing, Schedule, goal_of, nearest
from matcher.allocation.clearing.rest import best_of_rest
from matcher.allocation.clearing.settling import Settling
from matcher.allocation.clearing.uses import FloatArray, Uses, uses_of
from matcher.allocation.exact import combined, weights_of
from matcher.allocation.groups.effort import packings
from matcher.allocation.groups.stages import POINTS
from matcher.allocation.network import is_flow
from matcher.allocation.objective import pair_values, stage_names
from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.allocation.progress import Run
from matcher.allocation.staged import answer_of, worth

FIRST_BLURS = (0.5, 0.001)  # of the first stage, for the largest value of a pair
SUM_BLURS = (200.0, 10.0)  # of all stages in one sum, in points
MOST_SEARCHED = 100_000  # pairs up to which a general program finds and proves more
FEWEST_PACKINGS = 20  # of all beds at once, below which a search among groups proves next to nothing
FIRST_SHARE, SUM_SHARE, SETTLING_SHARE = 0.4, 0.2, 0.5  # of the time left, the latest by which each has to end
FLOW_PAIRS = 8  # pairs a learner, on average, among which a flow chooses in the end
FACTOR = 16  # by how much a stage outweighs one pair of the next in the flow


def solve_cleared(problem: AllocationProblem, run: Run) -> Allocation | None:
    """Return the answer that prices lead to, None where a flow, a general program or a search does better.

    Those do where they can be afforded; None as well if what quotas, minimums or moves ask for is not met here.
    """
    if problem.pairs <= MOST_SEARCHED:
        return None
    if problem.has_groups:
        parties = problem.groups + int((problem.learner_group < 0).sum())
        if packings(parties, problem.destinations, run.seconds) >= FEWEST_PACKINGS:
            return None
    elif is_flow(problem):
        return None
    return allocate_cleared(problem, uses_of(problem), run)


def allocate_cleared(problem: AllocationProblem, uses: Uses, run: Run) -> Allocation | None:
    """Return the answer that prices lead to, each stage with a certified bound; None if it breaks a demand.

    As much work is done as `run.seconds` allow on a slow machine, so that the answer is the same on every machine
    that is not slower still; the deadline ends it whatever is done by then.
    """
    effort = effort_for(problem.pairs, problem.learners, run.seconds)
    names = stage_names(problem)
    demand = Demand(problem, uses, np.flatnonzero(problem.pair_open), np.ones(problem.groups, dtype=bool))
    guide, first, expected = _guided(problem, demand, names, effort, run)
    ways = doors_to_try(problem, expected)[0 if effort.ample else -1 :]
    tried = [_placed(problem, demand, guide, names, effort, run, doors) for doors in ways]
    found = [placement_of for placement_of in tried if placement_of is not None]
    if not found:
        return None
    values = [pair_values(problem, name) for name in names]
    best = max(found, key=lambda placement_of: [worth(problem, placement_of, value) for value in values])
    prover = Prover(problem, demand, opened(problem, best), run)
    return answer_of(problem, best, prover.stages(names, best, guide, first, effort.later), _status(run))


def _status(run: Run) -> Status | None:
    return "cancelled" if run.cancelled else None


def _until(run: Run, share: float) -> Callable[[], bool]:
    """Return what says whether a share of the time that is left now is gone, however slow the machine."""
    end = time.monotonic() + share * run.seconds_left
    return lambda: run.over or time.monotonic() >= end


def _guided(
    problem: AllocationProblem, demand: Demand, names: Sequence[StageName], effort: Effort, run: Run
) -> tuple[Guide, Certificate, FloatArray]:
    """Return prices of all stages in one sum, a certificate of the first stage, and how many each destination expects.

    Of minimums only those are asked that have to be reached in any case.
    """
    points = np.array([POINTS[name] for name in names])
    value = pair_values(problem, names[0])
    room, largest = demand.uses.room(surely_opens(problem)).astype(np.float64), float(value.max(initial=1))
    of_first = Clearing(demand, goal_of(value[demand.row].astype(np.float64)), room, 0.0 * room, np.zeros(0))
    last = of_first.run(Schedule(effort.first, *(blur * largest for blur in FIRST_BLURS)), _until(run, FIRST_SHARE))
    assert of_first.best is not None
    first = certificate(demand.uses, of_first.best, value)
    if len(names) > 1:
        start = last.price * points[0]
        together = Clearing(demand, goal_of(_worth(problem, names)[demand.row]), room, start, np.zeros(0))
        last = together.run(Schedule(effort.later, *SUM_BLURS), _until(run, SUM_SHARE))
    there = problem.pair_destination[demand.row]
    expected: FloatArray = np.bincount(there, last.choice.share, problem.destinations).astype(np.float64)
    return Guide(last.price, points), first, expected


def _worth(problem: AllocationProblem, names: Sequence[StageName]) -> FloatArray:
    """Return what pairs are worth in points, all stages together. Shape (pairs,)."""
    worth = np.zeros(problem.pairs)
    for name in names:
        worth += POINTS[name] * pair_values(problem, name)
    return worth


def _placed(
    problem: AllocationProblem,
    demand: Demand,
    guide: Guide,
    names: Sequence[StageName],
    effort: Effort,
    run: Run,
    doors: Doors,
) -> IntArray | None:
    """Settle who is no part of a flow as prices say, then everybody else by a flow; None if a demand stays unmet.

    Shape (learners,).
    """
    uses, soft, near = demand.uses, _worth(problem, names), np.zeros(problem.pairs, dtype=bool)
    near[nearest(demand, soft[demand.row], guide.price, effort.pairs)] = True
    settling = Settling(problem, uses, doors)
    price = settling.run(soft, near, guide.price, effort.settling, _until(run, SETTLING_SHARE))
    strict = combined(problem, names, weights_of(problem, names, FACTOR, problem.learners + 2 * uses.slots))
    rows = settling.open_rows()
    rows = rows[near[rows] & uses.simple[uses.way[rows]]]
    rest = Demand(problem, uses, rows, settling.undecided)
    rows = nearest(rest, soft[rest.row], price, FLOW_PAIRS * problem.learners)
    if len(uses.quotas):
        settling.take(best_within_quotas(problem, uses, settling.room, rows, soft, price[uses.slots :], effort.turns))
    else:
        settling.take(best_of_rest(problem, uses, settling.room, rows, strict[rows]))
    settling.fill(strict)
    meet(settling, strict, lambda: run.over)
    empty_what_misses(settling)
    settling.fill(strict)
    return None if len(settling.unmet) else settling.placement_of

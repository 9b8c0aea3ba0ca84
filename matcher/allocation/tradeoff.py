"""Moves against value: what a re-run gains by letting more of the published leave their placement."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.allocation.answer import Allocation
from matcher.allocation.engine import FEW_PAIRS, allocate
from matcher.allocation.objective import pair_values, stage_names
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray
from matcher.allocation.staged import worth
from matcher.allocation.staying import Staying

LADDER = (0, 1, 2, 5, 10, 20, 50, 100)  # moves allowed, as a coordinator thinks of them

MOST_PAIRS = 200_000  # up to which a search under one limit finds what bonuses for staying do not

OnLimit = Callable[[int | None], None]
Bounds = Sequence[int] | None  # of each stage


@dataclass(frozen=True)
class TradeOff:
    """The best re-run found in which at most `may_move` of the published leave their placement, None: any number.

    `moved` of them do. `gap` is how far the first stage that isn't proven may be from the best under that limit, None
    where nothing is proven. Where the demands cannot be met with so few moves, `possible` is False and nobody placed.
    """

    may_move: int | None
    possible: bool
    moved: int
    placed: int
    fit: int
    value: int
    gap: float | None


def trade_offs(
    problem: AllocationProblem,
    *,
    ladder: Sequence[int] = LADDER,
    known: Sequence[IntArray] = (),
    time_limit_seconds: float = 60.0,
    seed: int = 0,
    on_limit: OnLimit | None = None,
) -> tuple[TradeOff, ...]:
    """Re-plan with at most k moves for every k of a ladder, then with any number; no row is worse than the one before.

    Published learners whose placement is gone move in any case and do not count. In large rounds with groups, those
    that were published go elsewhere only where any number may move: the `gap` of the other rows is to that bound.

    Parameters
    ----------
    problem
        With `previous`, the published placements; its own `moves` plays no part.
    ladder
        Whole numbers of at least 0; those not below the number of the published say no more than "any number".
    known
        Answers, shape (learners,) each, that hold for the problem, such as the one being looked at.
    on_limit
        Told each limit as it is worked on.
    """
    published = _published(problem)
    limits: list[int | None] = [None, *sorted({most for most in ladder if most < len(published)}, reverse=True)]
    searches = _Searches(problem, published, time.monotonic() + time_limit_seconds, seed)
    searches.keep(known)
    bounds: list[Bounds] = [None]
    for place, most in enumerate(limits):
        if on_limit is not None:
            on_limit(most)
        bounds.append(searches.search(most, bounds[-1], len(limits) - place))
    return tuple(searches.best(most, proof) for most, proof in reversed(list(zip(limits, bounds[1:], strict=True))))


def _published(problem: AllocationProblem) -> IntArray:
    """Return the learners whose published placement is still open to them."""
    return np.unique(problem.pair_learner[problem.pair_kept])


class _Searches:
    """Answers found so far under any limit: whichever moves few enough answers for another limit too."""

    def __init__(self, problem: AllocationProblem, published: IntArray, deadline: float, seed: int) -> None:
        self.problem = problem.changed(moves="free")
        self.published, self.deadline, self.seed = published, deadline, seed
        self.values = [pair_values(self.problem, name) for name in stage_names(self.problem)]
        self.settled = groups_settled(self.problem) if problem.pairs > FEW_PAIRS else None
        self.staying = Staying(self.settled or self.problem, seed)
        self.answers: list[tuple[int, list[int], IntArray]] = []  # moved, what each stage attains, the answer
        self.refuted = False
        self._search(self.problem.changed(moves="least"), 0.1)
        if self.settled is not None:
            self._search(self.settled, 0.1)

    def keep(self, answers: Sequence[IntArray]) -> None:
        for placement_of in answers:
            attained = [worth(self.problem, placement_of, value) for value in self.values]
            self.answers.append((self.moved(placement_of), attained, placement_of))

    def moved(self, placement_of: IntArray) -> int:
        return int((placement_of[self.published] != self.problem.previous[self.published]).sum())

    def search(self, most: int | None, above: Bounds, searches_left: int) -> Bounds:
        """Search under a limit, after the higher ones, whose bounds are `above`; return the bounds that hold for it."""
        share = 1.0 / searches_left
        if most is None:
            return self._bounds(self._search(self.problem, 0.5 if self.settled is not None else share))
        if self.refuted or self._attains(most, above):
            return above
        above = self._stay(len(self.published) - most, above)
        if self._attains(most, above) or self.problem.pairs > MOST_PAIRS:
            return above
        if self.settled is not None:
            self._search(self.settled.changed(moves=most), share)
            return above
        return self._bounds(self._search(self.problem.changed(moves=most), share))

    def _bounds(self, found: Allocation) -> Bounds:
        """Return the bound of each stage; remember where the demands were shown to contradict each other."""
        self.refuted |= any(conflict.kind != "undecided" for conflict in found.conflicts)
        return [stage.bound for stage in found.stages] or None

    def _attains(self, most: int, bounds: Bounds) -> bool:
        """Say whether an answer within the limit is as good as the bounds: no search finds a better one."""
        return bounds is not None and any(
            moved <= most and all(value >= bound for value, bound in zip(attained, bounds, strict=True))
            for moved, attained, _ in self.answers
        )

    def _stay(self, kept: int, above: Bounds) -> Bounds:
        """Find answers that keep at least so many, and the bound on the last stage that follows from them."""
        found = self.staying.keeping(kept)
        if found is not None and found.placement_of is not None:
            self.keep([found.placement_of])
        if above is None or self.settled is not None:
            return above
        placed = above[0] if len(above) > 1 else None  # answers that place fewer say nothing about those that don't
        last = [one.bound(kept) for one in self.staying.solved if placed in (None, one.placed)]
        return [*above[:-1], min([above[-1], *last])]

    def _search(self, problem: AllocationProblem, share: float) -> Allocation:
        seconds = max(0.1, share * (self.deadline - time.monotonic()))
        found: Allocation = allocate(problem, time_limit_seconds=seconds, seed=self.seed)
        if found.status != "infeasible":
            self.keep([found.placement_of])
        return found

    def best(self, most: int | None, bounds: Bounds) -> TradeOff:
        """Return the best of all answers that keep a limit, the one with the fewest moves among equals."""
        within = [answer for answer in self.answers if most is None or answer[0] <= most]
        if not within:
            return TradeOff(most, False, 0, 0, 0, 0, None)
        moved, attained, placement_of = max(within, key=lambda answer: (answer[1], -answer[0]))
        return TradeOff(
            most,
            True,
            moved,
            int((placement_of >= 0).sum()),
            worth(self.problem, placement_of, self.problem.pair_fit),
            attained[-1],
            _gap(bounds, attained),
        )


def _gap(bounds: Bounds, attained: Sequence[int]) -> float | None:
    """Return the gap that the bounds of stages, valid for whoever attains as much before, leave to an answer."""
    if bounds is None:
        return None
    pairs = zip(bounds, attained, strict=True)
    return next(((bound - value) / bound for bound, value in pairs if bound > value), 0.0)


def groups_settled(problem: AllocationProblem) -> AllocationProblem | None:
    """Return the problem in which every published group is where it was and the others stay at home; None without any.

    Companions' beds are taken out of the destinations', so that learners are free of their groups. An answer to it
    answers the problem itself, and where few may move, hardly any answer sends a group elsewhere.
    """
    group, pair_group = problem.learner_group, problem.learner_group[problem.pair_learner]
    kept = np.flatnonzero(problem.pair_kept & (pair_group >= 0))
    if not len(kept):
        return None
    there = np.full(problem.groups + 1, -1, dtype=np.int64)
    there[pair_group[kept]] = problem.pair_destination[kept]
    beds = problem.destination_beds.copy()
    travelling = np.flatnonzero(there >= 0)
    np.subtract.at(beds, there[travelling], problem.group_companions[travelling])
    if (beds < 0).any():
        return None
    open_: BoolArray = (pair_group < 0) | (there[pair_group] == problem.pair_destination)
    return problem.changed(
        pair_learner=problem.pair_learner[open_],
        pair_placement=problem.pair_placement[open_],
        pair_fit=problem.pair_fit[open_],
        destination_beds=beds,
        learner_group=np.full_like(group, -1),
    )

"""Splits destinations into cases, by whether a group travels there, and finds each the prices that bound it best.

With the prices of parties fixed, destinations are apart from each other: the bound is the sum of their shares, and a
destination's share that of its dearest case (branch and bound on the subproblems of a Lagrangian decomposition, Fisher
1981). The dearest cases are split first, those of all destinations side by side.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.allocation.groups.case_bound import CaseRows, Offer, shares
from matcher.allocation.groups.descent import FloatArray
from matcher.allocation.groups.offers import rows_of_destinations
from matcher.allocation.groups.packer import Packer
from matcher.allocation.problem import IntArray

COLUMNS = 64  # cases priced side by side
ROOT_EVALUATIONS, EVALUATIONS = 40, 12  # to find the prices of a case; measured, as the next four
FIRST_STEP, SHRINK, PATIENCE = 0.5, 0.6, 3  # of a Polyak step; by how much and after how many steps in vain
MEMORY = 0.2  # share of the last direction kept
RECENT = 0.1  # weight of the newest packing in how often a group was taken
NO_LESS = 0.5  # points below which a case is no dearer than what is attained
TRIAL_SHARE, TRIAL_GAIN = 0.2, 0.01  # of the work, after which so much of the gap must be closed to go on


@dataclass(frozen=True)
class Leaf:
    """A case that isn't split yet, with its share of the bound at its prices.

    Shapes: `goes` (groups,): 1 must travel there, 0 must not, -1 undecided; `place` (placements of the destination,
    days); `times` (groups,): how often packings lately took a group; `guide`, `width` (days,) as in `Packer`.
    """

    destination: int
    decisions: tuple[tuple[int, int], ...]
    goes: IntArray
    place: FloatArray
    bound: float
    times: FloatArray
    guide: FloatArray
    width: FloatArray

    @property
    def undecided(self) -> bool:
        return bool((self.goes < 0).any())

    def split(self) -> "tuple[Leaf, Leaf]":
        """Return the two cases of the group that packings are least of one mind about."""
        group = int(np.where(self.goes < 0, np.abs(self.times - 0.5), np.inf).argmin())
        return self._deciding(group, 0), self._deciding(group, 1)

    def _deciding(self, group: int, goes: int) -> "Leaf":
        decided = self.goes.copy()
        decided[group] = goes
        return replace(self, goes=decided, decisions=(*self.decisions, (group, goes)))


class Branching:
    """The cases of every destination, split further and further.

    Parameters
    ----------
    place
        Shape (placements, days): prices to begin with.
    guide
        Shape (destinations x days,): about what a bed is worth.
    attained
        Shape (destinations,): what the best answer known is worth at each destination at the offer's prices; no case
        needs to be split once its share is no more.
    """

    def __init__(self, offer: Offer, place: FloatArray, guide: FloatArray, attained: FloatArray) -> None:
        self.offer, self.attained = offer, attained
        self.rows = rows_of_destinations(offer.who)
        self.evaluations = 0
        start = np.zeros((offer.who.destinations, offer.most_placements, len(offer.who.days)))
        start[offer.who.destination, offer.rank] = place
        by_day = guide.reshape(offer.who.destinations, -1)
        self.leaves = [
            [self._root(destination, start[destination], by_day[destination])]
            for destination, pairs in enumerate(offer.pairs_at)
            if len(pairs)
        ]

    def _root(self, destination: int, place: FloatArray, guide: FloatArray) -> Leaf:
        groups = len(self.rows.groups)
        undecided, unknown = np.full(groups, -1), np.full(groups, 0.5)
        return Leaf(destination, (), undecided, place, np.inf, unknown, guide, 4.0 * guide + 1.0)

    @property
    def bound(self) -> float:
        """What all parties pay and the dearest cases come to."""
        return float(self.offer.own.sum()) + sum(_dearest(leaves) for leaves in self.leaves)

    def run(self, evaluations: int, should_stop: Callable[[], bool]) -> None:
        """Split the dearest cases until that pays too little or so many evaluations are done."""
        roots = [leaf for leaves in self.leaves for leaf in leaves]
        self.leaves = [[leaf] for leaf in self._priced(roots, ROOT_EVALUATIONS, should_stop)]
        at_first = self.bound
        least = TRIAL_GAIN * (at_first - float(self.offer.own.sum() + self.attained.sum()))
        while self.evaluations < evaluations and not should_stop():
            if self.evaluations > TRIAL_SHARE * evaluations and at_first - self.bound < least:
                return
            if not self._split(max(1, COLUMNS // (2 * len(self.leaves))), should_stop):
                return

    def _split(self, each: int, should_stop: Callable[[], bool]) -> bool:
        """Split up to so many cases of each destination; False if there is nothing to gain."""
        parents = [self._to_split(leaves, each) for leaves in self.leaves]
        children = [child for some in parents for parent in some for child in parent.split()]
        if not children:
            return False
        priced = iter(self._priced(children, EVALUATIONS, should_stop))
        for place, some in enumerate(parents):
            gone = {id(parent) for parent in some}
            kept = [leaf for leaf in self.leaves[place] if id(leaf) not in gone]
            self.leaves[place] = kept + [next(priced) for _ in range(2 * len(some))]
        return True

    def _to_split(self, leaves: Sequence[Leaf], most: int) -> list[Leaf]:
        dear = sorted(leaves, key=lambda leaf: -leaf.bound)
        if not dear[0].undecided or dear[0].bound <= self.attained[dear[0].destination] + NO_LESS:
            return []
        return [leaf for leaf in dear[:most] if leaf.undecided]

    def _priced(self, leaves: Sequence[Leaf], evaluations: int, should_stop: Callable[[], bool]) -> list[Leaf]:
        """Lower each case's share from the prices it has."""
        rows = self.rows.of(np.array([leaf.destination for leaf in leaves]))
        goes = np.stack([leaf.goes for leaf in leaves], axis=1)
        packer = Packer(
            rows, np.concatenate([leaf.guide for leaf in leaves]), np.concatenate([leaf.width for leaf in leaves])
        )
        descent = _Descent(
            CaseRows(self.offer, rows, goes == 1, goes == 0), packer, leaves, self.attained[rows.destination]
        )
        for turn in range(evaluations):
            if turn and should_stop():
                break
            descent.step()
            self.evaluations += len(leaves)
        guide, width = packer.guide.reshape(len(leaves), -1), packer.width.reshape(len(leaves), -1)
        return [
            replace(
                leaf,
                place=descent.best_place[at],
                bound=min(leaf.bound, float(descent.best[at])),
                times=descent.times[:, at],
                guide=guide[at],
                width=width[at],
            )
            for at, leaf in enumerate(leaves)
        ]


def _dearest(leaves: Sequence[Leaf]) -> float:
    return max(leaf.bound for leaf in leaves)


class _Descent:
    """Subgradient descents of the shares of many cases, side by side."""

    def __init__(self, cases: CaseRows, packer: Packer, leaves: Sequence[Leaf], target: FloatArray) -> None:
        self.cases, self.packer, self.target = cases, packer, target
        self.place = self.best_place = np.stack([leaf.place for leaf in leaves])
        self.times = np.stack([leaf.times for leaf in leaves], axis=1)
        self.best = np.full(len(leaves), 1e300)
        self._direction = np.zeros_like(self.place)
        self._step = np.full(len(leaves), FIRST_STEP)
        self._idle = np.zeros(len(leaves), dtype=np.int64)

    def step(self) -> None:
        now = shares(self.cases, self.packer, self.place)
        self.times = (1 - RECENT) * self.times + RECENT * now.times
        self._idle = np.where(now.bound < self.best - 1e-6 * np.abs(self.best), 0, self._idle + 1)
        self.best_place = np.where((now.bound < self.best)[:, None, None], self.place, self.best_place)
        self.best = np.minimum(self.best, now.bound)
        tired = self._idle > PATIENCE
        self._step = np.where(tired, SHRINK * self._step, self._step)
        self._idle[tired] = 0
        anew = tired[:, None, None]
        self._direction = np.where(anew, 0.0, MEMORY * self._direction + (1 - MEMORY) * now.surplus)
        length = (self._direction**2).sum(axis=(1, 2))
        move = self._step * np.maximum(now.bound - self.target, 0.0) / (length + 1e-9)
        start = np.where(anew, self.best_place, self.place)
        self.place = np.maximum(0.0, start - move[:, None, None] * self._direction)

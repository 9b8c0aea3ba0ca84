"""Packs many bed knapsacks quickly: only what may be worth its beds at about the price of a bed is looked at."""

from dataclasses import dataclass

import numpy as np

from matcher.allocation.groups.descent import FloatArray
from matcher.allocation.groups.offers import Rows
from matcher.allocation.packing import IMPOSSIBLE, Packing, pack
from matcher.allocation.problem import BoolArray, IntArray

GUIDE_STEPS = (1.0, 0.97, 1.03, 0.85, 1.15, 0.5, 2.0)  # how the guide may move between two packings
WIDTH_KEPT = 0.8  # a filter that narrows too fast has to be widened again
FILTER_WIDTH = 1.5  # keep items this many times the last rounding loss below being worth their beds


@dataclass
class Packer:
    """Packs the same rows again and again; what it learns about them only saves time.

    Parameters
    ----------
    guide
        Shape (rows,): about what a bed is worth.
    width
        Shape (rows,): how far below being worth its beds an item may be and still matter.
    """

    rows: Rows
    guide: FloatArray
    width: FloatArray

    def pack(self, worth: FloatArray, alone: FloatArray, must: BoolArray | None = None) -> tuple[Packing, IntArray]:
        """Return the packing, and which items of `worth` its items are.

        Parameters
        ----------
        worth
            Shape (groups, columns, most beds).
        alone
            Shape (rows, most alone).
        must
            Shape (groups, columns): who cannot be left out.
        """
        rows, beds = self.rows, self.rows.beds()
        row = rows.row(rows.groups).ravel()
        by_item = worth.reshape(-1, worth.shape[2])
        forced = None if must is None else must.ravel()
        relaxed = self._follow(row, by_item, np.diff(alone, axis=1, prepend=0.0), forced)
        surplus = _surplus(by_item, self.guide[row])
        while True:
            matters = surplus > -self.width[row]
            item = np.flatnonzero(matters if forced is None else matters | forced)
            forced_in = None if forced is None else forced[item]
            packing = pack(row[item], by_item[item], alone, beds, must=forced_in, trace=True)
            loss = relaxed - packing.value
            enough = (self.width >= loss) | (packing.value < IMPOSSIBLE)
            self.width = np.where(enough, self.width, FILTER_WIDTH * loss)
            if enough.all():
                self.width = np.minimum(
                    self.width, np.maximum(WIDTH_KEPT * self.width, FILTER_WIDTH * np.abs(loss) + 1.0)
                )
                return packing, item

    def _follow(
        self, row: IntArray, by_item: FloatArray, alone_each: FloatArray, forced: BoolArray | None
    ) -> FloatArray:
        """Move the guide to the best of its neighbours; return what each row is worth with beds at that price."""
        beds, factors = self.rows.beds(), np.array(GUIDE_STEPS)
        tried = factors[:, None] * self.guide
        worth = np.stack([_relaxed(guide, row, by_item, alone_each, beds, forced) for guide in tried])
        best = worth.argmin(axis=0)
        self.guide = tried[best, np.arange(len(best))]
        return np.asarray(worth.min(axis=0))


@dataclass(frozen=True)
class Taken:
    """Who a packing takes: learners with their column, and parties with theirs."""

    learner: IntArray
    column: IntArray
    party: IntArray
    party_column: IntArray


def taken(
    rows: Rows,
    packing: Packing,
    item: IntArray,
    best_first: IntArray,
    alone_profit: FloatArray,
    alone_order: IntArray,
) -> Taken:
    """Read off who goes where, given what `worth_by_beds` and `alone_by_row` returned."""
    who = rows.who
    chosen = packing.group_beds > 0
    group, column = np.divmod(item[chosen], rows.columns)
    party = rows.groups[group]
    placed = packing.group_beds[chosen] - who.companions[party]
    which = np.arange(best_first.shape[2]) < placed[:, None]
    learner = np.take_along_axis(rows.member[group], best_first[group, column], axis=1)[which]
    at = np.broadcast_to(column[:, None], which.shape)[which]
    lone_row, rank = np.nonzero(np.arange(alone_order.shape[1]) < packing.alone[:, None])
    lone, lone_at = alone_order[lone_row, rank], lone_row // len(who.days)
    worth_it = alone_profit[lone, lone_at] > 0
    lone_party, lone_at = rows.alone[lone[worth_it]], lone_at[worth_it]
    return Taken(
        np.concatenate([learner, who.first_learner[lone_party]]),
        np.concatenate([at, lone_at]),
        np.concatenate([party, lone_party]),
        np.concatenate([column, lone_at]),
    )


def _surplus(by_item: FloatArray, guide: FloatArray) -> FloatArray:
    """Return what each item is worth at best once each bed costs the guide."""
    beds = np.arange(1, by_item.shape[1] + 1)
    return np.asarray((by_item - guide[:, None] * beds).max(axis=1))


def _relaxed(
    guide: FloatArray,
    row: IntArray,
    by_item: FloatArray,
    alone_each: FloatArray,
    beds: IntArray,
    forced: BoolArray | None,
) -> FloatArray:
    surplus = _surplus(by_item, guide[row])
    gain = np.maximum(surplus, 0.0) if forced is None else np.where(forced, surplus, np.maximum(surplus, 0.0))
    alone = np.maximum(alone_each - guide[:, None], 0.0).sum(axis=1)
    return np.asarray(guide * beds + np.bincount(row, weights=gain, minlength=len(beds)) + alone)

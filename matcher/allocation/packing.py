"""The exact bed knapsack of every destination at once, by dynamic programming over beds, in NumPy alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Numbers = npt.NDArray[Any]  # all whole numbers or all floating

BoolArray = npt.NDArray[np.bool_]
NEVER = -(2**61)  # worth of what cannot be; two of them still add up above -2**63
IMPOSSIBLE = -(2**60)


@dataclass(frozen=True)
class Packing:
    """The best use of the beds of each row.

    `value` (rows,); `group_beds` (items,): beds each group's item uses, 0 = left out; `alone` (rows,): how many of the
    best learners alone are taken in each row. Where nothing is possible nobody is taken.
    """

    value: Numbers
    group_beds: IntArray
    alone: IntArray


def pack(
    row: IntArray,
    worth: Numbers,
    alone: Numbers,
    beds: IntArray,
    *,
    must: BoolArray | None = None,
    trace: bool = False,
) -> Packing:
    """Choose, in every row, for each item how many beds it uses so that the worth is greatest.

    Multiple-choice knapsack (Kellerer, Pferschy, Pisinger, Knapsack Problems, 2004, ch. 11); exact for whole numbers.

    Parameters
    ----------
    row
        Shape (items,): the row, say a destination, that an item competes in.
    worth
        Shape (items, most beds): worth of giving an item 1, 2, … beds; `NEVER` where that many cannot be.
    alone
        Shape (rows, most alone): worth of the best 1, 2, … learners alone, who need one bed each.
    beds
        Shape (rows,).
    must
        Shape (items,): who cannot be left out; a row that has no beds for them is worth less than `IMPOSSIBLE`.
    trace
        Whether to find out the choice as well as its value.
    """
    beds = np.minimum(beds, _most_usable(row, worth.shape[1], alone.shape[1], len(beds)))
    order = np.argsort(row, kind="stable")
    count = np.bincount(row, minlength=len(beds))
    busiest = np.argsort(-count, kind="stable")
    first = np.concatenate([[0], np.cumsum(count)])
    forced = np.zeros(len(row), dtype=bool) if must is None else must
    state = np.zeros((len(beds), int(beds.max(initial=0)) + 1), dtype=worth.dtype)
    steps: list[tuple[IntArray, Numbers]] = []
    for step in range(int(count.max(initial=0))):
        active = busiest[: int((count > step).sum())]
        items = order[first[active] + step]
        before = state[: len(active)].copy()
        _add_item(before, state[: len(active)], worth[items], forced[items])
        if trace:
            steps.append((items, before))
    by_alone = np.concatenate([np.zeros((len(beds), 1), dtype=state.dtype), alone], axis=1)[busiest]
    left = beds[busiest][:, None] - np.arange(by_alone.shape[1])
    total = np.where(left >= 0, np.take_along_axis(state, np.maximum(left, 0), axis=1) + by_alone, NEVER)
    taken = total.argmax(axis=1)
    value, taken_by_row = np.zeros_like(total[:, 0]), np.zeros(len(beds), dtype=np.int64)
    value[busiest], taken_by_row[busiest] = total[np.arange(len(beds)), taken], taken
    group_beds = _traced(steps, beds[busiest] - taken, worth, forced)
    possible = value >= IMPOSSIBLE
    return Packing(value, np.where(possible[row], group_beds, 0), np.where(possible, taken_by_row, 0))


def _most_usable(row: IntArray, widest: int, alone: int, rows: int) -> IntArray:
    return np.bincount(row, minlength=rows) * widest + alone


def _add_item(before: Numbers, after: Numbers, worth: Numbers, must: BoolArray) -> None:
    """Write into `after` what each fill of `before` is worth once one more item per row may be taken."""
    after[must] = NEVER
    for beds in range(1, min(worth.shape[1], before.shape[1] - 1) + 1):
        offer = before[:, :-beds] + worth[:, beds - 1, None]
        np.maximum(after[:, beds:], offer, out=after[:, beds:])
    if must.any():
        np.maximum(after, NEVER, out=after)


def _traced(steps: list[tuple[IntArray, Numbers]], fill: IntArray, worth: Numbers, must: BoolArray) -> IntArray:
    """Return the beds that each item uses, found backwards from the fill of each row."""
    most = worth.shape[1]
    group_beds = np.zeros(len(worth), dtype=np.int64)
    beds = np.arange(most, 0, -1)  # of equals the most beds
    for items, before in reversed(steps):
        row, at = np.arange(len(items)), fill[: len(items)]
        start = at[:, None] - beds
        offer = np.where(start >= 0, before[row[:, None], np.maximum(start, 0)] + worth[items, ::-1], NEVER)
        best = offer.argmax(axis=1)
        takes = (offer[row, best] > before[row, at]) | must[items]
        group_beds[items] = np.where(takes, np.minimum(most - best, at), 0)  # more only where nothing is possible
        fill[: len(items)] -= group_beds[items]
    return group_beds

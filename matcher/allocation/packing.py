"""The exact bed knapsack of every destination at once, by dynamic programming over beds, in NumPy alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

IntArray = npt.NDArray[np.int64]
Numbers = npt.NDArray[Any]  # all whole numbers or all floating

NEVER = -(2**61)  # worth of what cannot be; two of them still add up above -2**63


@dataclass(frozen=True)
class Packing:
    """The best use of the beds of each row.

    `value` (rows,); `group_beds` (items,): beds each group's item uses, 0 = left out; `alone` (rows,): how many of the
    best learners alone are taken in each row.
    """

    value: Numbers
    group_beds: IntArray
    alone: IntArray


def pack(row: IntArray, worth: Numbers, alone: Numbers, beds: IntArray, *, trace: bool = False) -> Packing:
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
    trace
        Whether to find out the choice as well as its value.
    """
    beds = np.minimum(beds, _most_usable(row, worth.shape[1], alone.shape[1], len(beds)))
    order = np.argsort(row, kind="stable")
    count = np.bincount(row, minlength=len(beds))
    busiest = np.argsort(-count, kind="stable")
    first = np.concatenate([[0], np.cumsum(count)])
    state = np.zeros((len(beds), int(beds.max(initial=0)) + 1), dtype=worth.dtype)
    steps: list[tuple[IntArray, npt.NDArray[np.int16]]] = []
    for step in range(int(count.max(initial=0))):
        active = busiest[: int((count > step).sum())]
        items = order[first[active] + step]
        used = _add_item(state, len(active), worth[items])
        if trace:
            steps.append((items, used))
    return _closed(state, busiest, alone, beds, steps, len(row))


def _most_usable(row: IntArray, widest: int, alone: int, rows: int) -> IntArray:
    return np.bincount(row, minlength=rows) * widest + alone


def _add_item(state: Numbers, rows: int, worth: Numbers) -> npt.NDArray[np.int16]:
    """Let the first `rows` rows of `state` take one more item each; return the beds it uses at every fill."""
    width = worth.shape[1]
    before = np.full((rows, width + state.shape[1] - 1), NEVER, dtype=state.dtype)
    before[:, width:] = state[:rows, :-1]
    offers = sliding_window_view(before, width, axis=1) + worth[:, None, ::-1]
    best = offers.argmax(axis=2)
    value = np.take_along_axis(offers, best[:, :, None], axis=2)[:, :, 0]
    better = value > state[:rows]
    np.copyto(state[:rows], value, where=better)
    return np.where(better, width - best, 0).astype(np.int16)


def _closed(
    state: Numbers,
    busiest: IntArray,
    alone: Numbers,
    beds: IntArray,
    steps: list[tuple[IntArray, npt.NDArray[np.int16]]],
    items: int,
) -> Packing:
    rows = np.arange(len(beds))
    by_alone = np.concatenate([np.zeros((len(beds), 1), dtype=state.dtype), alone], axis=1)
    left = beds[busiest][:, None] - np.arange(by_alone.shape[1])
    total = np.where(left >= 0, state[rows[:, None], np.maximum(left, 0)] + by_alone[busiest], NEVER)
    taken = total.argmax(axis=1)
    value, taken_by_row = np.zeros_like(total[:, 0]), np.zeros(len(beds), dtype=np.int64)
    value[busiest], taken_by_row[busiest] = total[rows, taken], taken
    group_beds = np.zeros(items, dtype=np.int64)
    fill = beds[busiest] - taken
    for chosen, used in reversed(steps):
        active = len(chosen)
        group_beds[chosen] = used[rows[:active], fill[:active]]
        fill[:active] -= group_beds[chosen]
    return Packing(value, group_beds, taken_by_row)

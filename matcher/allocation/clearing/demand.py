"""What parties want at given prices: exactly, which bounds every answer, and blurred, which shows what is too cheap."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matcher.allocation.clearing.options import Options
from matcher.allocation.clearing.quotas import DONE
from matcher.allocation.clearing.uses import FloatArray, Uses
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray

AT_ONCE = 2_000  # segments; what is worked out for so many stays in the processor's cache


@dataclass(frozen=True)
class Choice:
    """What parties choose at some prices.

    `worth`: of everybody's exact choice. Blurred: `share` (pairs of the demand,): of a learner who takes a pair;
    `travel` (options,): of a group that goes to a destination; `load` (limits,): how many want each slot, and how many
    rows count.
    """

    worth: float
    share: FloatArray
    travel: FloatArray
    load: FloatArray


class Demand:
    """Learners alone with their pairs, then groups with theirs by destination and member.

    A *segment* is the pairs of one learner alone, or of one member of a group at one destination.

    Parameters
    ----------
    rows
        The problem's pairs in play, ascending.
    together
        Shape (groups,): which groups have yet to choose where to go, their members all at one destination; members
        of others count as learners alone.

    Attributes
    ----------
    row, way, kind
        Shape (pairs,): the problem's pairs in the order of the demand, their ways, and kinds if there are rows.
    may_bind, countable
        Shape (rows that may bind,): these rows of quotas, and how many learners each counts at most.
    start, length
        Shape (segments,).
    """

    def __init__(self, problem: AllocationProblem, uses: Uses, rows: IntArray, together: BoolArray) -> None:
        self.uses = uses
        grouped = np.append(together, False)[problem.learner_group[problem.pair_learner[rows]]]
        inside = rows[grouped]
        learner, destination = problem.pair_learner[inside], problem.pair_destination[inside]
        order = np.lexsort((learner, destination, problem.learner_group[learner]))
        alone = problem.pair_learner[rows[~grouped]]
        code = np.concatenate([alone, problem.learners * (destination[order] + 1) + learner[order]])
        self.row = np.concatenate([rows[~grouped], inside[order]])
        self.way = uses.way[self.row]
        countable = uses.quotas.countable(problem, self.row)
        self.may_bind = np.flatnonzero(uses.quotas.asks | (countable > uses.quotas.most))
        self.quotas, self.countable = uses.quotas.only(self.may_bind), countable[self.may_bind]
        self.kind = uses.quotas.kind[self.row] if len(self.quotas) else None
        self.start = np.flatnonzero(np.diff(code, prepend=-1))
        self.length = np.diff(np.append(self.start, len(code)))
        self._alone = int(np.searchsorted(self.start, len(alone)))
        self.options = Options(problem, uses, self.row[self.start[self._alone :]])

    def choose(self, worth: FloatArray, price: FloatArray, blur: float) -> Choice:
        """Return what parties choose.

        Parameters
        ----------
        worth
            Shape (pairs,): of each pair before prices, in points.
        price
            Shape (limits,).
        blur
            Points by which a choice may fall short of the best and still be taken by every e-th.
        """
        paid, share = self.uses.paid(price), np.empty(len(self.row))
        paid_rows = self._paid_rows(price)
        best, total = np.empty(len(self.start)), np.empty(len(self.start))
        for pairs, segments in self._stretches():
            start, length = self.start[segments] - pairs.start, self.length[segments]
            left = worth[pairs] - paid.take(self.way[pairs])
            if self.kind is not None:
                left -= paid_rows.take(self.kind[pairs])
            most = np.maximum(np.maximum.reduceat(left, start), 0.0)
            left -= np.repeat(most, length)
            left /= blur
            np.exp(left, out=share[pairs])
            best[segments] = most
            total[segments] = np.add.reduceat(share[pairs], start) + np.exp(-most / blur)
        grouped = slice(self._alone, None)
        exact, travel = self.options.choose(best[grouped], total[grouped], price, blur)
        taken = 1.0 / total
        taken[grouped] *= travel[self.options.of]
        for pairs, segments in self._stretches():
            share[pairs] *= np.repeat(taken[segments], self.length[segments])
        return Choice(float(best[: self._alone].sum()) + exact, share, travel, self._load(share, travel))

    def _load(self, share: FloatArray, travel: FloatArray) -> FloatArray:
        load = self.uses.load(np.bincount(self.way, share, len(self.uses.place_first)))
        load = load + self.uses.bed_load(self.options.way, travel * self.options.companions)
        if self.kind is None:
            return np.concatenate([load, np.zeros(len(self.uses.quotas))])
        rows = np.zeros(len(self.uses.quotas))
        rows[self.may_bind] = self.quotas.load(np.bincount(self.kind, share, self.quotas.counts.shape[0]))
        return np.concatenate([load, rows])

    def _paid_rows(self, price: FloatArray) -> FloatArray:
        return self.quotas.paid(price[self.uses.slots + self.may_bind])

    def pressure(self, load: FloatArray, room: FloatArray) -> FloatArray:
        """Return the pressure on the prices of rows, at `load` and `room`, both (limits,). Shape (rows,)."""
        limits = self.uses.slots + self.may_bind
        pressure = np.full(len(self.uses.quotas), DONE)
        pressure[self.may_bind] = self.quotas.pressure(load[limits], room[limits], self.countable)
        return pressure

    def left(self, worth: FloatArray, price: FloatArray) -> FloatArray:
        """Return what is left of each pair's worth once everything it uses is paid. Shape (pairs,)."""
        left = worth - self.uses.paid(price)[self.way]
        if self.kind is not None:
            left -= self._paid_rows(price)[self.kind]
        return np.asarray(left)

    def _stretches(self) -> Iterator[tuple[slice, slice]]:
        """Yield pairs and segments, stretch by stretch."""
        for first in range(0, len(self.start), AT_ONCE):
            after = min(first + AT_ONCE, len(self.start))
            end = int(self.start[after]) if after < len(self.start) else len(self.row)
            yield slice(int(self.start[first]), end), slice(first, after)

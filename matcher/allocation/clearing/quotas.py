"""Quotas, minimums and moves beside places and beds: how many learners a row allows, or asks for, and whom it counts.

A row that asks for learners counts them negatively: then each row allows at most so much, and has a price of no less
than nothing, as places and beds have.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matcher.allocation.answer import PRICE_COLUMNS
from matcher.allocation.codes import distinct, example_of
from matcher.allocation.network import sender_sizes
from matcher.allocation.objective import must_stay
from matcher.allocation.problem import AllocationProblem, IntArray

FloatArray = npt.NDArray[np.float64]
Numbers = npt.NDArray[Any]
HALF = 0.5  # of a learner: so much more counts everywhere, so that nobody and everybody have finite odds
DONE = -10.0  # pressure on the price of what asks for nothing (any more)
MOST_PRESSURE, OF_STAYING = 0.5, 0.1  # at first nearly all are of one mind, and prices would overshoot; measured
PER_PAIR, PER_STAY, PER_LEARNER = range(3)  # of which of these a row counts each once at most: a learner has one place


class _Rows(NamedTuple):
    """Rows of one table of prices: keys (rows, up to 2), most (rows,), and per kind of pairs the row that counts it."""

    table: str
    keys: tuple[IntArray, ...]
    most: IntArray
    once: int
    entries: tuple[IntArray, IntArray]  # kind, row


@dataclass(frozen=True)
class Quotas:
    """Rows, and the *kinds* of pairs, alike in whom rows count.

    Shapes: `table` (rows,): the table of prices; `keys` (rows, 2): its entity; `most` (rows,): what the row allows,
    negative where it asks; `once` (rows,); `kind` (pairs,); `counts` (kinds, rows): 1, or -1 in rows that ask.
    """

    table: tuple[str, ...]
    keys: IntArray
    most: IntArray
    once: IntArray
    kind: IntArray
    counts: sparse.csr_array

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def asks(self) -> npt.NDArray[np.bool_]:
        """Shape (rows,): floors, minimums and the published who must stay."""
        return np.array([name.endswith(("_floor", "_minimum")) or name == "unmoved" for name in self.table], dtype=bool)

    @cached_property
    def _most_pressure(self) -> FloatArray:
        return np.where(self.named("unmoved"), OF_STAYING, MOST_PRESSURE)

    def named(self, *tables: str) -> npt.NDArray[np.bool_]:
        """Return which rows are of these tables. Shape (rows,)."""
        return np.array([name in tables for name in self.table], dtype=bool)

    def only(self, rows: IntArray) -> "Quotas":
        """Return some of the rows."""
        table = tuple(self.table[row] for row in rows.tolist())
        return Quotas(table, self.keys[rows], self.most[rows], self.once[rows], self.kind, self.counts[:, rows])

    def paid(self, price: FloatArray) -> FloatArray:
        """Return what a pair of each kind pays at a price per row, less what it is paid. Shape (kinds,)."""
        return np.asarray(self.counts @ price)

    def load(self, amount: Numbers) -> Numbers:
        """Return what rows count of so many learners of each kind. Shape (rows,)."""
        return np.asarray(self.counts.T @ amount)

    def taken_by(self, pairs: IntArray) -> IntArray:
        """Return what rows count of some pairs. Shape (rows,)."""
        return self.load(np.bincount(self.kind[pairs], minlength=self.counts.shape[0])).astype(np.int64)

    def of(self, pair: int) -> tuple[IntArray, IntArray]:
        """Return the rows that count a pair, and whether as 1 or as -1."""
        kind = self.kind[pair]
        entries = slice(self.counts.indptr[kind], self.counts.indptr[kind + 1])
        return self.counts.indices[entries], self.counts.data[entries]

    def allow(self, room: IntArray, pair: int) -> bool:
        """Say whether no row that counts a pair is full."""
        rows, counts = self.of(pair)
        return bool((room[rows[counts > 0]] > 0).all())

    def entries(self, pairs: IntArray) -> tuple[IntArray, IntArray]:
        """Return which of some pairs is counted by which row, one entry for each. Shapes (entries,)."""
        start = self.counts.indptr[self.kind[pairs]].astype(np.int64)
        length = self.counts.indptr[self.kind[pairs] + 1] - start
        which = np.repeat(np.arange(len(pairs)), length)
        step = np.arange(len(which)) - np.repeat(np.cumsum(length) - length, length)
        return which, self.counts.indices[start[which] + step].astype(np.int64)

    def allowing(self, room: IntArray) -> npt.NDArray[np.bool_]:
        """Return which kinds no row shuts out that has no room left. Shape (kinds,)."""
        full = (room <= 0) & ~self.asks
        shut = np.asarray(self.counts @ full.astype(np.int64))
        return np.asarray(shut == 0)

    def countable(self, problem: AllocationProblem, pairs: IntArray) -> IntArray:
        """Return how many learners each row counts at most, given the pairs in play. Shape (rows,)."""
        most = np.zeros(len(self), dtype=np.int64)
        learner = problem.pair_learner[pairs]
        stay = learner * problem.destinations + problem.pair_destination[pairs]
        for once, of in ((PER_PAIR, None), (PER_STAY, stay), (PER_LEARNER, learner)):
            rows = self.once == once
            if rows.any():
                some = pairs if of is None else pairs[_first_of_each(of, problem.learners * problem.destinations)]
                most[rows] = np.abs(self.taken_by(some))[rows]
        return most

    def asked_of(self, opened: npt.NDArray[np.bool_]) -> IntArray:
        """Return `most` with a minimum for `opened` destinations only, shape (destinations,). Shape (rows,)."""
        asked = self.most.copy()
        minimum = np.flatnonzero(self.named("destination_minimum"))
        asked[minimum[~opened[self.keys[minimum, 0]]]] = 0
        return asked

    def tables(self, price: IntArray) -> dict[str, IntArray]:
        """Return the tables of prices of a certificate, given a price per row."""
        found = {}
        for name in sorted(set(self.table)):
            rows = np.flatnonzero(self.named(name))
            found[name] = np.column_stack([self.keys[rows, : len(PRICE_COLUMNS[name])], price[rows]])
        return found

    def pressure(self, load: FloatArray, room: FloatArray, countable: IntArray) -> FloatArray:
        """Return by how much the odds of being counted are above those that a row allows. Shape (rows,).

        To a learner with a blurred choice a price is a factor on the odds.
        """
        sign = np.where(self.asks, -1.0, 1.0)
        allowed = sign * room
        pressure = sign * (_log_odds(sign * load, countable) - _log_odds(allowed, countable))
        pressure = np.clip(pressure, -self._most_pressure, self._most_pressure)
        return np.where(self.asks & (allowed <= 0), DONE, pressure)


def _first_of_each(code: IntArray, size: int) -> IntArray:
    found, which = distinct(code, max(size, 1))
    return example_of(which, len(found))


def _log_odds(count: FloatArray, of: IntArray) -> FloatArray:
    counted = np.clip(count, 0.0, of)
    return np.asarray(np.log((counted + HALF) / (of - counted + HALF)))


def quotas_of(problem: AllocationProblem) -> Quotas:
    """Return a row for every quota, minimum and limit of moves that may bind."""
    kind, example = _kinds(problem)
    found = [rows for rows in _all_rows(problem, example) if len(rows.most)]
    ends = np.cumsum([0, *(len(rows.most) for rows in found)])
    entries = [(rows.entries[0], rows.entries[1] + start) for rows, start in zip(found, ends.tolist(), strict=False)]
    most = np.concatenate([np.zeros(0, dtype=np.int64), *(rows.most for rows in found)])
    table = tuple(rows.table for rows in found for _ in rows.most)
    row = np.concatenate([np.zeros(0, dtype=np.int64), *(of for _, of in entries)])
    of_kind = np.concatenate([np.zeros(0, dtype=np.int64), *(of for of, _ in entries)])
    quotas = Quotas(
        table=table,
        keys=np.concatenate([np.zeros((0, 2), dtype=np.int64), *(_padded(rows) for rows in found)]),
        most=most,
        once=np.repeat([rows.once for rows in found], [len(rows.most) for rows in found]),
        kind=kind,
        counts=sparse.csr_array((len(example), len(table)), dtype=np.int64),
    )
    sign = np.where(quotas.asks, -1, 1)[row]
    counts = sparse.csr_array((sign, (of_kind, row)), shape=(len(example), len(table)))
    return Quotas(quotas.table, quotas.keys, quotas.most, quotas.once, kind, counts)


def _padded(rows: _Rows) -> IntArray:
    keys = np.zeros((len(rows.most), 2), dtype=np.int64)
    for column, key in enumerate(rows.keys):
        keys[:, column] = key
    return keys


def _kinds(problem: AllocationProblem) -> tuple[IntArray, IntArray]:
    """Return the kind of each pair, and a pair of each kind. Shapes (pairs,), (kinds,)."""
    kind, kinds = np.zeros(problem.pairs, dtype=np.int64), int(problem.pairs > 0)
    for of_pair in _respects(problem):
        width = int(of_pair.max(initial=-1)) + 2
        found, kind = distinct(kind * width + of_pair + 1, kinds * width)
        kinds = len(found)
    return kind, example_of(kind, kinds)


def _respects(problem: AllocationProblem) -> Iterator[IntArray]:
    """Yield what rows may ask about, -1 = nothing, of each pair."""
    if problem.cells:
        yield problem.counted.kind
    with_quota = np.append(_limited_senders(problem), False)
    if with_quota.any():
        sender = problem.learner_sender[problem.pair_learner]
        yield np.where(with_quota[sender], sender, -1)
    if (problem.destination_minimum > 1).any():
        yield np.where(problem.destination_minimum > 1, np.arange(problem.destinations), -1)[problem.pair_destination]
    if must_stay(problem):
        yield np.where(problem.pair_kept, 0, -1)
    shared = _shared_places(problem)
    if (shared >= 0).any():
        yield shared


def _limited_senders(problem: AllocationProblem) -> npt.NDArray[np.bool_]:
    return (problem.sender_floor > 0) | _ceiled(problem)


def _ceiled(problem: AllocationProblem) -> npt.NDArray[np.bool_]:
    ceiled: npt.NDArray[np.bool_] = (problem.sender_ceiling >= 0) & (problem.sender_ceiling < sender_sizes(problem))
    return ceiled


def _shared_places(problem: AllocationProblem) -> IntArray:
    """Return placement x senders + sender where more could come of one sender than may, else -1. Shape (pairs,)."""
    most, sender = problem.max_per_sender[problem.pair_placement], problem.learner_sender[problem.pair_learner]
    code = np.where((most >= 0) & (sender >= 0), problem.pair_placement * problem.senders + sender, -1)
    wanted = np.bincount(code + 1, minlength=1)
    wanted[0] = 0
    return np.where(wanted[code + 1] > most, code, -1)


def _all_rows(problem: AllocationProblem, example: IntArray) -> Iterator[_Rows]:
    sender = problem.learner_sender[problem.pair_learner[example]]
    yield _of_entity("sender_ceiling", _ceiled(problem), problem.sender_ceiling, sender, PER_LEARNER)
    yield _of_entity("sender_floor", problem.sender_floor > 0, -problem.sender_floor, sender, PER_LEARNER)
    yield _of_cells(problem, example, "cell_ceiling", problem.cell_ceiling >= 0, problem.cell_ceiling)
    yield _of_cells(problem, example, "cell_floor", problem.cell_floor > 0, -problem.cell_floor)
    minimum = problem.destination_minimum
    yield _of_entity("destination_minimum", minimum > 1, -minimum, problem.pair_destination[example], PER_STAY)
    if stay := must_stay(problem):
        kept = np.flatnonzero(problem.pair_kept[example])
        yield _Rows("unmoved", (), np.array([-stay]), PER_PAIR, (kept, np.zeros_like(kept)))
    code = _shared_places(problem)[example]
    shared = np.flatnonzero(code >= 0)
    codes, row = np.unique(code[shared], return_inverse=True)
    keys = np.divmod(codes, max(problem.senders, 1))
    yield _Rows("max_per_sender", keys, problem.max_per_sender[keys[0]], PER_PAIR, (shared, row))


def _of_entity(table: str, limited: npt.NDArray[np.bool_], most: IntArray, of_kind: IntArray, once: int) -> _Rows:
    """Return a row for each limited entity; each kind of pairs is of one of them, or of none."""
    entity = np.flatnonzero(limited)
    row_of = np.full(len(limited) + 1, -1, dtype=np.int64)
    row_of[entity] = np.arange(len(entity))
    row = row_of[of_kind]
    kind = np.flatnonzero(row >= 0)
    return _Rows(table, (entity,), most[entity], once, (kind, row[kind]))


def _of_cells(
    problem: AllocationProblem, example: IntArray, table: str, limited: npt.NDArray[np.bool_], most: IntArray
) -> _Rows:
    cell = np.flatnonzero(limited)
    none = np.zeros(0, dtype=np.int64)
    if not len(cell):
        return _Rows(table, (none,), none, PER_STAY, (none, none))
    counts = problem.counted.cells[:, cell].tocsr()[problem.counted.kind[example]].tocoo()
    return _Rows(table, (cell,), most[cell], PER_STAY, (counts.row.astype(np.int64), counts.col.astype(np.int64)))

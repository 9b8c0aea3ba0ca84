"""The whole problem as one integer program in rows: every hard condition, labelled by the price it answers to."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from matcher.allocation.calendar import Slots, destination_slots, placement_slots
from matcher.allocation.network import sender_sizes
from matcher.allocation.objective import must_stay
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray

Earlier = Sequence[tuple[IntArray, int]]
Entries = tuple[IntArray, IntArray, IntArray | int]  # rows, columns, factors


@dataclass(frozen=True)
class Program:
    """Maximise over 0/1 columns subject to `matrix` @ columns <= `most`.

    Columns are the open pairs, then one per group and destination within reach (the group travels there), then one
    per destination with a minimum (it opens).

    Parameters
    ----------
    pair
        Shape (open pairs,): rows of the problem.
    travel_group, travel_destination
        Shape (travels,).
    opening
        Shape (openings,): destination.
    forced
        Shape (columns,): 1 where a pin leaves no choice.
    limit, keys
        Shape (rows,), (rows, 2): the table of prices that a row belongs to ("" = none) and its entity.
    """

    pair: IntArray
    travel_group: IntArray
    travel_destination: IntArray
    opening: IntArray
    forced: IntArray
    matrix: sparse.csr_array
    most: IntArray
    limit: tuple[str, ...]
    keys: IntArray

    @property
    def columns(self) -> int:
        return len(self.forced)


@dataclass
class _Rows:
    """Gathers labelled rows block by block."""

    row: list[IntArray] = field(default_factory=list)
    column: list[IntArray] = field(default_factory=list)
    factor: list[IntArray] = field(default_factory=list)
    most: list[IntArray] = field(default_factory=list)
    limit: list[str] = field(default_factory=list)
    keys: list[IntArray] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        limit: str,
        most: IntArray,
        entries: Sequence[Entries],
        keys: Sequence[IntArray] = (),
    ) -> None:
        """Add `len(most)` rows; `entries` are blocks of (row, column, factor)."""
        for row, column, factor in entries:
            self.row.append(row + self.count)
            self.column.append(column)
            self.factor.append(np.broadcast_to(np.asarray(factor, dtype=np.int64), row.shape))
        self.most.append(most)
        self.limit += [limit] * len(most)
        padded = np.zeros((len(most), 2), dtype=np.int64)
        for place, key in enumerate(keys):
            padded[:, place] = key
        self.keys.append(padded)
        self.count += len(most)


def program(problem: AllocationProblem, earlier: Earlier = ()) -> Program:
    """Return the integer program of a problem in which `earlier` stages keep their value."""
    pair = np.flatnonzero(problem.pair_open)
    travel_group, travel_destination = _travels(problem, pair)
    opening = np.flatnonzero(problem.destination_minimum > 1)
    columns = len(pair) + len(travel_group) + len(opening)
    travels = len(pair) + np.arange(len(travel_group))
    opens = np.full(problem.destinations, -1, dtype=np.int64)
    opens[opening] = len(pair) + len(travel_group) + np.arange(len(opening))

    rows = _Rows()
    _one_placement_each(problem, pair, rows)
    _one_destination_per_group(problem, pair, travel_group, travel_destination, travels, rows)
    _places(problem, pair, opens, rows)
    _beds(problem, pair, opens, travel_group, travel_destination, travels, rows)
    _minimums(problem, pair, opening, opens, rows)
    _senders(problem, pair, rows)
    _cells(problem, pair, rows)
    _max_per_sender(problem, pair, rows)
    _kept(problem, pair, earlier, rows)

    forced = np.zeros(columns, dtype=np.int64)
    forced[: len(pair)] = (problem.pinned >= 0)[problem.pair_learner[pair]]
    pinned_at = problem.placement_destination[problem.pinned[problem.pinned >= 0]]
    forced[opens[pinned_at[opens[pinned_at] >= 0]]] = 1
    entries = (np.concatenate(rows.factor), (np.concatenate(rows.row), np.concatenate(rows.column)))
    return Program(
        pair=pair,
        travel_group=travel_group,
        travel_destination=travel_destination,
        opening=opening,
        forced=forced,
        matrix=sparse.csr_array(entries, shape=(rows.count, columns)),
        most=np.concatenate(rows.most),
        limit=tuple(rows.limit),
        keys=np.concatenate(rows.keys),
    )


def restricted(prog: Program, wanted: BoolArray) -> Program:
    """Return the program with only the `wanted` pairs, shape (pairs of the problem,)."""
    pairs = wanted[prog.pair]
    kept = np.concatenate([pairs, np.ones(prog.columns - len(prog.pair), dtype=bool)])
    return replace(prog, pair=prog.pair[pairs], forced=prog.forced[kept], matrix=prog.matrix[:, np.flatnonzero(kept)])


def columns_of(problem: AllocationProblem, prog: Program, placement_of: IntArray) -> IntArray:
    """Return the columns that an assignment stands for. Shape (columns,)."""
    x = (placement_of[problem.pair_learner[prog.pair]] == problem.pair_placement[prog.pair]).astype(np.int64)
    destination_of = np.append(problem.placement_destination, -1)[placement_of]
    goes = np.zeros((problem.groups + 1, problem.destinations + 1), dtype=np.int64)
    goes[problem.learner_group, destination_of] = 1
    opened = np.zeros(problem.destinations + 1, dtype=np.int64)
    opened[destination_of] = 1
    return np.concatenate([x, goes[prog.travel_group, prog.travel_destination], opened[prog.opening]])


def holds(problem: AllocationProblem, prog: Program, placement_of: IntArray) -> bool:
    """Say whether an assignment along open pairs breaks no row."""
    columns = columns_of(problem, prog, placement_of)
    return bool((prog.matrix @ columns <= prog.most).all() and (columns >= prog.forced).all())


def _travels(problem: AllocationProblem, pair: IntArray) -> tuple[IntArray, IntArray]:
    group = problem.learner_group[problem.pair_learner[pair]]
    inside = group >= 0
    width = max(problem.destinations, 1)
    codes = np.unique(group[inside] * width + problem.pair_destination[pair[inside]])
    return codes // width, codes % width


def _one_placement_each(problem: AllocationProblem, pair: IntArray, rows: _Rows) -> None:
    learner = problem.pair_learner[pair]
    rows.add("", np.ones(problem.learners, dtype=np.int64), [(learner, np.arange(len(pair)), 1)])


def _one_destination_per_group(
    problem: AllocationProblem,
    pair: IntArray,
    travel_group: IntArray,
    travel_destination: IntArray,
    travels: IntArray,
    rows: _Rows,
) -> None:
    rows.add("", np.ones(problem.groups, dtype=np.int64), [(travel_group, travels, 1)])
    inside = np.flatnonzero(problem.learner_group[problem.pair_learner[pair]] >= 0)
    learner, destination = problem.pair_learner[pair[inside]], problem.pair_destination[pair[inside]]
    width = max(problem.destinations, 1)
    codes, place = np.unique(learner * width + destination, return_inverse=True)
    group_code = problem.learner_group[codes // width] * width + codes % width
    travel = np.searchsorted(travel_group * width + travel_destination, group_code)
    row = np.arange(len(codes))
    rows.add("", np.zeros(len(codes), dtype=np.int64), [(place, inside, 1), (row, travels[travel], -1)])


def _places(problem: AllocationProblem, pair: IntArray, opens: IntArray, rows: _Rows) -> None:
    slots = placement_slots(problem)
    destination = problem.placement_destination[slots.entity]
    entries: list[Entries] = [(*_covered(slots, pair), 1)]
    _add_if_open(rows, "placement", slots, entries, opens[destination])


def _beds(
    problem: AllocationProblem,
    pair: IntArray,
    opens: IntArray,
    travel_group: IntArray,
    travel_destination: IntArray,
    travels: IntArray,
    rows: _Rows,
) -> None:
    slots = destination_slots(problem)
    member = np.zeros(problem.groups, dtype=np.int64)
    inside = np.flatnonzero(problem.learner_group >= 0)
    member[problem.learner_group[inside]] = inside
    first, last = problem.stay_first_day[member[travel_group]], problem.stay_last_day[member[travel_group]]
    there = slots.entity[:, None] == travel_destination[None, :]
    row, travel = np.nonzero(there & (slots.day[:, None] >= first) & (slots.day[:, None] <= last))
    companions = problem.group_companions[travel_group[travel]]
    entries: list[Entries] = [(*_covered(slots, pair), 1), (row, travels[travel], companions)]
    _add_if_open(rows, "destination", slots, entries, opens[slots.entity])


def _add_if_open(
    rows: _Rows,
    limit: str,
    slots: Slots,
    entries: Sequence[Entries],
    opening: IntArray,
) -> None:
    """Where the destination has a minimum, its capacity is there only if it opens."""
    bound = np.flatnonzero(opening >= 0)
    entries = [*entries, (bound, opening[bound], -slots.capacity[bound])]
    rows.add(limit, np.where(opening >= 0, 0, slots.capacity), entries, (slots.entity, slots.day))


def _covered(slots: Slots, pair: IntArray) -> tuple[IntArray, IntArray]:
    """Return (slot, column) for every slot that a pair's stay covers."""
    first, after = slots.first[pair], slots.after[pair]
    length = after - first
    column = np.repeat(np.arange(len(pair)), length)
    step = np.arange(len(column)) - np.repeat(np.cumsum(length) - length, length)
    return first[column] + step, column


def _minimums(problem: AllocationProblem, pair: IntArray, opening: IntArray, opens: IntArray, rows: _Rows) -> None:
    place = np.full(problem.destinations, -1, dtype=np.int64)
    place[opening] = np.arange(len(opening))
    row = place[problem.pair_destination[pair]]
    inside = np.flatnonzero(row >= 0)
    entries: list[Entries] = [
        (row[inside], inside, -1),
        (np.arange(len(opening)), opens[opening], problem.destination_minimum[opening]),
    ]
    rows.add("destination_minimum", np.zeros(len(opening), dtype=np.int64), entries, (opening,))


def _senders(problem: AllocationProblem, pair: IntArray, rows: _Rows) -> None:
    sender = problem.learner_sender[problem.pair_learner[pair]]
    ceiling = (problem.sender_ceiling >= 0) & (problem.sender_ceiling < sender_sizes(problem))
    _add_quota(rows, "sender_ceiling", np.flatnonzero(ceiling), sender, problem.sender_ceiling, 1)
    _add_quota(rows, "sender_floor", np.flatnonzero(problem.sender_floor > 0), sender, problem.sender_floor, -1)


def _add_quota(rows: _Rows, limit: str, entity: IntArray, of_pair: IntArray, quota: IntArray, sign: int) -> None:
    place = np.full(len(quota) + 1, -1, dtype=np.int64)
    place[entity] = np.arange(len(entity))
    row = place[of_pair]
    inside = np.flatnonzero(row >= 0)
    rows.add(limit, sign * quota[entity], [(row[inside], inside, sign)], (entity,))


def _cells(problem: AllocationProblem, pair: IntArray, rows: _Rows) -> None:
    for cell in range(problem.cells):
        inside = np.flatnonzero(problem.pairs_of_cell(cell)[pair])
        row, key = np.zeros(len(inside), dtype=np.int64), np.array([cell])
        if problem.cell_ceiling[cell] >= 0:
            rows.add("cell_ceiling", problem.cell_ceiling[key], [(row, inside, 1)], (key,))
        if problem.cell_floor[cell] > 0:
            rows.add("cell_floor", -problem.cell_floor[key], [(row, inside, -1)], (key,))


def _max_per_sender(problem: AllocationProblem, pair: IntArray, rows: _Rows) -> None:
    sender, placement = problem.learner_sender[problem.pair_learner[pair]], problem.pair_placement[pair]
    inside = np.flatnonzero((sender >= 0) & (problem.max_per_sender[placement] >= 0))
    width = max(problem.senders, 1)
    codes, row = np.unique(placement[inside] * width + sender[inside], return_inverse=True)
    keys = (codes // width, codes % width)
    rows.add("max_per_sender", problem.max_per_sender[keys[0]], [(row, inside, 1)], keys)


def _kept(problem: AllocationProblem, pair: IntArray, earlier: Earlier, rows: _Rows) -> None:
    stay = must_stay(problem)
    if stay:
        inside = np.flatnonzero(problem.pair_kept[pair])
        rows.add("unmoved", np.array([-stay]), [(np.zeros(len(inside), dtype=np.int64), inside, -1)])
    for stage, (value, attained) in enumerate(earlier):
        inside = np.flatnonzero(value[pair])
        row = np.zeros(len(inside), dtype=np.int64)
        rows.add("stage", np.array([-attained]), [(row, inside, -value[pair[inside]])], (np.array([stage]),))

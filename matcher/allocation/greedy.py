"""The answer nobody should fall below: pins, then the best pairs first while every capacity and ceiling allows."""

from collections import Counter

import numpy as np

from matcher.allocation.calendar import Slots, destination_slots, placement_slots
from matcher.allocation.problem import AllocationProblem, IntArray

AT_ONCE = 20_000  # pairs between which those of learners placed meanwhile are left out


def greedy(problem: AllocationProblem, value: IntArray) -> IntArray:
    """Return an assignment that holds every pin, capacity and ceiling. Shape (learners,).

    Floors and kept stages aren't sought; destinations left below their minimum are cleared.
    """
    filling = _Filling(problem)
    pair_of_pin = np.flatnonzero((problem.pinned[problem.pair_learner] >= 0) & problem.pair_open)
    for pair in pair_of_pin.tolist():
        filling.take(pair)
    best_first = np.lexsort((np.arange(problem.pairs), -value))
    best_first = best_first[problem.pair_open[best_first]]
    for start in range(0, len(best_first), AT_ONCE):
        some = best_first[start : start + AT_ONCE]
        for pair in some[filling.placement_of[problem.pair_learner[some]] < 0].tolist():
            if filling.fits(pair):
                filling.take(pair)
    return _without_small_destinations(problem, filling.placement_of)


class _Filling:
    """What is taken so far, counted per limit."""

    def __init__(self, problem: AllocationProblem) -> None:
        self.problem = problem
        self.places, self.beds = placement_slots(problem), destination_slots(problem)
        self.place_room = self.places.capacity.tolist()
        self.bed_room = self.beds.capacity.tolist()
        self.placement_of = np.full(problem.learners, -1, dtype=np.int64)
        self.group_at = np.full(problem.groups, -1, dtype=np.int64)
        self.of_sender: Counter[int] = Counter()
        self.of_placement_and_sender: Counter[tuple[int, int]] = Counter()
        self.of_cell: Counter[int] = Counter()
        self.cells_of_pair = _cells_with_ceiling(problem)

    def fits(self, pair: int) -> bool:
        problem = self.problem
        learner, placement = int(problem.pair_learner[pair]), int(problem.pair_placement[pair])
        group, sender = int(problem.learner_group[learner]), int(problem.learner_sender[learner])
        if self.placement_of[learner] >= 0:
            return False
        if group >= 0 and self.group_at[group] not in (-1, problem.pair_destination[pair]):
            return False
        return (
            all(self.place_room[slot] >= 1 for slot in _slots(self.places, pair))
            and all(self.bed_room[slot] >= self._beds(group) for slot in _slots(self.beds, pair))
            and (sender < 0 or self._sender_fits(sender, placement))
            and all(self.of_cell[cell] < problem.cell_ceiling[cell] for cell in self.cells_of_pair.get(pair, ()))
        )

    def _sender_fits(self, sender: int, placement: int) -> bool:
        ceiling, most = self.problem.sender_ceiling[sender], self.problem.max_per_sender[placement]
        return bool(
            (ceiling < 0 or self.of_sender[sender] < ceiling)
            and (most < 0 or self.of_placement_and_sender[placement, sender] < most)
        )

    def _beds(self, group: int) -> int:
        """Return the beds that one more learner takes: companions come with the first of a group."""
        first = group >= 0 and self.group_at[group] < 0
        return 1 + (int(self.problem.group_companions[group]) if first else 0)

    def take(self, pair: int) -> None:
        problem = self.problem
        learner, placement = int(problem.pair_learner[pair]), int(problem.pair_placement[pair])
        group, sender = int(problem.learner_group[learner]), int(problem.learner_sender[learner])
        for slot in _slots(self.places, pair):
            self.place_room[slot] -= 1
        for slot in _slots(self.beds, pair):
            self.bed_room[slot] -= self._beds(group)
        if group >= 0:
            self.group_at[group] = problem.pair_destination[pair]
        self.of_sender[sender] += 1
        self.of_placement_and_sender[placement, sender] += 1
        self.of_cell.update(self.cells_of_pair.get(pair, ()))
        self.placement_of[learner] = placement


def _slots(slots: Slots, pair: int) -> range:
    return range(int(slots.first[pair]), int(slots.after[pair]))


def _cells_with_ceiling(problem: AllocationProblem) -> dict[int, list[int]]:
    cells: dict[int, list[int]] = {}
    for cell in np.flatnonzero(problem.cell_ceiling >= 0).tolist():
        for pair in np.flatnonzero(problem.pairs_of_cell(cell)).tolist():
            cells.setdefault(pair, []).append(cell)
    return cells


def _without_small_destinations(problem: AllocationProblem, placement_of: IntArray) -> IntArray:
    where = np.append(problem.placement_destination, -1)[placement_of]
    count = np.bincount(where[where >= 0], minlength=problem.destinations)
    small = np.append(count < problem.destination_minimum, False)
    return np.where(small[where] & (problem.pinned < 0), -1, placement_of)

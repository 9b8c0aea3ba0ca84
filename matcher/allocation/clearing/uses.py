"""Which places and beds each pair takes, as stretches of slots: what these cost at given prices, and their load."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.allocation.calendar import Slots, destination_slots, placement_slots, stay_kinds
from matcher.allocation.clearing.quotas import Quotas, quotas_of
from matcher.allocation.codes import distinct, example_of
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray

FloatArray = npt.NDArray[np.float64]
Numbers = npt.NDArray[Any]


@dataclass(frozen=True)
class Uses:
    """Slots, those of placements before those of destinations, and the *ways* of pairs through them; rows of quotas.

    What has room, and a price, are the slots and then the rows: `limits` in all.

    Pairs of one placement whose learners stay for the same days share a way. Shapes: `entity`, `day`, `capacity`
    (slots,); `way` (pairs,); `place_first`, `place_after`, `bed_first`, `bed_after` (ways,): a way takes these two
    stretches of slots; `simple` (ways,): it takes one slot of each kind, and everybody who takes the same place takes
    the same bed slot, so that learners on simple ways are a network flow.
    """

    entity: IntArray
    day: IntArray
    capacity: IntArray
    place_slots: int
    way: IntArray
    place_first: IntArray
    place_after: IntArray
    bed_first: IntArray
    bed_after: IntArray
    simple: BoolArray
    quotas: Quotas

    @property
    def slots(self) -> int:
        return len(self.capacity)

    @property
    def limits(self) -> int:
        return self.slots + len(self.quotas)

    def room(self, opened: BoolArray) -> IntArray:
        """Return what slots and rows allow, minimums asked of `opened` destinations only. Shape (limits,)."""
        return np.concatenate([self.capacity, self.quotas.asked_of(opened)])

    def taken_by(self, pairs: IntArray) -> IntArray:
        """Return what some pairs take of slots and rows. Shape (limits,)."""
        of_slots = self.load(np.bincount(self.way[pairs], minlength=len(self.place_first))).astype(np.int64)
        return np.concatenate([of_slots, self.quotas.taken_by(pairs)])

    def change(self, room: IntArray, pair: int, by: int) -> None:
        """Change the room of all that a pair takes."""
        way = self.way[pair]
        room[self.place_first[way] : self.place_after[way]] += by
        room[self.bed_first[way] : self.bed_after[way]] += by
        if len(self.quotas):
            rows, counts = self.quotas.of(pair)
            room[self.slots + rows] += by * counts

    def full(self, room: IntArray, pair: int) -> IntArray:
        """Return the limits that leave a pair no room."""
        way = self.way[pair]
        places = np.arange(self.place_first[way], self.place_after[way])
        slots = np.concatenate([places, np.arange(self.bed_first[way], self.bed_after[way])])
        rows, counts = self.quotas.of(pair)
        limits = np.concatenate([slots, self.slots + rows[counts > 0]])
        return np.asarray(limits[room[limits] <= 0])

    def takes(self, pairs: IntArray, limits: IntArray) -> BoolArray:
        """Return which pairs take from which limits. Shape (pairs, limits)."""
        way, limit = self.way[pairs][:, None], limits[None, :]
        places = (self.place_first[way] <= limit) & (limit < self.place_after[way])
        taken: BoolArray = places | ((self.bed_first[way] <= limit) & (limit < self.bed_after[way]))
        rows = np.flatnonzero(limits >= self.slots)
        counts = self.quotas.counts[:, limits[rows] - self.slots].toarray() if len(rows) else None
        if counts is not None:
            taken[:, rows] = counts[self.quotas.kind[pairs]] > 0
        return taken

    def paid(self, price: FloatArray) -> FloatArray:
        """Return what all slots of a way cost. Shape (ways,)."""
        until = np.concatenate([[0.0], np.cumsum(price)])
        places = until[self.place_after] - until[self.place_first]
        return np.asarray(places + until[self.bed_after] - until[self.bed_first])

    def load(self, amount: Numbers) -> Numbers:
        """Return how full slots get by so many learners on each way. Shape (slots,)."""
        begins = self._count(self.place_first, amount) + self._count(self.bed_first, amount)
        return (begins - self._count(self.place_after, amount) - self._count(self.bed_after, amount)).cumsum()[:-1]

    def bed_load(self, way: IntArray, amount: Numbers) -> Numbers:
        """Return how full beds get by so many people who take those of each `way` given. Shape (slots,)."""
        begins = np.bincount(self.bed_first[way], amount, self.slots + 1)
        return np.asarray((begins - np.bincount(self.bed_after[way], amount, self.slots + 1)).cumsum()[:-1])

    def bed_paid(self, way: IntArray, price: FloatArray) -> FloatArray:
        """Return what a bed costs on each way given. Shape as `way`."""
        until = np.concatenate([[0.0], np.cumsum(price)])
        return np.asarray(until[self.bed_after[way]] - until[self.bed_first[way]])

    def least(self, room: Numbers) -> Numbers:
        """Return the least room among the slots of each way. Shape (ways,)."""
        places = _least_in(room, self.place_first, self.place_after)
        return np.minimum(places, _least_in(room, self.bed_first, self.bed_after))

    def _count(self, slot: IntArray, amount: Numbers) -> Numbers:
        return np.bincount(slot, amount, self.slots + 1)


def uses_of(problem: AllocationProblem) -> Uses:
    """Return the slots of a problem and the way of each of its pairs."""
    places, beds = placement_slots(problem), destination_slots(problem)
    shift = len(places.entity)
    way, stretches = _ways(problem, places, beds)
    place_first, place_after, bed_first, bed_after = stretches
    return Uses(
        entity=np.concatenate([places.entity, beds.entity]),
        day=np.concatenate([places.day, beds.day]),
        capacity=np.concatenate([places.capacity, beds.capacity]),
        place_slots=shift,
        way=way,
        place_first=place_first,
        place_after=place_after,
        bed_first=bed_first + shift,
        bed_after=bed_after + shift,
        simple=_simple(places, way, stretches),
        quotas=quotas_of(problem),
    )


def _ways(problem: AllocationProblem, places: Slots, beds: Slots) -> tuple[IntArray, IntArray]:
    """Return the way of each pair, one per placement and kind of stay, and its ends. Shapes (pairs,), (4, ways)."""
    stays, stay = stay_kinds(problem)
    kinds = stays.shape[1]
    found, way = distinct(problem.pair_placement * kinds + stay[problem.pair_learner], problem.placements * kinds)
    row = example_of(way, len(found))  # any pair of a way says where it goes
    return way, np.stack([places.first[row], places.after[row], beds.first[row], beds.after[row]])


def _simple(places: Slots, way: IntArray, stretches: IntArray) -> BoolArray:
    """Say of each way whether it takes one slot of each kind, the beds being those of most others at the place."""
    place, place_after, bed, bed_after = stretches
    single = (place_after - place == 1) & (bed_after - bed == 1)
    pairs = np.bincount(way, minlength=len(place)) * single
    order = np.lexsort((bed, -pairs, place))
    leading = np.ones(len(order), dtype=bool)
    leading[1:] = place[order][1:] != place[order][:-1]
    main = np.full(len(places.entity), -1, dtype=np.int64)
    main[place[order][leading]] = bed[order][leading]
    slots = len(places.entity)
    begins = np.bincount(places.first, minlength=slots + 1) - np.bincount(places.after, minlength=slots + 1)
    loose = places.capacity > begins.cumsum()[:-1]  # no more can come than there is room for
    simple: BoolArray = single & ((main[place] == bed) | loose[place])
    return simple


def _least_in(room: Numbers, first: IntArray, after: IntArray) -> Numbers:
    if not len(first):
        return np.zeros(0, dtype=room.dtype)
    ends = np.stack([first, after], axis=1).ravel()
    padded = np.append(room, room.max(initial=0))
    return np.minimum.reduceat(padded, ends)[::2]

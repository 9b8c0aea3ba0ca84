"""Which days can be the fullest: the few days per placement or destination whose capacity implies every other day's."""

from dataclasses import dataclass

import numpy as np

from matcher.allocation.codes import distinct
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray


@dataclass(frozen=True)
class Slots:
    """The days that bind, and which of them each pair takes part in.

    Parameters
    ----------
    entity, day
        Shape (slots,): a placement or destination, and a day on which a largest set of stays meets there.
    capacity
        Shape (slots,): how many people the slot takes; one more than can come where there is room for everybody.
    first, after
        Shape (pairs,): the pair's stay covers exactly the slots `first` to `after` - 1.
    """

    entity: IntArray
    day: IntArray
    capacity: IntArray
    first: IntArray
    after: IntArray

    @property
    def nested(self) -> bool:
        """Every stay takes part in one slot of each entity only, so that places are not shared across slots."""
        return bool((self.after - self.first <= 1).all())

    @property
    def several(self) -> BoolArray:
        """Shape (slots,): the slot's entity has other slots too."""
        _, place, count = np.unique(self.entity, return_inverse=True, return_counts=True)
        more: BoolArray = count[place] > 1
        return more


def placement_slots(problem: AllocationProblem) -> Slots:
    """Return the slots of placements. A placement with a place for each of its pairs needs no calendar."""
    wanted = np.bincount(problem.pair_placement, minlength=problem.placements)
    return _slots(problem, problem.pair_placement, problem.placement_capacity, wanted)


def destination_slots(problem: AllocationProblem) -> Slots:
    """Return the slots of destinations. One with a bed for everybody needs no calendar."""
    everybody = problem.learners + int(problem.group_companions.sum())
    wanted = np.full(problem.destinations, everybody)
    return _slots(problem, problem.pair_destination, problem.destination_beds, wanted)


def _slots(problem: AllocationProblem, entity: IntArray, capacity: IntArray, wanted: IntArray) -> Slots:
    """Return the slots of entities with a `capacity` that at most `wanted` people ask for.

    The stays that meet somewhere are intervals: a set of them is largest on the last first day before one of them
    ends. Where the sets at an entity are disjoint, each has the whole capacity to itself.
    """
    common = int(problem.stay_first_day.max(initial=-(2**62)))
    if common <= int(problem.stay_last_day.min(initial=2**62)):
        return Slots(np.arange(len(capacity)), np.full(len(capacity), common), capacity, entity, entity + 1)
    stays, stay = stay_kinds(problem)
    kinds = stays.shape[1]
    days, rank = np.unique(stays, return_inverse=True)
    rank = rank.reshape(stays.shape)
    met, met_at = distinct(entity * kinds + stay[problem.pair_learner], len(capacity) * kinds)
    where, kind = np.divmod(met, kinds)
    loose = capacity >= wanted
    first = where * len(days) + np.where(loose[where], 0, rank[0, kind])
    last = where * len(days) + np.where(loose[where], 0, rank[1, kind])
    starts = np.unique(first)
    rows = np.unique(starts[np.searchsorted(starts, last, side="right") - 1])
    low, high = np.searchsorted(rows, first, side="left"), np.searchsorted(rows, last, side="right")
    slot_entity, slot_day = np.divmod(rows, len(days))
    room = np.where(loose, wanted + 1, capacity)[slot_entity]
    return Slots(slot_entity, days[slot_day], room, low[met_at], high[met_at])


def stay_kinds(problem: AllocationProblem) -> tuple[IntArray, IntArray]:
    """Return the distinct stays as first and last day, and which of them each learner's is. (2, kinds), (learners,)."""
    days = np.stack([problem.stay_first_day, problem.stay_last_day])
    stays, stay = np.unique(days, axis=1, return_inverse=True)
    return stays, stay.reshape(-1)

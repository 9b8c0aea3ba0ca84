"""What is taken and what is free: places per placement and beds per destination, on the fullest day of a stay."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.explain.planned import Planned
from matcher.referee import assigned_pairs

Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]  # half the memory: a large round has millions of them


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Who is where, day by day, from the first day of the round's first stay (`first_day`, an ordinal)."""

    first_day: int
    learners_at: Counts  # (placements, days)
    people_at: Counts  # (destinations, days)
    places: Ints  # (placements,)
    beds: Ints  # (destinations,)
    cutoff: Ints  # (placements,): lowest fit admitted, -1 if nobody is there

    def free_places(self, first_day: int, last_day: int) -> Ints:
        """Places free on every day of a stay, shape (placements,)."""
        return self.places - self._most(self.learners_at, first_day, last_day)

    def free_beds(self, first_day: int, last_day: int) -> Ints:
        """Beds free on every day of a stay, shape (destinations,)."""
        return self.beds - self._most(self.people_at, first_day, last_day)

    def _most(self, at: Counts, first_day: int, last_day: int) -> Counts:
        most: Counts = at[:, first_day - self.first_day : last_day - self.first_day + 1].max(axis=1, initial=0)
        return most


def occupancy_of(planned: Planned) -> Occupancy:
    """Count learners and people of an allocation by day."""
    problem, allocation = planned.problem, planned.allocation
    first, days = _calendar(planned)
    learners_at = np.zeros((problem.placements, days + 1), dtype=np.int32)
    people_at = np.zeros((problem.destinations, days + 1), dtype=np.int32)
    placed = np.flatnonzero(allocation.placement_of >= 0)
    where = allocation.placement_of[placed]
    for day, sign in ((problem.stay_first_day[placed], 1), (problem.stay_last_day[placed] + 1, -1)):
        np.add.at(learners_at, (where, day - first), sign)
        np.add.at(people_at, (problem.placement_destination[where], day - first), sign)
    groups, member = np.unique(problem.learner_group, return_index=True)
    travels = (groups >= 0) & (np.append(allocation.group_destination, -1)[groups] >= 0)
    groups, member = groups[travels], member[travels]
    for day, sign in ((problem.stay_first_day[member], 1), (problem.stay_last_day[member] + 1, -1)):
        companions = sign * problem.group_companions[groups]
        np.add.at(people_at, (allocation.group_destination[groups], day - first), companions)
    return Occupancy(
        first_day=first,
        learners_at=learners_at.cumsum(axis=1, dtype=np.int32)[:, :-1],
        people_at=people_at.cumsum(axis=1, dtype=np.int32)[:, :-1],
        places=problem.placement_capacity,
        beds=problem.destination_beds,
        cutoff=_cutoffs(planned),
    )


def _calendar(planned: Planned) -> tuple[int, int]:
    """The first day of all stays, and the number of days until the last; one day if there are no stays."""
    stays = planned.round.stays
    first = min((stay.first_day.toordinal() for stay in stays), default=1)
    return first, max((stay.last_day.toordinal() for stay in stays), default=1) - first + 1


def _cutoffs(planned: Planned) -> Ints:
    problem = planned.problem
    pairs = assigned_pairs(problem, planned.allocation)
    cutoff = np.full(problem.placements, np.iinfo(np.int64).max)
    np.minimum.at(cutoff, problem.pair_placement[pairs], problem.pair_fit[pairs])
    return np.where(cutoff == np.iinfo(np.int64).max, -1, cutoff)

"""Why a learner is without a placement, and what would open a door."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from matcher.explain.occupancy import Occupancy, occupancy_of
from matcher.explain.planned import Planned
from matcher.model import Reason
from matcher.pairs import DoorCounts, door_counts, shut_doors

Ints = npt.NDArray[np.int64]


def reasons_unplaced(planned: Planned) -> dict[int, tuple[Reason, ...]]:
    """Return, for the index of every unplaced learner, what kept each kind of door shut.

    The first reason is the decisive one: no door open, group elsewhere or at home, places full, beds full, quota.
    Then one `shut_by_rule` for each rule that shuts a door, then one `would_open` for each that alone shuts some.
    """
    unplaced = np.flatnonzero(planned.allocation.placement_of < 0)
    if len(unplaced) == 0:
        return {}
    counts = door_counts(planned.sides, planned.round, unplaced.astype(np.int32))
    occupancy = occupancy_of(planned)
    starts = np.searchsorted(planned.problem.pair_learner, np.arange(planned.problem.learners + 1))
    return {
        learner: (
            _decisive(
                planned, occupancy, learner, planned.problem.pair_placement[slice(*starts[learner : learner + 2])]
            ),
            *_shut(planned, counts, row),
            *would_open(planned, occupancy, learner),
        )
        for row, learner in enumerate(unplaced.tolist())
    }


def _decisive(planned: Planned, occupancy: Occupancy, learner: int, open_: Ints) -> Reason:
    if len(open_) == 0:
        return Reason("no_door_open")
    group = int(planned.problem.learner_group[learner])
    if group >= 0:
        name = planned.round.groups[group].id
        where = int(planned.allocation.group_destination[group])
        if where < 0:
            return Reason("group_stays_home", {"group": name})
        there = open_[planned.problem.placement_destination[open_] == where]
        if len(there) == 0 or not _has_free(planned, occupancy, learner, there):
            params = {"group": name, "destination": planned.round.destinations[where].id}
            return Reason("group_is_elsewhere", params | {"open": len(there), "elsewhere": len(open_) - len(there)})
        open_ = there
    return _crowded(planned, occupancy, learner, open_)


def _has_free(planned: Planned, occupancy: Occupancy, learner: int, placements: Ints) -> bool:
    return bool((occupancy.free_places(*_stay(planned, learner))[placements] > 0).any())


def _crowded(planned: Planned, occupancy: Occupancy, learner: int, open_: Ints) -> Reason:
    stay = _stay(planned, learner)
    free = open_[occupancy.free_places(*stay)[open_] > 0]
    if len(free) == 0:
        cutoffs = occupancy.cutoff[open_]
        cutoff = int(cutoffs[cutoffs >= 0].min()) if (cutoffs >= 0).any() else None
        return Reason("doors_full", {"open": len(open_), "cutoff": cutoff})
    destinations = np.unique(planned.problem.placement_destination[free])
    names = tuple(planned.round.destinations[place].id for place in destinations.tolist())
    if not (occupancy.free_beds(*stay)[destinations] > 0).any():
        return Reason("places_free_beds_full", {"open": len(free), "destinations": names})
    return Reason("free_but_quota", {"open": len(free), "destinations": names})


def _stay(planned: Planned, learner: int) -> tuple[int, int]:
    return int(planned.problem.stay_first_day[learner]), int(planned.problem.stay_last_day[learner])


def _shut(planned: Planned, counts: DoorCounts, row: int) -> Iterator[Reason]:
    placements = planned.problem.placements
    for rule, shut, only in zip(counts.rules, counts.shut[row].tolist(), counts.only[row].tolist(), strict=True):
        if shut:
            yield Reason("shut_by_rule", {"rule": rule, "shut": shut, "only": only, "placements": placements})


def would_open(planned: Planned, occupancy: Occupancy, learner: int) -> Iterator[Reason]:
    """Yield, for each rule that alone shuts doors, how many it would open and how many of them have a free place."""
    doors = shut_doors(planned.sides, planned.round, learner)
    free = occupancy.free_places(*_stay(planned, learner)) > 0
    for rule, only in zip(doors.rules, doors.only, strict=True):
        if only.any():
            params = {"rule": rule, "placements": int(only.sum()), "with_free_places": int((only & free).sum())}
            yield Reason("would_open", params)

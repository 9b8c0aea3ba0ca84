"""Where places are short and where they lie idle: study field by destination."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from matcher.explain.occupancy import occupancy_of
from matcher.explain.planned import Planned


@dataclass(frozen=True, slots=True)
class Shortage:
    """Learners of a narrow study field without a placement, and places of that field still free, by destination."""

    field: str  # narrow field, "0710"
    unplaced: int
    free_places: dict[str, int]


def shortages(planned: Planned) -> tuple[Shortage, ...]:
    """Return one row for each narrow field that has somebody unplaced or a place free; most unplaced first."""
    waiting: dict[str, int] = defaultdict(int)
    for place in np.flatnonzero(planned.allocation.placement_of < 0).tolist():
        guess = planned.study_fields.of_learner[place]
        waiting[_narrow(guess.code) if guess else UNKNOWN] += 1
    free = _free(planned)
    rows = [Shortage(field, waiting[field], free.get(field, {})) for field in {*waiting, *free}]
    return tuple(sorted(rows, key=lambda row: (-row.unplaced, row.field)))


UNKNOWN = "unknown"


def _free(planned: Planned) -> dict[str, dict[str, int]]:
    occupancy = occupancy_of(planned)
    free: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    most = occupancy.learners_at.max(axis=1, initial=0)
    for place, side in enumerate(planned.sides.placements):
        left = int(occupancy.places[place] - most[place])
        if left > 0:
            field = _narrow(side.fields[0].code) if side.fields else UNKNOWN
            free[field][side.destination.id] += left
    return {field: dict(by_destination) for field, by_destination in free.items()}


def _narrow(code: str) -> str:
    return code[:3] + "0"

"""Where places are short and where they lie idle: study field by destination."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.explain.occupancy import occupancy_of
from matcher.explain.planned import Planned
from matcher.model import Round
from matcher.profiles import StudyFields


@dataclass(frozen=True, slots=True)
class Shortage:
    """Learners of a narrow study field without a placement, and places of that field still free, by destination."""

    field: str  # narrow field, "0710"
    unplaced: int
    free_places: dict[str, int]


def shortages(planned: Planned) -> tuple[Shortage, ...]:
    """Return the shortages of an allocation."""
    occupancy = occupancy_of(planned)
    waiting = np.flatnonzero(planned.allocation.placement_of < 0)
    left = occupancy.places - occupancy.learners_at.max(axis=1, initial=0)
    return shortages_in(planned.round, planned.study_fields, waiting.tolist(), left.tolist())


def shortages_in(
    round: Round, fields: StudyFields, waiting: Iterable[int], left: Sequence[int]
) -> tuple[Shortage, ...]:
    """Return one row for each narrow field that has somebody unplaced or a place free; most unplaced first.

    Parameters
    ----------
    waiting
        Those without a placement, by their places in `round.learners`.
    left
        For each of `round.placements`, its places that are free on every day.
    """
    waits = by_field(fields, waiting)
    free = _free(round, fields, left)
    rows = [Shortage(field, len(waits.get(field, ())), free.get(field, {})) for field in {*waits, *free}]
    return tuple(sorted(rows, key=lambda row: (-row.unplaced, row.field)))


UNKNOWN = "unknown"


def by_field(fields: StudyFields, learners: Iterable[int]) -> Mapping[str, Sequence[int]]:
    """Return learners, by their places in `round.learners`, by narrow study field."""
    found: dict[str, list[int]] = defaultdict(list)
    for place in learners:
        guess = fields.of_learner[place]
        found[_narrow(guess.code) if guess else UNKNOWN].append(place)
    return found


def _free(round: Round, fields: StudyFields, left: Sequence[int]) -> dict[str, dict[str, int]]:
    free: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for placement, of, places in zip(round.placements, fields.of_placement, left, strict=True):
        if places > 0:
            free[_narrow(of[0].code) if of else UNKNOWN][placement.destination] += places
    return {field: dict(by_destination) for field, by_destination in free.items()}


def _narrow(code: str) -> str:
    return code[:3] + "0"

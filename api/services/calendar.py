"""Places and beds by day: what is offered at a destination, and what live proposals take of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, groupby, pairwise

from pydantic import BaseModel, Field

from matcher.model import DaySpan, Destination
from matcher.store.engine import Session
from matcher.store.occupancy import LiveStay, live_stays, offers_at
from matcher.store.viewers import Viewer

DAY = timedelta(days=1)


class SameDays(BaseModel, frozen=True):
    """Days on end with the same numbers. `people` are learners and their companions, who need beds."""

    first_day: date
    last_day: date
    places: int = Field(description="Offered in windows that hold these days.")
    learners: int
    people: int

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1


class DestinationCalendar(BaseModel, frozen=True):
    """Every day from the first to the last that is offered or taken, in order; none if nothing is."""

    destination: str
    beds: int
    spans: tuple[SameDays, ...]

    @property
    def most_people(self) -> int:
        return max((span.people for span in self.spans), default=0)

    @property
    def most_learners(self) -> int:
        return max((span.learners for span in self.spans), default=0)


@dataclass(frozen=True, slots=True)
class _Counted:
    """So many of something on these days; `of` counts what: places, learners or people."""

    first_day: date
    last_day: date
    of: tuple[int, int, int]


def calendar(
    session: Session, viewer: Viewer, round_id: str, destinations: Sequence[Destination]
) -> tuple[DestinationCalendar, ...]:
    """Return a calendar for each of these destinations, as far as the viewer sees placements and proposals there.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    stays = live_stays(session, viewer, round_id)
    offers = offers_at(session, viewer, round_id, [one.id for one in destinations])
    return tuple(
        DestinationCalendar(
            destination=one.id,
            beds=one.beds,
            spans=same_days(offers[one.id], [stay for stay in stays if stay.destination == one.id]),
        )
        for one in destinations
    )


def same_days(offers: Iterable[tuple[DaySpan, int]], stays: Sequence[LiveStay]) -> tuple[SameDays, ...]:
    """Return the days of one destination in stretches of equal numbers.

    Parameters
    ----------
    offers
        Windows with their places.
    stays
        A group's companions are there from the first day of any of its members to the last.
    """
    counted = [_Counted(window.first_day, window.last_day, (places, 0, 0)) for window, places in offers]
    counted += [_Counted(stay.first_day, stay.last_day, (0, 1, 1)) for stay in stays]
    counted += [_Counted(*_together(members)) for members in _groups(stays).values()]
    levels = list(_levels(counted))
    spans = [
        SameDays(first_day=first, last_day=after - DAY, places=of[0], learners=of[1], people=of[2])
        for (first, of), (after, _) in pairwise(levels)
    ]
    return tuple(_merged(spans))


def _groups(stays: Sequence[LiveStay]) -> Mapping[str, list[LiveStay]]:
    groups: dict[str, list[LiveStay]] = defaultdict(list)
    for stay in stays:
        if stay.group is not None:
            groups[stay.group].append(stay)
    return groups


def _together(members: Sequence[LiveStay]) -> tuple[date, date, tuple[int, int, int]]:
    first_day, last_day = min(one.first_day for one in members), max(one.last_day for one in members)
    return first_day, last_day, (0, 0, members[0].companions)


def _levels(counted: Sequence[_Counted]) -> list[tuple[date, tuple[int, int, int]]]:
    """From each day on which something changes, how many there are."""
    changes: dict[date, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for row in counted:
        changes[row.first_day] = _sum(changes[row.first_day], row.of)
        after = row.last_day + DAY
        changes[after] = _sum(changes[after], (-row.of[0], -row.of[1], -row.of[2]))
    days = sorted(changes)
    return list(zip(days, accumulate((changes[day] for day in days), _sum), strict=True))


def _sum(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _merged(spans: Iterable[SameDays]) -> Iterable[SameDays]:
    """Neighbours with equal numbers as one."""
    for _, alike in groupby(spans, key=lambda span: (span.places, span.learners, span.people)):
        together = list(alike)
        yield together[0].model_copy(update={"last_day": together[-1].last_day})

"""A round at a glance: what its newest answer does, in numbers that the store has added up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate, groupby

import numpy as np
import numpy.typing as npt

from matcher.explain import FairnessRow
from matcher.explain.fairness import served
from matcher.model import Destination, SendingPartner
from matcher.reports.condensed import MOST_COLUMNS, Grid, condensed, largest
from matcher.reports.fit_columns import FitColumns, fit_columns
from matcher.store.engine import Session
from matcher.store.overview import (
    Flow,
    Presence,
    RoundCounts,
    SenderFit,
    fits_of_senders,
    flows_of_run,
    latest_answer,
    places_by_placement,
    presences_at_placements,
    presences_of_run,
    round_counts,
)
from matcher.store.publishing import published_run
from matcher.store.round_tables import list_nouns
from matcher.store.viewers import Viewer

Ints = npt.NDArray[np.int64]

EVERY = 1_000_000  # rows of a small table, none of which has so many


@dataclass(frozen=True, slots=True)
class Beds:
    """People at a destination day by day from `first_day`, companions counted, and the beds there."""

    id: str
    city: str
    beds: int
    first_day: date
    people: Sequence[int]

    @property
    def fullest(self) -> int:
        return max(self.people)


@dataclass(frozen=True, slots=True)
class AnswerAtAGlance:
    """The newest answer of a round in figures; `published`: it is the plan that was published last."""

    run: str
    saved_at: datetime
    published: bool
    status: str
    gap: float
    placed: int
    waiting: int
    open_places: int
    mean_fit: float | None
    flow_grid: Grid
    flows: Sequence[Flow]
    fits: FitColumns | None
    beds: Sequence[Beds]
    fairness: Sequence[FairnessRow]
    sender_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Overview:
    """What a viewer sees of a round in numbers; `answer` for who oversees it, once there is one."""

    counts: RoundCounts
    answer: AnswerAtAGlance | None


def overview(session: Session, viewer: Viewer, round_id: str) -> Overview:
    """Add up a round as far as the viewer sees it.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    counts = round_counts(session, viewer, round_id)
    answer = latest_answer(session, viewer, round_id)
    if answer is None:
        return Overview(counts, None)
    fits = fits_of_senders(session, viewer, answer.run_id)
    destinations = destinations_of(session, viewer, round_id)
    flows, senders = flows_of_run(session, viewer, answer.run_id), senders_of(session, viewer, round_id)
    fit = _expanded([row for row in fits if row.fit is not None])
    return Overview(
        counts,
        AnswerAtAGlance(
            run=answer.run_id,
            saved_at=answer.saved_at,
            published=published_run(session, round_id) == answer.run_id,
            status=answer.status,
            gap=answer.gap,
            placed=len(fit),
            waiting=sum(row.learners for row in fits if row.fit is None),
            open_places=open_places(
                places_by_placement(session, viewer, round_id),
                presences_at_placements(session, viewer, answer.run_id),
            ),
            mean_fit=float(fit.mean()) if len(fit) else None,
            flow_grid=_grid(flows, senders, destinations),
            flows=flows,
            fits=fit_columns(fit),
            beds=_beds(presences_of_run(session, viewer, answer), destinations),
            fairness=fairness_of_senders(fits),
            sender_names={one.id: one.name or one.id for one in senders},
        ),
    )


def fairness_of_senders(fits: Sequence[SenderFit]) -> list[FairnessRow]:
    """Return who was served how well by sending partner; small cells are hidden, wishes left out."""
    of_sender: dict[str, list[SenderFit]] = defaultdict(list)
    for row in fits:
        of_sender[row.sender].append(row)
    names = sorted(of_sender)
    fit = [_expanded(of_sender[name]) for name in names]
    return served("sending partner", names, fit, [np.full(len(values), -1) for values in fit])


def open_places(places: Mapping[str, int], presences: Sequence[Presence]) -> int:
    """Return how many places stay free on every day, all placements together."""
    taken = most_at_once(presences)
    return sum(max(number - taken.get(id, 0), 0) for id, number in places.items())


def most_at_once(presences: Sequence[Presence]) -> dict[str, int]:
    """Return how many people are at each place on its fullest day; presences come by place."""
    return {where: _fullest(list(rows)) for where, rows in groupby(presences, key=lambda row: row.where)}


def _fullest(rows: Sequence[Presence]) -> int:
    arrivals = [(row.first_day.toordinal(), row.people) for row in rows]
    departures = [(row.last_day.toordinal() + 1, -row.people) for row in rows]
    return max(accumulate(people for _, people in sorted(arrivals + departures)), default=0)


def beds_by_day(presences: Sequence[Presence], destination: Destination) -> Beds | None:
    """Return who is at a destination on each day from the first to the last that somebody is anywhere."""
    if not presences:
        return None
    first = min(row.first_day for row in presences)
    days = (max(row.last_day for row in presences) - first).days + 1
    change = np.zeros(days + 1, dtype=np.int64)
    for row in presences:
        if row.where == destination.id:
            change[(row.first_day - first).days] += row.people
            change[(row.last_day - first).days + 1] -= row.people
    people = change.cumsum()[:-1].tolist()
    return Beds(destination.id, destination.city or destination.id, destination.beds, first, people)


def _expanded(rows: Sequence[SenderFit]) -> Ints:
    """One fit for each learner, -1 without a placement."""
    fit = np.array([-1 if row.fit is None else row.fit for row in rows], dtype=np.int64)
    return np.repeat(fit, np.array([row.learners for row in rows], dtype=np.int64))


def _grid(flows: Sequence[Flow], senders: Sequence[SendingPartner], destinations: Sequence[Destination]) -> Grid:
    rows = {partner.id: place for place, partner in enumerate(senders)}
    columns = {destination.id: place for place, destination in enumerate(destinations)}
    names = [partner.name or partner.id for partner in senders]
    if any(cell.sender not in rows for cell in flows):
        names.append("no sending partner")
    values = np.zeros((len(names), len(columns)), dtype=np.int64)
    for cell in flows:
        values[rows.get(cell.sender, len(rows)), columns[cell.destination]] += cell.learners
    return condensed(names, [destination.city or destination.id for destination in destinations], values)


def _beds(presences: Sequence[Presence], destinations: Sequence[Destination]) -> list[Beds]:
    """The fullest destinations, in the order of the round."""
    found = [beds for one in destinations if (beds := beds_by_day(presences, one)) is not None]
    return [found[place] for place in largest(np.array([beds.fullest for beds in found], dtype=np.int64), MOST_COLUMNS)]


def senders_of(session: Session, viewer: Viewer, round_id: str) -> list[SendingPartner]:
    nouns = list_nouns(session, viewer, round_id, "sending partner", "", EVERY)
    return [noun for noun, _ in nouns if isinstance(noun, SendingPartner)]


def destinations_of(session: Session, viewer: Viewer, round_id: str) -> list[Destination]:
    nouns = list_nouns(session, viewer, round_id, "destination", "", EVERY)
    return [noun for noun, _ in nouns if isinstance(noun, Destination)]

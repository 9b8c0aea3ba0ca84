"""A round in numbers, added up where its rows are: what is there, and what its newest answer does with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import Session

from matcher.store.rounds import get_round, latest_run
from matcher.store.tables import (
    AllocationRow,
    AssignmentRow,
    DestinationRow,
    LearnerRow,
    PlacementRow,
    PlacementVersionRow,
    ProposalRow,
    UnplacedRow,
)
from matcher.store.tables.hosting import IS_NOW
from matcher.store.tables.learners import is_about
from matcher.store.viewers import Viewer
from matcher.store.visible import (
    allocations_visible_to,
    assignments_visible_to,
    destinations_visible_to,
    learners_visible_to,
    placements_visible_to,
    proposals_visible_to,
    unplaced_visible_to,
)


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """What of a round the viewer sees: how many, and how many proposals in each state."""

    learners: int
    placements: int
    places: int
    destinations: int
    beds: int
    proposals: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SenderFit:
    """So many learners of a sending partner ("" if none) with this fit; None: without a placement."""

    sender: str
    fit: int | None
    learners: int


@dataclass(frozen=True, slots=True)
class Flow:
    """So many learners of a sending partner ("" if none) at a destination."""

    sender: str
    destination: str
    learners: int


@dataclass(frozen=True, slots=True)
class Presence:
    """So many people at a destination, or at a placement, on each of these days."""

    where: str
    first_day: date
    last_day: date
    people: int


def round_counts(session: Session, viewer: Viewer, round_id: str) -> RoundCounts:
    """Count what the viewer sees of a round; withdrawn placements and erased learners don't count.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    learners = learners_visible_to(viewer, round_id).where(LearnerRow.erased_at.is_(None))
    beds = destinations_visible_to(viewer, round_id)
    destinations, all_beds = _one(session, beds, func.count(), func.sum(DestinationRow.beds))
    placements, places = _one(session, _offered(viewer, round_id), func.count(), func.sum(PlacementVersionRow.places))
    states = proposals_visible_to(viewer, round_id).with_only_columns(ProposalRow.state, func.count().label("number"))
    proposals = {row.state: row.number for row in session.execute(states.group_by(ProposalRow.state))}
    return RoundCounts(_one(session, learners, func.count())[0], placements, places, destinations, all_beds, proposals)


def latest_answer(session: Session, viewer: Viewer, round_id: str) -> AllocationRow | None:
    """Return the newest answer of a round, if there is one and the viewer oversees the round."""
    run = latest_run(session, round_id)
    if run is None:
        return None
    return session.scalar(allocations_visible_to(viewer, round_id).where(AllocationRow.run_id == run.id))


def fits_of_senders(session: Session, viewer: Viewer, run_id: str) -> list[SenderFit]:
    """Return how many learners of each sending partner have which fit in an answer, by partner and fit."""
    sender = LearnerRow.sending_partner_id
    placed = _with_learners(assignments_visible_to(viewer), AssignmentRow).where(AssignmentRow.run_id == run_id)
    fits = placed.with_only_columns(sender, AssignmentRow.fit, func.count()).group_by(sender, AssignmentRow.fit)
    unplaced = _with_learners(unplaced_visible_to(viewer), UnplacedRow).where(UnplacedRow.run_id == run_id)
    waiting = unplaced.with_only_columns(sender, func.count()).group_by(sender).order_by(sender)
    return [
        *(
            SenderFit(of or "", fit, number)
            for of, fit, number in session.execute(fits.order_by(sender, AssignmentRow.fit))
        ),
        *(SenderFit(of or "", None, number) for of, number in session.execute(waiting)),
    ]


def flows_of_run(session: Session, viewer: Viewer, run_id: str) -> list[Flow]:
    """Return how many learners of each sending partner an answer places at each destination."""
    key = LearnerRow.sending_partner_id, AssignmentRow.destination_id
    placed = _with_learners(assignments_visible_to(viewer), AssignmentRow).where(AssignmentRow.run_id == run_id)
    rows = session.execute(placed.with_only_columns(*key, func.count()).group_by(*key).order_by(*key)).all()
    return [Flow(sender or "", destination, number) for sender, destination, number in rows]


def presences_of_run(session: Session, viewer: Viewer, answer: AllocationRow) -> list[Presence]:
    """Return who is at which destination and when by an answer, companions counted."""
    there = _presences(session, viewer, answer.run_id, AssignmentRow.destination_id)
    return [*there, *_companions(session, viewer, answer)]


def presences_at_placements(session: Session, viewer: Viewer, run_id: str) -> list[Presence]:
    """Return how many learners are at which placement and when by an answer; by placement."""
    return _presences(session, viewer, run_id, AssignmentRow.placement_id)


def fits_of_learners(session: Session, viewer: Viewer, run_id: str) -> list[tuple[str, str, int]]:
    """Return whom an answer places, where, and how well they fit there."""
    of_run = assignments_visible_to(viewer).where(AssignmentRow.run_id == run_id)
    columns = AssignmentRow.learner_id, AssignmentRow.placement_id, AssignmentRow.fit
    return [
        (learner, placement, fit) for learner, placement, fit in session.execute(of_run.with_only_columns(*columns))
    ]


def learners_placed(session: Session, viewer: Viewer, run_id: str) -> frozenset[str]:
    """Return whom an answer places."""
    of_run = assignments_visible_to(viewer).where(AssignmentRow.run_id == run_id)
    return frozenset(session.scalars(of_run.with_only_columns(AssignmentRow.learner_id)))


def places_by_placement(session: Session, viewer: Viewer, round_id: str) -> dict[str, int]:
    """Return the places of what is offered, by placement."""
    rows = _offered(viewer, round_id).with_only_columns(PlacementRow.id, PlacementVersionRow.places)
    return dict(session.execute(rows).all())


def _presences(session: Session, viewer: Viewer, run_id: str, where: Any) -> list[Presence]:
    key = where, AssignmentRow.first_day, AssignmentRow.last_day
    of_run = assignments_visible_to(viewer).where(AssignmentRow.run_id == run_id)
    rows = session.execute(of_run.with_only_columns(*key, func.count()).group_by(*key).order_by(*key)).all()
    return [Presence(*row) for row in rows]


def _companions(session: Session, viewer: Viewer, answer: AllocationRow) -> list[Presence]:
    """They are there as long as somebody of their group."""
    companions = {row["group"]: row["companions"] for row in answer.header.get("groups", []) if row["companions"]}
    if not companions:
        return []
    key = LearnerRow.group_id, AssignmentRow.destination_id
    days = func.min(AssignmentRow.first_day), func.max(AssignmentRow.last_day)
    placed = _with_learners(assignments_visible_to(viewer), AssignmentRow)
    placed = placed.where(AssignmentRow.run_id == answer.run_id, LearnerRow.group_id.is_not(None))
    rows = session.execute(placed.with_only_columns(*key, *days).group_by(*key).order_by(*key)).all()
    return [
        Presence(where, first, last, companions[group]) for group, where, first, last in rows if group in companions
    ]


def _offered(viewer: Viewer, round_id: str) -> Select[Any]:
    there = placements_visible_to(viewer, round_id).where(PlacementRow.withdrawn_at.is_(None))
    return there.join(PlacementVersionRow, IS_NOW)


def _with_learners(rows: Select[Any], table: Any) -> Select[Any]:
    return rows.join(LearnerRow, is_about(table))


def _one(session: Session, rows: Select[Any], *figures: ColumnElement[Any]) -> tuple[int, ...]:
    return tuple(int(value or 0) for value in session.execute(rows.with_only_columns(*figures)).one())

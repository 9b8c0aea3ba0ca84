"""What is offered, and who stands on it: live proposals, as far as the viewer sees them, with groups' companions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

from matcher.model import DaySpan
from matcher.store.placements import get_placement
from matcher.store.rounds import get_round
from matcher.store.tables import GroupRow, LearnerRow, PlacementRow, PlacementVersionRow, ProposalRow
from matcher.store.tables.decisions import LIVE_STATES
from matcher.store.tables.hosting import IS_NOW
from matcher.store.tables.learners import is_about
from matcher.store.viewers import Viewer
from matcher.store.visible import placements_visible_to, proposals_visible_to


@dataclass(frozen=True, slots=True)
class LiveStay:
    """A stay that is proposed or accepted; `group` with its companions, 0 for who travels alone."""

    placement: str
    destination: str
    first_day: date
    last_day: date
    group: str | None
    companions: int


def live_stays(session: Session, viewer: Viewer, round_id: str) -> list[LiveStay]:
    """Return the stays of all live proposals that the viewer sees.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    of_group = (GroupRow.round_id == LearnerRow.round_id) & (GroupRow.id == LearnerRow.group_id)
    columns = ProposalRow.placement_id, ProposalRow.destination_id, ProposalRow.first_day, ProposalRow.last_day
    rows = _live(viewer, round_id).join(LearnerRow, is_about(ProposalRow)).outerjoin(GroupRow, of_group)
    found = session.execute(
        rows.with_only_columns(*columns, LearnerRow.group_id, func.coalesce(GroupRow.companions, 0)).order_by(
            ProposalRow.learner_id
        )
    )
    return [LiveStay(*row) for row in found]


def offers_at(
    session: Session, viewer: Viewer, round_id: str, destinations: Collection[str]
) -> Mapping[str, list[tuple[DaySpan, int]]]:
    """Return the windows offered at some destinations, each with its places, as far as the viewer sees them."""
    rows = placements_visible_to(viewer, round_id).where(PlacementRow.withdrawn_at.is_(None))
    there = rows.where(PlacementRow.destination_id.in_(destinations)).join(PlacementVersionRow, IS_NOW)
    version = PlacementVersionRow
    columns = PlacementRow.destination_id, version.first_day, version.last_day, version.places
    found: dict[str, list[tuple[DaySpan, int]]] = {id: [] for id in destinations}
    for where, first, last, places in session.execute(there.with_only_columns(*columns).order_by(PlacementRow.id)):
        found[where].append((DaySpan(first_day=first, last_day=last), places))
    return found


def taken_places(session: Session, viewer: Viewer, round_id: str, placements: Collection[str]) -> dict[str, int]:
    """Return how many live proposals stand on each of these placements; those with none are left out."""
    rows = _live(viewer, round_id).where(ProposalRow.placement_id.in_(placements)).group_by(ProposalRow.placement_id)
    counted = session.execute(rows.with_only_columns(ProposalRow.placement_id, func.count()))
    return {row[0]: row[1] for row in counted}


def standing_on(session: Session, viewer: Viewer, round_id: str, placement: str) -> list[ProposalRow]:
    """Return the live proposals on a placement, by learner.

    Raises
    ------
    UnknownId
        If the viewer sees no such placement.
    """
    get_placement(session, viewer, round_id, placement)
    rows = _live(viewer, round_id).where(ProposalRow.placement_id == placement)
    return list(session.scalars(rows.order_by(ProposalRow.learner_id)))


def _live(viewer: Viewer, round_id: str) -> Select[ProposalRow]:
    return proposals_visible_to(viewer, round_id).where(ProposalRow.state.in_(LIVE_STATES))

"""Who stands on which placement: live proposals, as far as the viewer sees them, with their groups' companions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

from matcher.store.placements import get_placement
from matcher.store.rounds import get_round
from matcher.store.tables import GroupRow, LearnerRow, ProposalRow
from matcher.store.tables.decisions import LIVE_STATES
from matcher.store.viewers import Viewer
from matcher.store.visible import proposals_visible_to


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
    same = (LearnerRow.round_id == ProposalRow.round_id) & (LearnerRow.id == ProposalRow.learner_id)
    of_group = (GroupRow.round_id == LearnerRow.round_id) & (GroupRow.id == LearnerRow.group_id)
    columns = ProposalRow.placement_id, ProposalRow.destination_id, ProposalRow.first_day, ProposalRow.last_day
    rows = _live(viewer, round_id).join(LearnerRow, same).outerjoin(GroupRow, of_group).order_by(ProposalRow.learner_id)
    found = session.execute(
        rows.with_only_columns(*columns, LearnerRow.group_id, func.coalesce(GroupRow.companions, 0))
    )
    return [LiveStay(*row) for row in found]


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

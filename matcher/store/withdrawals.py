"""Placements that are no longer offered: since when, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from matcher.store.rounds import get_round
from matcher.store.tables import HostRow, PlacementRow, PlacementVersionRow
from matcher.store.tables.hosting import IS_NOW
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import placements_visible_to


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A placement that was taken out of planning, as it was offered last."""

    id: str
    host: str
    destination: str
    places: int
    at: datetime
    why: str


def list_withdrawn(
    session: Session, viewer: Viewer, round_id: str, before: tuple[datetime, str] | None, limit: int
) -> list[Withdrawn]:
    """Return up to `limit` withdrawn placements, the latest first, those before this moment (and id).

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer neither coordinates nor audits the round, nor hosts in it.
    """
    get_round(session, viewer, round_id)
    offering = acting_as(viewer, "reading what was withdrawn", ("coordinator", "auditor", "hosting"))
    rows = placements_visible_to(offering, round_id).where(PlacementRow.withdrawn_at.is_not(None))
    if before is not None:
        moment, id = before
        earlier = PlacementRow.withdrawn_at < moment
        rows = rows.where(or_(earlier, and_(PlacementRow.withdrawn_at == moment, PlacementRow.id > id)))
    rows = rows.join(PlacementVersionRow, IS_NOW).join(HostRow, HostRow.id == PlacementVersionRow.host_id)
    rows = rows.order_by(PlacementRow.withdrawn_at.desc(), PlacementRow.id).limit(limit)
    columns: tuple[Any, ...] = (
        PlacementRow.id,
        HostRow.name,
        PlacementRow.destination_id,
        PlacementVersionRow.places,
        PlacementRow.withdrawn_at,
        PlacementVersionRow.reason,
    )
    return [Withdrawn(*tuple(row)) for row in session.execute(rows.with_only_columns(*columns))]


def withdrawn_at(session: Session, viewer: Viewer, round_id: str, id: str) -> datetime | None:
    """Return since when a placement that the viewer sees is no longer offered; None: it is."""
    rows = placements_visible_to(viewer, round_id).where(PlacementRow.id == id)
    return session.scalar(rows.with_only_columns(PlacementRow.withdrawn_at))

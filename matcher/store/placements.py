"""Placements one by one: every change appends a version, none is ever rewritten."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.model import Placement
from matcher.store import rows_of
from matcher.store.clock import now
from matcher.store.errors import ReferenceMissing, StaleVersion
from matcher.store.events import record_event
from matcher.store.loading import placements_of
from matcher.store.rounds import get_round
from matcher.store.tables import DestinationRow, HostRow, PlacementRow, PlacementVersionRow
from matcher.store.tables.hosting import IS_NOW
from matcher.store.viewers import Viewer, require
from matcher.store.visible import as_seen, destinations_visible_to, placements_visible_to


@dataclass(frozen=True, slots=True)
class PlacementFilter:
    """Which placements are asked for; what is left out is not asked about."""

    text: str = ""  # part of id or host
    destination: str = ""


EVERYTHING = PlacementFilter()


def get_placement(session: Session, viewer: Viewer, round_id: str, id: str) -> tuple[Placement, int]:
    """Return a placement as it is now and the version to name when changing it.

    Raises
    ------
    UnknownId
        If the viewer sees no such placement.
    """
    rows = placements_visible_to(viewer, round_id).where(PlacementRow.id == id)
    row = as_seen(session.scalar(rows), "placement", id)
    return next(placements_of(session, rows)), row.version


def list_placements(
    session: Session, viewer: Viewer, round_id: str, after: str, limit: int, asked: PlacementFilter = EVERYTHING
) -> list[tuple[Placement, int]]:
    """Return up to `limit` placements with their versions, by id, those after this one; the withdrawn left out.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    rows = _asked_for(viewer, round_id, asked).where(PlacementRow.id > after, PlacementRow.withdrawn_at.is_(None))
    rows = rows.order_by(PlacementRow.id).limit(limit)
    numbered = session.execute(rows.with_only_columns(PlacementRow.id, PlacementRow.version))
    versions = {row.id: row.version for row in numbered}
    found = {placement.id: placement for placement in placements_of(session, rows)}
    return [(found[id], version) for id, version in versions.items()]


def put_placement(
    session: Session, viewer: Viewer, round_id: str, placement: Placement, version: int | None = None, why: str = ""
) -> int:
    """Add a placement, or a version of the one with this id, and return the version.

    Parameters
    ----------
    version
        What the viewer had before their eyes; None: a placement that is new.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer neither coordinates the round nor hosts at the destination.
    StaleVersion
        If it has changed since `version`, or is there already.
    """
    require(viewer, "changing a placement", ("coordinator", "hosting"))
    get_round(session, viewer, round_id)
    _check_destination(session, viewer, round_id, placement.destination)
    row = session.scalar(placements_visible_to(_offering(viewer), round_id).where(PlacementRow.id == placement.id))
    if (row.version if row else None) != version:
        raise StaleVersion("placement", placement.id)
    row = row or PlacementRow(round_id=round_id, id=placement.id)
    _append(session, viewer, row, placement, why)
    record_event(session, viewer, "change placement", {"placement": placement.id}, round_id=round_id, why=why)
    return row.version


def withdraw_placement(session: Session, viewer: Viewer, round_id: str, id: str, version: int, why: str) -> None:
    """Take a placement out of planning; proposals on it are withdrawn one by one, by decision.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer neither coordinates the round nor hosts at the destination.
    StaleVersion
        If it has changed since `version`.
    """
    require(viewer, "withdrawing a placement", ("coordinator", "hosting"))
    get_round(session, viewer, round_id)
    placement, current = get_placement(session, _offering(viewer), round_id, id)
    if current != version:
        raise StaleVersion("placement", id)
    row = session.get_one(PlacementRow, (round_id, id))
    _append(session, viewer, row, placement, why, withdrawn_at=now())
    record_event(session, viewer, "withdraw placement", {"placement": id}, round_id=round_id, why=why)


def versions_of(session: Session, viewer: Viewer, round_id: str, id: str) -> list[PlacementVersionRow]:
    """Return every version of a placement, the first first.

    Raises
    ------
    UnknownId
        If the viewer sees no such placement.
    """
    get_placement(session, viewer, round_id, id)
    own = PlacementVersionRow.round_id == round_id, PlacementVersionRow.placement_id == id
    return list(session.scalars(select(PlacementVersionRow).where(*own).order_by(PlacementVersionRow.version)))


def _asked_for(viewer: Viewer, round_id: str, asked: PlacementFilter) -> Select[PlacementRow]:
    rows = placements_visible_to(viewer, round_id)
    if asked.destination:
        rows = rows.where(PlacementRow.destination_id == asked.destination)
    if asked.text:
        rows = rows.where(or_(_has(PlacementRow.id, asked), PlacementRow.id.in_(_at_hosts(round_id, asked))))
    return rows


def _at_hosts(round_id: str, asked: PlacementFilter) -> Select[Any]:
    """Ids of placements that are now of a host so named."""
    named = select(PlacementVersionRow.placement_id).join(PlacementRow, IS_NOW)
    named = named.join(HostRow, HostRow.id == PlacementVersionRow.host_id)
    return named.where(PlacementVersionRow.round_id == round_id, _has(HostRow.name, asked)).correlate(None)


def _has(column: Any, asked: PlacementFilter) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.icontains(asked.text, autoescape=True)
    return found


def _offering(viewer: Viewer) -> Viewer:
    """A school sees placements too, but changes none."""
    return Viewer(viewer.person, viewer.organisation, viewer.roles & {"coordinator", "hosting"})


def _check_destination(session: Session, viewer: Viewer, round_id: str, id: str) -> None:
    own = destinations_visible_to(_offering(viewer), round_id).where(DestinationRow.id == id)
    as_seen(session.scalar(own), "destination", id)


def _append(
    session: Session,
    viewer: Viewer,
    row: PlacementRow,
    placement: Placement,
    why: str,
    withdrawn_at: datetime | None = None,
) -> None:
    """Move the placement to its next version and add what holds in that version."""
    row.destination_id, row.changed_at, row.withdrawn_at = placement.destination, now(), withdrawn_at
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as broken:
        raise ReferenceMissing("placements") from broken
    values = rows_of.placement_values(placement, _host(session, row.round_id, placement))
    version = PlacementVersionRow(
        round_id=row.round_id, version=row.version, author=viewer.person, reason=why, **values
    )
    session.add(version)
    session.flush()


def _host(session: Session, round_id: str, placement: Placement) -> str:
    named = HostRow.round_id == round_id, HostRow.name == placement.host
    there = HostRow.destination_id == placement.destination
    host = session.scalar(select(HostRow).where(*named, there))
    if host is None:
        host = HostRow(round_id=round_id, destination_id=placement.destination, name=placement.host)
        session.add(host)
        session.flush()
    return host.id

"""The small tables of a round: stays, destinations, groups, sending partners; set by its coordinator."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.model import Destination, Group, Noun, SendingPartner, Stay
from matcher.store import rows_of
from matcher.store.errors import ReferenceMissing, StaleVersion
from matcher.store.events import record_event
from matcher.store.links import own_round
from matcher.store.rounds import get_round
from matcher.store.tables import DestinationRow, GroupRow, HostingPartnerRow, SchoolRow, SendingPartnerRow, StayRow
from matcher.store.viewers import Viewer
from matcher.store.visible import (
    as_seen,
    destinations_visible_to,
    groups_visible_to,
    schools_visible_to,
    sending_partners_visible_to,
)

Kind = Literal["stay", "destination", "group", "sending partner"]


@dataclass(frozen=True, slots=True)
class _Table:
    row: Any
    visible: Callable[[Viewer, str], Select[Any]]
    noun_of: Callable[[Any], Noun]
    values_of: Callable[[Any], Mapping[str, Any]]


def _stays_visible_to(_viewer: Viewer, round_id: str) -> Select[StayRow]:
    """Whoever takes part in a round knows its dates."""
    return select(StayRow).where(StayRow.round_id == round_id)


TABLES: Mapping[Kind, _Table] = {
    "stay": _Table(StayRow, _stays_visible_to, rows_of.stay_of, rows_of.stay_values),
    "destination": _Table(DestinationRow, destinations_visible_to, rows_of.destination_of, rows_of.destination_values),
    "group": _Table(GroupRow, groups_visible_to, rows_of.group_of, rows_of.group_values),
    "sending partner": _Table(
        SendingPartnerRow, sending_partners_visible_to, rows_of.sending_partner_of, rows_of.sending_partner_values
    ),
}


def list_nouns(
    session: Session, viewer: Viewer, round_id: str, kind: Kind, after: str, limit: int
) -> list[tuple[Noun, int]]:
    """Return up to `limit` of the kind that the viewer sees, by id, those after this one, with their versions.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    table = TABLES[kind]
    rows = table.visible(viewer, round_id).where(table.row.id > after).order_by(table.row.id).limit(limit)
    return [_with_version(table, row) for row in session.scalars(rows)]


def get_noun(session: Session, viewer: Viewer, round_id: str, kind: Kind, id: str) -> tuple[Noun, int]:
    """Return one of the kind and the version to name when changing it.

    Raises
    ------
    UnknownId
        If the viewer sees none of that id.
    """
    get_round(session, viewer, round_id)
    table = TABLES[kind]
    row = session.scalar(table.visible(viewer, round_id).where(table.row.id == id))
    return _with_version(table, as_seen(row, kind, id))


def put_noun(
    session: Session,
    viewer: Viewer,
    round_id: str,
    kind: Kind,
    noun: Stay | Destination | Group | SendingPartner,
    version: int | None = None,
) -> int:
    """Add one of the kind, or set the one with this id, and return its version.

    Parameters
    ----------
    version
        What the viewer had before their eyes; None: one that is new.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round.
    StaleVersion
        If it has changed since `version`, or is there already.
    ReferenceMissing
        If it names what the round does not have.
    """
    own_round(session, viewer, round_id, f"changing a {kind}")
    table = TABLES[kind]
    row = session.get(table.row, (round_id, noun.id), with_for_update=True)
    if (_with_version(table, row)[1] if row else None) != version:
        raise StaleVersion(kind, noun.id)
    if isinstance(noun, Destination) and noun.hosting_partner:
        session.merge(HostingPartnerRow(round_id=round_id, id=noun.hosting_partner))
    _set(session, table, row or table.row(round_id=round_id), noun)
    record_event(session, viewer, f"change {kind}", {kind.replace(" ", "_"): noun.id}, round_id=round_id)
    return get_noun(session, viewer, round_id, kind, noun.id)[1]


def list_schools(session: Session, viewer: Viewer, round_id: str, after: str, limit: int) -> list[SchoolRow]:
    """Return up to `limit` schools that the viewer sees, by id, those after this one.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    rows = schools_visible_to(viewer, round_id).where(SchoolRow.id > after).order_by(SchoolRow.id)
    return list(session.scalars(rows.limit(limit)))


def schools_of(session: Session, viewer: Viewer, round_id: str) -> list[str]:
    """Return the names of the schools that the viewer sees, by name."""
    return sorted(session.scalars(schools_visible_to(viewer, round_id).with_only_columns(SchoolRow.name)))


def hosting_partners_of(session: Session, viewer: Viewer, round_id: str) -> list[str]:
    """Return the hosting partners of the destinations that the viewer sees, by id.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    rows = destinations_visible_to(viewer, round_id).with_only_columns(DestinationRow.hosting_partner_id).distinct()
    return sorted(filter(None, session.scalars(rows)))


def cities_of(session: Session, viewer: Viewer, round_id: str) -> dict[str, str]:
    """Return the city of every destination that the viewer sees, by id; "" where none is stated."""
    rows = destinations_visible_to(viewer, round_id).with_only_columns(DestinationRow.id, DestinationRow.city)
    return {row.id: row.city for row in session.execute(rows)}


def _set(session: Session, table: _Table, row: Any, noun: Noun) -> None:
    try:
        with session.begin_nested():
            for column, value in table.values_of(noun).items():
                setattr(row, column, value)
            session.add(row)
    except IntegrityError as broken:
        raise ReferenceMissing(table.row.__tablename__) from broken


def _with_version(table: _Table, row: Any) -> tuple[Noun, int]:
    """These rows keep no counter: a checksum of what they say tells as well whether somebody changed it."""
    noun = table.noun_of(row)
    return noun, zlib.crc32(noun.model_dump_json().encode()) % 10**9

"""Under which name a round knows its sending partners, schools and hosting partners."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.store.errors import ReferenceMissing, StaleVersion
from matcher.store.events import record_event
from matcher.store.links import TABLES, Party, own_round
from matcher.store.tables import DestinationRow, HostingPartnerRow
from matcher.store.viewers import Viewer
from matcher.store.visible import as_seen


def rename_party(session: Session, viewer: Viewer, round_id: str, party: Party, id: str, name: str, was: str) -> str:
    """Call a party of the round otherwise and return its id: a hosting partner goes by its name.

    What belongs to it stays with it: learners, destinations, the organisation behind it.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round, or it has no such party.
    StaleVersion
        If it is no longer called `was`.
    ReferenceMissing
        If another is called so already.
    """
    own_round(session, viewer, round_id, "renaming a party")
    table = TABLES[party]
    row = as_seen(session.scalar(select(table).where(table.round_id == round_id, table.id == id)), party, id)
    if was != (row.id if party == "hosting_partner" else row.name or row.id):
        raise StaleVersion(party, id)
    try:
        with session.begin_nested():
            now = _called(session, row, name)
    except IntegrityError as taken:
        raise ReferenceMissing(table.__tablename__) from taken
    record_event(session, viewer, "rename party", {party: now}, round_id=round_id)
    return now


def _called(session: Session, row: Any, name: str) -> str:
    if not isinstance(row, HostingPartnerRow):
        row.name = name
        session.flush()
        return str(row.id)
    if name != row.id:
        session.add(HostingPartnerRow(round_id=row.round_id, id=name, organisation_id=row.organisation_id))
        session.flush()
        own = DestinationRow.round_id == row.round_id, DestinationRow.hosting_partner_id == row.id
        session.execute(update(DestinationRow).where(*own).values(hosting_partner_id=name))
        session.delete(row)
        session.flush()
    return name

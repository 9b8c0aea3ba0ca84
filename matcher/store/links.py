"""Which organisation stands behind a name of a round: what it then sees follows from this."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store.events import record_event
from matcher.store.tables import HostingPartnerRow, RoundRow, SchoolRow, SendingPartnerRow
from matcher.store.viewers import Viewer, require
from matcher.store.visible import as_seen, rounds_visible_to

Party = Literal["sending_partner", "school", "hosting_partner"]
TABLES: Mapping[Party, Any] = {
    "sending_partner": SendingPartnerRow,
    "school": SchoolRow,
    "hosting_partner": HostingPartnerRow,
}


def link(session: Session, viewer: Viewer, round_id: str, party: Party, id: str, organisation_id: str | None) -> None:
    """Say that a sending partner, school or hosting partner of the round is this organisation; None: unlink.

    Raises
    ------
    NotAllowed
        If the viewer is no coordinator.
    UnknownId
        If the viewer has no such round or it has no such party; a school goes by `SchoolRow.id`.
    """
    own_round(session, viewer, round_id, "linking an organisation")
    table = TABLES[party]
    row = session.scalar(select(table).where(table.round_id == round_id, table.id == id))
    as_seen(row, party, id).organisation_id = organisation_id
    subjects = {party: id, "organisation": organisation_id or ""}
    record_event(session, viewer, "link organisation", subjects, round_id=round_id)


def own_round(session: Session, viewer: Viewer, round_id: str, action: str) -> RoundRow:
    """Return the round if the viewer coordinates it.

    Raises
    ------
    NotAllowed
        If the viewer is no coordinator.
    UnknownId
        If the viewer coordinates no such round.
    """
    require(viewer, action, ("coordinator",))
    own = rounds_visible_to(Viewer(viewer.person, viewer.organisation, frozenset({"coordinator"})))
    return as_seen(session.scalar(own.where(RoundRow.id == round_id)), "round", round_id)

"""Which organisation stands behind a name of a round: what it then sees follows from this."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store.events import record_event
from matcher.store.tables import HostingPartnerRow, OrganisationRoleRow, RoundRow, SchoolRow, SendingPartnerRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import as_seen, rounds_visible_to

Party = Literal["sending_partner", "school", "hosting_partner"]
TABLES: Mapping[Party, Any] = {
    "sending_partner": SendingPartnerRow,
    "school": SchoolRow,
    "hosting_partner": HostingPartnerRow,
}
ROLES: Mapping[Party, Role] = {"sending_partner": "sending", "school": "school", "hosting_partner": "hosting"}


def link(session: Session, viewer: Viewer, round_id: str, party: Party, id: str, organisation_id: str | None) -> None:
    """Say that a sending partner, school or hosting partner of the round is this organisation; None: unlink.

    Raises
    ------
    NotAllowed
        If the viewer is no coordinator.
    UnknownId
        If the viewer has no such round, it has no such party (a school goes by `SchoolRow.id`), or there is no such
        organisation in the party's role.
    """
    own_round(session, viewer, round_id, "linking an organisation")
    table = TABLES[party]
    if organisation_id is not None:
        acts = session.get(OrganisationRoleRow, (organisation_id, ROLES[party]))
        as_seen(acts, ROLES[party] + " organisation", organisation_id)
    row = session.scalar(select(table).where(table.round_id == round_id, table.id == id))
    as_seen(row, party, id).organisation_id = organisation_id
    subjects = {party: id, "organisation": organisation_id or ""}
    record_event(session, viewer, "link organisation", subjects, round_id=round_id)


def own_round(session: Session, viewer: Viewer, round_id: str, action: str, *, hold: bool = False) -> RoundRow:
    """Return the round if the viewer coordinates it.

    Parameters
    ----------
    hold
        Let nobody else hold it until this transaction is over; who waits then sees what was done in it.

    Raises
    ------
    NotAllowed
        If the viewer is no coordinator.
    UnknownId
        If the viewer coordinates no such round.
    """
    own = acting_as(viewer, action, ("coordinator",))
    rows = rounds_visible_to(own).where(RoundRow.id == round_id)
    if hold:
        rows = rows.with_for_update(key_share=True)  # whoever only refers to the round goes on
    return as_seen(session.scalar(rows), "round", round_id)


def links_of(session: Session, viewer: Viewer, round_id: str) -> list[tuple[Party, str, str | None]]:
    """Return every party of a round with the organisation behind it, None if nobody is linked yet.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer neither coordinates nor audits the round.
    """
    viewer = acting_as(viewer, "reading who is linked", ("coordinator", "auditor"))
    as_seen(session.scalar(rounds_visible_to(viewer).where(RoundRow.id == round_id)), "round", round_id)
    return [
        (party, row.id, row.organisation_id)
        for party, table in TABLES.items()
        for row in session.scalars(select(table).where(table.round_id == round_id).order_by(table.id))
    ]

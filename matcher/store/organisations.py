"""Organisations and the people who act for them."""

from collections.abc import Iterable

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from matcher.store.errors import NotAllowed
from matcher.store.events import record_event
from matcher.store.tables import (
    EventRow,
    EventSubjectRow,
    HostingPartnerRow,
    MembershipRow,
    OrganisationRoleRow,
    OrganisationRow,
    RoundRow,
    SchoolRow,
    SendingPartnerRow,
)
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer, require
from matcher.store.visible import as_seen

MADE = "make organisation"
PARTY_ROLES: tuple[Role, ...] = ("sending", "school", "hosting")
"""Roles of organisations that a coordinator makes; coordinators and auditors are let in by who runs the service."""


def add_organisation(session: Session, name: str, roles: Iterable[Role], country: str | None = None) -> str:
    """Add an organisation and return its id; one that sends and hosts has both roles."""
    row = OrganisationRow(name=name, country=country)
    session.add(row)
    session.flush()
    session.add_all(OrganisationRoleRow(organisation_id=row.id, role=role) for role in sorted(roles))
    session.flush()
    return row.id


def make_organisation(
    session: Session, viewer: Viewer, name: str, roles: Iterable[Role], country: str | None = None
) -> str:
    """Add an organisation that takes part in a coordinator's rounds and return its id.

    Raises
    ------
    NotAllowed
        If the viewer is no coordinator, or a role is none of `PARTY_ROLES`.
    """
    roles = frozenset(roles)
    require(viewer, "making an organisation", ("coordinator",))
    if not roles <= frozenset(PARTY_ROLES):
        raise NotAllowed("making coordinators and auditors", "who runs the service")
    id = add_organisation(session, name, roles, country)
    record_event(session, viewer, MADE, {"organisation": id})
    return id


def organisations_visible_to(viewer: Viewer) -> Select[OrganisationRow]:
    """Select one's own organisation, those it made, and those behind the parties of rounds that it coordinates."""
    seen = [OrganisationRow.id == viewer.organisation]
    if "coordinator" in viewer.roles:
        seen.append(OrganisationRow.id.in_(made_by(viewer)))
        rounds = select(RoundRow.id).where(RoundRow.coordinator_id == viewer.organisation)
        parties = (SendingPartnerRow, SchoolRow, HostingPartnerRow)
        behind = (select(table.organisation_id).where(table.round_id.in_(rounds)) for table in parties)
        seen += [OrganisationRow.id.in_(ids) for ids in behind]
    return select(OrganisationRow).where(or_(*seen))


def made_by(viewer: Viewer, organisation_id: str | None = None) -> Select[str]:
    """Select the ids of organisations that the viewer's own made as a coordinator."""
    ids = (
        select(EventSubjectRow.subject_id)
        .join(EventRow, EventRow.id == EventSubjectRow.event_id)
        .where(EventSubjectRow.kind == "organisation", EventRow.what == MADE)
        .where(EventRow.organisation_id == viewer.organisation)
    )
    return ids if organisation_id is None else ids.where(EventSubjectRow.subject_id == organisation_id)


def list_organisations(session: Session, viewer: Viewer, after: str, limit: int) -> list[OrganisationRow]:
    """Return up to `limit` organisations that the viewer sees, by id, those after this one."""
    rows = organisations_visible_to(viewer).where(OrganisationRow.id > after).order_by(OrganisationRow.id)
    return list(session.scalars(rows.limit(limit)))


def organisations_in_role(session: Session, viewer: Viewer, role: Role) -> list[tuple[str, str]]:
    """Return id and name of the organisations that the viewer sees and that have the role, by name."""
    acts = select(OrganisationRoleRow.organisation_id).where(OrganisationRoleRow.role == role)
    rows = organisations_visible_to(viewer).where(OrganisationRow.id.in_(acts))
    found = session.scalars(rows.order_by(OrganisationRow.name, OrganisationRow.id))
    return [(row.id, row.name) for row in found]


def get_organisation(session: Session, viewer: Viewer, organisation_id: str) -> OrganisationRow:
    """Return an organisation.

    Raises
    ------
    UnknownId
        If the viewer sees no such organisation.
    """
    row = session.scalar(organisations_visible_to(viewer).where(OrganisationRow.id == organisation_id))
    return as_seen(row, "organisation", organisation_id)


def roles_of(session: Session, organisations: Iterable[OrganisationRow]) -> dict[str, tuple[str, ...]]:
    """Return the roles that some organisations have, by name, by organisation."""
    found: dict[str, tuple[str, ...]] = {row.id: () for row in organisations}
    rows = select(OrganisationRoleRow).where(OrganisationRoleRow.organisation_id.in_(found))
    for row in session.scalars(rows.order_by(OrganisationRoleRow.role)):
        found[row.organisation_id] += (row.role,)
    return found


def add_member(session: Session, person_id: str, organisation_id: str, role: Role) -> None:
    """Let a person act for an organisation in one of its roles."""
    session.merge(MembershipRow(person_id=person_id, organisation_id=organisation_id, role=role))
    session.flush()


def organisations_of(session: Session, person_id: str) -> list[OrganisationRow]:
    """Return the organisations that a person can act for, by name."""
    own = select(MembershipRow.organisation_id).where(MembershipRow.person_id == person_id)
    rows = select(OrganisationRow).where(OrganisationRow.id.in_(own))
    return list(session.scalars(rows.order_by(OrganisationRow.name, OrganisationRow.id)))


def viewer_of(session: Session, person_id: str, organisation_id: str) -> Viewer | None:
    """Return the person as one who acts for the organisation; None if they don't."""
    own = MembershipRow.person_id == person_id, MembershipRow.organisation_id == organisation_id
    roles = session.scalars(select(MembershipRow.role).where(*own)).all()
    return Viewer(person_id, organisation_id, frozenset(roles)) if roles else None  # type: ignore[arg-type]

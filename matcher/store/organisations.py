"""Organisations and the people who act for them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store.tables import MembershipRow, OrganisationRoleRow, OrganisationRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer


def add_organisation(session: Session, name: str, roles: Iterable[Role], country: str | None = None) -> str:
    """Add an organisation and return its id; one that sends and hosts has both roles."""
    row = OrganisationRow(name=name, country=country)
    session.add(row)
    session.flush()
    session.add_all(OrganisationRoleRow(organisation_id=row.id, role=role) for role in sorted(roles))
    session.flush()
    return row.id


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

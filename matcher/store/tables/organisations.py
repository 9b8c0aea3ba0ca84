"""Who takes part: organisations, each in one role or several."""

from typing import Literal, get_args

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.tables.base import Moment, NewId, Row, Versioned, one_of

Role = Literal["coordinator", "sending", "school", "hosting", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)


class OrganisationRow(Versioned, Row):
    __tablename__ = "organisations"

    id: Mapped[NewId]
    name: Mapped[str]
    country: Mapped[str | None]
    created_at: Mapped[Moment]


class OrganisationRoleRow(Row):
    """A partner that sends in one round may host in the next, so an organisation has a set of roles."""

    __tablename__ = "organisation_roles"
    __table_args__ = (one_of("role", ROLES),)

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)

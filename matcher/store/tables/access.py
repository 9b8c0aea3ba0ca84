"""Who may come in: people with passwords, what they sign in to, and keys for programs. Secrets only as digests."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.tables.base import Moment, NewId, Organisation, Row, Versioned


class PersonRow(Versioned, Row):
    """Somebody who signs in: staff of an organisation, never a learner."""

    __tablename__ = "people"

    id: Mapped[NewId]
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    name: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str | None]  # None: signs in through OpenID Connect only
    openid_subject: Mapped[str | None] = mapped_column(unique=True)  # "issuer subject"
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[Moment]


class MembershipRow(Row):
    """A person acts for an organisation in one of its roles."""

    __tablename__ = "memberships"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "role"],
            ["organisation_roles.organisation_id", "organisation_roles.role"],
            ondelete="CASCADE",
        ),
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class SignInRow(Row):
    """A signed-in browser; the cookie holds the token, this its digest."""

    __tablename__ = "sign_ins"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[Organisation]
    created_at: Mapped[Moment]
    expires_at: Mapped[datetime]


class ApiKeyRow(Row):
    """A program's key, shown once when made."""

    __tablename__ = "api_keys"

    id: Mapped[NewId]
    organisation_id: Mapped[Organisation]
    name: Mapped[str]
    secret_digest: Mapped[str]
    roles: Mapped[list[Any]]
    scopes: Mapped[list[Any]]
    author: Mapped[str]
    created_at: Mapped[Moment]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

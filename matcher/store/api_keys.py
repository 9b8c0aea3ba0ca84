"""Keys for programs: shown once, kept as a digest, scoped, expiring."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from matcher.store.clock import now
from matcher.store.errors import NotAllowed
from matcher.store.events import record_event
from matcher.store.sign_in import digest_of
from matcher.store.tables import ApiKeyRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer
from matcher.store.visible import as_seen

PREFIX = "mm"
OF_ID = select(*ApiKeyRow.__table__.columns).where(ApiKeyRow.id == bindparam("id"))  # every request asks: written once
USED_SECONDS = 60  # "last used" is written at most so often, so that reading with a key hardly ever writes


@dataclass(frozen=True, slots=True)
class Caller:
    """A program as a viewer, and what its key is good for."""

    viewer: Viewer
    scopes: frozenset[str]
    key: str
    used_at: datetime | None

    @property
    def note_use(self) -> bool:
        """Whether `note_use` is worth a write."""
        return self.used_at is None or now() - self.used_at > timedelta(seconds=USED_SECONDS)


def add_key(
    session: Session, viewer: Viewer, name: str, scopes: Iterable[str], days: float, roles: Iterable[Role] = ()
) -> str:
    """Make a key for the viewer's organisation and return it; it can't be read again.

    Parameters
    ----------
    roles
        Some of the viewer's own; none named: all of them.

    Raises
    ------
    NotAllowed
        If a role is not the viewer's.
    """
    granted = frozenset(roles) or viewer.roles
    if not granted <= viewer.roles:
        raise NotAllowed("giving a key this role", "those who have it themselves")
    secret = secrets.token_urlsafe(32)
    row = ApiKeyRow(
        organisation_id=viewer.organisation,
        name=name,
        secret_digest=digest_of(secret),
        roles=sorted(granted),
        scopes=sorted(scopes),
        author=viewer.person,
        expires_at=now() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    record_event(session, viewer, "add key", {"api_key": row.id})
    return f"{PREFIX}_{row.id}_{secret}"


def caller_of_key(session: Session, key: str) -> Caller | None:
    """Return the program that this key belongs to; None if it is wrong, expired or revoked."""
    prefix, _, rest = key.partition("_")
    id, _, secret = rest.partition("_")
    row = session.connection().execute(OF_ID, {"id": id}).first() if prefix == PREFIX else None
    if row is None or not hmac.compare_digest(row.secret_digest, digest_of(secret)):
        return None
    if row.revoked_at is not None or row.expires_at <= now():
        return None
    viewer = Viewer(f"key {row.id}", row.organisation_id, frozenset(row.roles))
    return Caller(viewer, frozenset(row.scopes), row.id, row.last_used_at)


def note_use(session: Session, key_id: str) -> None:
    session.get_one(ApiKeyRow, key_id).last_used_at = now()


def keys_of(session: Session, viewer: Viewer) -> list[ApiKeyRow]:
    """Return the keys of the viewer's organisation, newest first."""
    own = select(ApiKeyRow).where(ApiKeyRow.organisation_id == viewer.organisation)
    return list(session.scalars(own.order_by(ApiKeyRow.created_at.desc(), ApiKeyRow.id)))


def revoke_key(session: Session, viewer: Viewer, key_id: str) -> None:
    """Make a key of the viewer's organisation useless at once.

    Raises
    ------
    UnknownId
        If it has no such key.
    """
    own = select(ApiKeyRow).where(ApiKeyRow.id == key_id, ApiKeyRow.organisation_id == viewer.organisation)
    as_seen(session.scalar(own), "key", key_id).revoked_at = now()
    record_event(session, viewer, "revoke key", {"api_key": key_id})

"""Signed-in browsers: the cookie holds a random token, the store its digest."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from matcher.store.clock import now
from matcher.store.errors import NotAllowed
from matcher.store.organisations import viewer_of
from matcher.store.tables import SignInRow
from matcher.store.viewers import Viewer

HOURS = 12.0


def begin_sign_in(session: Session, person_id: str, organisation_id: str, hours: float = HOURS) -> str:
    """Sign a person in for an organisation and return the token for the cookie.

    Raises
    ------
    NotAllowed
        If the person doesn't act for the organisation.
    """
    if viewer_of(session, person_id, organisation_id) is None:
        raise NotAllowed("signing in for an organisation", "its members")
    token = secrets.token_urlsafe(32)
    expires = now() + timedelta(hours=hours)
    session.add(
        SignInRow(
            token_digest=digest_of(token), person_id=person_id, organisation_id=organisation_id, expires_at=expires
        )
    )
    session.flush()
    return token


def viewer_of_token(session: Session, token: str) -> Viewer | None:
    """Return who is signed in with this token, with the roles they have now; None if nobody."""
    row = session.get(SignInRow, digest_of(token))
    if row is None or row.expires_at <= now():
        return None
    return viewer_of(session, row.person_id, row.organisation_id)


def end_sign_in(session: Session, token: str) -> None:
    session.execute(delete(SignInRow).where(SignInRow.token_digest == digest_of(token)))


def end_sign_ins_of(session: Session, person_id: str) -> None:
    """Sign a person out everywhere, as after a change of password."""
    session.execute(delete(SignInRow).where(SignInRow.person_id == person_id))


def end_sign_ins_for(session: Session, person_id: str, organisation_id: str) -> None:
    """Sign a person out of an organisation that they no longer act for."""
    there = SignInRow.person_id == person_id, SignInRow.organisation_id == organisation_id
    session.execute(delete(SignInRow).where(*there))


def clear_expired(session: Session) -> None:
    """Forget the sign-ins whose time is over."""
    session.execute(delete(SignInRow).where(SignInRow.expires_at <= now()))


def digest_of(secret: str) -> str:
    """SHA-256: what is random and long needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()

"""People who sign in, and their passwords: argon2, and a lock after too many wrong ones."""

from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store.clock import now
from matcher.store.tables import PersonRow

ATTEMPTS = 5
LOCK_MINUTES = 15
SHORTEST_PASSWORD = 12  # signs
HASHER = PasswordHasher()  # the parameters of RFC 9106, second choice


def add_person(session: Session, email: str, password: str | None = None, name: str = "") -> str:
    """Add a person and return their id; without a password they sign in through OpenID Connect."""
    row = PersonRow(email=email_key(email), name=name, password_hash=HASHER.hash(password) if password else None)
    session.add(row)
    session.flush()
    return row.id


def is_anybody_there(session: Session) -> bool:
    """Tell whether anybody at all may sign in."""
    return session.scalar(select(PersonRow.id).limit(1)) is not None


def set_password(session: Session, person_id: str, password: str) -> None:
    """Set a new password and lift the lock."""
    person = session.get_one(PersonRow, person_id)
    person.password_hash = HASHER.hash(password)
    person.failed_attempts, person.locked_until = 0, None


def change_password(session: Session, person_id: str, old: str, new: str) -> bool:
    """Set a new password for who knows the old one, and say whether that was so.

    The transaction must be kept, for it counts wrong attempts.
    """
    person = session.get(PersonRow, person_id)
    if person is None or check_password(session, person.email, old) is None:
        return False
    set_password(session, person_id, new)
    return True


def check_password(session: Session, email: str, password: str) -> PersonRow | None:
    """Return the person whose password this is; None for a wrong one, an unknown address or a locked account.

    Whichever it is takes the same time. The transaction must be kept, for it counts wrong attempts.
    """
    person = session.scalar(select(PersonRow).where(PersonRow.email == email_key(email)).with_for_update())
    right = _matches(person.password_hash if person else None, password)
    if person is None or _is_locked(person):
        return None
    if not right:
        _count(person)
        return None
    person.failed_attempts, person.locked_until = 0, None
    if HASHER.check_needs_rehash(person.password_hash or ""):
        person.password_hash = HASHER.hash(password)
    return person


def person_of_openid(session: Session, issuer: str, subject: str, email: str | None = None) -> PersonRow | None:
    """Return the person whom an identity provider vouches for.

    Parameters
    ----------
    email
        Only if the provider has verified it: it joins the subject to the account at the first sign-in.
    """
    known = f"{issuer} {subject}"
    person = session.scalar(select(PersonRow).where(PersonRow.openid_subject == known))
    if person is None and email:
        unjoined = PersonRow.email == email_key(email), PersonRow.openid_subject.is_(None)
        person = session.scalar(select(PersonRow).where(*unjoined))
        if person:
            person.openid_subject = known
    return person


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        return HASHER.verify(password_hash or _nobodys_hash(), password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return HASHER.hash("nobody's")


def _is_locked(person: PersonRow) -> bool:
    return person.locked_until is not None and now() < person.locked_until


def _count(person: PersonRow) -> None:
    person.failed_attempts += 1
    if person.failed_attempts >= ATTEMPTS:
        person.failed_attempts, person.locked_until = 0, now() + timedelta(minutes=LOCK_MINUTES)


def email_key(email: str) -> str:
    """The address as it is kept: people write it in many ways."""
    return email.strip().casefold()

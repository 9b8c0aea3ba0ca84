"""Who asks: a signed-in browser or a program with a key; and that a browser's request came from our own pages."""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Annotated, Literal

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from api.errors import FormNotOurs, NotSignedIn, ScopeMissing
from api.state import StoreOf
from matcher.store import api_keys
from matcher.store.engine import Session, Store, reading, writing
from matcher.store.sign_in import viewer_of_token
from matcher.store.viewers import Viewer

COOKIE = "matcher_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
Scope = Literal["read", "write"]
SCOPES: tuple[Scope, ...] = ("read", "write")

cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="A browser's sign-in.")
bearer = HTTPBearer(auto_error=False, description="An API key, as `POST /api/v1/keys` makes them.")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a request brings along to say who asks, and whether it may change anything."""

    method: str
    token: str | None = field(repr=False)
    key: str | None = field(repr=False)
    csrf: str = field(repr=False)

    @property
    def reads(self) -> bool:
        return self.method in SAFE_METHODS


async def brought_by(
    request: Request,
    token: Annotated[str | None, Depends(cookie)],
    key: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Brought:
    return Brought(request.method, token, key.credentials if key else None, request.headers.get(CSRF_HEADER, ""))


Bringing = Annotated[Brought, Depends(brought_by)]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks; `used`: the key whose use is to be noted."""

    viewer: Viewer
    used: str | None = None

    def note(self, store: Store) -> None:
        if self.used is not None:
            with writing(store) as session:
                api_keys.note_use(session, self.used)


def asker_of(session: Session, brought: Brought) -> Asker:
    """Return who asks.

    Raises
    ------
    NotSignedIn
        Without a key or session that is good now.
    ScopeMissing
        If the key is only for reading and this is not.
    FormNotOurs
        If a browser wants a change and doesn't send its token.
    """
    if brought.key is not None:
        return _program(session, brought.key, "read" if brought.reads else "write")
    if brought.token is None:
        raise NotSignedIn
    viewer = viewer_of_token(session, brought.token)
    if viewer is None:
        raise NotSignedIn("your sign-in is over: sign in again")
    if not brought.reads and not is_csrf_token(brought.token, brought.csrf):
        raise FormNotOurs
    return Asker(viewer)


def viewer_of_request(store: StoreOf, brought: Bringing) -> Viewer:
    """Return who asks; errors as `asker_of`."""
    with reading(store) as session:
        asker = asker_of(session, brought)
    asker.note(store)
    return asker.viewer


Asking = Annotated[Viewer, Depends(viewer_of_request)]


def csrf_token_of(token: str) -> str:
    """The token that our pages send back; it says nothing about the cookie, and only who has the cookie can make it."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def is_csrf_token(token: str, sent: str) -> bool:
    return hmac.compare_digest(csrf_token_of(token).encode(), sent.encode())


def _program(session: Session, key: str, scope: Scope) -> Asker:
    caller = api_keys.caller_of_key(session, key)
    if caller is None:
        raise NotSignedIn("this key is wrong, expired or revoked")
    if scope not in caller.scopes:
        raise ScopeMissing(scope)
    return Asker(caller.viewer, caller.key if caller.note_use else None)

"""Who asks: a signed-in browser or a program with a key; and that a browser's request came from our own pages."""

import hashlib
import hmac
from typing import Annotated, Literal

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from api.errors import FormNotOurs, NotSignedIn, ScopeMissing
from api.state import StoreOf
from matcher.store import api_keys
from matcher.store.engine import Store, reading, writing
from matcher.store.sign_in import viewer_of_token
from matcher.store.viewers import Viewer

COOKIE = "matcher_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
Scope = Literal["read", "write"]
SCOPES: tuple[Scope, ...] = ("read", "write")

cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="A browser's sign-in.")
bearer = HTTPBearer(auto_error=False, description="An API key, as `POST /api/v1/keys` makes them.")


def viewer_of_request(
    request: Request,
    store: StoreOf,
    token: Annotated[str | None, Depends(cookie)],
    key: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Viewer:
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
    if key is not None:
        return _program(store, key.credentials, "read" if request.method in SAFE_METHODS else "write")
    if token is None:
        raise NotSignedIn
    with reading(store) as session:
        viewer = viewer_of_token(session, token)
    if viewer is None:
        raise NotSignedIn("your sign-in is over: sign in again")
    if request.method not in SAFE_METHODS and not is_csrf_token(token, request.headers.get(CSRF_HEADER, "")):
        raise FormNotOurs
    return viewer


Asking = Annotated[Viewer, Depends(viewer_of_request)]


def csrf_token_of(token: str) -> str:
    """The token that our pages send back; it says nothing about the cookie, and only who has the cookie can make it."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def is_csrf_token(token: str, sent: str) -> bool:
    return hmac.compare_digest(csrf_token_of(token).encode(), sent.encode())


def _program(store: Store, key: str, scope: Scope) -> Viewer:
    with reading(store) as session:
        caller = api_keys.caller_of_key(session, key)
    if caller is None:
        raise NotSignedIn("this key is wrong, expired or revoked")
    if scope not in caller.scopes:
        raise ScopeMissing(scope)
    if caller.note_use:
        with writing(store) as session:
            api_keys.note_use(session, caller.key)
    return caller.viewer

"""Who looks at a page: a signed-in browser, with what the frame shows of it; and forms that come from our own pages."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Request

from api.errors import FormNotOurs, NotSignedIn
from api.security import cookie, csrf_token_of, is_csrf_token
from api.state import StoreOf
from matcher.store.engine import Store, reading
from matcher.store.organisations import organisations_of
from matcher.store.sign_in import viewer_of_token
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in."""

    viewer: Viewer
    organisation: str  # its name
    organisations: tuple[tuple[str, str], ...]  # id and name of those that one can act for
    csrf_token: str

    @property
    def roles(self) -> frozenset[Role]:
        return self.viewer.roles


Cookie = Annotated[str | None, Depends(cookie)]


def visitor_if_any(store: StoreOf, token: Cookie) -> Visitor | None:
    return None if token is None else _visitor(store, token)


async def visitor_signed_in(visitor: Annotated[Visitor | None, Depends(visitor_if_any)]) -> Visitor:
    """Return who looks.

    Raises
    ------
    NotSignedIn
        If nobody is signed in; pages answer it with the way to sign in.
    """
    if visitor is None:
        raise NotSignedIn
    return visitor


Looking = Annotated[Visitor, Depends(visitor_signed_in)]
"""Of a page that is only looked at."""


async def from_our_pages(request: Request) -> None:
    """Of a form sent before signing in, which has no token: browsers say whether it comes from another site.

    Raises
    ------
    FormNotOurs
        If it does: nobody is signed in, or in another language, by a page somewhere else.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise FormNotOurs


OursOnly = Depends(from_our_pages)


async def visitor_who_sends(
    visitor: Looking, token: Cookie, csrf_token: Annotated[str, Form(max_length=200)] = ""
) -> Visitor:
    """Return who sends a form.

    Raises
    ------
    NotSignedIn, FormNotOurs
        If nobody is signed in, or the form does not come from our own pages.
    """
    if token is None or not is_csrf_token(token, csrf_token):
        raise FormNotOurs
    return visitor


Sending = Annotated[Visitor, Depends(visitor_who_sends)]
"""Of a form that changes something; each has `frame.csrf_token` in a hidden field."""


def _visitor(store: Store, token: str) -> Visitor | None:
    with reading(store) as session:
        viewer = viewer_of_token(session, token)
        if viewer is None:
            return None
        own = tuple((row.id, row.name) for row in organisations_of(session, viewer.person))
    return Visitor(viewer, dict(own).get(viewer.organisation, ""), own, csrf_token_of(token))

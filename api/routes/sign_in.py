"""Signing in and out, and for which organisation one acts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from api.errors import NotSignedIn, SignInRefused, documented
from api.rates import RequestsLimited, SignInsLimited
from api.security import COOKIE, Asking, cookie, csrf_token_of
from api.settings import Settings
from api.state import Reading, SettingsOf, StoreOf, Writing
from matcher.store.engine import Session, writing
from matcher.store.organisations import organisations_of
from matcher.store.people import check_password
from matcher.store.sign_in import begin_sign_in, end_sign_in, viewer_of_token
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer

router = APIRouter(tags=["sign-in"])
Cookie = Annotated[str | None, Depends(cookie)]


class Credentials(BaseModel):
    """What somebody signs in with."""

    email: str = Field(max_length=320, examples=["ana@school.example"])
    password: str = Field(max_length=1_000, examples=["correct horse battery staple"])
    organisation: str | None = Field(
        default=None, description="Its id; needed only by who acts for several.", max_length=40
    )


class OrganisationName(BaseModel):
    id: str
    name: str


class Me(BaseModel):
    """Who asks, and as whom."""

    person: str
    organisation: str
    roles: list[Role]
    organisations: list[OrganisationName] = Field(description="Those one can act for.")
    csrf_token: str | None = Field(default=None, description="A browser sends it with every change, as X-CSRF-Token.")


class Choice(BaseModel):
    organisation: str = Field(max_length=40, examples=["2f6d0c5a9b1e4d7f8a30"])


@router.post("/sign-in", responses=documented(401, 429), dependencies=[SignInsLimited])
def sign_in(credentials: Credentials, response: Response, store: StoreOf, settings: SettingsOf) -> Me:
    """Sign in with a password. The answer sets a cookie."""
    with writing(store) as session:  # kept also when refused: it counts wrong attempts
        token = begun(session, credentials, settings)
        me = None if token is None else _me_of_token(session, token)
    if token is None or me is None:
        raise SignInRefused
    set_cookie(response, token, settings)
    return me


@router.delete("/sign-in", status_code=204, responses=documented(401, 403, 429), dependencies=[RequestsLimited])
def sign_out(response: Response, session: Writing, settings: SettingsOf, _viewer: Asking, token: Cookie) -> None:
    """Sign out of this browser."""
    if token is not None:
        end_sign_in(session, token)
    response.delete_cookie(COOKIE, secure=settings.secure_cookies, httponly=True, samesite="lax")


@router.get("/me", responses=documented(401, 429), dependencies=[RequestsLimited])
def me(session: Reading, viewer: Asking, token: Cookie) -> Me:
    """Say who asks and as whom."""
    return _me(session, viewer, token)


@router.put("/me/organisation", responses=documented(401, 403, 429), dependencies=[RequestsLimited])
def switch(
    choice: Choice, response: Response, session: Writing, viewer: Asking, settings: SettingsOf, token: Cookie
) -> Me:
    """Act for another of one's organisations. The answer sets a new cookie."""
    if token is None:
        raise NotSignedIn("a key acts for one organisation only: sign in to switch")
    fresh = begin_sign_in(session, viewer.person, choice.organisation, settings.sign_in_hours)
    end_sign_in(session, token)
    set_cookie(response, fresh, settings)
    return _me_of_token(session, fresh)


def set_cookie(response: Response, token: str, settings: Settings) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(settings.sign_in_hours * 3600),
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def begun(session: Session, credentials: Credentials, settings: Settings) -> str | None:
    """Return the token of a new sign-in; None if address, password or organisation is wrong."""
    person = check_password(session, credentials.email, credentials.password)
    if person is None:
        return None
    own = [row.id for row in organisations_of(session, person.id)]
    chosen = credentials.organisation or next(iter(own), None)
    return begin_sign_in(session, person.id, chosen, settings.sign_in_hours) if chosen in own else None


def _me_of_token(session: Session, token: str) -> Me:
    viewer = viewer_of_token(session, token)
    if viewer is None:
        raise NotSignedIn
    return _me(session, viewer, token)


def _me(session: Session, viewer: Viewer, token: str | None) -> Me:
    organisations = [OrganisationName(id=row.id, name=row.name) for row in organisations_of(session, viewer.person)]
    return Me(
        person=viewer.person,
        organisation=viewer.organisation,
        roles=sorted(viewer.roles),
        organisations=organisations,
        csrf_token=csrf_token_of(token) if token else None,
    )

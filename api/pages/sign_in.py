"""Signing in and out, the organisation one acts for, and the language one reads."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from api.pages.languages import NAMES
from api.pages.rendering import LANGUAGE_COOKIE, LONGEST_ADDRESS, Framed, show
from api.pages.visitors import Cookie, OursOnly, Sending
from api.rates import SignInsLimited
from api.routes.sign_in import Credentials, begun, set_cookie
from api.security import COOKIE
from api.settings import Settings
from api.state import SettingsOf, StoreOf, Writing
from matcher.store.engine import writing
from matcher.store.sign_in import begin_sign_in, end_sign_in

router = APIRouter(include_in_schema=False)

Field = Annotated[str, Form(max_length=1_000)]
Place = Annotated[str, Form(alias="next", max_length=LONGEST_ADDRESS)]
YEAR_SECONDS = 31_536_000


@dataclass(frozen=True)
class SignInPage:
    """Address, password, and where to go then; `lost`: a form that was sent without being signed in."""

    template: ClassVar[str] = "sign_in.html"
    email: str
    next: str
    refused: bool
    lost: bool
    provider: str | None  # the name of an identity provider that one may sign in through


@router.get("/sign-in")
def look(frame: Framed, settings: SettingsOf, next: str = "/", lost: bool = False) -> Response:
    return show(frame, SignInPage("", own_path(next), refused=False, lost=lost, provider=_provider(settings)))


@router.post("/sign-in", dependencies=[OursOnly, SignInsLimited])
def sign_in(
    frame: Framed, store: StoreOf, settings: SettingsOf, email: Field, password: Field, next: Place = "/"
) -> Response:
    with writing(store) as session:  # kept also when refused: it counts wrong attempts
        token = begun(session, Credentials(email=email[:320], password=password), settings)
    if token is None:
        return show(
            frame, SignInPage(email, own_path(next), refused=True, lost=False, provider=_provider(settings)), 401
        )
    answer = RedirectResponse(own_path(next), 303)
    set_cookie(answer, token, settings)
    return answer


@router.post("/sign-out")
def sign_out(session: Writing, visitor: Sending, token: Cookie) -> Response:
    del visitor
    end_sign_in(session, token or "")
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.post("/organisation")
def switch(session: Writing, visitor: Sending, settings: SettingsOf, token: Cookie, organisation: Field) -> Response:
    fresh = begin_sign_in(session, visitor.viewer.person, organisation, settings.sign_in_hours)
    end_sign_in(session, token or "")
    answer = RedirectResponse("/", 303)
    set_cookie(answer, fresh, settings)
    return answer


@router.post("/language", dependencies=[OursOnly])
def choose(settings: SettingsOf, language: Field, next: Place = "/") -> Response:
    """Anybody may, also before signing in; nothing but a cookie changes."""
    answer = RedirectResponse(own_path(next), 303)
    if language in NAMES:
        answer.set_cookie(
            LANGUAGE_COOKIE, language, YEAR_SECONDS, secure=settings.secure_cookies, httponly=True, samesite="lax"
        )
    return answer


def _provider(settings: Settings) -> str | None:
    return settings.openid_name if settings.openid_issuer else None


def own_path(next: str) -> str:
    """A path of this service: nobody is sent elsewhere by a link that somebody made."""
    try:
        parts = urlsplit(next)
    except ValueError:  # an address that cannot be read, such as //[
        return "/"
    safe = not parts.scheme and not parts.netloc and next.startswith("/") and not next.startswith(("//", "/\\"))
    return next if safe else "/"

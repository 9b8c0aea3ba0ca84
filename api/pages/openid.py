"""Signing in through an identity provider, if the settings name one."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.errors import OpenIdRefused
from api.openid import SECONDS, Attempt, Provider
from api.pages.sign_in import own_path
from api.rates import SignInsLimited
from api.routes.sign_in import set_cookie
from api.state import SettingsOf, StoreOf
from matcher.errors import UnknownId
from matcher.store.engine import writing
from matcher.store.organisations import organisations_of
from matcher.store.people import person_of_openid
from matcher.store.sign_in import begin_sign_in

router = APIRouter(prefix="/sign-in/openid", include_in_schema=False)

ATTEMPT_COOKIE = "matcher_openid"
NOBODY = "there is no account for you here yet: ask your coordinator to invite you with the address of this sign-in"
Sealed = Annotated[str, Cookie(alias=ATTEMPT_COOKIE, max_length=4_000)]
Said = Annotated[str, Query(max_length=4_000)]


async def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise UnknownId("page", request.url.path)
    return provider


ProviderOf = Annotated[Provider, Depends(_provider)]


@router.get("", dependencies=[SignInsLimited])
def leave(request: Request, provider: ProviderOf, store: StoreOf, settings: SettingsOf, next: str = "/") -> Response:
    """Send the browser to the provider."""
    attempt = Attempt.new(own_path(next))
    answer = RedirectResponse(provider.way_out(attempt, _back(request)), 303)
    answer.set_cookie(
        ATTEMPT_COOKIE,
        attempt.sealed(store.vault),
        SECONDS,
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/back", dependencies=[SignInsLimited])
def come_back(
    request: Request,
    provider: ProviderOf,
    store: StoreOf,
    settings: SettingsOf,
    sealed: Sealed = "",
    state: Said = "",
    code: Said = "",
) -> Response:
    """Let in whom the provider vouches for, if we know them."""
    attempt = Attempt.unsealed(sealed, store.vault)
    vouched = provider.vouched(attempt, state, code, _back(request))
    with writing(store) as session:
        person = person_of_openid(session, vouched.issuer, vouched.subject, vouched.email)
        own = organisations_of(session, person.id) if person else []
        if person is None or not own:
            raise OpenIdRefused(NOBODY)
        token = begin_sign_in(session, person.id, own[0].id, settings.sign_in_hours)
    answer = RedirectResponse(attempt.next, 303)
    set_cookie(answer, token, settings)
    answer.delete_cookie(ATTEMPT_COOKIE)
    return answer


def _back(request: Request) -> str:
    return str(request.url_for("come_back"))

"""The app: all wiring in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from api import errors
from api.collector import look_rarely
from api.jobs import Jobs
from api.key_file import keys_of
from api.languages import InReadersLanguage
from api.locations import PREFIX, SlashesKept
from api.middleware import BodyLimit, Counted, SafeHeaders
from api.openid import Provider
from api.pages import failures
from api.pages.routes import PAGES, STATIC
from api.rates import Rates, RequestsLimited
from api.routes import (
    answers,
    events,
    exports,
    flows,
    health,
    identities,
    imports,
    keys,
    learners,
    links,
    mending,
    notices,
    organisations,
    pins,
    placements,
    previews,
    profiles,
    proposals,
    requests,
    round_tables,
    rounds,
    rules,
    runs,
    sign_in,
    titles,
    withdrawals,
)
from api.run_metrics import RunMetrics
from api.services.answers import Answers
from api.services.previews import Previews
from api.settings import Settings
from api.turns import Turns
from api.versions import EXPOSED_HEADERS
from matcher.store.engine import open_store

ROUTERS: tuple[APIRouter, ...] = (
    keys.router,
    rounds.router,
    imports.router,
    runs.router,
    answers.router,
    round_tables.router,
    learners.router,
    identities.router,
    profiles.router,
    placements.router,
    pins.router,
    rules.router,
    links.router,
    organisations.router,
    titles.router,
    exports.router,
    events.router,
    previews.router,
    flows.router,
    requests.router,
    proposals.router,
    mending.router,
    notices.router,
    withdrawals.router,
)
"""Resources that only who is signed in reaches; each request counts."""

DESCRIPTION = """Plans vocational mobility rounds: who goes where, how good that is, and why.

Sign in for a cookie, or send an API key as a bearer token. Errors are RFC 9457 problems: `code` and `params` for
programs, `detail` and `rows` for people. Sentences are in the language that `Accept-Language` asks for, if it is one of
those of the pages, else in English. Lists come in pages. A change names the version it changes as `If-Match`."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the service.

    Parameters
    ----------
    settings
        None: read from the environment.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="Mobility Matcher",
        version=version("mobility-matcher"),
        description=DESCRIPTION,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
    )
    app.state.settings = settings
    app.state.provider = (
        Provider(settings.openid_issuer, settings.openid_client, settings.openid_secret)
        if settings.openid_issuer
        else None
    )
    app.state.rates = Rates()
    app.state.jobs = Jobs(settings)
    app.state.answers = Answers()
    app.state.previews = Previews()
    app.state.registry = CollectorRegistry()
    app.state.registry.register(RunMetrics(lambda: app.state.store))
    errors.install(app, failures.as_page)
    _add_routes(app)
    _add_middleware(app, settings)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    app.state.store = open_store(settings.database, keys_of(settings))
    app.state.turns = Turns()
    look_rarely()
    yield
    app.state.turns.close()
    app.state.jobs.close()
    app.state.store.close()


def _add_routes(app: FastAPI) -> None:
    """They are looked through in this order: what is asked most often comes first."""
    app.include_router(health.router)
    unreadable = errors.documented(413, 422)  # whatever the route
    for router in (previews.in_turn, sign_in.router, organisations.public):
        app.include_router(router, prefix=PREFIX, responses=unreadable)
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX, responses=unreadable, dependencies=[RequestsLimited])
    app.mount("/static", STATIC)
    for page in PAGES:
        app.include_router(page)


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """The last one added sees the request first."""
    app.add_middleware(BodyLimit, limit=settings.body_limit)
    app.add_middleware(InReadersLanguage)
    app.add_middleware(Counted, registry=app.state.registry)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["*"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match"],
            expose_headers=list(EXPOSED_HEADERS),
        )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.allowed_hosts))
    app.add_middleware(SafeHeaders, https=settings.secure_cookies)
    app.add_middleware(SlashesKept)

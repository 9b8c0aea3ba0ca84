"""Errors as a reader of pages sees them: what is wrong, with field and way out; or the way to sign in."""

from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote, urlsplit, urlunsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.errors import ProblemDetails
from api.locations import path_of
from api.pages.rendering import framed, show
from api.pages.sign_in import own_path
from api.pages.visitors import Visitor, visitor_if_any
from api.security import COOKIE
from matcher.errors import MatcherError

PROGRAMS = ("/healthz", "/readyz", "/metrics")
KEEP_NOTHING = ("/sign-out", "/organisation")


@dataclass(frozen=True)
class FailurePage:
    """What went wrong; `back` is the page that one comes from, if it was ours."""

    template: ClassVar[str] = "failure.html"
    problem: ProblemDetails
    back: str


def as_page(request: Request, problem: ProblemDetails) -> Response | None:
    """Return the problem as a page, None if a program asked; who is not signed in is asked to, and comes back then.

    Of the API a browser only follows links to files: what it asks for by GET, wanting a page.
    """
    by_link = not request.url.path.startswith("/api/") or request.method == "GET"
    wants_page = "text/html" in request.headers.get("Accept", "")
    if request.url.path.startswith(PROGRAMS) or not (by_link and wants_page):
        return None
    if problem.code == "not-signed-in":
        return RedirectResponse(_sign_in(request), 303)
    return show(framed(request, _visitor(request, problem)), FailurePage(problem, _back(request)), problem.status)


def _sign_in(request: Request) -> str:
    """Where one signs in and comes back to the page, or to the one whose form was sent, then told that it was lost."""
    if request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        return f"/sign-in?next={quote(path_of(request) + query)}"
    lost = "" if request.url.path in KEEP_NOTHING else "&lost=true"
    return f"/sign-in?next={quote(_back(request) or '/')}{lost}"


def _visitor(request: Request, problem: ProblemDetails) -> Visitor | None:
    """Who is signed in, so that they find their way; nobody is asked for while the database may not answer."""
    token = request.cookies.get(COOKIE)
    if token is None or problem.status >= 500:
        return None
    with suppress(MatcherError):
        return visitor_if_any(request.app.state.store, token)
    return None


def _back(request: Request) -> str:
    came = urlsplit(request.headers.get("Referer", ""))
    elsewhere = request.method == "POST" or came.path != path_of(request)
    ours = came.netloc == request.url.netloc and came.path.startswith("/") and elsewhere
    return own_path(urlunsplit(("", "", came.path, came.query, ""))) if ours else ""

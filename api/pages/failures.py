"""Errors as a reader of pages sees them: what is wrong, with field and way out; or the way to sign in."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.errors import ProblemDetails
from api.pages.rendering import framed, show

PROGRAMS = ("/healthz", "/readyz", "/metrics")


@dataclass(frozen=True)
class FailurePage:
    template: ClassVar[str] = "failure.html"
    problem: ProblemDetails


def as_page(request: Request, problem: ProblemDetails) -> Response | None:
    """Return the problem as a page, None if a program asked; who is not signed in is asked to, and comes back then.

    Of the API a browser only follows links to files: what it asks for by GET, wanting a page.
    """
    by_link = not request.url.path.startswith("/api/") or request.method == "GET"
    wants_page = "text/html" in request.headers.get("Accept", "")
    if request.url.path.startswith(PROGRAMS) or not (by_link and wants_page):
        return None
    if problem.code == "not-signed-in":
        query = f"?{request.url.query}" if request.url.query else ""
        here = quote(request.url.path + query) if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?next={here}", 303)
    return show(framed(request, None), FailurePage(problem), problem.status)

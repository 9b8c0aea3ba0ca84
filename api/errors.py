"""Every error as RFC 9457 problem+json: one table from what went wrong to a status.

MatcherError
└── RequestRefused           what HTTP itself is asked wrongly
    ├── SignInRefused        wrong address or password, or a locked account
    ├── NotSignedIn          no session and no key, or one that is over
    ├── FormNotOurs          a browser's request without the token that our pages carry
    ├── ScopeMissing         the key is not good for this
    ├── VersionMissing       a change that doesn't say which version it changes
    ├── BodyTooLarge         more than the service takes
    ├── OpenIdRefused        an identity provider vouches for nobody we know, or not for this
    └── TooManyRequests      come back later
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.locations import path_of
from api.schemas.fields import Sentence
from matcher import errors as core
from matcher.said import Counted, Said
from matcher.store import errors as store

log = logging.getLogger("matcher.api")

MEDIA_TYPE = "application/problem+json"
SIGN_IN = Said("sign in, or send an API key as a bearer token")
MOST_ROWS = 10_000  # of a problem; nobody reads more, and a bad file can have millions
LONGEST_SHOWN = 100


class RequestRefused(core.MatcherError):
    """The request itself, whatever it is about."""


class NotSignedIn(RequestRefused):
    def __init__(self, message: str = SIGN_IN) -> None:
        super().__init__("not-signed-in", message)


class FormNotOurs(RequestRefused):
    def __init__(self) -> None:
        super().__init__(
            "csrf-token-missing", Said("send the csrf_token of your sign-in as X-CSRF-Token, or load the page again")
        )


class ScopeMissing(RequestRefused):
    def __init__(self, scope: str) -> None:
        super().__init__("scope-missing", f"this key is not good for {scope!r}: ask for one that is", scope=scope)


class VersionMissing(RequestRefused):
    def __init__(self) -> None:
        super().__init__("version-missing", "say which version you change: send its ETag as If-Match")


class BodyTooLarge(RequestRefused, HTTPException):
    """Also an HTTPException: anything else raised while a body is read is taken for a body that can't be parsed."""

    def __init__(self, limit: int) -> None:
        HTTPException.__init__(self, 413)
        RequestRefused.__init__(
            self, "body-too-large", Said("at most {limit} bytes at once: send a smaller file", limit=limit), limit=limit
        )


class TooManyRequests(RequestRefused):
    def __init__(self, seconds: int) -> None:
        super().__init__(
            "too-many-requests", Said("too many requests: try again in {seconds} s", seconds=seconds), seconds=seconds
        )


class OpenIdRefused(RequestRefused):
    """What came back from the provider cannot be trusted, or names nobody who may come in."""

    def __init__(self, message: str) -> None:
        super().__init__("openid-refused", message)


class SignInRefused(RequestRefused):
    def __init__(self) -> None:
        super().__init__("sign-in-refused", Said("address or password is wrong, or the account is locked for a while"))


STATUS: Mapping[type[Exception], int] = {
    NotSignedIn: 401,
    SignInRefused: 401,
    OpenIdRefused: 401,
    FormNotOurs: 403,
    ScopeMissing: 403,
    VersionMissing: 428,
    BodyTooLarge: 413,
    TooManyRequests: 429,
    store.NotAllowed: 403,
    store.StaleVersion: 412,
    store.RunActive: 409,
    store.RunLost: 409,
    store.InputForgotten: 409,
    store.TransitionRefused: 409,
    store.ReferenceMissing: 409,
    store.InvitationRefused: 404,
    store.KeysMissing: 503,
    store.DatabaseUnusable: 503,
    core.UnknownId: 404,
    core.InputError: 422,
    core.RoundInfeasible: 409,
    core.VerificationFailed: 409,
}
"""The nearest class along the error's ancestry counts."""


class ProblemRow(BaseModel):
    """One finding in what was sent: where it is, what stands there, what was expected."""

    file: str = ""
    row: int = Field(
        default=0, description="As the spreadsheet program counts: the header is row 1; 0: the whole column or file."
    )
    column: str = ""
    code: str
    value: Sentence = ""
    expected: Sentence
    severity: Literal["error", "warning"] = "error"


class ProblemDetails(BaseModel):
    """RFC 9457, with a stable code, its parameters, and every bad row at once."""

    type: str = Field(
        default="about:blank", description="Names the kind of problem; `code` is what programs should look at."
    )
    title: str
    status: int
    detail: Sentence
    code: str
    params: dict[str, Any] = {}
    rows: list[ProblemRow] = []


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return OpenAPI's `responses` for these statuses, as problems."""
    shape = {"model": ProblemDetails, "content": {MEDIA_TYPE: {}}}
    return {status: {**shape, "description": HTTPStatus(status).phrase} for status in statuses}


AsPage = Callable[[Request, "ProblemDetails"], Response | None]


def install(app: FastAPI, as_page: AsPage) -> None:
    """Answer every error of the app with a problem.

    Parameters
    ----------
    as_page
        Shows a problem to a person; None: a program asked.
    """
    handlers: tuple[tuple[type[Exception], Callable[[Request, Any], Response]], ...] = (
        (core.MatcherError, _refused),
        (RequestValidationError, _invalid),
        (HTTPException, _http),
        (Exception, _unexpected),
    )
    app.state.as_page = as_page
    for error, handler in handlers:
        app.add_exception_handler(error, handler)


def _answer(request: Request, problem: ProblemDetails, headers: Mapping[str, str] | None = None) -> Response:
    as_page: AsPage = request.app.state.as_page
    return as_page(request, problem) or response_of(problem, headers)


def problem_of(error: core.MatcherError) -> ProblemDetails:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    if not isinstance(error, core.RoundInvalid):
        return _problem(status, error.code, error.message, error.params)
    rows = [ProblemRow.model_validate(row, from_attributes=True) for row in error.problems[:MOST_ROWS]]
    left_out = len(error.problems) - len(rows)
    detail = core.to_mend(error.problems)
    return _problem(status, error.code, detail, {**error.params, "rows_left_out": left_out}, rows)


def response_of(problem: ProblemDetails, headers: Mapping[str, str] | None = None) -> JSONResponse:
    body = problem.model_dump(mode="json")
    return JSONResponse(body, problem.status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def _refused(request: Request, error: core.MatcherError) -> Response:
    problem = problem_of(error)
    if problem.status >= 500:
        log.error("%s: %s", error.code, type(error).__name__)
    headers = {}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.params["seconds"])
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _answer(request, problem, headers)


def _invalid(request: Request, error: RequestValidationError) -> Response:
    rows = [_wrong_part(found) for found in error.errors()]
    words = Counted("count", "{count} problem in the request", "{count} problems in the request")
    return _answer(request, _problem(422, "request-invalid", Said(words, count=len(rows)), {}, rows))


def _wrong_part(found: Mapping[str, Any]) -> ProblemRow:
    """Where something is wrong and what stands there, but no password and nothing that stands elsewhere."""
    kind, column = str(found["type"]), ".".join(str(part) for part in found["loc"])
    value, expected = str(found.get("input", "")), str(found["msg"])
    if kind == "json_invalid":
        column, expected = "body", f"JSON; at character {found['loc'][-1]}: {found['ctx']['error']}"
    elif column == "body" and isinstance(found.get("input"), bytes):
        expected = "JSON, sent with Content-Type: application/json"
    if kind in ("missing", "json_invalid") or "password" in column:
        value = ""
    return ProblemRow(
        column=_printable(column), code=kind, value=_printable(value[:LONGEST_SHOWN]), expected=_printable(expected)
    )


def _printable(text: str) -> str:
    """The text without half characters, which JSON may carry and UTF-8 cannot."""
    return text.encode(errors="replace").decode()


def _http(request: Request, error: HTTPException) -> Response:
    if error.status_code == 400:  # the framework's word for a body that it cannot parse
        return _answer(request, _problem(422, "request-invalid", str(error.detail)))
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    return _answer(request, _problem(error.status_code, code, str(error.detail)), error.headers)


def _unexpected(request: Request, error: Exception) -> Response:
    """The log gets the traceback under an id that the user can quote; the user gets neither more nor less."""
    mark = uuid4().hex[:12]
    log.error("unexpected error %s at %s %s", mark, request.method, path_of(request), exc_info=error)
    message = Said("something went wrong that should not: tell whoever runs the service this mark: {mark}", mark=mark)
    return _answer(request, _problem(500, "unexpected", message, {"mark": mark}))


def _problem(
    status: int, code: str, detail: str, params: Mapping[str, object] | None = None, rows: Sequence[ProblemRow] = ()
) -> ProblemDetails:
    return ProblemDetails(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        params={
            name: value if isinstance(value, int | float | bool) else str(value)
            for name, value in (params or {}).items()
        },
        rows=list(rows),
    )

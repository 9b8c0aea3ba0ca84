"""Where things are found: addresses hold ids, and an id may hold what an address cannot, a slash among others."""

import re
from urllib.parse import quote, unquote

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX = "/api/v1"
SLASH = "\ufdd0"
"""A slash within an id: one of the characters that Unicode keeps for the inside of programs."""


def in_address(id: str) -> str:
    """An id, as one step of an address."""
    return quote(id, safe="")


def located(response: Response, *path: str) -> None:
    """Say as `Location` where something is."""
    response.headers["Location"] = "/".join((PREFIX, *map(in_address, path)))


def path_of(request: Request) -> str:
    """Return the path as it was asked for, so that a link may lead to it again."""
    raw: bytes = request.scope["raw_path"]
    return raw.decode("ascii")


class SlashesKept:
    """Keeps the slashes of ids, "learners/RS%2F12", apart from those between them until `IdInPath` reads them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = scope.get("raw_path", b"").decode("ascii")
        if "%" in raw:
            scope = {**scope, "path": unquote(re.sub("%2f", SLASH, raw, flags=re.IGNORECASE))}
        await self._app(scope, receive, send)

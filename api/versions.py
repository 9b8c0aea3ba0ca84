"""Optimistic concurrency: a thing's version goes out as ETag and comes back as If-Match."""

from typing import Annotated

from fastapi import Depends, Header, Response

from api.errors import VersionMissing
from matcher.store.errors import StaleVersion

EXPOSED_HEADERS = ("ETag", "Location", "Retry-After")


def _version(if_match: Annotated[str | None, Header(description='The ETag that you read, such as "3".')] = None) -> int:
    if if_match is None:
        raise VersionMissing
    text = if_match.removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise StaleVersion("version", text[:20])
    return int(text)


Version = Annotated[int, Depends(_version)]


def tag(response: Response, version: int) -> None:
    response.headers["ETag"] = f'"{version}"'

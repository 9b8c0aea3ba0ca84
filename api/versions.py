"""Optimistic concurrency: a thing's version goes out as ETag and comes back as If-Match."""

from typing import Annotated

from fastapi import Depends, Header, Response

from api.errors import VersionMissing
from matcher.store.errors import StaleVersion

EXPOSED_HEADERS = ("ETag", "Location", "Retry-After")


IfMatch = Annotated[str | None, Header(description='The ETag that you read, such as "3".')]


async def _version_if_there(if_match: IfMatch = None) -> int | None:
    if if_match is None:
        return None
    text = if_match.removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise StaleVersion("version", text[:20])
    return int(text)


async def _version(version: Annotated[int | None, Depends(_version_if_there)]) -> int:
    if version is None:
        raise VersionMissing
    return version


Version = Annotated[int, Depends(_version)]
VersionIfThere = Annotated[int | None, Depends(_version_if_there)]  # None: what is sent should be new


def tag(response: Response, version: int) -> None:
    response.headers["ETag"] = f'"{version}"'

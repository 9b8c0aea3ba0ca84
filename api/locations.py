"""Where things are found: what is made answers with its address."""

from urllib.parse import quote

from fastapi import Response

PREFIX = "/api/v1"


def located(response: Response, *path: str) -> None:
    """Say as `Location` where something is; an id may hold signs that neither an address nor a header can."""
    response.headers["Location"] = "/".join((PREFIX, *(quote(part, safe="") for part in path)))

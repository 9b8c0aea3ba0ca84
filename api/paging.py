"""Lists come in pages: so many items, and where the next page begins."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from matcher.errors import InputError

ItemT = TypeVar("ItemT")
RowT = TypeVar("RowT")

LIMIT = 50
MOST = 500
LARGEST_KEY = 2**31
LONGEST = 1_600  # of a mark: an id of 200 signs takes up to 800 bytes, and base64 a third more


class Page(BaseModel, Generic[ItemT]):
    """Some of a list, in its order."""

    items: list[ItemT]
    next: str | None = Field(default=None, description="Send it as `after` for the next page; null: this was the last.")


class PageAsked(BaseModel):
    """Which page is asked for."""

    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="How many items at most.")
    after: str | None = Field(default=None, description="The `next` of the page before.", max_length=LONGEST)


Paging = Annotated[PageAsked, Query()]


def cursor(*key: str | int) -> str:
    """Return the mark of a place in a list that is ordered by this key."""
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def key_after(asked: PageAsked, parts: int = 1, *, whole: bool = False) -> tuple[str | int, ...] | None:
    """Return the key after which the page begins; None: at the beginning.

    Parameters
    ----------
    whole
        The key is of whole numbers, not of texts.

    Raises
    ------
    InputError
        If `after` is not what a page before said.
    """
    if asked.after is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(asked.after + "=" * (-len(asked.after) % 4)))
    except (binascii.Error, ValueError, RecursionError):  # a list in a list, a thousand times
        key = None
    if not isinstance(key, list) or len(key) != parts or not all(_is_key(part, whole) for part in key):
        raise InputError("page-unknown", "after: send back the `next` of the page before, unchanged")
    return tuple(key)


def _is_key(part: object, whole: bool) -> bool:
    if whole:
        return type(part) is int and abs(part) < LARGEST_KEY
    return isinstance(part, str) and "\x00" not in part and not any(map(_is_surrogate, part))


def _is_surrogate(sign: str) -> bool:
    return "\ud800" <= sign <= "\udfff"


def page_of(
    rows: Sequence[RowT], asked: PageAsked, item: Callable[[RowT], ItemT], key: Callable[[RowT], tuple[str | int, ...]]
) -> Page[ItemT]:
    """Return a page from one row more than asked for, if there is one."""
    shown = rows[: asked.limit]
    more = cursor(*key(shown[-1])) if len(rows) > asked.limit else None
    return Page(items=[item(row) for row in shown], next=more)

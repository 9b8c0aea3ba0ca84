"""The time and new ids, as the store writes them."""

import secrets
from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """Return an id that says nothing: neither how many there are nor whose they are."""
    return secrets.token_hex(10)

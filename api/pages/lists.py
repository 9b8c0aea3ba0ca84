"""Lists that come in pages: where the next one is, with what was asked for."""

from urllib.parse import urlencode

from pydantic import BaseModel


def next_path(path: str, asked: BaseModel, after: str | None) -> str | None:
    """Return the address of the next page of a list, None if this was the last.

    Parameters
    ----------
    asked
        The query of this page; what it leaves at its defaults is left out of the address.
    """
    if after is None:
        return None
    return f"{path}?{urlencode(asked.model_dump(exclude_defaults=True) | {'after': after})}"

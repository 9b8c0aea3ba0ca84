"""Files that were checked, carried by the form that keeps them, so that nobody has to choose them again."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence

from matcher.errors import InputError
from matcher.said import Said

PART = 600_000  # signs of a hidden field, which may have a megabyte


def parts_of(content: bytes) -> tuple[str, ...]:
    """Return a file as values of hidden fields."""
    whole = base64.b64encode(content).decode()
    return tuple(whole[start : start + PART] for start in range(0, len(whole), PART))


def content_of(parts: Sequence[str]) -> bytes:
    """Return the file again.

    Raises
    ------
    InputError
        If the fields did not come back as they were.
    """
    try:
        return base64.b64decode("".join(parts), validate=True)
    except (binascii.Error, ValueError):
        raise _lost() from None


def parts_of_files(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return several files as values of hidden fields."""
    return parts_of(json.dumps({name: base64.b64encode(content).decode() for name, content in files.items()}).encode())


def files_of(parts: Sequence[str]) -> dict[str, bytes]:
    """Return the files again, by name; errors as `content_of`."""
    try:
        found = json.loads(content_of(parts))
    except ValueError:
        raise _lost() from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise _lost()
    return {name: content_of([value]) for name, value in found.items()}


def _lost() -> InputError:
    return InputError("file-lost", Said("the file did not come back whole: choose it again"))

"""Arrays that are costly to compute, kept in the user's cache folder; without one, everything still works."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

CACHE_VARIABLE = "MATCHER_CACHE"
_SOURCES = ("normalise.py", "stems.py", "subwords.py", "vectors.py", "store.py")


def cache_folder() -> Path:
    """$MATCHER_CACHE, else the user's cache folder."""
    given = os.environ.get(CACHE_VARIABLE)
    if given:
        return Path(given)
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "mobility-matcher"


def load_arrays(key: str) -> dict[str, NDArray[Any]] | None:
    """What was stored under `key` by this very version of the code; None if nothing, or nothing readable."""
    try:
        with _path(key).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def store_arrays(key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Stores arrays for the next start. Whole or not at all, also when two processes do it; silent if not allowed."""
    path = _path(key)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **dict(arrays))
            Path(unfinished).replace(path)
        except OSError:
            Path(unfinished).unlink(missing_ok=True)
            raise


def _path(key: str) -> Path:
    name = hashlib.sha256(f"{key}-{_code_digest()}".encode()).hexdigest()[:32]
    return cache_folder() / f"{name}.npz"


@cache
def _code_digest() -> str:
    """Changes with the code that made the arrays, so that an upgrade never reads those of another version."""
    here = Path(__file__).parent
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in _SOURCES)).hexdigest()

"""The keys that personal data is sealed with: from the settings, or from a file beside an SQLite database."""

import os
from contextlib import suppress
from pathlib import Path

from api.settings import Settings
from matcher.store.engine import sqlite_file
from matcher.store.vault import new_key


def keys_of(settings: Settings) -> tuple[str, ...]:
    """Return the keys of the settings; if there are none, those of the key file; none: personal data stays shut."""
    file = key_file_of(settings.database)
    if settings.keys or file is None or not file.is_file():
        return settings.keys
    return tuple(file.read_text(encoding="ascii").split())


def key_file_of(database: str) -> Path | None:
    """Return where the keys of an SQLite database lie that has none in the settings."""
    file = sqlite_file(database)
    return file and file.with_suffix(".keys")


def make_key_file(file: Path) -> None:
    """Write a fresh key that only this user can read; one that is there already stays."""
    with (
        suppress(FileExistsError),
        os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as text,
    ):
        text.write(f"{new_key()}\n")

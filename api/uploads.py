"""Files that are sent: how many, under which names, and how many senders are served at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from threading import BoundedSemaphore
from typing import Annotated

from fastapi import Depends, File, UploadFile

from api.errors import TooManyRequests
from matcher.errors import Problem, RoundInvalid

AT_ONCE = BoundedSemaphore(2)  # each may take a gigabyte
WAIT_SECONDS = 20
MOST_FILES = 20


def _contents(
    files: Annotated[
        list[UploadFile],
        File(description="Tables as CSV or XLSX, and round.toml for a whole round; the names say which is which."),
    ],
) -> Iterator[dict[str, bytes]]:
    """Return the files' contents by name.

    Raises
    ------
    RoundInvalid
        If there are too many, or two of one name.
    TooManyRequests
        If others are being served.
    """
    with served_in_turn():
        yield _by_name(files)


@contextmanager
def served_in_turn() -> Iterator[None]:
    """Read files while not too many others do.

    Raises
    ------
    TooManyRequests
        If others are being served.
    """
    if not AT_ONCE.acquire(timeout=WAIT_SECONDS):
        raise TooManyRequests(WAIT_SECONDS)
    try:
        yield
    finally:
        AT_ONCE.release()


def _by_name(files: list[UploadFile]) -> dict[str, bytes]:
    names = [PurePath((file.filename or "").replace("\\", "/")).name for file in files]
    problems = [
        Problem(name, 0, "", "two-files", "", "one file of each name")
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    if len(files) > MOST_FILES:
        problems.append(Problem("", 0, "", "too-many-files", str(len(files)), f"at most {MOST_FILES} files"))
    if problems:
        raise RoundInvalid(problems)
    return {name: file.file.read() for name, file in zip(names, files, strict=True)}


Uploads = Annotated[dict[str, bytes], Depends(_contents, scope="function")]

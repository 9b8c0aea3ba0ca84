"""A round folder, or uploaded files, -> `Round`."""

from collections.abc import Mapping
from pathlib import Path

from matcher.errors import Problem, RoundInvalid
from matcher.reading.assemble import RoundReading, read_sources
from matcher.reading.packages import ZIP_MARK, Package
from matcher.reading.sources import ROUND_FILE, Source, file_source
from matcher.said import Said

# A table of 100 000 learners with every column unpacks to 100 MB, with two million cells.
MAX_UPLOAD_UNPACKED_BYTES = 200_000_000
MAX_UPLOAD_CELLS = 5_000_000


def read_round(folder: Path, *, rules: Path | None = None) -> RoundReading:
    """Read a round folder. `rules` takes the place of the folder's own rules.

    Raises
    ------
    RoundInvalid
        With every problem found in all files, warnings too.
    """
    try:
        sources = [file_source(path) for path in sorted(folder.iterdir()) if path.is_file()]
        rules_file = file_source(rules) if rules else None
    except OSError as error:
        missing = Path(str(error.filename or folder)).name
        expected = Said("a folder or file that can be opened; {why}", why=error.strerror)
        raise RoundInvalid([Problem(missing, 0, "", "missing-file", "", expected)]) from None
    return read_sources(sources, rules=rules_file)


def rounds_in(folder: Path) -> tuple[Path, ...]:
    """The round folders in a folder that is none itself, by name."""
    if (folder / ROUND_FILE).exists():
        return ()
    return tuple(sorted(path.parent for path in folder.glob(f"*/{ROUND_FILE}")))


def check_round(folder: Path) -> tuple[Problem, ...]:
    """Every problem of a round folder, errors and warnings; empty if there is nothing to say."""
    try:
        return read_round(folder).problems
    except RoundInvalid as invalid:
        return invalid.problems


def read_uploads(files: Mapping[str, bytes]) -> RoundReading:
    """Read a round from the contents of its files by name.

    Raises
    ------
    RoundInvalid
        As `read_round`.
    """
    return read_sources(upload(name, files[name]) for name in sorted(files))


def upload(name: str, raw: bytes) -> Source:
    """A file that somebody sent: what it unpacks to is bounded more narrowly than that of one's own files."""

    def content() -> bytes:
        if raw.startswith(ZIP_MARK):
            Package(raw).refuse_beyond(MAX_UPLOAD_UNPACKED_BYTES, MAX_UPLOAD_CELLS)
        return raw

    return Source(name, len(raw), content)

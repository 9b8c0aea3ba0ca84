"""The files of a round, wherever they are, and which table each of them is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import NamedTuple

from matcher.errors import Problem
from matcher.reading.columns import Table, header_keys
from matcher.reading.grids import MAX_FILE_BYTES, SheetError, too_large
from matcher.reading.sheets import OTHER_SUFFIXES, TEXT_SUFFIXES
from matcher.reading.tables import TABLES
from matcher.said import N_, Listed, Said

ONE_FILE = N_("one file for the table {table}; {first} is one too, and this one was not read")
ROUND_FILE = "round.toml"
RULES_FILE = "rules.toml"
TABLE_SUFFIXES = (*TEXT_SUFFIXES, *OTHER_SUFFIXES)


class Source(NamedTuple):
    """A file: its name, its size in bytes, and its content when asked for."""

    name: str
    size: int
    open: Callable[[], bytes]

    def load(self) -> bytes:
        """The content; raises `SheetError` where there is too much of it or it cannot be had."""
        if self.size > MAX_FILE_BYTES:
            raise too_large(self.size)
        try:
            return self.open()
        except OSError as error:
            raise SheetError("unreadable-file", Said("a file that can be opened; {why}", why=error.strerror)) from None


def file_source(path: Path) -> Source:
    return Source(path.name, path.stat().st_size, path.read_bytes)


@dataclass
class RoundFiles:
    """Which file is what, and what is missing, twice or unknown among them."""

    round_file: Source | None = None
    rules_file: Source | None = None
    tables: dict[str, Source] = field(default_factory=dict)
    unknown: list[Source] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def sort_out(sources: Iterable[Source]) -> RoundFiles:
    """Say which file is which table; other kinds of files and spreadsheet programs' lock files are ignored."""
    files = RoundFiles()
    for source in sources:
        name = source.name.casefold()
        if name == ROUND_FILE:
            files.round_file = source
        elif name == RULES_FILE:
            files.rules_file = source
        elif name.endswith(TABLE_SUFFIXES) and not name.startswith((".", "~$")):
            _sort_in(files, source)
    _report_missing(files)
    return files


def _sort_in(files: RoundFiles, source: Source) -> None:
    table = _table_of(source.name)
    if table is None:
        files.unknown.append(source)
    elif table.name in files.tables:
        first = files.tables[table.name].name
        expected = Said(ONE_FILE, table=table.name, first=first)
        files.problems.append(Problem(source.name, 0, "", "two-files", "", expected))
    else:
        files.tables[table.name] = source


def _table_of(file: str) -> Table | None:
    keys = header_keys(PurePath(file).stem)
    return next((table for table in TABLES if not table.file_keys.isdisjoint(keys)), None)


def _report_missing(files: RoundFiles) -> None:
    """Files that nobody knows are warnings, or else hints where a table is missing."""
    missing = [table.name for table in TABLES if table.required and table.name not in files.tables]
    maybe = tuple(source.name for source in files.unknown)
    for name in missing:
        expected = Said("a table {table}, as {table}.csv or {table}.xlsx", table=name)
        if maybe:
            words = N_("a table {table}, as {table}.csv or {table}.xlsx; is it {files}?")
            expected = Said(words, table=name, files=Listed(maybe, Said("?; is it ")))
        files.problems.append(Problem(name, 0, "", "missing-table", "", expected))
    if files.round_file is None:
        expected = Said("the round's name, stays and rules in round.toml")
        files.problems.append(Problem(ROUND_FILE, 0, "", "missing-file", "", expected))
    for source in [] if missing else files.unknown:
        known = tuple(table.name for table in TABLES)
        expected = Said("a table of a round ({tables}); this file was not read", tables=known)
        files.problems.append(Problem(source.name, 0, "", "unknown-file", "", expected, "warning"))

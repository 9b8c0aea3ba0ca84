"""A header row -> which column each position holds; what is missing, twice or unknown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from matcher.errors import Problem
from matcher.reading.cells import CONTROL_SIGNS, LONGEST_NAME, cleaned
from matcher.reading.columns import Column, Table, header_keys
from matcher.reading.formulas import unguarded
from matcher.reading.grids import MAX_COLUMNS, SheetError
from matcher.said import Said

LOOKS_LIKE = 0.6  # share of equal signs from which an unknown header counts as a misspelt column
MOST_LIKENED = 50  # unknown headers that are compared with a missing one

_NOTE = re.compile(r"\(.*?\)|\[.*?\]")


@dataclass
class Header:
    """Which positions hold which columns. `unknown` are kept under their own names."""

    width: int
    row: int = 1
    columns: dict[str, int] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    named: set[int] = field(default_factory=set)


def looks_like_header(table: Table, cells: Sequence[str]) -> bool:
    """Whether a row names what every row of the table must have, and not only by chance."""
    names = {cell for cell in cells[:MAX_COLUMNS] if cell and len(cell) <= LONGEST_NAME}
    found = {column.name for name in names if (column := _find(table, unguarded(cleaned(name)))) is not None}
    return len(found) > 1 and all(column.name in found for column in table.columns if column.required)


def read_header(table: Table, file: str, cells: Sequence[str], row: int = 1) -> Header:
    """Match the header cells with the table's columns.

    A header that nobody knows and that looks like a missing column is reported once, as that missing column.

    Raises
    ------
    SheetError
        There are more columns, or longer headers, than any table has.
    """
    if len(cells) > MAX_COLUMNS:
        raise SheetError(
            "too-many-columns", Said("at most {most} columns", most=MAX_COLUMNS), row=row, value=str(len(cells))
        )
    if any(len(cell) > LONGEST_NAME for cell in cells):
        raise SheetError("too-long", Said("headers of at most {most} characters", most=LONGEST_NAME), row=row)
    names = [unguarded(cleaned(CONTROL_SIGNS.sub("", cell))) for cell in cells]
    header = Header(row=row, width=max((position + 1 for position, name in enumerate(names) if name), default=0))
    header.problems += [
        Problem(
            file, row, name, "control-character", cell, Said("a header without control characters (NUL and the like)")
        )
        for name, cell in zip(names, cells, strict=True)
        if CONTROL_SIGNS.search(cell)
    ]
    for position, name in enumerate(names):
        if name:
            header.named.add(position)
            _place(table, file, header, position, name)
    explained = [_report_missing(table, file, header, column) for column in _missing(table, header)]
    header.problems += [
        Problem(file, row, name, "unknown-column", "", Said("a known column; this one is kept as it is"), "warning")
        for name in header.unknown.values()
        if name not in explained
    ]
    return header


def _place(table: Table, file: str, header: Header, position: int, name: str) -> None:
    column = _find(table, name)
    if column is None:
        header.unknown[position] = name
    elif column.name in header.columns:
        expected = Said("one column {column}; this is the second", column=repr(column.name))
        header.problems.append(Problem(file, header.row, column.name, "header-twice", name, expected))
    else:
        header.columns[column.name] = position


def _find(table: Table, name: str) -> Column | None:
    """The column of that name, with or without a note in brackets ("Birth date (dd/mm/yyyy)")."""
    keys = (*header_keys(name), *header_keys(_NOTE.sub("", name)))
    return next((table.column_by_key[key] for key in keys if key in table.column_by_key), None)


def _missing(table: Table, header: Header) -> list[Column]:
    return [column for column in table.columns if column.required and column.name not in header.columns]


def _report_missing(table: Table, file: str, header: Header, column: Column) -> str | None:
    """Report a missing column; returns the unknown header that was probably meant for it."""
    unknown = list(header.unknown.values())[:MOST_LIKENED]
    meant = max(unknown, key=lambda name: _likeness(name, column), default=None)
    if meant is None or _likeness(meant, column) < LOOKS_LIKE:
        meant = None
    wanted = {"column": repr(column.name), "table": table.name}
    expected = Said("a column {column} in the table {table}", **wanted)
    if meant:
        expected = Said("a column {column} in the table {table}; is it {meant}?", **wanted, meant=repr(meant))
    header.problems.append(Problem(file, header.row, column.name, "missing-column", meant or "", expected))
    return meant


def _likeness(name: str, column: Column) -> float:
    return max(
        SequenceMatcher(None, own, other).ratio()
        for own in header_keys(name)
        for synonym in column.names
        for other in header_keys(synonym)
    )

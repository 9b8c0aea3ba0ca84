"""Rows of text cells as every spreadsheet format yields them, and why a file yields none."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from matcher.errors import Problem
from matcher.said import Said

MAX_FILE_BYTES = 200_000_000  # a learners table of 400 000 rows takes a third of it

MAX_COLUMNS = 1_000
ROWS_ABOVE = 20  # that a title and notes above a header take at most
LONGEST_SHOWN = 200  # characters of a bad value in a problem

ROWS_EXPECTED = Said("a header row and a row for each entry")

NumberedRow = tuple[int, list[str]]
IsHeader = Callable[[Sequence[str]], bool]


def any_row(cells: Sequence[str]) -> bool:
    """Takes whatever row comes first for a header, where nobody knows which columns there should be."""
    return bool(cells)


class SheetError(Exception):
    """A file that cannot be read as a table at all."""

    def __init__(self, code: str, expected: str, row: int = 0, value: str = "") -> None:
        super().__init__(expected)
        self.code = code
        self.expected = expected
        self.row = row
        self.value = value

    def problem(self, file: str) -> Problem:
        return Problem(file, self.row, "", self.code, self.value, self.expected)


@dataclass
class Sheet:
    """The header row and, one after the other, the rows below it that are not blank.

    Rows are numbered as the spreadsheet program numbers them. `rows` can be read once and may raise `SheetError`.
    """

    header: list[str]
    rows: Iterator[NumberedRow]
    problems: list[Problem] = field(default_factory=list)
    header_row: int = 1


def too_large(size: int) -> SheetError:
    expected = Said("a file of at most {most} MB", most=MAX_FILE_BYTES // 1_000_000)
    return SheetError("too-large", expected, value=f"{size / 1_000_000:.0f} MB")


def shortened(value: str) -> str:
    """A value as a problem shows it."""
    return value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…"

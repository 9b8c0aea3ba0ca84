"""One table as read: columns of values that belong together, and what was wrong with them."""

from dataclasses import dataclass, field
from typing import Any, Literal

from matcher.errors import Problem
from matcher.reading.columns import Table
from matcher.reading.grids import shortened
from matcher.reading.memo import BAD

Severity = Literal["error", "warning"]


@dataclass
class TableRows:
    """One table: a list per column, all equally long; a column that is not there reads as None throughout.

    `readable` False: the file or its key column could not be used, so what it does not hold proves nothing.
    """

    table: Table
    file: str
    numbers: list[int] = field(default_factory=list)  # of the rows, as the spreadsheet program counts them
    values: dict[str, list[Any]] = field(default_factory=dict)
    extra: list[tuple[tuple[str, str], ...]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    readable: bool = True
    columns: frozenset[str] = frozenset()  # those that the file has

    def __getitem__(self, column: str) -> list[Any]:
        return self.values.setdefault(column, [None] * len(self.numbers))

    def __len__(self) -> int:
        return len(self.numbers)

    def report(self, index: int, column: str, code: str, expected: str, *, severity: Severity = "error") -> None:
        """Report what is wrong with the value in a row's column (`column` "": with the row)."""
        value = self[column][index] if column else None
        text = "" if value is None or value is BAD else shortened(str(value))
        self.problems.append(Problem(self.file, self.numbers[index], column, code, text, expected, severity))

    def refuse(self, index: int, column: str, code: str, expected: str) -> None:
        """Report an error in a cell and take the value away, so that no later check reports it again."""
        self.report(index, column, code, expected)
        self[column][index] = BAD

"""Writes a table stretch by stretch, so that its length costs no memory."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROWS_AT_ONCE = 8192

Columns = Mapping[str, Sequence[object]]  # all equally long


class Stretch(NamedTuple):
    """Rows `first` to `after - 1` of a table."""

    number: int
    first: int
    after: int

    @property
    def rows(self) -> int:
        return self.after - self.first


def stretches(rows: int) -> Iterator[Stretch]:
    for number, first in enumerate(range(0, rows, ROWS_AT_ONCE)):
        yield Stretch(number, first, min(first + ROWS_AT_ONCE, rows))


def write_table(file: Path, columns_of_stretches: Iterable[Columns]) -> None:
    """Write a CSV file: the header from the first stretch's columns, then the rows of all."""
    with file.open("w", encoding="utf-8", newline="") as text:
        table = csv.writer(text, lineterminator="\n")
        for number, columns in enumerate(columns_of_stretches):
            if number == 0:
                table.writerow(columns)
            table.writerows(zip(*columns.values(), strict=True))

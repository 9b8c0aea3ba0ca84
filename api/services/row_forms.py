"""One row of a table that is stated by form: written as a spreadsheet's row, and read by what reads those."""

import csv
from collections.abc import Collection, Mapping, Sequence
from io import StringIO

from matcher.errors import RoundInvalid
from matcher.reading.tables import TABLE_BY_NAME

Cells = Mapping[str, str]


def columns_of(table: str) -> tuple[str, ...]:
    return tuple(column.name for column in TABLE_BY_NAME[table].columns)


def table_of(columns: Sequence[str], cells: Cells) -> bytes:
    """Return a table of this row alone."""
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(columns)
    rows.writerow([cells.get(name, "") for name in columns])
    return text.getvalue().encode()


def text_of(value: object) -> str:
    """Return a cell's value as its text; what is not stated is ""."""
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def problems_of(invalid: RoundInvalid, columns: Collection[str]) -> dict[str, str]:
    """Return what was expected in each column that is wrong; under "" what is wrong with all."""
    problems = (problem for problem in invalid.problems if problem.severity == "error")
    return {problem.column if problem.column in columns else "": problem.expected for problem in problems}

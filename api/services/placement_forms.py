"""A placement that is stated by form: one row of a placements table, read by what reads spreadsheets."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from matcher.errors import RoundInvalid
from matcher.model import Destination, Placement
from matcher.reading.additions import Surroundings, read_additions
from matcher.reading.tables import TABLE_BY_NAME
from matcher.reading.written import cell_of

COLUMNS: tuple[str, ...] = tuple(column.name for column in TABLE_BY_NAME["placements"].columns)

Cells = Mapping[str, str]


def cells_of(placement: Placement) -> dict[str, str]:
    """Return a placement as the texts of its columns; what is not stated is ""."""
    window = {"from": placement.window.first_day, "to": placement.window.last_day}
    return {name: _text(window.get(name) or cell_of(placement, name)) for name in COLUMNS}


def placement_of(cells: Cells, destinations: Sequence[Destination]) -> Placement:
    """Return the placement that the texts state.

    Parameters
    ----------
    destinations
        Those that it may be at.

    Raises
    ------
    RoundInvalid
        With what is wrong in which column.
    """
    found = read_additions({"placements.csv": _table(cells)}, Surroundings(destinations=destinations))
    return found.placements[0]


def problems_by_column(invalid: RoundInvalid) -> dict[str, str]:
    """Return what was expected in each column that is wrong; under "" what is wrong with all."""
    problems = (problem for problem in invalid.problems if problem.severity == "error")
    return {problem.column if problem.column in COLUMNS else "": problem.expected for problem in problems}


def _table(cells: Cells) -> bytes:
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerow([cells.get(name, "") for name in COLUMNS])
    return text.getvalue().encode()


def _text(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)

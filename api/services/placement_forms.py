"""A placement that is stated by form: one row of a placements table, read by what reads spreadsheets."""

from collections.abc import Sequence

from api.services.row_forms import Cells, columns_of, problems_of, table_of, text_of
from matcher.errors import RoundInvalid
from matcher.model import Destination, Placement
from matcher.reading.additions import Surroundings, read_additions
from matcher.reading.written import cell_of

COLUMNS = columns_of("placements")


def cells_of(placement: Placement) -> dict[str, str]:
    """Return a placement as the texts of its columns; what is not stated is ""."""
    window = {"from": placement.window.first_day, "to": placement.window.last_day}
    return {name: text_of(window.get(name) or cell_of(placement, name)) for name in COLUMNS}


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
    found = read_additions({"placements.csv": table_of(COLUMNS, cells)}, Surroundings(destinations=destinations))
    return found.placements[0]


def problems_by_column(invalid: RoundInvalid) -> dict[str, str]:
    """Return what was expected in each column that is wrong; under "" what is wrong with all."""
    return problems_of(invalid, COLUMNS)

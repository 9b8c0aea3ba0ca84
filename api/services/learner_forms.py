"""A learner who is stated by form: one row of a learners table, read by what reads spreadsheets."""

from api.services.row_forms import Cells, columns_of, problems_of, table_of, text_of
from matcher.errors import RoundInvalid
from matcher.model import Learner
from matcher.reading.additions import Surroundings, read_additions
from matcher.reading.written import cell_of

COLUMNS = columns_of("learners")


def cells_of(learner: Learner) -> dict[str, str]:
    """Return a learner as the texts of its columns; what is not stated is ""."""
    return {name: text_of(cell_of(learner, name)) for name in COLUMNS}


def learner_of(cells: Cells, around: Surroundings, before: Learner | None = None) -> Learner:
    """Return the learner that the texts state.

    Parameters
    ----------
    before
        As the learner stood: columns of the school's own stay.

    Raises
    ------
    RoundInvalid
        With what is wrong in which column.
    """
    [learner] = read_additions({"learners.csv": table_of(COLUMNS, cells)}, around).learners
    return learner if before is None else learner.model_copy(update={"extra": before.extra})


def problems_by_column(invalid: RoundInvalid) -> dict[str, str]:
    """Return what was expected in each column that is wrong; under "" what is wrong with all."""
    return problems_of(invalid, COLUMNS)

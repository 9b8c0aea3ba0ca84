"""Tables that hold one value for each pair of a learner's and a placement's kind, looked up for many pairs at once."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.pairs.distinct import Index, classes

MOST_CELLS = 2 * 1024 * 1024  # of a table: what is looked up again and again should stay near the processor
MOST_COLUMNS = 8192

Values = NDArray[Any]


class LookUp(NamedTuple):
    """Learner `l` and placement `p` have the value `table[row[l], column[p]]`.

    Shapes: `row` (learners,), `column` (placements,), `table` (rows, columns).
    """

    row: Index
    column: Index
    table: Values

    def of(self, learners: Index, places: Index) -> Values:
        """The value of each pair. Shape (learners, places)."""
        rows, row = np.unique(self.row[learners], return_inverse=True)
        found: Values = self.table[rows].take(self.column[places], axis=1, mode="clip")
        return found if len(rows) == len(learners) == 1 else found.take(row, axis=0, mode="clip")


def put_together(lookups: Iterable[LookUp], combine: np.ufunc) -> tuple[LookUp, ...]:
    """Fewer look-ups that give the same once `combine` has run over them: small tables are one table."""
    done: list[LookUp] = []
    for lookup in sorted(lookups, key=lambda one: one.table.size):
        both = _both(done[-1], lookup, combine) if done else None
        if both is None:
            done.append(lookup)
        else:
            done[-1] = both
    return tuple(done)


def _both(one: LookUp, other: LookUp, combine: np.ufunc) -> LookUp | None:
    """One look-up for two; None if its table would be too large."""
    columns, column = classes([one.column, other.column], len(one.column))
    if len(columns) > MOST_COLUMNS:
        return None
    rows, row = classes([one.row, other.row], len(one.row))
    if len(rows) * len(columns) > MOST_CELLS:
        return None
    tables = [each.table[each.row[rows]][:, each.column[columns]] for each in (one, other)]
    return LookUp(row, column, combine(*tables))

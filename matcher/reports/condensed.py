"""What a page can hold of a large round: the largest rows and columns of a table, the rest of them added up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

MOST_ROWS, MOST_COLUMNS = 40, 24


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbers with a name for each row and column."""

    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Sequence[int]]


def condensed(rows: Sequence[str], columns: Sequence[str], values: Ints, *, most_rows: int = MOST_ROWS) -> Grid:
    """Return the table in its order; beyond `most_rows` and MOST_COLUMNS, one row and one column for all others.

    Parameters
    ----------
    values
        Shape (rows, columns).
    """
    values, rows = _fewer(values, rows, most_rows)
    turned, columns = _fewer(values.T, columns, MOST_COLUMNS)
    return Grid(rows, columns, turned.T.tolist())


def largest(sizes: Ints, most: int) -> list[int]:
    """Return the places of the `most` largest, in their order; of equals the first."""
    return sorted(np.argsort(-sizes, kind="stable")[:most].tolist())


def _fewer(values: Ints, names: Sequence[str], most: int) -> tuple[Ints, Sequence[str]]:
    if len(names) <= most:
        return values, names
    kept = largest(values.sum(axis=1), most - 1)
    rest = np.delete(values, kept, axis=0).sum(axis=0, keepdims=True)
    return np.concatenate([values[kept], rest]), [*(names[place] for place in kept), f"{len(names) - len(kept)} others"]

"""Which cells of a flow plan count which pairs: a few kinds of pairs, and the cells that count each kind."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matcher.allocation.codes import distinct, example_of

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Counted:
    """Pairs are of one kind if no cell tells them apart.

    Shapes: `kind` (pairs,); `cells` (kinds, cells): 1 where a cell counts the pairs of a kind.
    """

    kind: IntArray
    cells: sparse.csc_array

    def by(self, cell: int) -> BoolArray:
        """Return which pairs a cell counts. Shape (pairs,)."""
        counts = np.zeros(self.cells.shape[0], dtype=bool)
        counts[self.cells.indices[self.cells.indptr[cell] : self.cells.indptr[cell + 1]]] = True
        return counts[self.kind]

    def added_up(self, price: IntArray) -> IntArray:
        """Return the sum of a price per cell, shape (cells,), over the cells that count each pair. Shape (pairs,)."""
        return np.asarray(self.cells @ price)[self.kind]


def counted(asked: Sequence[IntArray], is_of: Sequence[IntArray]) -> Counted:
    """Return the kinds of pairs that cells tell apart.

    Parameters
    ----------
    asked
        What cells ask for, each of shape (cells,): -1 = anything.
    is_of
        What pairs are of in the same respects, each of shape (pairs,), -1 = nothing.
    """
    kind = np.zeros(len(is_of[0]), dtype=np.int64)
    kinds = int(len(kind) > 0)
    for of_cells, of_pairs in zip(asked, is_of, strict=True):
        if (of_cells >= 0).any():
            width = int(of_pairs.max(initial=-1)) + 2
            found, kind = distinct(kind * width + of_pairs + 1, kinds * width)
            kinds = len(found)
    example = example_of(kind, kinds)
    of_kinds = [of_pairs[example] for of_pairs in is_of]
    rows = [
        np.flatnonzero(np.logical_and.reduce([(one < 0) | (of == one) for one, of in zip(cell, of_kinds, strict=True)]))
        for cell in zip(*(of_cells.tolist() for of_cells in asked), strict=True)
    ]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    row = np.concatenate([np.zeros(0, dtype=np.int64), *rows])
    return Counted(kind, sparse.csc_array((np.ones(len(row), dtype=np.int64), row, ends), shape=(kinds, len(rows))))

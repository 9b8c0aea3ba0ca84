"""Distinct codes, without sorting where a table of all of them is quicker."""

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

LARGEST_TABLE = 4  # times as many cells as codes, up to which a table is quicker than sorting


def distinct(code: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Return the distinct codes, all from 0 to `size` - 1, and which of them each is; sorts only if there are few."""
    if size > LARGEST_TABLE * len(code):
        return np.unique(code, return_inverse=True)
    rank = np.zeros(size, dtype=np.int64)
    rank[code] = 1
    found = np.flatnonzero(rank)
    rank[found] = np.arange(len(found))
    return found, rank[code]


def example_of(code: IntArray, codes: int) -> IntArray:
    """Return a row that has each code, from 0 to `codes` - 1, all of which are there. Shape (codes,)."""
    row = np.zeros(codes, dtype=np.int64)
    row[code] = np.arange(len(code))
    return row

"""Many rows, few distinct values: number the values, keep a number per row."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int32]
T = TypeVar("T", bound=Hashable)


class Distinct(NamedTuple, Generic[T]):
    """`values[number[row]]` is the row's value."""

    values: list[T]
    number: Index


def distinct(rows: Iterable[T]) -> Distinct[T]:
    """The distinct values in order of first appearance, and every row's number among them."""
    numbers: dict[T, int] = {}
    number = [numbers.setdefault(row, len(numbers)) for row in rows]
    return Distinct(list(numbers), np.array(number, dtype=np.int32))


def classes(columns: Sequence[Index], rows: int) -> tuple[Index, Index]:
    """Rows that agree in every column form a class.

    Returns
    -------
    firsts
        One row of each class, shape (classes,).
    index
        The class of each row, shape (rows,).
    """
    index = np.zeros(rows, dtype=np.int64)
    firsts = np.zeros(min(rows, 1), dtype=np.int64)
    for column in columns:
        joined = index * (int(column.max(initial=0)) + 1) + column
        _, firsts, index = np.unique(joined, return_index=True, return_inverse=True)
    return firsts.astype(np.int32), index.astype(np.int32)

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.reports.condensed import MOST_COLUMNS, MOST_ROWS, condensed, largest


@given(st.integers(0, 60), st.integers(0, 40), st.integers(0, 9))
def test_nobody_gets_lost_however_large_the_table_is(rows: int, columns: int, seed: int) -> None:
    values = np.random.default_rng(seed).integers(0, 50, (rows, columns))
    grid = condensed([f"r{row}" for row in range(rows)], [f"c{column}" for column in range(columns)], values)
    assert len(grid.rows) == len(grid.values) == min(rows, MOST_ROWS)
    assert {len(row) for row in grid.values} <= {len(grid.columns)} == {min(columns, MOST_COLUMNS)}
    assert sum(map(sum, grid.values)) == values.sum()
    for row, name in enumerate(grid.rows):
        if name.startswith("r"):
            assert sum(grid.values[row]) == values[int(name[1:])].sum()


def test_the_largest_keep_their_order_and_the_others_are_counted() -> None:
    grid = condensed(["a", "b", "c"], ["x"], np.array([[1], [5], [2]]), most_rows=2)
    assert grid.rows == ["b", "2 others"]
    assert grid.values == [[5], [3]]
    assert largest(np.array([4, 9, 9, 1]), 2) == [1, 2]

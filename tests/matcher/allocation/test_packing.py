"""The bed knapsack against trying every choice."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.allocation.packing import IMPOSSIBLE, NEVER, BoolArray, IntArray, pack

worths = st.one_of(st.just(NEVER), st.integers(-5, 20))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_the_best_packing_is_that_of_trying_everything(data: st.DataObject) -> None:
    rows, width, items = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3)), data.draw(st.integers(0, 4))
    row = np.array(data.draw(st.lists(st.integers(0, rows - 1), min_size=items, max_size=items)), dtype=np.int64)
    worth = np.array(
        [data.draw(st.lists(worths, min_size=width, max_size=width)) for _ in range(items)], dtype=np.int64
    ).reshape(items, width)
    beds = np.array(data.draw(st.lists(st.integers(0, 7), min_size=rows, max_size=rows)), dtype=np.int64)
    alone = np.sort(np.array([[data.draw(st.integers(0, 9)) for _ in range(2)] for _ in range(rows)]))[:, ::-1]
    must = np.array([data.draw(st.integers(0, 3)) == 0 for _ in range(items)], dtype=bool)
    packing = pack(row, worth, alone.cumsum(axis=1), beds, must=must, trace=True)
    for one in range(rows):
        mine = np.flatnonzero(row == one)
        best = best_by_trying(worth[mine], must[mine], alone[one], int(beds[one]))
        if best is None:
            assert packing.value[one] < IMPOSSIBLE
            assert not packing.group_beds[mine].any()
            assert not packing.alone[one]
            continue
        assert packing.value[one] == best
        chosen = packing.group_beds[mine]
        used = int(chosen.sum() + packing.alone[one])
        total = sum(worth[item, beds_used - 1] for item, beds_used in zip(mine, chosen, strict=True) if beds_used)
        assert used <= beds[one]
        assert (chosen[must[mine]] > 0).all()
        assert total + alone[one][: packing.alone[one]].sum() == packing.value[one]


def best_by_trying(worth: IntArray, must: BoolArray, alone: IntArray, beds: int) -> int | None:
    """Return the greatest worth, None if those who must be taken cannot be."""
    best = None
    for choice in product(*(range(int(forced), worth.shape[1] + 1) for forced in must)):
        for singles in range(len(alone) + 1):
            if sum(choice) + singles <= beds:
                total = sum(int(worth[item, used - 1]) for item, used in enumerate(choice) if used)
                total += int(alone[:singles].sum())
                if total > IMPOSSIBLE and (best is None or total > best):
                    best = total
    return best

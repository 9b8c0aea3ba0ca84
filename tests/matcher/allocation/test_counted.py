"""Which cells count which pairs, against asking every pair."""

from typing import Any

import numpy as np
from hypothesis import given, settings

from matcher.allocation import AllocationProblem
from tests.matcher.allocation.oracle import TIMES, problems


@settings(max_examples=100 * TIMES, deadline=None)
@given(problems())
def test_a_cell_counts_whoever_is_of_its_sender_stay_destination_and_reserve(arguments: dict[str, Any]) -> None:
    problem = AllocationProblem(**arguments)
    price = np.arange(problem.cells) + 1
    added = problem.counted.added_up(price)
    for pair, (learner, placement) in enumerate(zip(problem.pair_learner, problem.pair_placement, strict=True)):
        counts = [
            problem.cell_sender[cell] in (-1, problem.learner_sender[learner])
            and problem.cell_stay[cell] in (-1, problem.learner_stay[learner])
            and problem.cell_destination[cell] in (-1, problem.placement_destination[placement])
            and problem.learner_reserved[learner] >= problem.cell_reserved[cell]
            for cell in range(problem.cells)
        ]
        assert [bool(problem.pairs_of_cell(cell)[pair]) for cell in range(problem.cells)] == counts
        assert added[pair] == price[np.array(counts, dtype=bool)].sum()

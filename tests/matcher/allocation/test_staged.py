"""One program for everything, after a search among groups."""

import numpy as np

from matcher.allocation import AllocationProblem, allocate
from matcher.allocation.engine import FEW_PAIRS, MOST_SETTLED
from matcher.referee import verify

BEST_FIT = 21_033  # of 24 learners placed, proven by branching; the search alone ends at 20 189


def test_what_a_search_among_groups_misses_in_a_small_round_one_program_finds() -> None:
    draw = np.random.default_rng(11)
    problem = AllocationProblem(
        pair_learner=np.repeat(np.arange(40), 12),
        pair_placement=np.concatenate([draw.choice(30, 12, replace=False) for _ in range(40)]),
        pair_fit=draw.integers(0, 1001, 480),
        placement_capacity=[1] * 30,
        placement_destination=np.arange(30) % 3,
        destination_beds=[9, 11, 8],
        learner_group=np.arange(40) // 6 - 1,
        group_companions=[1] * 6,
    )
    assert FEW_PAIRS < problem.pairs <= MOST_SETTLED
    allocation = allocate(problem, time_limit_seconds=0.3, deadline_seconds=30.0)
    verify(problem, allocation)
    assert (allocation.placed, allocation.fit) == (24, BEST_FIT)
    assert allocation.stages[0].gap == 0
    assert allocation.gap < 0.05

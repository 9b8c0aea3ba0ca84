"""Places reserved for some learners, in rounds too large to try everything."""

import numpy as np
import pytest

from benchmarks.allocation.alone_instances import scattered
from benchmarks.allocation.instances import group_instance
from matcher.allocation import AllocationProblem, allocate
from matcher.referee import verify


def reserving(problem: AllocationProblem, floor: int) -> AllocationProblem:
    """The problem with at least `floor` of every fifth learner placed."""
    reserved = (np.arange(problem.learners) % 5 == 0).astype(np.int64)
    cell = {"cell_sender": [-1], "cell_destination": [-1], "cell_reserved": [1], "cell_floor": [floor]}
    return problem.changed(learner_reserved=reserved, **cell)


def placed(problem: AllocationProblem, seconds: float = 1.5) -> tuple[int, int]:
    """How many are placed, and how many of those for whom places are reserved."""
    allocation = allocate(problem, time_limit_seconds=seconds, deadline_seconds=60)
    verify(problem, allocation)
    at = allocation.placement_of >= 0
    return int(at.sum()), int((at & (problem.learner_reserved == 1)).sum())


def test_groups_travel_so_that_the_reserve_is_kept() -> None:
    problem = group_instance(120, 12, 3, 20, beds_share=0.6, place_value=None)
    before, reserved = placed(reserving(problem, 0))
    after, kept = placed(reserving(problem, reserved + 3))
    assert kept >= reserved + 3
    assert after >= before - 3


@pytest.mark.parametrize("with_quotas", [False, True])
def test_alone_it_is_proven_or_its_gap_is_tiny(with_quotas: bool) -> None:
    problem = AllocationProblem(**scattered(300, 40, 10, 4))
    if with_quotas:  # of senders whose learners are among the reserved: no flow network any more
        problem = problem.changed(learner_sender=np.arange(300) % 2, sender_floor=[30, 30], sender_ceiling=[40, 45])
    reserved = reserving(problem, 25)
    allocation = allocate(reserved, time_limit_seconds=5)
    verify(reserved, allocation)
    assert int((allocation.placement_of[::5] >= 0).sum()) >= 25
    assert allocation.gap <= (0.001 if with_quotas else 0)

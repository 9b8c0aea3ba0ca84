"""A group stays where it was published if more of its learners would move than may, and the proof knows it."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.allocation.instances import group_instance
from matcher.allocation import AllocationProblem, allocate
from matcher.allocation.bounds import certified_bound
from matcher.allocation.groups.bound_to_stay import bound_to_stay
from matcher.allocation.objective import pair_values
from matcher.referee import verify


def published(moves: int) -> AllocationProblem:
    """A round of groups of eight or so, re-run after it was published."""
    problem = group_instance(80, 10, 3, 20, seed=3)
    answer = allocate(problem, time_limit_seconds=1.0, deadline_seconds=60.0).placement_of
    return problem.changed(previous=answer, moves=moves)


@pytest.mark.parametrize(("moves", "stay"), [(0, [0, 1]), (1, [0, 1]), (2, [0]), (3, [])])
def test_a_group_can_leave_as_soon_as_all_of_its_published_may_move(moves: int, stay: list[int]) -> None:
    """Three of group 0 were published at destination 0, two of group 1 at destination 1."""
    problem = AllocationProblem(
        pair_learner=np.repeat(np.arange(5), 2),
        pair_placement=np.tile([0, 1], 5),
        pair_fit=[500] * 10,
        placement_capacity=[3, 3],
        placement_destination=[0, 1],
        destination_beds=[3, 3],
        learner_group=[0, 0, 0, 1, 1],
        group_companions=[0, 0],
        previous=[0, 0, 0, 1, 1],
        moves=moves,
    )
    assert np.flatnonzero(bound_to_stay(problem) >= 0).tolist() == stay
    assert bound_to_stay(problem)[stay].tolist() == stay


def test_a_few_moves_are_searched_and_bounded_with_a_price_for_staying() -> None:
    problem = published(2)
    answer = allocate(problem, time_limit_seconds=2.0, deadline_seconds=60.0)
    verify(problem, answer)
    assert answer.gap < 0.01
    assert "unmoved" in answer.prices
    without = replace(answer.certificate, prices={k: v for k, v in answer.prices.items() if k != "unmoved"})
    assert certified_bound(problem, without, pair_values(problem, "value")) > answer.bound

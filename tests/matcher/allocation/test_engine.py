"""The engine against brute force, its proofs against the referee, and the same answer in any row order."""

from typing import Any

from hypothesis import given, settings

from matcher.allocation import Allocation, AllocationProblem, allocate
from matcher.referee import verify
from tests.matcher.allocation.oracle import best, problems


def values(allocation: Allocation) -> tuple[int, ...]:
    return tuple(stage.value for stage in allocation.stages)


@settings(max_examples=400, deadline=None)
@given(problems(groups=False, sides=False))
def test_learners_alone_are_placed_as_well_as_by_trying_everything(arguments: dict[str, Any]) -> None:
    problem = AllocationProblem(**arguments)
    allocation = allocate(problem)
    verify(problem, allocation)
    expected = best(problem)
    assert (allocation.status == "infeasible") == (expected is None)
    if expected is not None:
        assert values(allocation) == expected
        assert (allocation.status, allocation.gap) == ("optimal", 0.0)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_every_feature_mixed_is_solved_as_well_as_by_trying_everything(arguments: dict[str, Any]) -> None:
    problem = AllocationProblem(**arguments)
    allocation = allocate(problem)
    verify(problem, allocation)
    expected = best(problem)
    assert (allocation.status == "infeasible") == (expected is None)
    if expected is not None:
        assert values(allocation) == expected

"""Demands that cannot hold together."""

from matcher.allocation import AllocationProblem, allocate
from matcher.referee import verify


def test_a_conflict_that_prices_cannot_prove_carries_no_proof() -> None:
    """A minimum of three and two learners, away on different days: no day's price shows that it is out of reach."""
    problem = AllocationProblem(
        pair_learner=[0, 1],
        pair_placement=[0, 0],
        pair_fit=[0, 0],
        placement_capacity=[2],
        placement_destination=[0],
        destination_beds=[3],
        destination_minimum=[3],
        learner_sender=[0, -1],
        sender_floor=[1],
        stay_first_day=[0, 1],
        stay_last_day=[0, 1],
        learner_group=[0, 1],
        group_companions=[1, 0],
    )
    allocation = allocate(problem)
    verify(problem, allocation)
    [conflict] = allocation.conflicts
    assert conflict.proof is None
    assert conflict.params == {"demands": ["sender_floor"], "senders": [0], "destinations": [0]}
    assert conflict.repair == {"sender_floor_lowered_by": [[0, 1]]}

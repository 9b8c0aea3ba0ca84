"""Balance lifts the sender placed worst, within its price and never beyond."""

from typing import Any

import pytest

from matcher.allocation import AllocationProblem, allocate
from matcher.allocation.balance import balanced
from matcher.allocation.rates import smallest_rate
from matcher.referee import verify

UNFAIR: dict[str, Any] = {  # sender 1's learners fit a little worse and lose every place
    "pair_learner": [0, 1, 2, 3],
    "pair_placement": [0, 0, 0, 0],
    "pair_fit": [900, 890, 880, 870],
    "placement_capacity": [2],
    "placement_destination": [0],
    "destination_beds": [2],
    "learner_sender": [0, 0, 1, 1],
}


def test_a_small_loss_of_fit_places_both_senders_alike() -> None:
    problem = AllocationProblem(**UNFAIR)
    fair = balanced(problem, allocate(problem), most_fit_lost=0.05)
    verify(fair.problem, fair.allocation)
    assert (fair.rate_before, fair.rate, fair.fit_lost) == (0.0, 0.5, 10)
    assert fair.allocation.placed == 2


def test_a_price_above_the_share_is_not_paid() -> None:
    problem = AllocationProblem(**UNFAIR)
    allocation = allocate(problem)
    same = balanced(problem, allocation, most_fit_lost=0.001)
    assert same.allocation is allocation
    assert same.fit_lost == 0


def test_fewer_placed_is_never_the_price() -> None:
    """Placing sender 1's only learner would take both places that sender 0 fills otherwise."""
    problem = AllocationProblem(
        pair_learner=[0, 1, 2],
        pair_placement=[0, 0, 0],
        pair_fit=[900, 890, 880],
        placement_capacity=[2],
        placement_destination=[0],
        destination_beds=[2],
        learner_sender=[0, 0, 1],
        sender_ceiling=[2, 0],
    )
    allocation = allocate(problem)
    assert balanced(problem, allocation, most_fit_lost=1.0).allocation.placed == allocation.placed == 2


def test_a_cancel_keeps_the_answer_as_it_is() -> None:
    problem = AllocationProblem(**UNFAIR)
    allocation = allocate(problem)
    assert balanced(problem, allocation, most_fit_lost=0.05, should_stop=lambda: True).allocation is allocation


@pytest.mark.parametrize("learners", [0, 2])
def test_without_senders_there_is_nothing_to_balance(learners: int) -> None:
    problem = AllocationProblem(
        pair_learner=[0] * (learners > 0),
        pair_placement=[0] * (learners > 0),
        pair_fit=[1] * (learners > 0),
        placement_capacity=[1],
        placement_destination=[0],
        destination_beds=[1],
        learners=learners,
    )
    allocation = allocate(problem)
    assert smallest_rate(problem, allocation) == 1.0
    assert balanced(problem, allocation, most_fit_lost=0.5).allocation is allocation

"""Independent parts, each solved on its own, are together as good as the whole, and one certificate proves it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from matcher.allocation import Allocation, AllocationProblem, allocate
from matcher.allocation.components import components, seasons
from matcher.allocation.parts import joined, part_of, split
from matcher.referee import verify
from tests.matcher.allocation.oracle import TIMES, best, problems

ANOTHER_SEASON = 100  # days later


def in_parts(problem: AllocationProblem, least_pairs: int = 1) -> tuple[Allocation, int]:
    divided = split(problem, least_pairs)
    parts = [part_of(problem, divided, number) for number in range(divided.parts)]
    allocation = joined(problem, [part.rows for part in parts], [allocate(part.problem) for part in parts])
    assert allocation is not None
    return allocation, divided.parts


@settings(max_examples=200 * TIMES, deadline=None)
@given(problems(groups=False))
def test_parts_are_together_as_good_as_trying_everything(arguments: dict[str, Any]) -> None:
    problem = AllocationProblem(**arguments)
    allocation, parts = in_parts(problem)
    verify(problem, allocation)
    expected = best(problem)
    assert (allocation.status == "infeasible") == (expected is None)
    if expected is not None:
        assert tuple(stage.value for stage in allocation.stages) == expected
        if parts > 1 and allocate(problem).gap == 0:
            assert allocation.gap == 0


def twice(arguments: dict[str, Any]) -> AllocationProblem:
    """The same learners once more in another season, with senders of their own and half of the fit."""
    learners, senders = arguments["learners"], len(arguments.get("sender_floor", ()))
    over_the_round = ("cell_", "learner_reserved", "max_per_sender")
    given = {name: value for name, value in arguments.items() if not name.startswith(over_the_round)}
    for name in ("learner_sender", "previous", "pinned", "sender_floor", "sender_ceiling"):
        if name in given:
            later = [one + senders if name == "learner_sender" and one >= 0 else one for one in given[name]]
            given[name] = [*given[name], *later]
    given["pair_learner"] = [*given["pair_learner"], *(one + learners for one in given["pair_learner"])]
    given["pair_placement"] = given["pair_placement"] * 2
    given["pair_fit"] = [*given["pair_fit"], *(one // 2 for one in given["pair_fit"])]
    for name in ("stay_first_day", "stay_last_day"):
        days = given.get(name, [0] * learners)
        given[name] = [*days, *(day + ANOTHER_SEASON for day in days)]
    given["learners"] = 2 * learners
    return AllocationProblem(**given)


@settings(max_examples=100 * TIMES, deadline=None)
@given(problems(groups=False, sides=False))
def test_seasons_share_places_and_beds_and_are_parts_all_the_same(arguments: dict[str, Any]) -> None:
    problem = twice(arguments)
    allocation, parts = in_parts(problem)
    verify(problem, allocation)
    if allocation.status != "infeasible":
        assert allocation.gap == 0
        assert [stage.value for stage in allocation.stages] == [stage.value for stage in allocate(problem).stages]
        half = problem.learners // 2
        learner = components(problem).learner
        assert set(learner[:half].tolist()).isdisjoint(learner[half:].tolist())
        assert parts > 1 or problem.pairs < 2 or problem.place_value is not None


def side_by_side(**more: Any) -> AllocationProblem:
    """Two destinations with a placement each; two learners for either."""
    given: dict[str, Any] = {
        "pair_learner": [0, 1, 2, 3],
        "pair_placement": [0, 0, 1, 1],
        "pair_fit": [900, 100, 50, 40],
        "placement_capacity": [1, 1],
        "placement_destination": [0, 1],
        "destination_beds": [2, 2],
        "learners": 4,
    }
    return AllocationProblem(**given | more)


def test_learners_of_two_cities_are_two_parts() -> None:
    assert split(side_by_side(), 2).learner.tolist() in ([0, 0, 1, 1], [1, 1, 0, 0])


def test_parts_are_never_smaller_than_was_asked() -> None:
    assert split(side_by_side(), 3).parts == 1


@pytest.mark.parametrize(
    "limit",
    [
        {"learner_sender": [0, 1, 0, 1], "sender_floor": [1, 0]},
        {"learner_sender": [0, 1, 1, 0], "sender_floor": [0, 0], "sender_ceiling": [-1, 1]},
        {"learner_group": [0, -1, 0, -1]},
        {"learner_reserved": [1, 0, 0, 1], "cell_sender": [-1], "cell_destination": [-1], "cell_floor": [1],
         "cell_reserved": [1]},
        {"learner_sender": [0, 0, 0, 0], "cell_sender": [0], "cell_destination": [1], "cell_ceiling": [1]},
        {"previous": [0, -1, 1, -1], "moves": 1},
        {"previous": [0, -1, -1, -1], "place_value": 0},
        {"placement_destination": [0, 0], "destination_beds": [1]},
        {"placement_destination": [0, 0], "destination_beds": [4], "destination_minimum": [2]},
    ],
)  # fmt: skip
def test_what_both_cities_have_in_common_keeps_them_together(limit: dict[str, Any]) -> None:
    assert split(side_by_side(**limit), 1).parts == 1


def test_limits_over_the_round_join_its_seasons() -> None:
    days = {"stay_first_day": [0, 0, 50, 50], "stay_last_day": [20, 20, 60, 60], "pair_placement": [0, 0, 0, 0]}
    assert split(side_by_side(**days), 1).parts == 2
    assert split(side_by_side(**days, learner_sender=[0, 0, 0, 0], max_per_sender=[1, -1]), 1).parts == 1
    assert split(side_by_side(**days, destination_minimum=[2, 0]), 1).parts == 1


def test_a_place_for_everybody_joins_nobody() -> None:
    assert split(side_by_side(placement_capacity=[2, 2]), 1).parts == 4


def test_a_day_on_which_one_arrives_as_the_other_leaves_is_in_both_stays() -> None:
    first, last = np.array([0, 10, 21, 40]), np.array([10, 20, 30, 50])
    assert seasons(first, last).tolist() == [0, 0, 1, 2]


def test_a_floor_of_a_sender_without_learners_is_a_contradiction_in_parts_too() -> None:
    problem = side_by_side(learner_sender=[1, 1, -1, -1], sender_floor=[1, 0])
    allocation, parts = in_parts(problem)
    assert parts == 2
    assert allocation.status == "infeasible"
    verify(problem, allocation)
    assert [stage.value for stage in allocation.stages] == []
    assert (allocation.placement_of == -1).all()


def test_what_earlier_stages_are_worth_becomes_the_same_in_all_parts() -> None:
    problem = side_by_side()
    allocation, parts = in_parts(problem)
    assert parts == 2
    assert (allocation.placed, allocation.fit, allocation.gap) == (2, 950, 0.0)
    assert allocation.stages[1].certificate.prices["stage"].shape == (1, 2)
    verify(problem, allocation)

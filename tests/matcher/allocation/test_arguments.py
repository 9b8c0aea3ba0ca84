"""What the array interface refuses, and how it names the argument."""

from typing import Any

import numpy as np
import pytest

from matcher.allocation import AllocationProblem
from matcher.errors import ProblemInvalid

SOUND: dict[str, Any] = {
    "pair_learner": [0, 0, 1],
    "pair_placement": [0, 1, 1],
    "pair_fit": [10, 20, 30],
    "placement_capacity": [1, 1],
    "placement_destination": [0, 1],
    "destination_beds": [1, 2],
}

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("pair_learner", {"pair_learner": [0, -1, 1]}),
    ("pair_learner", {"pair_learner": [0, 0, 5], "learners": 2}),
    ("pair_learner", {"pair_learner": [[0, 0, 1]]}),
    ("pair_placement", {"pair_placement": [0, 2, 1]}),
    ("pair_placement", {"pair_placement": [0, 1]}),
    ("pair_placement", {"pair_placement": [0, 0, 1]}),
    ("pair_fit", {"pair_fit": [0, 1001, 1]}),
    ("pair_fit", {"pair_fit": [0, -1, 1]}),
    ("pair_fit", {"pair_fit": [0.0, float("nan"), 1.0]}),
    ("pair_fit", {"pair_fit": [0.0, float("inf"), 1.0]}),
    ("pair_fit", {"pair_fit": [0.5, 1, 1]}),
    ("pair_fit", {"pair_fit": ["1", "2", "3"]}),
    ("pair_fit", {"pair_fit": [True, False, True]}),
    ("pair_fit", {"pair_fit": [1, [2], 3]}),
    ("pair_fit", {"pair_fit": np.ma.array([1, 2, 3], mask=[False, True, False])}),
    ("pair_learner", {"pair_learner": [0, 0, 10**11]}),
    ("placement_capacity", {"placement_capacity": [1, -1]}),
    ("placement_destination", {"placement_destination": [0, 2]}),
    ("placement_destination", {"placement_destination": [0]}),
    ("destination_beds", {"destination_beds": [1, -2]}),
    ("destination_minimum", {"destination_minimum": [1]}),
    ("max_per_sender", {"max_per_sender": [1, -2]}),
    ("learners", {"learners": -1}),
    ("learners", {"learners": 10**12}),
    ("learner_group", {"learner_group": [10**9, 0]}),
    ("learner_group", {"learner_group": [[0], [0, 1]]}),
    ("learner_sender", {"learner_sender": [0, 10**12]}),
    ("learner_group", {"learner_group": [0, 1], "group_companions": [1]}),
    ("learner_group", {"learner_group": [0], "learners": 2}),
    ("group_companions", {"learner_group": [0, -1], "group_companions": [-1]}),
    ("learner_sender", {"learner_sender": [0, 1], "sender_floor": [1]}),
    ("sender_floor", {"learner_sender": [0, 0], "sender_floor": [2], "sender_ceiling": [1]}),
    ("sender_ceiling", {"learner_sender": [0, 0], "sender_floor": [2], "sender_ceiling": [3, 4]}),
    ("cell_floor", {"cell_floor": [1]}),
    ("cell_destination", {"learner_sender": [0, 0], "cell_sender": [0]}),
    ("cell_sender", {"learner_sender": [0, 0], "cell_sender": [1], "cell_destination": [0]}),
    ("cell_destination", {"learner_sender": [0, 0], "cell_sender": [0], "cell_destination": [2]}),
    (
        "cell_floor",
        {
            "learner_sender": [0, 0],
            "cell_sender": [0],
            "cell_destination": [0],
            "cell_floor": [3],
            "cell_ceiling": [2],
        },
    ),
    ("learner_reserved", {"learner_reserved": [0, 2]}),
    ("cell_reserved", {"cell_sender": [-1], "cell_destination": [-1], "cell_reserved": [2]}),
    ("cell_sender", {"cell_sender": [-2], "cell_destination": [-1]}),
    ("stay_first_day", {"stay_last_day": [1, 2]}),
    ("stay_last_day", {"stay_first_day": [1, 2]}),
    ("stay_last_day", {"stay_first_day": [1, 2], "stay_last_day": [1, 1]}),
    ("stay_last_day", {"stay_first_day": [1, 1], "stay_last_day": [1, 2], "learner_group": [0, 0]}),
    ("learner_stay", {"learner_stay": [0, 1], "learner_group": [0, 0]}),
    ("pinned", {"pinned": [-1, 0]}),
    ("pinned", {"pinned": [2, -1]}),
    ("previous", {"previous": [2, -1]}),
    ("moves", {"moves": -1}),
    ("moves", {"moves": "some"}),
    ("moves", {"moves": np.array([1, 2])}),
    ("moves", {"moves": np.array("least")}),
    ("place_value", {"place_value": -1}),
    ("learner_key", {"learner_key": [1, 1]}),
    ("learner_key", {"learner_key": [1.0, 2.0]}),
    ("placement_key", {"placement_key": [1]}),
]


@pytest.mark.parametrize(("argument", "change"), WRONG)
def test_wrong_argument_is_named(argument: str, change: dict[str, Any]) -> None:
    with pytest.raises(ProblemInvalid) as caught:
        AllocationProblem(**SOUND | change)
    assert caught.value.params["argument"] == argument
    assert argument in caught.value.message


def test_what_is_left_out_is_neutral() -> None:
    problem = AllocationProblem(**SOUND)
    assert (problem.learners, problem.placements, problem.destinations, problem.pairs) == (2, 2, 2, 3)
    assert (problem.groups, problem.senders, problem.cells) == (0, 0, 0)
    assert problem.pinned.tolist() == problem.previous.tolist() == [-1, -1]
    assert problem.stay_first_day.tolist() == [0, 0]
    assert not problem.has_groups
    assert problem.pair_open.all()


def test_nothing_at_all_is_a_problem_too() -> None:
    problem = AllocationProblem(
        pair_learner=[],
        pair_placement=[],
        pair_fit=[],
        placement_capacity=[],
        placement_destination=[],
        destination_beds=[],
    )
    assert (problem.learners, problem.pairs) == (0, 0)


def test_arguments_are_copied_and_cannot_be_written() -> None:
    fit = np.array([10, 20, 30])
    problem = AllocationProblem(**SOUND | {"pair_fit": fit})
    fit[0] = 999
    assert problem.pair_fit[0] == 10
    with pytest.raises(ValueError, match="read-only"):
        problem.pair_fit[0] = 1


def test_learners_without_a_pair_are_counted() -> None:
    assert AllocationProblem(**SOUND | {"learners": 7}).learners == 7
    assert AllocationProblem(**SOUND | {"previous": [-1, -1, -1, 0]}).learners == 4


def test_pairs_may_come_in_any_order() -> None:
    shuffled = {"pair_learner": [1, 0, 0], "pair_placement": [1, 1, 0], "pair_fit": [30, 20, 10]}
    assert AllocationProblem(**SOUND | shuffled).pairs == 3

"""Each hard rule three times: feasible unforced, infeasible when forced against it, feasible when forced along it."""

from typing import Any

import numpy as np
import pytest

from matcher.allocation import AllocationProblem, allocate
from matcher.referee import verify

OPEN: dict[str, Any] = {
    "pair_learner": [0, 0, 1, 1, 2, 2],
    "pair_placement": [0, 1, 0, 1, 0, 1],
    "pair_fit": [900, 100, 800, 200, 700, 300],
    "placement_capacity": [3, 3],
    "placement_destination": [0, 1],
    "destination_beds": [3, 3],
}

# rule, what makes it bind, pins that break it (with the kind of conflict), pins that keep it
RULES: list[tuple[str, dict[str, Any], list[int], str, list[int]]] = [
    ("places", {"placement_capacity": [1, 3]}, [0, 0, -1], "pins_over_places", [0, 1, -1]),
    ("beds", {"destination_beds": [1, 3]}, [0, 0, -1], "pins_over_beds", [0, 1, -1]),
    (
        "places on a shared day",
        {"placement_capacity": [1, 3], "stay_first_day": [0, 30, 5], "stay_last_day": [29, 60, 40]},
        [0, -1, 0],
        "pins_over_places",
        [0, 0, -1],
    ),
    (
        "companions use beds",
        {"destination_beds": [3, 4], "learner_group": [0, 0, -1], "group_companions": [2]},
        [0, 0, -1],
        "pins_over_beds",
        [1, 1, -1],
    ),
    ("groups stay together", {"learner_group": [0, 0, 0]}, [0, 1, -1], "pins_split_group", [1, 1, -1]),
    (
        "ceiling of a sender",
        {"learner_sender": [0, 0, 1], "sender_ceiling": [1, 1]},
        [0, 1, -1],
        "pins_over_sender_ceiling",
        [0, -1, 1],
    ),
    (
        "ceiling of a cell",
        {"learner_sender": [0, 0, 1], "cell_sender": [0], "cell_destination": [0], "cell_ceiling": [1]},
        [0, 0, -1],
        "pins_over_cell_ceiling",
        [0, 1, 0],
    ),
    (
        "most of one sender on a placement",
        {"learner_sender": [0, 0, 1], "max_per_sender": [1, -1]},
        [0, 0, -1],
        "pins_over_max_per_sender",
        [0, 1, 0],
    ),
    (
        "floor of a sender",
        {"learner_sender": [0, 1, 1], "sender_floor": [1, 0], "destination_beds": [1, 1]},
        [-1, 0, 1],
        "demands_out_of_reach",
        [0, 1, -1],
    ),
    (
        "floor of a cell",
        {
            "learner_sender": [0, 1, 1],
            "cell_sender": [0],
            "cell_destination": [0],
            "cell_floor": [1],
            "cell_stay": [4],
            "learner_stay": [4, 5, 5],
        },
        [1, -1, -1],
        "demands_out_of_reach",
        [0, -1, -1],
    ),
    (
        "places reserved",
        {
            "learner_reserved": [1, 0, 0],
            "cell_sender": [-1],
            "cell_destination": [-1],
            "cell_reserved": [1],
            "cell_floor": [1],
            "destination_beds": [1, 1],
        },
        [-1, 0, 1],
        "demands_out_of_reach",
        [0, 1, -1],
    ),
    (
        "minimum of a destination",
        {"destination_minimum": [2, 0]},
        [0, 1, 1],
        "demands_out_of_reach",
        [0, 0, 1],
    ),
    ("at most k moves", {"previous": [0, 0, 0], "moves": 1}, [1, 1, -1], "demands_out_of_reach", [1, 0, 0]),
]
NAMES = [rule[0] for rule in RULES]


def test_where_nothing_binds_everybody_has_the_best_placement() -> None:
    problem = AllocationProblem(**OPEN)
    allocation = allocate(problem)
    verify(problem, allocation)
    assert allocation.placement_of.tolist() == [0, 0, 0]


@pytest.mark.parametrize("binding", [rule[1] for rule in RULES], ids=NAMES)
def test_without_pins_the_rule_leaves_an_answer(binding: dict[str, Any]) -> None:
    problem = AllocationProblem(**OPEN | binding)
    allocation = allocate(problem)
    verify(problem, allocation)
    assert allocation.status in ("optimal", "feasible")
    assert allocation.placed >= 1


@pytest.mark.parametrize(("binding", "pins", "kind"), [rule[1:4] for rule in RULES], ids=NAMES)
def test_forcing_the_forbidden_is_infeasible_and_says_why(binding: dict[str, Any], pins: list[int], kind: str) -> None:
    problem = AllocationProblem(**OPEN | binding | {"pinned": pins})
    allocation = allocate(problem)
    verify(problem, allocation)
    assert allocation.status == "infeasible"
    assert allocation.conflicts[0].kind == kind
    assert allocation.conflicts[0].repair


@pytest.mark.parametrize(("binding", "pins"), [(rule[1], rule[4]) for rule in RULES], ids=NAMES)
def test_forcing_the_allowed_is_feasible(binding: dict[str, Any], pins: list[int]) -> None:
    problem = AllocationProblem(**OPEN | binding | {"pinned": pins})
    allocation = allocate(problem)
    verify(problem, allocation)
    assert allocation.status in ("optimal", "feasible")
    pinned = np.array(pins) >= 0
    assert allocation.placement_of[pinned].tolist() == np.array(pins)[pinned].tolist()


def test_pins_over_places_name_learners_and_what_is_missing() -> None:
    arguments = OPEN | {"placement_capacity": [1, 3], "pinned": [0, 0, 0]}
    conflict = allocate(AllocationProblem(**arguments)).conflicts[0]
    assert conflict.params == {"placement": 0, "day": 0, "learners": [0, 1, 2], "places": 1}
    assert conflict.repair == {"places_missing": 2}


def test_an_unmet_floor_names_its_sender_and_how_far_it_must_give_way() -> None:
    arguments = OPEN | {"learner_sender": [0, 0, 1], "sender_floor": [2, 0], "placement_capacity": [1, 0]}
    conflict = allocate(AllocationProblem(**arguments)).conflicts[0]
    assert conflict.params["demands"] == ["sender_floor"]
    assert conflict.params["senders"] == [0]
    assert 0 in conflict.params["placements"]
    assert conflict.repair == {"sender_floor_lowered_by": [[0, 1]]}


def test_a_ban_is_a_pair_left_out() -> None:
    banned = OPEN | {"pair_learner": [0, 1, 1], "pair_placement": [1, 0, 1], "pair_fit": [1, 2, 3], "learners": 2}
    assert allocate(AllocationProblem(**banned)).placement_of[0] == 1

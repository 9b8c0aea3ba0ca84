"""Demands met after prices have settled nearly all, and ceilings held when a flow breaks them."""

from typing import Any

import numpy as np

from matcher.allocation import AllocationProblem
from matcher.allocation.clearing.balancing import best_within_quotas
from matcher.allocation.clearing.doors import Doors
from matcher.allocation.clearing.meeting import empty_what_misses, meet
from matcher.allocation.clearing.settling import Settling
from matcher.allocation.clearing.uses import uses_of
from tests.matcher.allocation.clearing.test_quotas import national

TWO_OF_TWO_SENDERS = {
    "pair_learner": [0, 0, 1],
    "pair_placement": [0, 1, 0],
    "pair_fit": [1000, 10, 500],
    "placement_capacity": [1, 1],
    "placement_destination": [0, 1],
    "destination_beds": [1, 1],
    "learner_sender": [0, 1],
    "sender_floor": [0, 1],
}


def settled(pairs: list[int], asked: list[bool], **arguments: Any) -> Settling:
    problem = AllocationProblem(**TWO_OF_TWO_SENDERS | arguments)
    settling = Settling(problem, uses_of(problem), Doors(np.array(asked), np.zeros(2, dtype=bool)))
    settling.take(np.array(pairs, dtype=np.int64))
    return settling


def met(settling: Settling) -> list[int]:
    meet(settling, settling.problem.pair_fit, lambda: False)
    return [int(placement) for placement in settling.placement_of]


def test_who_gives_way_to_a_floor_is_placed_elsewhere() -> None:
    assert met(settled([0], [False, False])) == [1, 0]


def test_nobody_gives_way_whom_another_demand_counts() -> None:
    both = settled(
        [0], [False, False], sender_floor=[1, 1], pair_learner=[0, 1], pair_placement=[0, 0], pair_fit=[9, 9]
    )
    assert met(both) == [0, -1]
    assert len(both.unmet) == 1


def test_whom_a_pin_holds_gives_way_to_nobody() -> None:
    assert met(settled([], [False, False], pinned=[0, -1])) == [0, -1]


def test_a_learner_moves_to_where_a_cell_asks_for_somebody() -> None:
    cell = {"cell_sender": [0], "cell_destination": [1], "cell_floor": [1], "cell_ceiling": [-1], "cell_stay": [-1]}
    asked = settled([0], [False, False], sender_floor=[0, 0], cell_reserved=[0], **cell)
    assert met(asked) == [1, 0]


def test_whoever_a_demand_counts_where_they_are_does_not_move_for_another() -> None:
    cells = {"cell_sender": [0, 0], "cell_destination": [0, 1], "cell_floor": [1, 1], "cell_ceiling": [-1, -1]}
    asked = settled([0], [False, False], sender_floor=[0, 0], cell_stay=[-1, -1], cell_reserved=[0, 0], **cells)
    assert met(asked) == [0, -1]


def test_a_stop_leaves_all_as_it_is() -> None:
    settling = settled([0], [False, False])
    meet(settling, settling.problem.pair_fit, lambda: True)
    assert settling.placement_of.tolist() == [0, -1]


def test_a_destination_that_misses_its_minimum_is_emptied() -> None:
    settling = settled([1, 2], [False, True], destination_minimum=[0, 2])
    empty_what_misses(settling)
    assert settling.placement_of.tolist() == [-1, 0]
    settling.fill(settling.problem.pair_fit)
    assert settling.placement_of.tolist() == [-1, 0]
    assert not len(settling.unmet)


def test_ceilings_hold_even_if_there_is_time_for_one_flow_only() -> None:
    problem = national()
    uses = uses_of(problem)
    room = uses.room(np.zeros(problem.destinations, dtype=bool))
    rows = np.flatnonzero(uses.simple[uses.way])
    worth = np.asarray(4_000.0 + problem.pair_fit, dtype=np.float64)
    for turns in (1, 8):
        pairs = best_within_quotas(problem, uses, room, rows, worth, np.zeros(len(uses.quotas)), turns)
        over = uses.taken_by(pairs) - room
        assert (over[: uses.slots] <= 0).all()
        assert (over[uses.slots :] <= 0)[~uses.quotas.asks].all()
        assert len(pairs) > 300

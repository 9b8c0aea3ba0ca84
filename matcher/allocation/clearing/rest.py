"""Everybody else as one flow, once stays across several slots and groups are settled: exact for those who are left."""

import numpy as np

from matcher.allocation import flows
from matcher.allocation.clearing.uses import Uses
from matcher.allocation.network import DESTINATION, PLACEMENT, Network
from matcher.allocation.problem import AllocationProblem, IntArray


def best_of_rest(problem: AllocationProblem, uses: Uses, room: IntArray, rows: IntArray, weight: IntArray) -> IntArray:
    """Return the pairs, among `rows` on simple ways, of the flow of greatest weight.

    Parameters
    ----------
    room
        Shape (slots,): what others leave.
    weight
        Shape (rows,).
    """
    net = _network(problem, uses, room, rows)
    flow = flows.solve(net, weight)
    if flow is None:
        return rows[:0]
    return rows[flow.chosen[flow.chosen >= 0]]


def _network(problem: AllocationProblem, uses: Uses, room: IntArray, rows: IntArray) -> Network:
    beds = uses.slots - uses.place_slots
    codes, door_of_way = np.unique(uses.place_first * beds + uses.bed_first - uses.place_slots, return_inverse=True)
    place, bed = np.divmod(codes, beds)
    door = door_of_way[uses.way[rows]]
    first_door = problem.learners
    first_bed = first_door + len(codes)
    sink = first_bed + beds
    tail = np.concatenate([first_door + np.arange(len(codes)), first_bed + np.arange(beds)])
    head = np.concatenate([first_bed + bed, np.full(beds, sink)])
    capacity = np.concatenate([room[place], room[uses.place_slots :]])
    limit = np.repeat([PLACEMENT, DESTINATION], [len(codes), beds])
    key = np.concatenate([place, uses.place_slots + np.arange(beds)])
    return Network(
        learners=problem.learners,
        sink=sink,
        pair=rows,
        pair_learner=problem.pair_learner[rows],
        pair_door=first_door + door,
        home=np.full(problem.learners, sink),
        tail=tail,
        head=head,
        lower=np.zeros(len(tail), dtype=np.int64),
        capacity=np.clip(capacity, 0, problem.learners + 1),
        limit=limit,
        first_key=uses.entity[key],
        second_key=uses.day[key],
        exact=True,
    )

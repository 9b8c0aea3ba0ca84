"""Everybody else as one flow, once stays across several slots and groups are settled: exact for those who are left."""

from dataclasses import replace

import numpy as np

from matcher.allocation import flows
from matcher.allocation.clearing.uses import Uses
from matcher.allocation.network import DESTINATION, MAX_PER_SENDER, PLACEMENT, SENDER, Network, sender_sizes
from matcher.allocation.problem import AllocationProblem, IntArray

HELD_BY_FLOW = ("sender_ceiling", "sender_floor")  # tables of quotas: on the way home


def best_of_rest(problem: AllocationProblem, uses: Uses, room: IntArray, rows: IntArray, weight: IntArray) -> IntArray:
    """Return the pairs, among `rows` on simple ways, of the flow of greatest weight.

    Senders' quotas are held, floors unless they are out of reach; of other quotas only that no door takes more than
    `max_per_sender` of one sender.

    Parameters
    ----------
    room
        Shape (limits,): what others leave.
    weight
        Shape (rows,).
    """
    net = _network(problem, uses, room, rows)
    flow = flows.solve(net, weight)
    if flow is None:
        flow = flows.solve(
            replace(net, capacity=np.where(net.limit == SENDER, problem.learners + 1, net.capacity)), weight
        )
    if flow is None:
        return rows[:0]
    return rows[flow.chosen[flow.chosen >= 0]]


def _network(problem: AllocationProblem, uses: Uses, room: IntArray, rows: IntArray) -> Network:
    beds = uses.slots - uses.place_slots
    codes, door_of_way = np.unique(uses.place_first * beds + uses.bed_first - uses.place_slots, return_inverse=True)
    place, bed = np.divmod(codes, beds)
    first_door = problem.learners
    first_bed = first_door + len(codes)
    door, split = _split_doors(uses, room, rows, first_door + door_of_way[uses.way[rows]], first_bed + beds)
    first_home = first_bed + beds + len(split[0])
    homes, home_of_sender = _homes(problem, uses, room, first_home)
    sink = first_home + len(homes[0])
    arcs = (
        (
            first_door + np.arange(len(codes)),
            first_bed + bed,
            room[place],
            PLACEMENT,
            uses.entity[place],
            uses.day[place],
        ),
        (
            first_bed + np.arange(beds),
            np.full(beds, sink),
            room[uses.place_slots : uses.slots],
            DESTINATION,
            uses.entity[uses.place_slots :],
            uses.day[uses.place_slots :],
        ),
        (*split[:3], MAX_PER_SENDER, split[0], split[0]),
        (homes[0], np.full(len(homes[0]), sink), homes[1], SENDER, homes[0], homes[0]),
    )
    tail, head, capacity, first_key, second_key = (
        np.concatenate([arc[column] for arc in arcs]) for column in (0, 1, 2, 4, 5)
    )
    lower = np.concatenate([np.zeros(len(tail) - len(homes[0]), dtype=np.int64), homes[2]])
    return Network(
        learners=problem.learners,
        sink=sink,
        pair=rows,
        pair_learner=problem.pair_learner[rows],
        pair_door=door,
        home=np.where(home_of_sender < 0, sink, home_of_sender)[problem.learner_sender],
        tail=tail,
        head=head,
        lower=lower,
        capacity=np.maximum(np.clip(capacity, 0, problem.learners + 1), lower),
        limit=np.repeat([arc[3] for arc in arcs], [len(arc[0]) for arc in arcs]),
        first_key=first_key,
        second_key=second_key,
        exact=True,
    )


def _split_doors(
    uses: Uses, room: IntArray, rows: IntArray, door: IntArray, first_node: int
) -> tuple[IntArray, tuple[IntArray, IntArray, IntArray]]:
    """Return the door of each row, a node per door and sender where not all of a sender may come, and their arcs."""
    quotas = uses.quotas
    which, row = quotas.entries(rows)
    limited = quotas.named("max_per_sender")[row]
    which, row = which[limited], row[limited]
    codes, place = np.unique(door[which] * max(len(quotas), 1) + row, return_inverse=True)
    node = first_node + np.arange(len(codes))
    behind, of_row = np.divmod(codes, max(len(quotas), 1))
    split = door.copy()
    split[which] = node[place]
    return split, (node, behind, room[uses.slots + of_row])


def _homes(
    problem: AllocationProblem, uses: Uses, room: IntArray, first_node: int
) -> tuple[tuple[IntArray, IntArray, IntArray], IntArray]:
    """Return nodes of senders with a quota, how many at most and at least are at home there, and each sender's node."""
    quotas, size = uses.quotas, sender_sizes(problem)
    most, least = size + 1, np.zeros(problem.senders, dtype=np.int64)
    for name in HELD_BY_FLOW:
        rows = np.flatnonzero(quotas.named(name))
        sender, of_rows = quotas.keys[rows, 0], room[uses.slots + rows]
        if name == "sender_floor":
            most[sender] = size[sender] + np.minimum(of_rows, 0)
        else:
            least[sender] = np.maximum(size[sender] - of_rows, 0)
    sender = np.flatnonzero((most <= size) | (least > 0))
    node = np.full(problem.senders + 1, -1, dtype=np.int64)
    node[sender] = first_node + np.arange(len(sender))
    return (node[sender], most[sender], least[sender]), node

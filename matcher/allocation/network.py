"""The problem as a flow network: learner -> placement -> destination, senders' quotas on the way home."""

from dataclasses import dataclass

import numpy as np

from matcher.allocation.calendar import Slots, destination_slots, placement_slots
from matcher.allocation.objective import must_stay
from matcher.allocation.problem import AllocationProblem, IntArray


@dataclass(frozen=True)
class Network:
    """Nodes are learners, then doors (where pairs lead), slots, homes of senders with a quota, and the sink.

    Parameters
    ----------
    learners, sink
        Number of learners; number of the sink, the last node.
    pair, pair_learner, pair_door
        Shape (open pairs,): row in the problem, the learner and the node it leads to.
    home
        Shape (learners,): the node a learner at home flows to, -1 = pinned, never at home.
    tail, head, lower, capacity
        Shape (arcs,): the arcs behind doors and homes, with the flow they must and may carry.
    limit, first_key, second_key
        Shape (arcs,): the entry of `LIMITS` that prices the arc, and which entity it belongs to.
    exact
        Whether the network says everything; otherwise it is a relaxation.
    """

    learners: int
    sink: int
    pair: IntArray
    pair_learner: IntArray
    pair_door: IntArray
    home: IntArray
    tail: IntArray
    head: IntArray
    lower: IntArray
    capacity: IntArray
    limit: IntArray
    first_key: IntArray
    second_key: IntArray
    exact: bool


LIMITS = ("placement", "destination", "max_per_sender", "sender", "reserve")
PLACEMENT, DESTINATION, MAX_PER_SENDER, SENDER, RESERVE = range(len(LIMITS))

Arcs = tuple[IntArray, ...]  # tail, head, lower, capacity, limit, first key, second key


def network(problem: AllocationProblem) -> Network:
    """Return the network of a problem; learners of groups count as if they travelled alone."""
    pair = np.flatnonzero(problem.pair_open)
    places, beds = placement_slots(problem), destination_slots(problem)
    ways, way_of_pair = _ways(problem, places, beds)
    door = problem.learners + way_of_pair[pair]
    bed_node = problem.learners + len(ways) + np.arange(len(beds.entity))
    door, split, next_node = _split_doors(problem, pair, door, problem.learners + len(ways) + len(beds.entity))
    quota, reserve = _quota_senders(problem), reserve_cell(problem)
    home_node = next_node + np.arange(len(quota) + len(reserve))
    sink = next_node + len(home_node)
    arcs = [
        _place_arcs(problem, places, ways, bed_node),
        _bed_arcs(problem, beds, bed_node, sink),
        split,
        _home_arcs(problem, quota, home_node[: len(quota)], sink),
        _reserve_arcs(problem, reserve, home_node[len(quota) :], sink),
    ]
    tail, head, lower, capacity, limit, first_key, second_key = (
        np.concatenate(column) for column in zip(*arcs, strict=True)
    )
    return Network(
        learners=problem.learners,
        sink=sink,
        pair=pair,
        pair_learner=problem.pair_learner[pair],
        pair_door=door,
        home=_homes(problem, quota, len(reserve) > 0, home_node, sink),
        tail=tail,
        head=head,
        lower=lower,
        capacity=np.minimum(capacity, problem.learners + 1),  # beyond everybody there is nothing to limit
        limit=limit,
        first_key=first_key,
        second_key=second_key,
        exact=_is_exact(problem, places, beds, len(reserve)),
    )


def is_flow(problem: AllocationProblem) -> bool:
    """Say whether a network says everything about a problem."""
    if problem.has_groups:
        return False
    places, beds = placement_slots(problem), destination_slots(problem)
    return _is_exact(problem, places, beds, len(reserve_cell(problem)))


def _is_exact(problem: AllocationProblem, places: Slots, beds: Slots, reserves: int) -> bool:
    return places.nested and beds.nested and not _has_sides(problem, places, beds, reserves)


def _has_sides(problem: AllocationProblem, places: Slots, beds: Slots, reserves: int) -> bool:
    several = bool(places.several.any() or beds.several.any())
    return bool(
        problem.has_groups
        or problem.cells > reserves
        or (problem.destination_minimum > 1).any()
        or must_stay(problem)
        or (several and (problem.max_per_sender >= 0).any())
    )


def _ways(problem: AllocationProblem, places: Slots, beds: Slots) -> tuple[IntArray, IntArray]:
    """Return the ways, (place slot, bed slot) of each, and the way of each pair.

    Only placements with room for everybody lead to several slots of their destination.
    """
    if len(beds.entity) <= problem.destinations and not beds.several.any() and not places.several.any():
        onward = np.zeros(len(places.entity), dtype=np.int64)
        onward[places.first] = beds.first
        return np.stack([np.arange(len(onward)), onward], axis=1), places.first
    width = len(beds.entity) + 1
    codes, way_of_pair = np.unique(places.first * width + beds.first, return_inverse=True)
    return np.stack([codes // width, codes % width], axis=1), way_of_pair


def _place_arcs(problem: AllocationProblem, places: Slots, ways: IntArray, bed_node: IntArray) -> Arcs:
    node = problem.learners + np.arange(len(ways))
    slot = ways[:, 0]
    return _arcs(node, bed_node[ways[:, 1]], places.capacity[slot], PLACEMENT, places.entity[slot], places.day[slot])


def _bed_arcs(problem: AllocationProblem, beds: Slots, bed_node: IntArray, sink: int) -> Arcs:
    capacity = beds.capacity
    if not beds.nested:  # a placement's learners may need several slots here: rather leave beds out than ask too much
        capacity = np.full(len(bed_node), problem.learners + 1)
    return _arcs(bed_node, np.full(len(bed_node), sink), capacity, DESTINATION, beds.entity, beds.day)


def _split_doors(
    problem: AllocationProblem, pair: IntArray, door: IntArray, next_node: int
) -> tuple[IntArray, Arcs, int]:
    """Return the door of each pair, with a door per placement and sender where `max_per_sender` limits."""
    if (problem.max_per_sender < 0).all():
        none = np.zeros(0, dtype=np.int64)
        return door, _arcs(none, none, none, MAX_PER_SENDER, none, none), next_node
    placement, sender = problem.pair_placement[pair], problem.learner_sender[problem.pair_learner[pair]]
    limited = np.flatnonzero((problem.max_per_sender[placement] >= 0) & (sender >= 0))
    codes, row, place = np.unique(
        door[limited] * (problem.senders + 1) + sender[limited], return_index=True, return_inverse=True
    )
    node = next_node + np.arange(len(codes))
    split_from = limited[row]
    capacity = problem.max_per_sender[placement[split_from]]
    arcs = _arcs(node, door[split_from], capacity, MAX_PER_SENDER, placement[split_from], sender[split_from])
    split_door = door.copy()
    split_door[limited] = node[place]
    return split_door, arcs, next_node + len(codes)


def _quota_senders(problem: AllocationProblem) -> IntArray:
    size = sender_sizes(problem)
    binding = (problem.sender_floor > 0) | ((problem.sender_ceiling >= 0) & (problem.sender_ceiling < size))
    return np.flatnonzero(binding)


def reserve_cell(problem: AllocationProblem) -> IntArray:
    """Return the cell that is a reserve over the whole round, if it nests with senders' quotas. Shape (0,) or (1,)."""
    anywhere = (problem.cell_sender < 0) & (problem.cell_destination < 0) & (problem.cell_stay < 0)
    cell = np.flatnonzero(anywhere & (problem.cell_reserved == 1) & (problem.cell_ceiling < 0))[:1]
    sender = problem.learner_sender[problem.learner_reserved == 1]
    return cell[:0] if np.isin(sender, _quota_senders(problem)).any() else cell


def sender_sizes(problem: AllocationProblem) -> IntArray:
    """Return how many learners each sender has. Shape (senders,)."""
    sender = problem.learner_sender
    return np.bincount(sender[sender >= 0], minlength=problem.senders).astype(np.int64)


def _home_arcs(problem: AllocationProblem, quota: IntArray, home_node: IntArray, sink: int) -> Arcs:
    """At most size - floor stay at home, at least size - ceiling do."""
    size = sender_sizes(problem)[quota]
    ceiling = problem.sender_ceiling[quota]
    most = np.where(problem.sender_floor[quota] > 0, size - problem.sender_floor[quota], size + 1)
    least = np.where(ceiling >= 0, np.maximum(size - ceiling, 0), 0)
    return _arcs(home_node, np.full(len(quota), sink), most, SENDER, quota, quota, least)


def _reserve_arcs(problem: AllocationProblem, cell: IntArray, home_node: IntArray, sink: int) -> Arcs:
    """Of those for whom places are reserved, at most as many stay at home as the reserve leaves."""
    most = problem.learner_reserved.sum() - problem.cell_floor[cell]
    return _arcs(home_node, np.full(len(cell), sink), most, RESERVE, cell, cell)


def _homes(problem: AllocationProblem, quota: IntArray, reserve: bool, home_node: IntArray, sink: int) -> IntArray:
    of_sender = np.full(problem.senders + 1, sink, dtype=np.int64)
    of_sender[quota] = home_node[: len(quota)]
    home = of_sender[problem.learner_sender]
    if reserve:
        home[problem.learner_reserved == 1] = home_node[-1]
    return np.where(problem.pinned >= 0, -1, home)


def _arcs(
    tail: IntArray,
    head: IntArray,
    capacity: IntArray,
    limit: int,
    first_key: IntArray,
    second_key: IntArray,
    lower: IntArray | None = None,
) -> Arcs:
    if lower is None:
        lower = np.zeros(len(tail), dtype=np.int64)
    return tail, head, lower, capacity, np.full(len(tail), limit, dtype=np.int64), first_key, second_key

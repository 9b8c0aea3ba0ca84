"""Which learners have nothing in common: no place, bed, quota, group or limit joins them, not even by way of others."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from matcher.allocation.network import sender_sizes
from matcher.allocation.objective import must_stay
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray

Edges = tuple[IntArray, IntArray]


class Components(NamedTuple):
    """The component of each learner, and of each sender and cell that has a say. Shapes (learners,), …, (cells,)."""

    learner: IntArray
    sender: IntArray
    cell: IntArray
    components: int


class _Nodes(NamedTuple):
    """Where in the graph learners, limited entities and senders begin; an entity has a node for each season."""

    season: IntArray  # (learners,)
    place: int
    bed: int
    sender: int
    cell: int
    group: int
    published: int


def components(problem: AllocationProblem) -> Components:
    """Split learners wherever nothing is limited that both sides of the split could want.

    Places and beds are shared by those who could be there on a common day, and by nobody where there is one for
    everybody who could come. What is counted over the whole round joins everybody it counts.
    """
    nodes = _nodes(problem)
    edges = [np.concatenate(ends) for ends in zip(*_edges(problem, nodes), strict=True)]
    size = nodes.published + 1
    graph = sparse.coo_array((np.ones(len(edges[0]), dtype=np.bool_), tuple(edges)), shape=(size, size))
    count, label = connected_components(graph.tocsr(), directed=False)
    senders = label[nodes.sender : nodes.sender + problem.senders]
    return Components(label[: problem.learners], senders, label[nodes.cell : nodes.cell + problem.cells], int(count))


def _nodes(problem: AllocationProblem) -> _Nodes:
    season = seasons(problem.stay_first_day, problem.stay_last_day)
    count = int(season.max(initial=0)) + 1
    bed = problem.learners + count * problem.placements
    sender = bed + count * problem.destinations
    cell = sender + problem.senders
    group = cell + problem.cells
    return _Nodes(season, problem.learners, bed, sender, cell, group, group + problem.groups)


def seasons(first_day: IntArray, last_day: IntArray) -> IntArray:
    """Number the learners' seasons: between two of them there is a day on which nobody is away or arrives."""
    order = np.argsort(first_day, kind="stable")
    until = np.maximum.accumulate(last_day[order])
    season = np.zeros(len(order), dtype=np.int64)
    season[order[1:]] = np.cumsum(first_day[order[1:]] > until[:-1])
    return season


def _edges(problem: AllocationProblem, nodes: _Nodes) -> Iterator[Edges]:
    yield from _place_and_bed_edges(problem, nodes)
    yield from _quota_edges(problem, nodes)
    inside = np.flatnonzero(problem.learner_group >= 0)
    yield inside, nodes.group + problem.learner_group[inside]
    if must_stay(problem):
        published = np.flatnonzero(problem.previous >= 0)
        yield published, np.full(len(published), nodes.published)


def _place_and_bed_edges(problem: AllocationProblem, nodes: _Nodes) -> Iterator[Edges]:
    """Join each pair's learner to its place, or past a place that everybody finds to its bed."""
    place = nodes.season[problem.pair_learner] * problem.placements + problem.pair_placement
    bed = nodes.season[problem.pair_learner] * problem.destinations + problem.pair_destination
    wanted = np.bincount(place, minlength=nodes.bed - nodes.place).reshape(-1, problem.placements)
    no_place, no_bed = _scarce_places(problem, wanted), _scarce_beds(problem, wanted)
    to_place = no_place.ravel()[place]
    yield problem.pair_learner[to_place], nodes.place + place[to_place]
    to_bed = ~to_place & no_bed.ravel()[bed]
    yield problem.pair_learner[to_bed], nodes.bed + bed[to_bed]
    season, here = np.nonzero(no_place & no_bed[:, problem.placement_destination])
    there = season * problem.destinations + problem.placement_destination[here]
    yield nodes.place + season * problem.placements + here, nodes.bed + there
    yield _over_seasons(no_place & (problem.max_per_sender >= 0), nodes.place)
    yield _over_seasons(no_bed & (problem.destination_minimum > 1), nodes.bed)


def _scarce_places(problem: AllocationProblem, wanted: IntArray) -> BoolArray:
    """Return where not everybody who could come in a season has a place. Shape (seasons, placements)."""
    limited: BoolArray = (wanted > problem.placement_capacity) | (problem.max_per_sender >= 0)
    return limited & (wanted > 0)


def _scarce_beds(problem: AllocationProblem, wanted: IntArray) -> BoolArray:
    """Return where beds, or a minimum, could bind. Shape (seasons, destinations)."""
    at_once = np.minimum(wanted, problem.placement_capacity)  # on one day no placement hosts more
    people = np.zeros((len(wanted), problem.destinations), dtype=np.int64)
    for season, learners in enumerate(at_once):
        np.add.at(people[season], problem.placement_destination, learners)
    people += int(problem.group_companions.sum())
    scarce: BoolArray = (people > problem.destination_beds) | (problem.destination_minimum > 1)
    return scarce


def _over_seasons(counted: BoolArray, first_node: int) -> Edges:
    """Join an entity's seasons where something is counted over the whole round."""
    season, entity = np.nonzero(counted)
    width = counted.shape[1]
    return first_node + season * width + entity, first_node + np.argmax(counted, axis=0)[entity] * width + entity


def _quota_edges(problem: AllocationProblem, nodes: _Nodes) -> Iterator[Edges]:
    ceiling = problem.sender_ceiling
    binds = (problem.sender_floor > 0) | ((ceiling >= 0) & (ceiling < sender_sizes(problem)))
    counted = np.flatnonzero(np.append(binds, False)[problem.learner_sender])
    yield counted, nodes.sender + problem.learner_sender[counted]
    for cell in np.flatnonzero((problem.cell_floor > 0) | (problem.cell_ceiling >= 0)).tolist():
        members = np.flatnonzero(_counted(problem, cell))
        yield members, np.full(len(members), nodes.cell + cell)


def _counted(problem: AllocationProblem, cell: int) -> BoolArray:
    """Return who counts towards a cell wherever they have pairs. Shape (learners,)."""
    sender, stay = problem.cell_sender[cell], problem.cell_stay[cell]
    counted: BoolArray = (problem.learner_reserved >= problem.cell_reserved[cell]) & (
        ((sender < 0) | (problem.learner_sender == sender)) & ((stay < 0) | (problem.learner_stay == stay))
    )
    return counted

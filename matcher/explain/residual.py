"""What one more place or bed would add exactly, where an answer is a flow: the best chain of moves that it lets in.

In a proven optimal flow, one more unit of capacity gains what the best cycle through it gains in the residual network
(Ahuja, Magnanti and Orlin 1993, chapter 9): longest paths, as no cycle gains anything yet.
"""

import numpy as np
import numpy.typing as npt

from matcher.allocation.objective import must_stay, pair_values, stage_names
from matcher.explain.planned import Planned
from matcher.referee import assigned_pairs

Ints = npt.NDArray[np.int64]
Gains = dict[str, Ints | None]

MOST_ARCS = 5_000_000  # arcs x destinations up to which this takes seconds
NOWHERE = np.int64(-(2**61))


def is_plain_flow(planned: Planned) -> bool:
    """Whether only places and beds bind, all on one day, and the answer is proven: then its gains can be exact."""
    problem, answer = planned.problem, planned.allocation
    unlimited = (
        not problem.has_groups
        and problem.cells == 0
        and not problem.destination_minimum.any()
        and not problem.sender_floor.any()
        and (problem.sender_ceiling < 0).all()
        and (problem.max_per_sender < 0).all()
    )
    one_day = problem.stay_first_day.max(initial=0) <= problem.stay_last_day.min(initial=2**62)
    usual = stage_names(problem) in (("placed", "fit"), ("value",)) and must_stay(problem) == 0
    small = problem.pairs * (problem.destinations + 1) <= MOST_ARCS
    return bool(unlimited and one_day and usual and small and answer.gap == 0 and answer.status == "optimal")


def exact_gains(planned: Planned) -> tuple[Gains, Gains]:
    """Return what one more place at each placement, and one more bed at each destination, adds to every stage."""
    problem = planned.problem
    names = stage_names(problem)
    weight = 1 if len(names) == 1 else 2_000 * problem.learners + 1_001  # of one placed, above any change of total fit
    value = pair_values(problem, names[-1]) + (weight if len(names) == 2 else 0)
    start, end, gain = _arcs(planned, value)
    sink = problem.placements + problem.destinations
    beds = _longest(start, end, gain, sink, sink + 1)[problem.placements : sink]
    places = np.zeros(problem.placements, dtype=np.int64)
    for destination in range(problem.destinations):
        here = np.flatnonzero(problem.placement_destination == destination)
        places[here] = _longest(start, end, gain, problem.placements + destination, sink + 1)[here]
    return _by_stage(places, names, weight), _by_stage(beds, names, weight)


def _by_stage(gain: Ints, names: tuple[str, ...], weight: int) -> Gains:
    gain = np.maximum(gain, 0)
    if len(names) == 1:
        return {names[0]: gain}
    placed = (gain + weight // 2) // weight
    return {names[0]: placed, names[1]: gain - placed * weight}


def _arcs(planned: Planned, value: Ints) -> tuple[Ints, Ints, Ints]:
    """Where one person too many at a node could go on to, and what that adds; parallel arcs once, the best.

    Nodes are placements, destinations, and home with everybody's travel.
    """
    problem, at = planned.problem, planned.allocation.placement_of
    places, home = problem.placements, problem.placements + problem.destinations
    assigned = assigned_pairs(problem, planned.allocation)
    worth = np.zeros(problem.learners, dtype=np.int64)
    worth[problem.pair_learner[assigned]] = value[assigned]
    load = np.bincount(problem.pair_placement[assigned], minlength=places)
    people = np.bincount(problem.pair_destination[assigned], minlength=problem.destinations)
    where = places + problem.placement_destination
    towns = places + np.arange(problem.destinations)
    free, used = load < problem.placement_capacity, load > 0
    open_, opened = people < problem.destination_beds, people > 0
    moving = problem.pair_open & (problem.pinned[problem.pair_learner] < 0)
    moving &= at[problem.pair_learner] != problem.pair_placement
    mover, target = problem.pair_learner[moving], problem.pair_placement[moving]
    leaves = np.flatnonzero((at >= 0) & (problem.pinned < 0))
    parts = (
        (np.arange(places)[free], where[free], 0),
        (where[used], np.arange(places)[used], 0),
        (towns[open_], np.full(int(open_.sum()), home), 0),
        (np.full(int(opened.sum()), home), towns[opened], 0),
        (np.where(at[mover] >= 0, at[mover], home), target, value[moving] - worth[mover]),
        (at[leaves], np.full(len(leaves), home), -worth[leaves]),
    )
    start, end = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    gain = np.concatenate([np.broadcast_to(part[2], part[0].shape) for part in parts]).astype(np.int64)
    return _best_of_parallel(start, end, gain, home + 1)


def _best_of_parallel(start: Ints, end: Ints, gain: Ints, nodes: int) -> tuple[Ints, Ints, Ints]:
    """Return the arcs sorted by their end, each pair of nodes once."""
    code = end * nodes + start
    order = np.lexsort((-gain, code))
    first = np.ones(len(order), dtype=bool)
    first[1:] = code[order][1:] != code[order][:-1]
    kept = order[first]
    return start[kept], end[kept], gain[kept]


def _longest(start: Ints, end: Ints, gain: Ints, source: int, nodes: int) -> Ints:
    """Return the gain of the best path from `source` to every node, NOWHERE if there is none (Bellman and Ford)."""
    best = np.full(nodes, NOWHERE, dtype=np.int64)
    best[source] = 0
    if len(end) == 0:
        return best
    ends, first = np.unique(end, return_index=True)
    for _ in range(nodes):
        reached = np.maximum.reduceat(np.where(best[start] == NOWHERE, NOWHERE, best[start] + gain), first)
        better = reached > best[ends]
        if not better.any():
            break
        best[ends[better]] = reached[better]
    return best

"""Quotas, minimums and moves: checked after the search, and made to hold by an exact program where they don't."""

from dataclasses import fields

import numpy as np

from matcher.allocation.objective import must_stay, pair_values, stage_names
from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.allocation.progress import Run
from matcher.allocation.rows import holds, program
from matcher.allocation.search import search

REPAIR_SHARE = 0.5  # of the time left, for each of two tries
PER_PAIR = ("pair_learner", "pair_placement", "pair_fit")


def has_side_rules(problem: AllocationProblem) -> bool:
    """Say whether anything but places, beds, groups and pins restricts the answer."""
    return bool(
        (problem.sender_floor > 0).any()
        or (problem.sender_ceiling >= 0).any()
        or problem.cells
        or (problem.max_per_sender >= 0).any()
        or (problem.destination_minimum > 1).any()
        or must_stay(problem) > 0
    )


def made_to_hold(problem: AllocationProblem, placement_of: IntArray, run: Run) -> IntArray | None:
    """Return an assignment that holds every rule, near the one given, or None if none was found.

    First with the groups left where they are and learners alone free, then with everything free.
    """
    if (placement_of[problem.pinned >= 0] < 0).any():
        return None
    if not has_side_rules(problem) or holds(problem, program(problem), placement_of):
        return placement_of
    for part in (_groups_settled(problem, placement_of), problem):
        found = _stage_by_stage(part, run)
        if found is not None and holds(problem, program(problem), found):
            return found
    return None


def _stage_by_stage(problem: AllocationProblem, run: Run) -> IntArray | None:
    earlier: list[tuple[IntArray, int]] = []
    best: IntArray | None = None
    for name in stage_names(problem):
        value = pair_values(problem, name)
        found = search(problem, program(problem, earlier), value, best, run.seconds_left * REPAIR_SHARE, run)
        best = best if found is None else found
        if best is None:
            return None
        earlier.append((value, int(value[best[problem.pair_learner] == problem.pair_placement].sum())))
    return best


def _groups_settled(problem: AllocationProblem, placement_of: IntArray) -> AllocationProblem:
    """Return the problem without the pairs that would send a group elsewhere than it is."""
    destination = np.append(problem.placement_destination, -1)[placement_of]
    of_group = np.full(problem.groups + 1, -1, dtype=np.int64)
    placed = (placement_of >= 0) & (problem.learner_group >= 0)
    of_group[problem.learner_group[placed]] = destination[placed]
    group = problem.learner_group[problem.pair_learner]
    keep = (group < 0) | (of_group[group] == problem.pair_destination)
    given = {field.name: getattr(problem, field.name) for field in fields(problem)}
    given |= {name: given[name][keep] for name in PER_PAIR}
    return AllocationProblem(**given)

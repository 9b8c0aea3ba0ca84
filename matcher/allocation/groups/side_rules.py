"""Quotas, minimums and moves: checked after the search, and made to hold by an exact program where they don't."""

import time
from dataclasses import dataclass, fields, replace

import numpy as np

from matcher.allocation.answer import Certificate
from matcher.allocation.objective import must_stay, stage_names
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray
from matcher.allocation.progress import Run
from matcher.allocation.rows import holds, program
from matcher.allocation.staged import allocate_staged

REPAIR_SHARE = 0.5  # of the time left; the rest is for the proof, or for another way
QUOTA_STEP, MOST_CHANGE = 5, 80  # points per learner too many or too few, and at most at once; more overshoots
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
    """Return an assignment that holds every rule with the groups where the one given has them, or None."""
    if (placement_of[problem.pinned >= 0] < 0).any():
        return None
    if not has_side_rules(problem) or holds(problem, program(problem), placement_of):
        return placement_of
    settled = _groups_settled(problem, placement_of)
    found = allocate_staged(settled, [Certificate() for _ in stage_names(settled)], _part_of(run))
    if found is None or not holds(problem, program(problem), found.placement_of):
        return None
    return found.placement_of


def _part_of(run: Run) -> Run:
    """Return a run of a share of the time left."""
    return replace(run, deadline=time.monotonic() + REPAIR_SHARE * run.seconds_left, on_progress=None)


@dataclass(frozen=True)
class Quota:
    """At least `floor` and at most `ceiling` (None: no limit) learners placed by some pairs, a mask (pairs,)."""

    pairs: BoolArray
    floor: int
    ceiling: int | None

    def surplus(self, placement_of_pair: BoolArray) -> int:
        """Return how many learners too many (positive) or too few (negative) are placed."""
        count = int((self.pairs & placement_of_pair).sum())
        if self.ceiling is not None and count > self.ceiling:
            return count - self.ceiling
        return min(0, count - self.floor)


def quotas(problem: AllocationProblem) -> list[Quota]:
    """Return the floors and ceilings of senders and of cells of the flow plan. Masks are by the problem's rows."""
    sender = problem.learner_sender[problem.pair_learner]
    limits = [
        (sender == one, floor, ceiling)
        for one, (floor, ceiling) in enumerate(
            zip(problem.sender_floor.tolist(), problem.sender_ceiling.tolist(), strict=True)
        )
    ]
    limits += [
        (problem.pairs_of_cell(cell), floor, ceiling)
        for cell, (floor, ceiling) in enumerate(
            zip(problem.cell_floor.tolist(), problem.cell_ceiling.tolist(), strict=True)
        )
    ]
    return [
        Quota(pairs, floor, None if ceiling < 0 else ceiling)
        for pairs, floor, ceiling in limits
        if floor > 0 or ceiling >= 0
    ]


def unmet(problem: AllocationProblem, limits: list[Quota], placement_of: IntArray) -> IntArray:
    """Return how many learners too many (positive) or too few (negative) each quota has. Shape (limits,)."""
    taken = placement_of[problem.pair_learner] == problem.pair_placement
    return np.array([quota.surplus(taken) for quota in limits], dtype=np.int64)


def lean(problem: AllocationProblem, limits: list[Quota], surplus: IntArray, turn: int) -> IntArray:
    """Return by how many points to change each pair's worth so that quotas are met sooner. Shape (pairs,)."""
    change = np.zeros(problem.pairs, dtype=np.int64)
    for quota, excess in zip(limits, surplus.tolist(), strict=True):
        change[quota.pairs] -= int(np.clip(QUOTA_STEP * excess / turn**0.5, -MOST_CHANGE, MOST_CHANGE))
    return change


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

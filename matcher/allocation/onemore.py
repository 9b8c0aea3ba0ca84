"""What one more place or bed would be worth, by solving again: exactly, groups staying where they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from matcher.allocation.answer import Allocation
from matcher.allocation.engine import allocate
from matcher.allocation.problem import AllocationProblem
from matcher.allocation.tradeoff import groups_settled

Of = Literal["placement", "destination"]
CAPACITY: Mapping[Of, str] = {"placement": "placement_capacity", "destination": "destination_beds"}


@dataclass(frozen=True)
class OneMore:
    """What each stage would gain from one more unit on every day, most important stage first.

    `settled`: worked out with every group where it is, and those at home staying there. `proven`: both answers
    compared are proven to be the best, so that the gains are exact for that; otherwise they are what was found.
    """

    gains: Mapping[str, int]
    settled: bool
    proven: bool


def one_more(
    problem: AllocationProblem,
    allocation: Allocation,
    of: Of,
    entity: int,
    *,
    time_limit_seconds: float = 10.0,
    seed: int = 0,
) -> OneMore | None:
    """Solve without and with one more place at a placement, or bed at a destination; None if either is infeasible.

    A group weighs so many people that the search for its destination is not proven, and its noise would drown what
    one place is worth: with the groups settled the rest is a flow, and exact where quotas and days nest.
    """
    base = _settled(problem, allocation) if problem.has_groups else problem
    if base is None:
        return None
    more = getattr(base, CAPACITY[of]).copy()
    more[entity] += 1
    before, after = (
        allocate(one, time_limit_seconds=time_limit_seconds / 2, seed=seed)
        for one in (base, base.changed(**{CAPACITY[of]: more}))
    )
    if "infeasible" in (before.status, after.status):
        return None
    gains: dict[str, int] = {
        old.name: new.value - old.value for old, new in zip(before.stages, after.stages, strict=True)
    }
    return OneMore(gains, problem.has_groups, before.status == after.status == "optimal")


def _settled(problem: AllocationProblem, allocation: Allocation) -> AllocationProblem | None:
    settled = groups_settled(problem.changed(previous=allocation.placement_of))
    return None if settled is None else settled.changed(previous=problem.previous, moves=problem.moves)

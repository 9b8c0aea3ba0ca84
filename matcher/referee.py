"""Knows no solver: re-checks every rule of an answer, recomputes its objective and its certificate."""

from collections.abc import Callable, Iterator

import numpy as np

from matcher.allocation.answer import Allocation, Conflict, Stage
from matcher.allocation.bounds import CertificateInvalid, certified_bound
from matcher.allocation.objective import must_stay, pair_values, stage_names
from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.errors import VerificationFailed

Findings = Iterator[str]


def verify(problem: AllocationProblem, allocation: Allocation) -> None:
    """Recompute rules, objective and certificate of an answer from the arrays alone.

    Raises
    ------
    VerificationFailed
        Carries every claim that does not hold.
    """
    findings = check(problem, allocation)
    if not findings:
        findings = [*_bounds(problem, allocation), *_proofs(problem, allocation)]
    if findings:
        raise VerificationFailed(findings)


def check(problem: AllocationProblem, allocation: Allocation) -> list[str]:
    """Return one sentence for every hard rule that is broken and every figure that is wrong."""
    shape = list(_shapes(problem, allocation))
    if shape:
        return shape
    if allocation.status == "infeasible":
        return list(_infeasible(allocation))
    if not_pairs := list(_eligible(problem, allocation)):
        return not_pairs
    return [finding for rule in RULES for finding in rule(problem, allocation)]


def _shapes(problem: AllocationProblem, allocation: Allocation) -> Findings:
    for name, array, length, count in (
        ("placement_of", allocation.placement_of, problem.learners, problem.placements),
        ("group_destination", allocation.group_destination, problem.groups, problem.destinations),
    ):
        if array.shape != (length,):
            yield f"{name} has shape {array.shape}, not ({length},)"
        elif not ((array >= -1) & (array < count)).all():
            yield f"{name} names something that does not exist"


def _infeasible(allocation: Allocation) -> Findings:
    if (allocation.placement_of >= 0).any() or (allocation.group_destination >= 0).any():
        yield "an infeasible problem has somebody placed"
    if not allocation.conflicts:
        yield "an infeasible problem without a conflict"
    if allocation.placed or allocation.fit or allocation.stages:
        yield "an infeasible problem claims a value"


def _eligible(problem: AllocationProblem, allocation: Allocation) -> Findings:
    placed = allocation.placement_of >= 0
    placed[problem.pair_learner[assigned_pairs(problem, allocation)]] = False
    for learner in np.flatnonzero(placed).tolist():
        yield f"learner {learner} and placement {allocation.placement_of[learner]} are no eligible pair"


def assigned_pairs(problem: AllocationProblem, allocation: Allocation) -> IntArray:
    """Return the indices of the pairs that the allocation realises."""
    return np.flatnonzero(allocation.placement_of[problem.pair_learner] == problem.pair_placement)


def _pins(problem: AllocationProblem, allocation: Allocation) -> Findings:
    broken = (problem.pinned >= 0) & (allocation.placement_of != problem.pinned)
    for learner in np.flatnonzero(broken).tolist():
        yield f"learner {learner} is pinned on placement {problem.pinned[learner]} and is not there"


def _places(problem: AllocationProblem, allocation: Allocation) -> Findings:
    learner = np.flatnonzero(allocation.placement_of >= 0)
    first, last = problem.stay_first_day[learner], problem.stay_last_day[learner]
    one = np.ones(len(learner), dtype=np.int64)
    most = fullest_day(allocation.placement_of[learner], first, last, one, problem.placements)
    for placement in np.flatnonzero(most > problem.placement_capacity).tolist():
        yield (
            f"placement {placement} hosts {most[placement]} learners on a day"
            f" and has {problem.placement_capacity[placement]} places"
        )


def _beds(problem: AllocationProblem, allocation: Allocation) -> Findings:
    most = people_on_fullest_day(problem, allocation)
    for destination in np.flatnonzero(most > problem.destination_beds).tolist():
        yield (
            f"destination {destination} has {most[destination]} people on a day"
            f" and {problem.destination_beds[destination]} beds"
        )


def people_on_fullest_day(problem: AllocationProblem, allocation: Allocation) -> IntArray:
    """Return learners and companions at each destination on its fullest day. Shape (destinations,)."""
    learner = np.flatnonzero(allocation.placement_of >= 0)
    groups, first_member = np.unique(problem.learner_group, return_index=True)
    groups, first_member = groups[groups >= 0], first_member[groups >= 0]
    travels = allocation.group_destination[groups] >= 0
    groups, first_member = groups[travels], first_member[travels]
    person = np.concatenate([learner, first_member])
    where = np.concatenate(
        [problem.placement_destination[allocation.placement_of[learner]], allocation.group_destination[groups]]
    )
    beds = np.concatenate([np.ones(len(learner), dtype=np.int64), problem.group_companions[groups]])
    return fullest_day(where, problem.stay_first_day[person], problem.stay_last_day[person], beds, problem.destinations)


def fullest_day(entity: IntArray, first: IntArray, last: IntArray, people: IntArray, entities: int) -> IntArray:
    """Return the largest number of people present at once at each entity, both end days counted."""
    change = np.concatenate([people, -people])
    day = np.concatenate([first, last + 1])
    where = np.concatenate([entity, entity])
    order = np.lexsort((change, day, where))  # on one day those who left go first
    present = np.cumsum(change[order])  # every entity ends at 0, so that the next one starts there
    most = np.zeros(entities, dtype=np.int64)
    np.maximum.at(most, where[order], present)
    return most


def _groups_together(problem: AllocationProblem, allocation: Allocation) -> Findings:
    member = np.flatnonzero((allocation.placement_of >= 0) & (problem.learner_group >= 0))
    group = problem.learner_group[member]
    there = problem.placement_destination[allocation.placement_of[member]]
    for learner in member[allocation.group_destination[group] != there].tolist():
        yield f"learner {learner} is not at the destination of group {problem.learner_group[learner]}"
    travels = np.zeros(problem.groups, dtype=bool)
    travels[group] = True
    for empty in np.flatnonzero((allocation.group_destination >= 0) & ~travels).tolist():
        yield f"group {empty} travels without a learner"


def _sender_quotas(problem: AllocationProblem, allocation: Allocation) -> Findings:
    placed = problem.learner_sender[(allocation.placement_of >= 0) & (problem.learner_sender >= 0)]
    count = np.bincount(placed, minlength=problem.senders)
    yield from _quotas("sender", count, problem.sender_floor, problem.sender_ceiling)


def _cell_quotas(problem: AllocationProblem, allocation: Allocation) -> Findings:
    assigned = assigned_pairs(problem, allocation)
    count = [int(problem.pairs_of_cell(cell)[assigned].sum()) for cell in range(problem.cells)]
    yield from _quotas("cell", np.array(count, dtype=np.int64), problem.cell_floor, problem.cell_ceiling)


def _quotas(name: str, count: IntArray, floor: IntArray, ceiling: IntArray) -> Findings:
    for entity in np.flatnonzero(count < floor).tolist():
        yield f"{name} {entity} has {count[entity]} learners placed, below its floor of {floor[entity]}"
    for entity in np.flatnonzero((ceiling >= 0) & (count > ceiling)).tolist():
        yield f"{name} {entity} has {count[entity]} learners placed, above its ceiling of {ceiling[entity]}"


def _minimums(problem: AllocationProblem, allocation: Allocation) -> Findings:
    placed = allocation.placement_of[allocation.placement_of >= 0]
    count = np.bincount(problem.placement_destination[placed], minlength=problem.destinations)
    for destination in np.flatnonzero((count > 0) & (count < problem.destination_minimum)).tolist():
        yield (
            f"destination {destination} opens with {count[destination]} learners,"
            f" below its minimum of {problem.destination_minimum[destination]}"
        )


def _max_per_sender(problem: AllocationProblem, allocation: Allocation) -> Findings:
    learner = np.flatnonzero((allocation.placement_of >= 0) & (problem.learner_sender >= 0))
    placement, sender = allocation.placement_of[learner], problem.learner_sender[learner]
    codes, count = np.unique(placement * max(problem.senders, 1) + sender, return_counts=True)
    where = codes // max(problem.senders, 1)
    limit = problem.max_per_sender[where]
    for row in np.flatnonzero((limit >= 0) & (count > limit)).tolist():
        yield f"placement {where[row]} takes {count[row]} learners of one sender and may take {limit[row]}"


def _moves(problem: AllocationProblem, allocation: Allocation) -> Findings:
    stayed = int(problem.pair_kept[assigned_pairs(problem, allocation)].sum())
    if stayed < must_stay(problem):
        yield f"{stayed} published learners keep their placement and {must_stay(problem)} must"


def _figures(problem: AllocationProblem, allocation: Allocation) -> Findings:
    assigned = assigned_pairs(problem, allocation)
    if allocation.placed != len(assigned):
        yield f"placed is {len(assigned)}, not {allocation.placed}"
    if allocation.fit != (fit := int(problem.pair_fit[assigned].sum())):
        yield f"fit is {fit}, not {allocation.fit}"
    names = tuple(stage.name for stage in allocation.stages)
    if names != stage_names(problem):
        yield f"the stages are {stage_names(problem)}, not {names}"
        return
    for stage in allocation.stages:
        if stage.value != (value := int(pair_values(problem, stage.name)[assigned].sum())):
            yield f"stage {stage.name} has value {value}, not {stage.value}"
    if allocation.conflicts:
        yield "an answer with a conflict is no answer"
    if allocation.status == "optimal" and allocation.gap > 0:
        yield f"a gap of {allocation.gap} is not optimal"


def _bounds(problem: AllocationProblem, allocation: Allocation) -> Findings:
    for place, stage in enumerate(allocation.stages):
        kept = [(pair_values(problem, before.name), before.value) for before in allocation.stages[:place]]
        yield from _bound(problem, stage, kept)


def _bound(problem: AllocationProblem, stage: Stage, earlier: list[tuple[IntArray, int]]) -> Findings:
    try:
        bound = certified_bound(problem, stage.certificate, pair_values(problem, stage.name), earlier)
    except CertificateInvalid as invalid:
        yield f"stage {stage.name}: {invalid}"
        return
    if bound != stage.bound:
        yield f"stage {stage.name}: the prices prove a bound of {bound}, not {stage.bound}"
    if bound < stage.value:
        yield f"stage {stage.name}: the value {stage.value} is above the bound {bound}"


def _proofs(problem: AllocationProblem, allocation: Allocation) -> Findings:
    for conflict in allocation.conflicts:
        yield from _proof(problem, conflict)


def _proof(problem: AllocationProblem, conflict: Conflict) -> Findings:
    if conflict.proof is None:
        return
    try:
        bound = certified_bound(problem, conflict.proof, np.zeros(problem.pairs, dtype=np.int64))
    except CertificateInvalid as invalid:
        yield f"conflict {conflict.kind}: {invalid}"
        return
    if bound >= 0:
        yield f"conflict {conflict.kind}: its prices do not prove that the demands contradict each other"


RULES: tuple[Callable[[AllocationProblem, Allocation], Findings], ...] = (
    _pins,
    _places,
    _beds,
    _groups_together,
    _sender_quotas,
    _cell_quotas,
    _minimums,
    _max_per_sender,
    _moves,
    _figures,
)

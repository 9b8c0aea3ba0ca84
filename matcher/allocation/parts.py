"""A problem in independent parts: each a problem of its own, their answers together an answer to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from matcher.allocation.answer import Allocation
from matcher.allocation.components import Components, components
from matcher.allocation.joining import joined_stages
from matcher.allocation.objective import stage_names
from matcher.allocation.order import Order, certificate_in, conflict_in
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray


@dataclass(frozen=True)
class Split:
    """The part of each learner, sender and cell; the last two -1 where a part takes them along with its learners."""

    learner: IntArray
    sender: IntArray
    cell: IntArray
    parts: int


@dataclass(frozen=True)
class Part:
    """Some learners of a problem with all that they could have, and the rows of these in the whole."""

    problem: AllocationProblem
    rows: Order


def split(problem: AllocationProblem, least_pairs: int) -> Split:
    """Divide a problem into parts with `least_pairs` or more each that have nothing in common; into one, if need be.

    Rounds with groups are one part: the certificates that their bounds need are not those of learners alone. So are
    re-runs that weigh places against fit: where nobody was published, a part would not put places first as all do.
    """
    weighed = problem.place_value is not None and len(stage_names(problem)) > 1
    if problem.has_groups or weighed or problem.pairs < 2 * least_pairs:
        return _whole(problem)
    found = components(problem)
    part_of = _bundled(problem, found, least_pairs)
    if part_of.max(initial=0) == 0:
        return _whole(problem)
    return Split(part_of[found.learner], part_of[found.sender], part_of[found.cell], int(part_of.max()) + 1)


def _whole(problem: AllocationProblem) -> Split:
    learner, sender, cell = (
        np.zeros(rows, dtype=np.int64) for rows in (problem.learners, problem.senders, problem.cells)
    )
    return Split(learner, sender, cell, 1)


def _bundled(problem: AllocationProblem, found: Components, least_pairs: int) -> IntArray:
    """Put small components together, in an order that doesn't hang on rows. Shape (components,): the part of each."""
    pairs = np.bincount(found.learner[problem.pair_learner], minlength=found.components)
    first_key = np.full(found.components, np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(first_key, found.learner, problem.learner_key)
    order = np.argsort(first_key, kind="stable")
    large, small = order[pairs[order] >= least_pairs], order[pairs[order] < least_pairs]
    large = large[np.argsort(-pairs[large], kind="stable")]  # those that take longest first
    part_of = np.zeros(found.components, dtype=np.int64)
    part_of[large] = np.arange(len(large))
    bundles = int(pairs[small].sum()) // least_pairs  # what is left joins the last of them, or a large part
    if bundles:
        before = np.cumsum(pairs[small]) - pairs[small]
        part_of[small] = len(large) + np.minimum(before // least_pairs, bundles - 1)
    return part_of


def part_of(problem: AllocationProblem, divided: Split, part: int) -> Part:
    """Return one of the parts; every entity keeps its keys, so that ties are decided as in the whole."""
    mine = divided.learner == part
    learner, pair = np.flatnonzero(mine), np.flatnonzero(mine[problem.pair_learner])
    cell = np.flatnonzero((divided.cell == part) & ((problem.cell_floor > 0) | (problem.cell_ceiling >= 0)))
    placement = _named(problem.placements, problem.pair_placement[pair])
    rows = Order(
        learner=learner,
        placement=placement,
        destination=_named(
            problem.destinations, problem.placement_destination[placement], problem.cell_destination[cell]
        ),
        sender=_named(
            problem.senders, problem.learner_sender[learner], problem.cell_sender[cell], _alone(problem, divided, part)
        ),
        group=_named(problem.groups, problem.learner_group[learner]),
        cell=cell,
        pair=pair,
    )
    return Part(_taken_out(problem, rows), rows)


def _alone(problem: AllocationProblem, divided: Split, part: int) -> IntArray:
    """Return the senders with a floor and without learners: somebody has to find out that it cannot hold."""
    without = np.ones(problem.senders + 1, dtype=bool)
    without[problem.learner_sender] = False
    return np.flatnonzero(without[:-1] & (problem.sender_floor > 0) & (divided.sender == part))


def _named(entities: int, *rows: IntArray) -> IntArray:
    """Return which entities are named, ascending; -1 names none."""
    named = np.zeros(entities + 1, dtype=bool)
    for some in rows:
        named[some] = True
    return np.flatnonzero(named[:-1])


ROW_KINDS = {"pinned": "learner", "previous": "learner", "max_per_sender": "placement", "stay": "learner"}
POINTERS = {
    "pair_learner": "learner",
    "pair_placement": "placement",
    "placement_destination": "destination",
    "learner_sender": "sender",
    "learner_group": "group",
    "cell_sender": "sender",
    "cell_destination": "destination",
    "pinned": "placement",
    "previous": "placement",
}


def _taken_out(problem: AllocationProblem, rows: Order) -> AllocationProblem:
    """Return the problem of these rows only; what points elsewhere points nowhere."""
    given: dict[str, Any] = {}
    for field in fields(problem):
        value = getattr(problem, field.name)
        if isinstance(value, np.ndarray):
            kind = field.name if field.name in ROW_KINDS else field.name.split("_")[0]
            value = value[getattr(rows, ROW_KINDS.get(kind, kind))]
            if field.name in POINTERS:
                value = _place_in(getattr(rows, POINTERS[field.name]), value)
        given[field.name] = value
    return AllocationProblem(**given | {"learners": len(rows.learner)})


def _place_in(rows: IntArray, value: IntArray) -> IntArray:
    place = np.full(int(max(rows.max(initial=-1), value.max(initial=-1))) + 2, -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    return place[value]


def joined(problem: AllocationProblem, parts: Sequence[Order], answers: Sequence[Allocation]) -> Allocation | None:
    """Return the answer to the whole that the answers to its parts amount to, with one certificate for each stage.

    Every stage is a sum over learners, so that the best of each part in the order of stages are the best of the
    whole. None if the parts' certificates are of kinds that one certificate cannot hold.
    """
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    conflicts = [
        conflict_in(conflict, rows)
        for rows, answer in zip(parts, answers, strict=True)
        for conflict in answer.conflicts
    ]
    nowhere = np.full(problem.groups, -1, dtype=np.int64)
    if any(answer.status == "infeasible" for answer in answers):
        return Allocation(placement_of, nowhere, "infeasible", 0, 0, conflicts=tuple(conflicts))
    for rows, answer in zip(parts, answers, strict=True):
        placement_of[rows.learner] = np.append(rows.placement, -1)[answer.placement_of]
    stages = joined_stages(
        problem,
        [
            {stage.name: certificate_in(stage.certificate, rows) for stage in answer.stages}
            for rows, answer in zip(parts, answers, strict=True)
        ],
        _taken(problem, placement_of),
    )
    if stages is None:
        return None
    cancelled = any(answer.status == "cancelled" for answer in answers)
    proven = not any(stage.gap for stage in stages)
    return Allocation(
        placement_of=placement_of,
        group_destination=nowhere,
        status="optimal" if proven else "cancelled" if cancelled else "feasible",
        placed=sum(answer.placed for answer in answers),
        fit=sum(answer.fit for answer in answers),
        stages=stages,
    )


def _taken(problem: AllocationProblem, placement_of: IntArray) -> BoolArray:
    """Return which pairs an assignment realises. Shape (pairs,)."""
    taken: BoolArray = placement_of[problem.pair_learner] == problem.pair_placement
    return taken

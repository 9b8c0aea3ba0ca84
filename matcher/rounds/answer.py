"""From arrays to the answer that people and programs read: `allocation.json`."""

from importlib.metadata import version

import numpy as np

from matcher import explain
from matcher.explain.planned import Planned
from matcher.fit import evidence
from matcher.model import (
    Allocation,
    Assignment,
    Bound,
    DestinationAnswer,
    Evidence,
    FeatureEvidence,
    GroupAnswer,
    Objective,
    Reason,
    Unplaced,
    UnplacedReason,
    Weights,
)
from matcher.referee import assigned_pairs, people_on_fullest_day
from matcher.rounds.certificate import certificate_of

SOFTWARE = ("mobility-matcher", "numpy", "ortools", "rapidfuzz", "scikit-learn")


def answer_of(planned: Planned) -> Allocation:
    """State what was decided, with the evidence of every assignment and the reasons of everybody unplaced."""
    round, solved = planned.round, planned.allocation
    return Allocation(
        round=round.name,
        rules_version=round.rules.version,
        input_digest=round.digest,
        software={name: version(name) for name in SOFTWARE},
        seed=round.seed,
        status=solved.status,
        objective=Objective(placed=solved.placed, fit=solved.fit, value=solved.value),
        bound=Bound(placed=_most_placed(planned), value=solved.bound),
        gap=solved.gap,
        assignments=_assignments(planned),
        groups=_groups(planned),
        unplaced=_unplaced(planned),
        destinations=_destinations(planned),
        warnings=tuple(map(_reason, explain.warnings(planned))),
        certificate=certificate_of(round, solved.stages, solved.conflicts),
    )


def _most_placed(planned: Planned) -> int:
    stages = {stage.name: stage.bound for stage in planned.allocation.stages}
    return stages.get("placed", len(np.unique(planned.problem.pair_learner)))


def _assignments(planned: Planned) -> tuple[Assignment, ...]:
    pairs = assigned_pairs(planned.problem, planned.allocation)
    fit = dict(zip(planned.problem.pair_learner[pairs].tolist(), planned.problem.pair_fit[pairs].tolist(), strict=True))
    return tuple(_assignment(planned, learner, fit[learner]) for learner in sorted(fit))


def _assignment(planned: Planned, place: int, fit: int) -> Assignment:
    learner = planned.sides.learners[place]
    placement = planned.sides.placements[int(planned.allocation.placement_of[place])]
    weights = planned.round.rules.weights
    return Assignment.model_validate(
        {
            "learner": learner.learner.id,
            "placement": placement.placement.id,
            "destination": placement.destination.id,
            "stay": learner.stay.id,
            "from": learner.stay.first_day,
            "to": learner.stay.last_day,
            "fit": fit,
            "evidence": {
                name: _evidence(name, found, weights) for name, found in evidence(learner, placement, weights).items()
            },
            "pinned": bool(planned.problem.pinned[place] >= 0),
        }
    )


def _evidence(name: str, found: Evidence, weights: Weights) -> FeatureEvidence:
    return FeatureEvidence(
        score=found.score,
        weight=getattr(weights, name),
        reason=found.reason.code,
        params=dict(found.reason.params),
    )


def _groups(planned: Planned) -> tuple[GroupAnswer, ...]:
    placed = planned.problem.learner_group[planned.allocation.placement_of >= 0]
    counts = np.bincount(placed[placed >= 0], minlength=len(planned.round.groups))
    return tuple(
        GroupAnswer(
            group=group.id,
            destination=planned.round.destinations[where].id if where >= 0 else None,
            companions=group.companions,
            placed=int(count),
        )
        for group, where, count in zip(
            planned.round.groups, planned.allocation.group_destination.tolist(), counts, strict=True
        )
    )


def _unplaced(planned: Planned) -> tuple[Unplaced, ...]:
    reasons = explain.reasons_unplaced(planned)
    return tuple(
        Unplaced(learner=planned.round.learners[learner].id, reasons=tuple(map(_reason, found)))
        for learner, found in sorted(reasons.items())
    )


def _reason(reason: Reason) -> UnplacedReason:
    return UnplacedReason(code=reason.code, params=dict(reason.params))


def _destinations(planned: Planned) -> tuple[DestinationAnswer, ...]:
    problem, solved = planned.problem, planned.allocation
    pairs = assigned_pairs(problem, solved)
    where, fit = problem.pair_destination[pairs], problem.pair_fit[pairs]
    people = people_on_fullest_day(problem, solved)
    companions = np.zeros(problem.destinations, dtype=np.int64)
    travelling = solved.group_destination >= 0
    np.add.at(companions, solved.group_destination[travelling], problem.group_companions[travelling])
    return tuple(
        DestinationAnswer(
            destination=destination.id,
            people=int(people[place]),
            learners=int((where == place).sum()),
            companions=int(companions[place]),
            beds=destination.beds,
            cutoff=int(fit[where == place].min()) if (where == place).any() else None,
            price=_bed_price(planned, place),
        )
        for place, destination in enumerate(planned.round.destinations)
    )


def _bed_price(planned: Planned, destination: int) -> float | None:
    """What one more bed on every day would add at the certificate's prices; None where it prices no beds."""
    certificate = planned.allocation.certificate
    table = certificate.prices.get("destination")
    if table is None:
        return None
    return int(table[table[:, 0] == destination, -1].sum()) / certificate.scale

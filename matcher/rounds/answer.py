"""From arrays to the answer that people and programs read: `allocation.json`."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from importlib.metadata import version
from typing import NamedTuple

import numpy as np

from matcher import explain
from matcher.allocation.arguments import MOST_FIT
from matcher.explain.planned import Planned
from matcher.fit import Feature, weighted_features
from matcher.fit.feature import Key
from matcher.model import (
    Allocation,
    Assignment,
    Bound,
    DestinationAnswer,
    FeatureEvidence,
    GroupAnswer,
    Objective,
    Reason,
    Unplaced,
    UnplacedReason,
    Weights,
)
from matcher.reading.collector import collector_paused
from matcher.referee import assigned_pairs, people_on_fullest_day
from matcher.rounds.balance import balance_answer
from matcher.rounds.certificate import certificate_of

MOST_REMEMBERED = 1 << 16  # pairs of keys for each feature
SOFTWARE = ("mobility-matcher", "numpy", "ortools", "rapidfuzz", "scikit-learn")


@collector_paused()
def answer_of(planned: Planned, workers: int | None = 1) -> Allocation:
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
        warnings=tuple(map(_reason, explain.warnings(planned, workers))),
        balance=balance_answer(round, planned.balance) if planned.balance else None,
        certificate=certificate_of(round, solved.stages, solved.conflicts),
    )


def _most_placed(planned: Planned) -> int:
    stages = {stage.name: stage.bound for stage in planned.allocation.stages}
    return stages.get("placed", len(np.unique(planned.problem.pair_learner)))


def _assignments(planned: Planned) -> tuple[Assignment, ...]:
    pairs = assigned_pairs(planned.problem, planned.allocation)
    fit = dict(zip(planned.problem.pair_learner[pairs].tolist(), planned.problem.pair_fit[pairs].tolist(), strict=True))
    judges = _judges(planned.round.rules.weights)
    return tuple(_assignment(planned, judges, learner, fit[learner]) for learner in sorted(fit))


def _assignment(planned: Planned, judges: Sequence["_Judge"], place: int, fit: int) -> Assignment:
    """State an assignment; everything in it comes from validated models, so that it need not be validated again."""
    learner = planned.sides.learners[place]
    placement = planned.sides.placements[int(planned.allocation.placement_of[place])]
    return Assignment.model_construct(
        learner=learner.learner.id,
        placement=placement.placement.id,
        destination=placement.destination.id,
        stay=learner.stay.id,
        first_day=learner.stay.first_day,
        last_day=learner.stay.last_day,
        starts=len(learner.starts) or None,
        fit=fit,
        evidence={
            judge.feature.name: judge.found(judge.feature.learner_key(learner), judge.feature.placement_key(placement))
            for judge in judges
        },
        pinned=bool(planned.problem.pinned[place] >= 0),
    )


class _Judge(NamedTuple):
    """A feature that counts, asked once about each pair of keys: learners and placements share few distinct ones."""

    feature: Feature
    found: Callable[[Key, Key], FeatureEvidence]


def _judges(weights: Weights) -> list[_Judge]:
    return [
        _Judge(feature, lru_cache(maxsize=MOST_REMEMBERED)(partial(_evidence, feature, weight)))
        for feature, weight in weighted_features(weights)
    ]


def _evidence(feature: Feature, weight: int, learner_key: Key, placement_key: Key) -> FeatureEvidence:
    score, reason = feature.evidence(learner_key, placement_key)
    return FeatureEvidence.model_construct(score=score, weight=weight, reason=reason.code, params=dict(reason.params))


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
    reasons, written = explain.reasons_unplaced(planned), _Written()
    return tuple(
        Unplaced.model_construct(learner=planned.round.learners[learner].id, reasons=tuple(map(written.of, found)))
        for learner, found in sorted(reasons.items())
    )


class _Written:
    """Reasons as the answer states them, those that several learners share once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Reason, UnplacedReason]] = {}  # by identity; holding the reason keeps that unique

    def of(self, reason: Reason) -> UnplacedReason:
        if id(reason) not in self._known:
            self._known[id(reason)] = reason, _reason(reason)
        return self._known[id(reason)][1]


def _reason(reason: Reason) -> UnplacedReason:
    return UnplacedReason.model_construct(code=reason.code, params=dict(reason.params))


def _destinations(planned: Planned) -> tuple[DestinationAnswer, ...]:
    problem, solved = planned.problem, planned.allocation
    pairs = assigned_pairs(problem, solved)
    where, fit = problem.pair_destination[pairs], problem.pair_fit[pairs]
    people = people_on_fullest_day(problem, solved)
    companions = np.zeros(problem.destinations, dtype=np.int64)
    travelling = solved.group_destination >= 0
    np.add.at(companions, solved.group_destination[travelling], problem.group_companions[travelling])
    learners, prices = np.bincount(where, minlength=problem.destinations), _bed_prices(planned)
    cutoff = np.full(problem.destinations, MOST_FIT, dtype=np.int64)
    np.minimum.at(cutoff, where, fit)
    return tuple(
        DestinationAnswer(
            destination=destination.id,
            people=int(people[place]),
            learners=int(learners[place]),
            companions=int(companions[place]),
            beds=destination.beds,
            cutoff=int(cutoff[place]) if learners[place] else None,
            price=prices[place],
        )
        for place, destination in enumerate(planned.round.destinations)
    )


def _bed_prices(planned: Planned) -> list[float] | list[None]:
    """What one more bed on every day would add at the certificate's prices; None where it prices no beds."""
    certificate, destinations = planned.allocation.certificate, planned.problem.destinations
    table = certificate.prices.get("destination")
    if table is None:
        return [None] * destinations
    price = np.zeros(destinations, dtype=np.int64)
    np.add.at(price, table[:, 0], table[:, -1])
    return [one / certificate.scale for one in price.tolist()]

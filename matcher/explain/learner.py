"""One learner's page: the ranked placements with their evidence, and why each is or isn't the one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.eligibility import Bans, broken_rules
from matcher.explain.occupancy import Occupancy, occupancy_of
from matcher.explain.planned import Planned
from matcher.explain.unplaced import reasons_unplaced, would_open
from matcher.fit import evidence, fit_of
from matcher.model import Evidence, Reason, Round
from matcher.pairs import Pairs, Sides


@dataclass(frozen=True, slots=True)
class Option:
    """A placement for a learner: its fit (None: not eligible), the evidence, and what speaks against it."""

    placement: str
    host: str
    destination: str
    fit: int | None
    evidence: dict[str, Evidence]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class LearnerExplanation:
    """Where a learner is and why, the best alternatives and why they lost, and what would open more doors."""

    learner: str
    placed: Option | None
    options: tuple[Option, ...]
    unplaced: tuple[Reason, ...]
    would_open: tuple[Reason, ...]


def preview(round: Round, sides: Sides, pairs: Pairs, learner: int, top: int) -> tuple[Option, ...]:
    """Return a learner's `top` placements by fit, before and without deciding anything."""
    mine = np.flatnonzero(pairs.learner == learner)
    best = mine[np.lexsort((pairs.placement[mine], -pairs.fit[mine].astype(np.int64)))][:top]
    return tuple(option(round, sides, learner, int(place)) for place in pairs.placement[best])


def option(round: Round, sides: Sides, learner: int, placement: int, reasons: Sequence[Reason] = ()) -> Option:
    """Return one pair with its evidence; if it breaks hard rules, these come first among the reasons."""
    side, place, weights = sides.learners[learner], sides.placements[placement], round.rules.weights
    broken = broken_rules(side, place, round.rules, Bans(round.pins))
    found = evidence(side, place, weights)
    return Option(
        placement=place.placement.id,
        host=place.placement.host,
        destination=place.destination.id,
        fit=None if broken else fit_of(found, weights),
        evidence=found,
        reasons=(*(rule.reason for rule in broken), *reasons),
    )


def explain_learner(
    planned: Planned, learner: int, *, placement: int | None = None, top: int = 5
) -> LearnerExplanation:
    """Explain a learner's answer, or one asked pair if `placement` is given."""
    occupancy = occupancy_of(planned)
    at = int(planned.allocation.placement_of[learner])
    asked = [placement] if placement is not None else _best_others(planned, learner, at, top)
    return LearnerExplanation(
        learner=planned.round.learners[learner].id,
        placed=option(planned.round, planned.sides, learner, at, [Reason("placed_here")]) if at >= 0 else None,
        options=tuple(
            option(planned.round, planned.sides, learner, other, _why_not(planned, occupancy, learner, at, other))
            for other in asked
            if other != at
        ),
        unplaced=() if at >= 0 else reasons_unplaced(planned)[learner],
        would_open=tuple(would_open(planned, occupancy, learner)),
    )


def _best_others(planned: Planned, learner: int, at: int, top: int) -> list[int]:
    pairs = planned.pairs
    mine = np.flatnonzero((pairs.learner == learner) & (pairs.placement != at))
    best = mine[np.lexsort((pairs.placement[mine], -pairs.fit[mine].astype(np.int64)))][:top]
    return [int(place) for place in pairs.placement[best]]


def _why_not(planned: Planned, occupancy: Occupancy, learner: int, at: int, other: int) -> tuple[Reason, ...]:
    """What speaks against an eligible alternative: the group, no place, no bed, or only a lower total."""
    problem = planned.problem
    mine = (problem.pair_learner == learner) & (problem.pair_placement == other)
    if not mine.any():
        return ()  # the broken rules say why
    there = int(problem.placement_destination[other])
    group = int(problem.learner_group[learner])
    if group >= 0 and (where := int(planned.allocation.group_destination[group])) >= 0 and where != there:
        params = {"group": planned.round.groups[group].id, "destination": planned.round.destinations[where].id}
        return (Reason("alternative_group", params),)
    fit = int(problem.pair_fit[mine][0])
    change = fit - _fit_at(planned, learner, at)
    stay = int(problem.stay_first_day[learner]), int(problem.stay_last_day[learner])
    if occupancy.free_places(*stay)[other] <= 0:
        return (_full(planned, occupancy, other, change),)
    elsewhere = at < 0 or int(problem.placement_destination[at]) != there
    if elsewhere and occupancy.free_beds(*stay)[there] <= 0:
        return (Reason("alternative_beds_full", {"destination": planned.round.destinations[there].id}),)
    return (Reason("alternative_free", {"change": change}),)


def _full(planned: Planned, occupancy: Occupancy, other: int, change: int) -> Reason:
    here = np.flatnonzero(planned.allocation.placement_of == other)
    weakest = min(here.tolist(), key=lambda place: (_fit_at(planned, place, other), place))
    params = {"cutoff": int(occupancy.cutoff[other]), "displaced": planned.round.learners[weakest].id}
    return Reason("alternative_full", params | {"change": change - _fit_at(planned, weakest, other)})


def _fit_at(planned: Planned, learner: int, placement: int) -> int:
    problem = planned.problem
    found = problem.pair_fit[(problem.pair_learner == learner) & (problem.pair_placement == placement)]
    return int(found[0]) if len(found) else 0

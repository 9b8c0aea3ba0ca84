"""One learner's page: the ranked placements with their evidence, and why each is or isn't the one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.eligibility import Bans, broken_rules, is_eligible
from matcher.explain.chains import shortest_chain
from matcher.explain.moves import obstacles
from matcher.explain.other_starts import other_start
from matcher.explain.planned import Planned
from matcher.explain.situation import Situation
from matcher.explain.unplaced import pinned_destinations, reasons_of, would_open
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


def _best(pairs: Pairs, learner: int) -> list[int]:
    """Every eligible placement of a learner, best fit first, then in the round's order."""
    mine = slice(*np.searchsorted(pairs.learner, [learner, learner + 1]).tolist())
    best = np.argsort(-pairs.fit[mine].astype(np.int64), kind="stable")
    return [int(place) for place in pairs.placement[mine][best]]


def option(round: Round, sides: Sides, learner: int, placement: int, reasons: Sequence[Reason] = ()) -> Option:
    """Return one pair with its evidence; broken hard rules come first among the reasons, then a start that would do."""
    side, place, weights = sides.learners[learner], sides.placements[placement], round.rules.weights
    broken = broken_rules(side, place, round.rules, Bans(round.pins))
    shifted = other_start(round, side, place) if broken else None
    found = evidence(side, place, weights)
    return Option(
        placement=place.placement.id,
        host=place.placement.host,
        destination=place.destination.id,
        fit=None if broken else fit_of(found, weights),
        evidence=found,
        reasons=(*(rule.reason for rule in broken), *([shifted] if shifted else []), *reasons),
    )


def explain_learner(
    planned: Planned,
    learner: int,
    *,
    placement: int | None = None,
    top: int = 5,
    situation: Situation | None = None,
) -> LearnerExplanation:
    """Explain a learner's answer, or one asked pair if `placement` is given.

    Who explains many learners makes the `situation` once and hands it in. Of other learners an explanation names
    only those whom the asked placement hosts.
    """
    known = situation or Situation(planned)
    at = known.at(learner)
    asked = [placement] if placement is not None else [p for p in _best(planned.pairs, learner) if p != at][:top]
    return LearnerExplanation(
        learner=planned.round.learners[learner].id,
        placed=option(planned.round, planned.sides, learner, at, [Reason("placed_here")]) if at >= 0 else None,
        options=tuple(
            option(planned.round, planned.sides, learner, other, why_not(known, learner, other))
            for other in asked
            if other != at
        ),
        unplaced=() if at >= 0 else reasons_of(known, [learner])[learner],
        would_open=would_open(known, [learner])[learner],
    )


def why_not(situation: Situation, learner: int, other: int) -> tuple[Reason, ...]:
    """Return what speaks against an eligible placement that the learner does not have; none if it isn't eligible."""
    planned = situation.planned
    mine = slice(*np.searchsorted(planned.pairs.learner, [learner, learner + 1]).tolist())
    if other not in planned.pairs.placement[mine]:
        sides = planned.sides.learners[learner], planned.sides.placements[other]
        eligible = is_eligible(*sides, planned.round.rules, Bans(planned.round.pins))
        return (Reason("alternative_left_out"),) if eligible else ()
    for judge in (_nobody, _pin, _group, _full, _beds, _limits):
        if (reason := judge(situation, learner, other)) is not None:
            return (reason,)
    return (_free(situation, learner, other),)


def _nobody(situation: Situation, learner: int, other: int) -> Reason | None:
    del learner, other
    return Reason("round_infeasible") if situation.planned.allocation.status == "infeasible" else None


def _pin(situation: Situation, learner: int, other: int) -> Reason | None:
    if situation.fit_at(learner, other) is None:
        to = pinned_destinations(situation.planned.round, situation.planned.round.learners[learner])
        return Reason("alternative_pinned", {"to": ", ".join(to)})
    pinned = int(situation.planned.problem.pinned[learner])
    if pinned in (-1, other):
        return None
    return Reason("alternative_pinned", {"to": situation.planned.round.placements[pinned].id})


def _group(situation: Situation, learner: int, other: int) -> Reason | None:
    planned, group = situation.planned, int(situation.planned.problem.learner_group[learner])
    if group < 0:
        return None
    name, where = planned.round.groups[group].id, int(planned.allocation.group_destination[group])
    there = int(planned.problem.placement_destination[other])
    if where < 0:
        beds = 1 + int(planned.problem.group_companions[group])
        free = int(situation.free_beds(situation.stay(learner))[there])
        return Reason("alternative_group_home", {"group": name, "beds": beds, "free_beds": free})
    if where == there:
        return None
    return Reason("alternative_group", {"group": name, "destination": planned.round.destinations[where].id})


def _full(situation: Situation, learner: int, other: int) -> Reason | None:
    """A full placement: who would give way, and where they could go; of the others only placements are named."""
    if situation.free_places(situation.stay(learner))[other] > 0:
        return None
    cutoff = int(situation.occupancy.cutoff[other])
    full: dict[str, object] = {"cutoff": cutoff if cutoff >= 0 else None}
    chain = shortest_chain(situation, learner, other)
    if chain is None:
        return Reason("alternative_full_firm", full)
    displaced = situation.planned.round.learners[chain.moves[1][0]].id
    params = full | {"displaced": displaced, "change": chain.fit_change}
    if chain.moves[-1][1] < 0:
        return Reason("alternative_full", params | {"placed_change": chain.placed_change})
    to = tuple(situation.planned.round.placements[placement].id for _, placement in chain.moves[1:])
    return Reason("alternative_chain", params | {"to": to})


def _beds(situation: Situation, learner: int, other: int) -> Reason | None:
    if "beds" not in obstacles(situation, {learner: other}):
        return None
    return Reason("alternative_beds_full", {"destination": situation.planned.round.placements[other].destination})


def _limits(situation: Situation, learner: int, other: int) -> Reason | None:
    found = obstacles(situation, {learner: other})
    return Reason("alternative_limited", {"limits": found}) if found else None


def _free(situation: Situation, learner: int, other: int) -> Reason:
    change = (situation.fit_at(learner, other) or 0) - max(int(situation.fit[learner]), 0)
    problem = situation.planned.problem
    if problem.previous[learner] == situation.at(learner) >= 0 and problem.moves != "free":
        return Reason("alternative_published", {"change": change})
    return Reason("alternative_free", {"change": change})

"""Which hard rules a pair breaks, with switched-off rules and waivers honoured."""

from typing import NamedTuple

from matcher.eligibility.age import minimum_age, minor_protection
from matcher.eligibility.bans import Bans
from matcher.eligibility.dates import (
    activity_length,
    enrolled_or_recent_graduate,
    learner_available,
    stay_within_window,
)
from matcher.eligibility.place import bans as banned
from matcher.eligibility.place import group_destination, host_country_differs, needs_met
from matcher.eligibility.profile import eqf_minimum, required_language, study_field_floor
from matcher.eligibility.rule import Rule, Terms
from matcher.model import LearnerSide, PlacementSide, Reason, RuleName, Rules, Waiver

RULES: tuple[Rule, ...] = (
    stay_within_window,
    activity_length,
    enrolled_or_recent_graduate,
    host_country_differs,
    minimum_age,
    minor_protection,
    required_language,
    needs_met,
    eqf_minimum,
    study_field_floor,
    learner_available,
    group_destination,
    banned,
)


class Broken(NamedTuple):
    """A hard rule that a pair breaks, and why."""

    rule: RuleName
    reason: Reason


def rules_in_force(rules: Rules) -> tuple[Rule, ...]:
    """The hard rules that a round has not switched off."""
    return tuple(rule for rule in RULES if rule.name not in rules.switched_off)


def broken_rules(learner: LearnerSide, placement: PlacementSide, rules: Rules, bans: Bans) -> tuple[Broken, ...]:
    """Every hard rule that the pair breaks; none: it is eligible."""
    terms = Terms(rules, bans)
    return tuple(
        Broken(rule.name, reason)
        for rule in rules_in_force(rules)
        if (reason := rule.verdict(rule.learner_key(learner), rule.placement_key(placement), terms)) is not None
        and waiver_for(rule.name, learner.learner.id, placement.placement.id, rules) is None
    )


def is_eligible(learner: LearnerSide, placement: PlacementSide, rules: Rules, bans: Bans) -> bool:
    return not broken_rules(learner, placement, rules, bans)


def waiver_for(rule: RuleName, learner: str, placement: str, rules: Rules) -> Waiver | None:
    """The first waiver that sets a rule aside for a pair; a waiver that names one side holds for all of the other."""
    for waiver in rules.waivers:
        if waiver.rule == rule and waiver.learner in (None, learner) and waiver.placement in (None, placement):
            return waiver
    return None

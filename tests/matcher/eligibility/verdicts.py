"""What one rule says about a pair."""

from matcher.eligibility import Bans, Rule, Terms
from matcher.model import LearnerSide, PlacementSide, Reason, Rules

USUAL = Rules()
NO_BANS = Bans()


def verdict(
    rule: Rule, learner: LearnerSide, placement: PlacementSide, rules: Rules = USUAL, bans: Bans = NO_BANS
) -> Reason | None:
    return rule.verdict(rule.learner_key(learner), rule.placement_key(placement), Terms(rules, bans))


def code_of(reason: Reason | None) -> str | None:
    return reason.code if reason else None

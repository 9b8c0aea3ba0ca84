"""Hard rules: which pairs of learner and placement may be at all, one named function each."""

from matcher.eligibility.bans import Bans
from matcher.eligibility.broken import RULES, Broken, broken_rules, is_eligible, rules_in_force, waiver_for
from matcher.eligibility.dates import absences
from matcher.eligibility.place import home_countries
from matcher.eligibility.rule import Key, Rule, Terms
from matcher.eligibility.short_stay import stay_warning, warnings

__all__ = [
    "RULES",
    "Bans",
    "Broken",
    "Key",
    "Rule",
    "Terms",
    "absences",
    "broken_rules",
    "home_countries",
    "is_eligible",
    "rules_in_force",
    "stay_warning",
    "waiver_for",
    "warnings",
]

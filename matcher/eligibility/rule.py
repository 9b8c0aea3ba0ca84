"""What a hard rule is: one named function, what it reads of each side, and the sentence that people read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast, get_args

from matcher.eligibility.bans import Bans
from matcher.model import LearnerSide, PlacementSide, Reason, RuleName, Rules

Key = tuple[Any, ...]  # hashable: equal keys get the same verdict
Check = Callable[..., Reason | None]


class Terms(NamedTuple):
    """What a round lays down for all its pairs."""

    rules: Rules
    bans: Bans


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard rule: `check(*learner_key, *placement_key, *settings)` says why a pair breaks it, or None.

    `name` is the rule's public key, `sentence` what a coordinator reads about it. `is_dated`: the learner's key holds
    days of the stay, so that another start may change the verdict.
    """

    name: RuleName
    sentence: str
    check: Check
    learner_key: Callable[[LearnerSide], Key]
    placement_key: Callable[[PlacementSide], Key]
    settings: Callable[[Terms], Key]
    is_dated: bool = False

    def verdict(self, learner_key: Key, placement_key: Key, terms: Terms) -> Reason | None:
        """Why sides with these keys break the rule; None: they keep it."""
        return self.check(*learner_key, *placement_key, *self.settings(terms))


def _nothing(_: object) -> Key:
    return ()


def rule(
    *,
    learner: Callable[[LearnerSide], Key] = _nothing,
    placement: Callable[[PlacementSide], Key] = _nothing,
    settings: Callable[[Terms], Key] = _nothing,
    is_dated: bool = False,
) -> Callable[[Check], Rule]:
    """Declare a function as a hard rule: its arguments are what the three readers return, in that order."""

    def declare(check: Check) -> Rule:
        name = check.__name__
        if name not in get_args(RuleName):
            raise ValueError(f"{name} is not one of matcher.model.RULE_NAMES")
        return Rule(cast(RuleName, name), _first_sentence(check), check, learner, placement, settings, is_dated)

    return declare


def _first_sentence(check: Check) -> str:
    return " ".join((check.__doc__ or "").split("\n\n")[0].split())

"""A round's placements offered to one person at a time, also to somebody whom the round does not hold."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.eligibility import Bans, Key, Terms, rules_in_force
from matcher.fit import FULL, NEUTRAL, weighted_features
from matcher.fit.feature import Feature, Points
from matcher.model import Evidence, LearnerSide, PlacementSide, Round, RuleName
from matcher.pairs.doors import Mask
from matcher.pairs.points import parts_of, points_of_part
from matcher.pairs.shut import ShutDoors
from matcher.pairs.sides import Sides

MOST_KEYS = 20_000  # verdicts kept of as many kinds of learners, some kilobytes each


class Offers:
    """Which placements are open to a learner and how well they fit, as `build_pairs` finds for a whole round.

    What a rule or feature says about one learner serves all who are alike to it: people share few distinct values,
    so after a while hardly anything is judged anew.
    """

    def __init__(self, round: Round, sides: Sides) -> None:
        self._sides = sides
        self._terms = Terms(round.rules, Bans(round.pins))
        self._rules = {rule.name: rule for rule in rules_in_force(round.rules)}
        self._features = {feature.name: (feature, weight) for feature, weight in weighted_features(round.rules.weights)}
        self._place = {side.placement.id: place for place, side in enumerate(sides.placements)}
        self._verdicts: Callable[[RuleName, Key], Mask] = lru_cache(MOST_KEYS)(self._judge)
        self._points: Callable[[str, Any], Points] = lru_cache(MOST_KEYS)(self._judge_part)
        self._evidence: dict[tuple[str, Any], dict[int, Evidence]] = {}  # by feature and learner's key, placement's key
        self._found = 0
        self._says_nothing: dict[str, list[int]] = {}
        self._banned = _banned(self._terms.bans)

    def shut(self, learner: LearnerSide) -> ShutDoors:
        """Return which hard rules shut which placements to the learner."""
        broken = np.zeros((len(self._rules), len(self._sides.placements)), dtype=np.bool_)
        for row, name in enumerate(self._rules):
            broken[row] = ~self._open(name, learner)
        return ShutDoors(tuple(self._rules), broken)

    def fit(self, learner: LearnerSide) -> Points:
        """Return the fit of every placement, 0 to 1000, also where a rule shuts the door. Shape (placements,)."""
        weights = sum(weight for _, weight in self._features.values())
        if not weights:
            return np.full(len(self._sides.placements), NEUTRAL, dtype=np.int16)
        total = np.full(len(self._sides.placements), weights // 2, dtype=np.int64)  # rounds halves up
        for feature, weight in self._features.values():
            total += weight * self._of_feature(feature, learner)
        return (total // weights).astype(np.int16)

    def evidence(self, learner: LearnerSide) -> Callable[[int], dict[str, Evidence]]:
        """Return what tells each feature's finding about the learner at a placement, as `matcher.fit.evidence` does.

        Who is alike to a feature gets the same object: what is made of it need not be made again.
        """
        asked = [
            (name, key, self._sides.placement_keys(feature.placement_key), self._evidence_of(name, key))
            for name, (feature, _) in self._features.items()
            for key in (feature.learner_key(learner),)
        ]

        def at(placement: int) -> dict[str, Evidence]:
            told = {}
            for name, key, keys, known in asked:
                number = int(keys.number[placement])
                told[name] = known.get(number) or self._find(name, key, keys.values[number], known, number)
            return told

        return at

    def _evidence_of(self, name: str, learner_key: Any) -> dict[int, Evidence]:
        """What is known of this kind of learner, by the number of the placement's key."""
        if self._found > MOST_KEYS:
            self._evidence, self._found = {}, 0
        return self._evidence.setdefault((name, learner_key), {})

    def _open(self, rule: RuleName, learner: LearnerSide) -> Mask:
        if rule == "bans":
            open_ = self._not_banned(learner)
        else:
            keys = self._sides.placement_keys(self._rules[rule].placement_key)
            open_ = self._verdicts(rule, self._rules[rule].learner_key(learner)).take(keys.number)
        for waiver in self._terms.rules.waivers:
            if waiver.rule == rule and waiver.learner in (None, learner.learner.id):
                open_[self._waived(waiver.placement)] = True
        return open_

    def _waived(self, placement: str | None) -> slice | list[int]:
        return slice(None) if placement is None else [self._place[placement]] if placement in self._place else []

    def _not_banned(self, learner: LearnerSide) -> Mask:
        bans, keys = self._terms.bans, self._sides.placement_keys(self._banned)
        own = bans.naming_learner(learner.learner.id, learner.learner.group)
        free = [bans.between(own, banned) is None for banned in keys.values]
        return np.array(free, dtype=np.bool_).take(keys.number)

    def _judge(self, rule: RuleName, learner_key: Key) -> Mask:
        """The verdicts on a learner's key at the distinct keys of placements."""
        asked = self._rules[rule]
        keys = self._sides.placement_keys(asked.placement_key).values
        return np.array([asked.verdict(learner_key, key, self._terms) is None for key in keys], dtype=np.bool_)

    def _of_feature(self, feature: Feature, learner: LearnerSide) -> NDArray[np.int64]:
        keys = self._sides.placement_keys(feature.placement_key)
        key = feature.learner_key(learner)
        if key is None:
            return np.full(len(keys.number), NEUTRAL, dtype=np.int64)
        found = np.zeros(len(keys.values), dtype=np.int64)
        join = feature.parts.join if feature.parts else np.maximum
        for part in parts_of(feature, key):
            found = np.minimum(join(found, self._points(feature.name, part)), FULL)
        found[self._silent(feature)] = NEUTRAL
        return found.take(keys.number)  # ten times as fast as an index

    def _silent(self, feature: Feature) -> list[int]:
        """The distinct keys of placements that say nothing to a feature."""
        if feature.name not in self._says_nothing:
            values = self._sides.placement_keys(feature.placement_key).values
            self._says_nothing[feature.name] = [number for number, value in enumerate(values) if value is None]
        return self._says_nothing[feature.name]

    def _judge_part(self, name: str, part: Any) -> Points:
        feature = self._features[name][0]
        return points_of_part(feature, part, self._sides.placement_keys(feature.placement_key).values)

    def _find(
        self, name: str, learner_key: Any, placement_key: Any, known: dict[int, Evidence], number: int
    ) -> Evidence:
        self._found += 1
        return known.setdefault(number, self._features[name][0].evidence(learner_key, placement_key))


def _banned(bans: Bans) -> Callable[[PlacementSide], tuple[int, ...]]:
    return lambda side: bans.naming_placement(side.placement.id, side.destination.id)

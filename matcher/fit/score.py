"""The fit of a pair: its features' points, weighted."""

from collections.abc import Mapping

from matcher.fit.dates import dates
from matcher.fit.feature import NEUTRAL, Feature, points
from matcher.fit.language import language
from matcher.fit.level import level
from matcher.fit.preferences import preferences
from matcher.fit.study import study_profile
from matcher.fit.tasks import tasks
from matcher.model import Evidence, LearnerSide, PlacementSide, Weights

FEATURES: tuple[Feature, ...] = (study_profile, language, dates, level, tasks, preferences)


def weighted_features(weights: Weights) -> tuple[tuple[Feature, int], ...]:
    """The features that count, each with its weight."""
    weighted = ((feature, int(getattr(weights, feature.name))) for feature in FEATURES)
    return tuple((feature, weight) for feature, weight in weighted if weight)


def evidence(learner: LearnerSide, placement: PlacementSide, weights: Weights) -> dict[str, Evidence]:
    """What each feature that counts found about a pair."""
    return {
        feature.name: feature.evidence(feature.learner_key(learner), feature.placement_key(placement))
        for feature, _ in weighted_features(weights)
    }


def fit_of(evidence: Mapping[str, Evidence], weights: Weights) -> int:
    """The weighted mean of the features' points, 0 to 1000, halves rounded up; NEUTRAL if no feature counts."""
    weighted = weighted_features(weights)
    total = sum(weight * points(evidence[feature.name]) for feature, weight in weighted)
    weight = sum(weight for _, weight in weighted)
    return (2 * total + weight) // (2 * weight) if weight else NEUTRAL

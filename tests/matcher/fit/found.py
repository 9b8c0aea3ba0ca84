"""What one feature finds in a pair."""

from matcher.fit import Feature
from matcher.model import Evidence, LearnerSide, PlacementSide


def found(feature: Feature, learner: LearnerSide, placement: PlacementSide) -> Evidence:
    return feature.evidence(feature.learner_key(learner), feature.placement_key(placement))

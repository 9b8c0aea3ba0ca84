"""The fit of an eligible pair, 0 to 1000: one small function per feature, with its evidence."""

from matcher.fit.feature import FULL, NEUTRAL, Feature, points
from matcher.fit.score import FEATURES, evidence, fit_of, weighted_features

__all__ = ["FEATURES", "FULL", "NEUTRAL", "Feature", "evidence", "fit_of", "points", "weighted_features"]

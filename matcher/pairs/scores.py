"""The fit of many pairs: each feature judges distinct keys once, and pairs look its points up."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.fit import FULL, NEUTRAL, Feature, points, weighted_features
from matcher.fit.feature import Key, Points, whole
from matcher.model import Weights
from matcher.pairs.distinct import Index, distinct
from matcher.pairs.sides import Sides

_NOT_JUDGED = -1


class FitOfPairs:
    """The fit of pairs by their indices; what was judged for one call is kept for the next."""

    def __init__(self, sides: Sides, weights: Weights) -> None:
        self._weighted = [(_PointsOfPairs(feature, sides), weight) for feature, weight in weighted_features(weights)]
        self._weight = sum(weight for _, weight in self._weighted)

    def __call__(self, learner: Index, placement: Index) -> Points:
        """Fit 0 to 1000 of each pair, as `matcher.fit.fit_of` gives it; all of shape (pairs,)."""
        if not self._weight:
            return np.full(len(learner), NEUTRAL, dtype=np.int16)
        total = np.zeros(len(learner), dtype=np.int32)
        for points_of, weight in self._weighted:
            total += weight * points_of(learner, placement).astype(np.int32)
        return ((2 * total + self._weight) // (2 * self._weight)).astype(np.int16)


class _PointsOfPairs:
    """One feature's points: those of the parts of a learner's key, joined; NEUTRAL where a side is silent."""

    def __init__(self, feature: Feature, sides: Sides) -> None:
        learners = distinct(map(feature.learner_key, sides.learners))
        placements = distinct(map(feature.placement_key, sides.placements))
        parts = distinct(part for key in learners.values for part in _parts(feature, key))
        self._row, self._column = learners.number, placements.number
        self._parts = _padded([len(_parts(feature, key)) for key in learners.values], parts.number, len(parts.values))
        self._learner_speaks = _speaks(learners.values)
        self._placement_speaks = _speaks(placements.values)
        self._judged = _Judged(feature, parts.values, placements.values)
        self._join = feature.parts.join if feature.parts else np.maximum

    def __call__(self, learner: Index, placement: Index) -> Points:
        row, column = self._row[learner], self._column[placement]
        spoken = np.flatnonzero(self._learner_speaks[row] & self._placement_speaks[column])
        found = np.full(len(row), NEUTRAL, dtype=np.int16)
        found[spoken] = self._of_speaking(row[spoken], column[spoken])
        return found

    def _of_speaking(self, row: Index, column: Index) -> Points:
        total = np.zeros(len(row), dtype=np.int16)
        for parts in self._parts.T:
            self._join(total, self._judged(parts[row], column), out=total)
            np.minimum(total, FULL, out=total)
        return total


class _Judged:
    """Points of learner parts (rows) at placement keys (columns), judged when first asked for.

    One row more than there are parts stands for "no further part" and holds zeros.
    """

    def __init__(self, feature: Feature, parts: Sequence[Any], keys: Sequence[Key]) -> None:
        self._feature, self._parts, self._keys = feature, parts, keys
        self._points = np.full((len(parts) + 1, len(keys)), _NOT_JUDGED, dtype=np.int16)
        self._points[-1] = 0
        speaking = np.flatnonzero(_speaks(keys))
        if feature.table is not None and parts and len(speaking):
            self._points[:-1, speaking] = feature.table(parts, [keys[column] for column in speaking.tolist()])

    def __call__(self, row: Index, column: Index) -> Points:
        cells = row.astype(np.int64) * len(self._keys) + column
        found = self._points.take(cells)
        new = np.unique(cells[found == _NOT_JUDGED])
        if not len(new):
            return found
        self._points.flat[new] = [self._judge(*divmod(cell, len(self._keys))) for cell in new.tolist()]
        return self._points.take(cells)

    def _judge(self, row: int, column: int) -> int:
        return points(whole(self._feature.judge(self._parts[row], self._keys[column])))


def _parts(feature: Feature, key: Any) -> tuple[Any, ...]:
    if key is None:
        return ()
    return tuple(key) if feature.parts else (key,)


def _speaks(keys: Sequence[Key]) -> NDArray[np.bool_]:
    return np.array([key is not None for key in keys], dtype=np.bool_)


def _padded(lengths: Sequence[int], parts: Index, absent: int) -> Index:
    """Each key's parts in a row of equal length, filled up with `absent`; shape (keys, longest)."""
    padded = np.full((len(lengths), max(lengths, default=0)), absent, dtype=np.int32)
    padded[np.arange(padded.shape[1]) < np.array(lengths, dtype=np.int64)[:, None]] = parts
    return padded

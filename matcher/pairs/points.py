"""The fit of all pairs of some learners and some placements: each feature judges distinct keys once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.fit import FULL, NEUTRAL, Feature, points, weighted_features
from matcher.fit.feature import Key, Points, whole
from matcher.model import Weights
from matcher.pairs.distinct import Index, distinct
from matcher.pairs.lookup import LookUp, put_together
from matcher.pairs.scattered import ScatteredPoints, Totals
from matcher.pairs.sides import Sides

MOST_DENSE_CELLS = 32 * 1024 * 1024  # of two bytes; tables with more are mostly zeros: wishes by names, skills by tasks
TABLE_CELLS = 8 * 1024 * 1024  # judged at a time
SMALL_WEIGHT = 64  # up to this sum of weights a total fits 16 bits

MOST_JOINT_CELLS = 2 * 1024 * 1024  # learner keys x placement keys: looked up rather than added up
MOST_SCATTERED_SHARE = 1 / 16  # of pairs of keys with points: listed rather than looked up


@dataclass(frozen=True, slots=True)
class FeaturePoints:
    """One feature's points for every learner at every placement, by the parts of keys.

    Attributes
    ----------
    row, column
        Shape (learners,), (placements,): the number of each one's key.
    parts
        Shape (learner keys, most parts): rows of `table`, filled up with its last one, which holds zeros.
    speaks, heard
        Shape (learner keys,), (placement keys,): which keys say something; NEUTRAL where a side is silent.
    table
        Shape (parts + 1, placement keys): points of each part; held sparsely if it is large.
    join
        How points of several parts add up; FULL at most.
    """

    weight: int
    row: Index
    column: Index
    parts: Index
    speaks: NDArray[np.bool_]
    heard: NDArray[np.bool_]
    table: Points | sparse.csr_array
    join: np.ufunc

    def joint(self, dtype: type[np.unsignedinteger]) -> LookUp:
        """The weighted points of every learner key at every placement key."""
        found = self._joined(np.arange(len(self.speaks)), np.arange(len(self.heard)))
        found[np.flatnonzero(~self.speaks)] = NEUTRAL
        found[:, np.flatnonzero(~self.heard)] = NEUTRAL
        return LookUp(self.row, self.column, found.astype(dtype) * dtype(self.weight))

    def scattered(self) -> ScatteredPoints:
        """The same, listed for each part where there are any."""
        points = sparse.csc_array(self.table)[:, self.column].tocsr()
        return ScatteredPoints(
            self.weight, self.row, self.parts, self.speaks, self.heard[self.column], points, self.join
        )

    @property
    def share(self) -> float:
        """Of the table's cells that hold points."""
        cells = self.table if isinstance(self.table, np.ndarray) else self.table.data
        return float(np.count_nonzero(cells) / max(self.table.shape[0] * self.table.shape[1], 1))

    def add_to(self, totals: Totals, learners: Index, places: Index) -> None:
        """Add the weighted points of each pair to `totals`, shape (learners, places)."""
        rows, row = np.unique(self.row[learners], return_inverse=True)
        column = self.column[places]
        found = self._joined(rows, column)
        found[np.flatnonzero(~self.speaks[rows])] = NEUTRAL
        found[:, np.flatnonzero(~self.heard[column])] = NEUTRAL
        weighted = found.astype(totals.dtype) * self.weight
        totals += weighted if len(rows) == 1 else weighted.take(row, axis=0)

    def _joined(self, rows: NDArray[Any], column: NDArray[Any]) -> Points:
        """Points of learner keys at placement keys, shape (rows, column); of a table that is no sparse one."""
        if not self.parts.shape[1]:
            return np.zeros((len(rows), len(column)), dtype=np.int16)
        parts, place = np.unique(self.parts[rows], return_inverse=True)
        of_part = self.table[parts].take(column, axis=1)
        first, *further = place.reshape(len(rows), -1).T
        found: Points = of_part.take(first, axis=0)
        for part in further:
            self.join(found, of_part.take(part, axis=0), out=found)
            np.minimum(found, FULL, out=found)
        return found


@dataclass(frozen=True, slots=True)
class FitPoints:
    """The fit of pairs, as `matcher.fit.fit_of` gives it one by one; holds arrays only, so that workers can have it.

    Attributes
    ----------
    looked_up
        Features with few kinds of learners and placements: weighted points, several features in a table.
    others
        Features that have too many for that.
    """

    weight: int
    looked_up: tuple[LookUp, ...]
    others: tuple[FeaturePoints | ScatteredPoints, ...]

    def of_block(self, learners: Index, places: Index) -> Points:
        """Fit 0 to 1000 of each learner at each place. Shape (learners, places)."""
        if not self.weight:
            return np.full((len(learners), len(places)), NEUTRAL, dtype=np.int16)
        dtype = _dtype(self.weight)
        totals: Totals = np.full((len(learners), len(places)), self.weight // 2, dtype=dtype)  # rounds halves up
        for looked_up in self.looked_up:
            totals += looked_up.of(learners, places)
        for feature in self.others:
            feature.add_to(totals, learners, places)
        return (totals // dtype(self.weight)).astype(np.int16)


def _dtype(weight: int) -> type[np.unsignedinteger]:
    return np.uint16 if weight <= SMALL_WEIGHT else np.uint32


def fit_points(sides: Sides, weights: Weights) -> FitPoints:
    """Judge what the features that count have to judge: each distinct part of a key at each distinct key."""
    features = [_feature_points(feature, weight, sides) for feature, weight in weighted_features(weights)]
    weight = sum(feature.weight for feature in features)
    small = [feature for feature in features if _is_small(feature)]
    looked_up = put_together((feature.joint(_dtype(weight)) for feature in small), np.add)
    return FitPoints(weight, looked_up, tuple(map(_listed, (one for one in features if not _is_small(one)))))


def _is_small(feature: FeaturePoints) -> bool:
    cells = len(feature.speaks) * len(feature.heard)
    return cells <= MOST_JOINT_CELLS and not sparse.issparse(feature.table)


def _listed(feature: FeaturePoints) -> FeaturePoints | ScatteredPoints:
    few = sparse.issparse(feature.table) or feature.share <= MOST_SCATTERED_SHARE
    return feature.scattered() if few else feature


def _feature_points(feature: Feature, weight: int, sides: Sides) -> FeaturePoints:
    learners = distinct(map(feature.learner_key, sides.learners))
    placements = sides.placement_keys(feature.placement_key)
    of_keys = [parts_of(feature, key) for key in learners.values]
    parts = distinct(part for several in of_keys for part in several)
    return FeaturePoints(
        weight=weight,
        row=learners.number,
        column=placements.number,
        parts=_padded([len(several) for several in of_keys], parts.number, len(parts.values)),
        speaks=_speaks(learners.values),
        heard=_speaks(placements.values),
        table=_table(feature, parts.values, placements.values),
        join=feature.parts.join if feature.parts else np.maximum,
    )


def points_of_part(feature: Feature, part: Any, keys: Sequence[Key]) -> Points:
    """Points of one part of a learner's key at each of these placement keys, 0 where a key says nothing."""
    stretch: Points = _stretch(feature.table or _one_by_one(feature), [part], keys)[0]
    return stretch


def parts_of(feature: Feature, key: Any) -> tuple[Any, ...]:
    """What a learner's key is judged by: its parts one by one, or the key itself; nothing if it says nothing."""
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


def _table(feature: Feature, parts: Sequence[Any], keys: Sequence[Key]) -> Points | sparse.csr_array:
    """Points of parts (rows, and one more of zeros) at keys (columns), judged a bounded number at a time."""
    judge = feature.table or _one_by_one(feature)
    step = max(TABLE_CELLS // max(len(parts), 1), 1)
    stretches = (_stretch(judge, parts, keys[first : first + step]) for first in range(0, len(keys), step))
    if (len(parts) + 1) * len(keys) <= MOST_DENSE_CELLS:
        return np.concatenate([np.zeros((len(parts) + 1, 0), dtype=np.int16), *stretches], axis=1)
    return sparse.hstack([sparse.csc_array(stretch) for stretch in stretches], format="csr")


def _stretch(judge: Callable[..., Points], parts: Sequence[Any], keys: Sequence[Key]) -> Points:
    judged = np.zeros((len(parts) + 1, len(keys)), dtype=np.int16)
    speaking = np.flatnonzero(_speaks(keys))
    if parts and len(speaking):
        judged[:-1, speaking] = judge(parts, [keys[column] for column in speaking.tolist()])
    return judged


def _one_by_one(feature: Feature) -> Callable[..., Points]:
    def judge(parts: Sequence[Any], keys: Sequence[Key]) -> Points:
        found = [points(whole(feature.judge(part, key))) for part in parts for key in keys]
        return np.array(found, dtype=np.int16).reshape(len(parts), len(keys))

    return judge

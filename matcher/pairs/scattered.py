"""Points of a feature that speaks for few pairs, as wishes do: added where they are, and nowhere else."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.fit import FULL, NEUTRAL
from matcher.pairs.distinct import Index

Totals = NDArray[np.unsignedinteger]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ScatteredPoints:
    """One feature's points, listed for each part of a learner's key.

    Attributes
    ----------
    row
        Shape (learners,): the number of each one's key.
    parts
        Shape (learner keys, most parts): rows of `points`, filled up with its last one, which is empty.
    speaks, heard
        Shape (learner keys,), (placements,): who says something; NEUTRAL where a side is silent.
    points
        Shape (parts + 1, placements).
    join
        How points of several parts add up; FULL at most.
    """

    weight: int
    row: Index
    parts: Index
    speaks: NDArray[np.bool_]
    heard: NDArray[np.bool_]
    points: sparse.csr_array
    join: np.ufunc

    def add_to(self, totals: Totals, learners: Index, places: Index) -> None:
        """Add the weighted points of each pair to `totals`, shape (learners, places)."""
        keys, neutral = self.row[learners], totals.dtype.type(self.weight * NEUTRAL)
        speaks, heard = self.speaks[keys], self.heard[places]
        if not speaks.all():
            totals += np.where(speaks, 0, neutral).astype(totals.dtype)[:, None]
        if not heard.all():
            totals[np.ix_(speaks, ~heard)] += neutral
        cell, points = self._found(self.parts[keys], places)
        totals.reshape(-1)[cell] += (points * self.weight).astype(totals.dtype)

    def _found(self, parts: Index, places: Index) -> tuple[Whole, Whole]:
        """The cells of a block for which something speaks, each once, and its points.

        Parameters
        ----------
        parts
            Shape (learners, most parts).
        """
        start = self.points.indptr[parts].ravel().astype(np.int64)
        count = self.points.indptr[parts + 1].ravel() - start
        entry = np.arange(int(count.sum())) + np.repeat(start - np.cumsum(count) + count, count)
        place = np.full(self.points.shape[1], -1, dtype=np.int32)
        place[places] = np.arange(len(places), dtype=np.int32)
        column = place[self.points.indices[entry]]
        row = np.repeat(np.arange(len(count)) // max(parts.shape[1], 1), count)
        here = np.flatnonzero(column >= 0)
        cell, points = row[here] * len(places) + column[here], self.points.data[entry[here]].astype(np.int64)
        order = np.argsort(cell, kind="stable")
        first = np.flatnonzero(np.diff(cell[order], prepend=-1))
        joined = self.join.reduceat(points[order], first) if len(first) else points
        return cell[order][first], np.minimum(joined, FULL)

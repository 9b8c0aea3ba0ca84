"""Every eligible pair of a round with its fit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.fit.feature import Points
from matcher.model import Round
from matcher.pairs.candidates import Candidates, candidates_of
from matcher.pairs.distinct import Index
from matcher.pairs.doors import doors_of
from matcher.pairs.scores import FitOfPairs
from matcher.pairs.sides import Sides

SHARD_PAIRS = 1 << 20  # scored at a time: about 40 MB of intermediate arrays

OnPairs = Callable[[int, int], None]  # pairs done, pairs in all


@dataclass(frozen=True, slots=True)
class Pairs:
    """The eligible pairs, sorted by learner, then placement; arrays of shape (pairs,)."""

    learner: Index  # into the round's learners
    placement: Index  # into the round's placements
    fit: Points  # 0 to 1000

    def __len__(self) -> int:
        return len(self.learner)


def build_pairs(sides: Sides, round: Round, *, on_progress: OnPairs | None = None) -> Pairs:
    """Find the pairs that break no hard rule and give each its fit, as `broken_rules` and `fit_of` do one by one."""
    candidates = candidates_of(doors_of(sides, round), len(sides.learners), len(sides.placements))
    fit_of_pairs = FitOfPairs(sides, round.rules.weights)
    total = int(candidates.counts[candidates.class_of_learner].sum())
    pairs = Pairs(np.empty(total, np.int32), np.empty(total, np.int32), np.empty(total, np.int16))
    done = 0
    for learner, placement in _shards(candidates):
        shard = slice(done, done := done + len(learner))
        pairs.learner[shard], pairs.placement[shard] = learner, placement
        pairs.fit[shard] = fit_of_pairs(learner, placement)
        if on_progress is not None:
            on_progress(done, total)
    return pairs


def _shards(candidates: Candidates) -> Iterator[tuple[Index, Index]]:
    """The pairs in order, about SHARD_PAIRS at a time (more only if one learner has more)."""
    counts = candidates.counts[candidates.class_of_learner]
    ends = np.cumsum(counts)
    first, learners = 0, len(counts)
    while first < learners:
        pairs_before = int(ends[first] - counts[first])
        last = max(int(np.searchsorted(ends, pairs_before + SHARD_PAIRS, side="right")), first + 1)
        yield _pairs_of(candidates, np.arange(first, last, dtype=np.int32), counts[first:last])
        first = last


def _pairs_of(candidates: Candidates, learners: Index, counts: NDArray[np.int64]) -> tuple[Index, Index]:
    starts = candidates.starts[candidates.class_of_learner[learners]]
    offsets = np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return np.repeat(learners, counts), candidates.placements[offsets + np.arange(len(offsets))]

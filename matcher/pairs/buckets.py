"""Who is looked at together: learners to whom the narrowest doors open the same placements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.pairs.distinct import Index
from matcher.pairs.doors import Door, Mask, share_open

LEARNERS_PER_BUCKET = 48  # on average at least: fewer, and looking the placements up costs more than it saves
BLOCK_CELLS = 512 * 1024  # pairs looked at together: about 8 MB of intermediate arrays


@dataclass(frozen=True, slots=True)
class Buckets:
    """An inverted index by the narrowest doors.

    Learners with the same rows in `leading` form a bucket; the open columns of these rows list the only placements
    that the doors in `others` are asked about. So the cost follows the pairs that come through, not the product of
    both sides.
    """

    leading: tuple[Door, ...]
    others: tuple[Door, ...]
    bucket: NDArray[np.int64]  # (learners,)
    placements: int

    def blocks(self, learners: Index) -> Iterator[tuple[Index, Index]]:
        """Some learners of one bucket and the placements to ask about, a bounded number of pairs at a time."""
        bucket = self.bucket[learners]
        order = np.argsort(bucket, kind="stable")
        for alike in np.split(learners[order], np.flatnonzero(np.diff(bucket[order])) + 1):
            places = self.places_of(int(alike[0])) if len(alike) else alike
            step = max(BLOCK_CELLS // max(len(places), 1), 1)
            for first in range(0, len(alike) if len(places) else 0, step):
                yield alike[first : first + step], places

    def places_of(self, learner: int) -> Index:
        """The placements to which the leading doors are open, ascending."""
        is_open = np.ones(self.placements, dtype=np.bool_)
        for door in self.leading:
            is_open &= door.open[door.row[learner]][door.column]
        return np.flatnonzero(is_open).astype(np.int32)

    def eligible(self, learners: Index, places: Index) -> Mask:
        """Which pairs of a block the other doors let through. Shape (learners, places)."""
        allowed = np.ones((len(learners), len(places)), dtype=np.bool_)
        for door in self.others:
            rows, row = np.unique(door.row[learners], return_inverse=True)
            is_open = door.open[rows].take(door.column[places], axis=1)
            allowed &= is_open if len(rows) == 1 else is_open.take(row, axis=0)
        return allowed


def buckets_of(doors: Sequence[Door], learners: int, placements: int) -> Buckets:
    """Lead with the narrowest doors, as long as they keep enough learners together."""
    asked = sorted((door for door in doors if not door.open.all()), key=share_open)
    bucket = np.zeros(learners, dtype=np.int64)
    for number, door in enumerate(asked):
        finer = np.unique(bucket * len(door.open) + door.row, return_inverse=True)[1]
        if number and int(finer.max(initial=0)) * LEARNERS_PER_BUCKET > learners:
            return Buckets(tuple(asked[:number]), tuple(asked[number:]), bucket, placements)
        bucket = finer
    return Buckets(tuple(asked), (), bucket, placements)

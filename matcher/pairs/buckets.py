"""Who is looked at together: learners to whom the narrowest doors open the same placements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.pairs.distinct import Index
from matcher.pairs.doors import Door, Mask, share_open
from matcher.pairs.lookup import LookUp, put_together

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
    together: tuple[LookUp, ...]  # the others, several in a table

    def blocks(self, learners: Index) -> Iterator[tuple[Index, Index]]:
        """Some learners of one bucket and the placements to ask about, a bounded number of pairs at a time."""
        bucket = self.bucket[learners]
        order = np.argsort(bucket, kind="stable")
        near = _Near(self)
        for alike in np.split(learners[order], np.flatnonzero(np.diff(bucket[order])) + 1):
            places = near.places_of(int(alike[0])) if len(alike) else alike
            step = max(BLOCK_CELLS // max(len(places), 1), 1)
            for first in range(0, len(alike) if len(places) else 0, step):
                yield alike[first : first + step], places

    def eligible(self, learners: Index, places: Index) -> Mask:
        """Which pairs of a block the other doors let through. Shape (learners, places)."""
        if not self.together:
            return np.ones((len(learners), len(places)), dtype=np.bool_)
        allowed: Mask = self.together[0].of(learners, places)
        for lookup in self.together[1:]:
            allowed &= lookup.of(learners, places)
        return allowed


class _Near:
    """The placements to which the leading doors are open; buckets that follow each other share the first doors."""

    def __init__(self, buckets: Buckets) -> None:
        self._leading = buckets.leading
        self._through = [np.arange(buckets.placements, dtype=np.int32)]  # no door, the first, the first two, ...
        self._rows: list[int] = []

    def places_of(self, learner: int) -> Index:
        """Ascending."""
        rows = [int(door.row[learner]) for door in self._leading]
        same = 0
        while same < len(self._rows) and rows[same] == self._rows[same]:
            same += 1
        del self._through[same + 1 :]
        for door, row in zip(self._leading[same:], rows[same:], strict=True):
            places = self._through[-1]
            self._through.append(places[door.open[row][door.column[places]]])
        self._rows = rows
        return self._through[-1]


def buckets_of(doors: Sequence[Door], learners: int, placements: int) -> Buckets:
    """Lead with the narrowest doors, as long as they keep enough learners together."""
    asked = sorted((door for door in doors if not door.open.all()), key=share_open)
    bucket = np.zeros(learners, dtype=np.int64)
    for number, door in enumerate(asked):
        finer = np.unique(bucket * len(door.open) + door.row, return_inverse=True)[1]
        if number and int(finer.max(initial=0)) * LEARNERS_PER_BUCKET > learners:
            return Buckets(tuple(asked[:number]), tuple(asked[number:]), bucket, placements, _together(asked[number:]))
        bucket = finer
    return Buckets(tuple(asked), (), bucket, placements, ())


def _together(doors: Sequence[Door]) -> tuple[LookUp, ...]:
    return put_together((LookUp(door.row, door.column, door.open) for door in doors), np.logical_and)

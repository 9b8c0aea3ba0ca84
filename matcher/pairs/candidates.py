"""Who may go where: placements open to each class of learners that every rule treats alike."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.pairs.distinct import Index, classes
from matcher.pairs.doors import Door, Mask

SHARD_CELLS = 32 * 1024 * 1024  # of one byte: what is held at a time while doors are combined


class Candidates(NamedTuple):
    """Class `c` may go to `placements[starts[c] : starts[c] + counts[c]]`, in ascending order."""

    class_of_learner: Index  # (learners,)
    starts: NDArray[np.int64]  # (classes,)
    counts: NDArray[np.int64]  # (classes,)
    placements: Index


def candidates_of(doors: Sequence[Door], learners: int, placements: int) -> Candidates:
    """Combine the doors class by class, starting from the door that lets the fewest through.

    Its open columns list the only placements that the other doors are asked about, as an inverted index does: the
    cost follows the pairs that come through, not the product of both sides.
    """
    firsts, class_of_learner = classes([door.row for door in doors], learners)
    ordered = sorted(doors, key=_share_open)
    found, members = [], []
    for shard, places in _shards(ordered, firsts, placements):
        allowed = _all_open(ordered[1:], firsts[shard], places)
        rows, cells = np.nonzero(allowed)
        found.append(places[cells])
        members.append((shard, np.bincount(rows, minlength=len(shard))))
    return _joined(class_of_learner, len(firsts), found, members)


def _share_open(door: Door) -> float:
    weights = np.bincount(door.column, minlength=door.open.shape[1])
    return float((door.open @ weights)[door.row].mean()) if len(door.row) else 0.0


def _shards(ordered: Sequence[Door], firsts: Index, placements: int) -> Iterator[tuple[Index, Index]]:
    """Learner classes that the first door treats alike, a bounded number at a time, and the placements it opens."""
    if not ordered:
        yield np.arange(len(firsts), dtype=np.int32), np.arange(placements, dtype=np.int32)
        return
    first = ordered[0]
    row = first.row[firsts]
    by_row = np.argsort(row, kind="stable").astype(np.int32)
    bounds = np.searchsorted(row[by_row], np.arange(len(first.open) + 1))
    for number, open_columns in enumerate(first.open):
        places = np.flatnonzero(open_columns[first.column]).astype(np.int32)
        alike = by_row[bounds[number] : bounds[number + 1]]
        step = max(SHARD_CELLS // max(len(places), 1), 1)
        for start in range(0, len(alike), step):
            yield alike[start : start + step], places


def _all_open(doors: Sequence[Door], learners: Index, places: Index) -> Mask:
    allowed = np.ones((len(learners), len(places)), dtype=np.bool_)
    for door in doors:
        if not door.open.all():
            rows, row = np.unique(door.row[learners], return_inverse=True)
            allowed &= door.open[rows][:, door.column[places]][row]
    return allowed


def _joined(
    class_of_learner: Index, number: int, found: Sequence[Index], members: Sequence[tuple[Index, NDArray[np.int64]]]
) -> Candidates:
    starts, counts = np.zeros(number, dtype=np.int64), np.zeros(number, dtype=np.int64)
    end = 0
    for shard, count in members:
        counts[shard] = count
        starts[shard] = end + np.cumsum(count) - count
        end += int(count.sum())
    return Candidates(class_of_learner, starts, counts, np.concatenate([np.zeros(0, dtype=np.int32), *found]))

"""The eligible pairs of a round with their fit: all of them, or in a large round those worth deciding about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.fit.feature import Points
from matcher.model import Round
from matcher.pairs.cut import CUT, MEMBER, NEVER, Cut, CutReport, chosen_destinations
from matcher.pairs.distinct import Index
from matcher.pairs.doors import Mask
from matcher.pairs.shared import shared_out
from matcher.pairs.sides import Sides
from matcher.pairs.work import Block, Work, work_of

OnPairs = Callable[[int, int], None]  # learners whose pairs are done, learners in all
Whole = NDArray[np.int64]

FIT_BITS, PLACE_BITS = 10, 27  # of a pair in one whole number: sorting these sorts by learner, then placement


@dataclass(frozen=True, slots=True)
class Pairs:
    """The eligible pairs, sorted by learner, then placement; arrays of shape (pairs,)."""

    learner: Index  # into the round's learners
    placement: Index  # into the round's placements
    fit: Points  # 0 to 1000
    cut: CutReport
    work: Work | None = field(default=None, repr=False, compare=False)  # what they were found by, to ask about more

    def __len__(self) -> int:
        return len(self.learner)


def build_pairs(
    sides: Sides,
    round: Round,
    *,
    cut: Cut = CUT,
    whole: Iterable[int] = (),
    workers: int | None = 1,
    on_progress: OnPairs | None = None,
) -> Pairs:
    """Find the pairs that break no hard rule and give each its fit, as `broken_rules` and `fit_of` do one by one.

    Parameters
    ----------
    cut
        How much is kept of a round with more than `cut.most_pairs` pairs; `NEVER` keeps all of any round.
    whole
        Indices of learners whose pairs are all kept even so: those for whom a first cut turned out too deep.
    workers
        Threads that share the work; None: as `joblib.parallel_config` says. The answer is the same.
    """
    work = work_of(sides, round, whole)
    shards = work.shards()
    if not _exceed(work, shards, cut.most_pairs):
        cut = NEVER
    chosen = np.zeros((0, len(work.destination_ids)), dtype=np.bool_)
    if cut != NEVER and work.group_ids:
        worth = sum(shared_out(_group_worth, work, shards, workers), np.zeros(_groups_shape(work), dtype=np.int64))
        chosen = chosen_destinations(worth, cut, work.group_keys, work.destination_keys)
    found, done = [], 0
    for shard, kept in zip(shards, shared_out(_kept_pairs, work, shards, workers, cut, chosen), strict=True):
        found.append(kept)
        done += len(shard)
        if on_progress is not None:
            on_progress(done, len(sides.learners))
    return _pairs(found, work)


def _exceed(work: Work, shards: Sequence[Index], most_pairs: int) -> bool:
    """Whether there are more pairs than that; stops counting once there are."""
    pairs = 0
    for shard in shards if most_pairs < NEVER.most_pairs else ():
        for people, places in work.buckets.blocks(shard):
            pairs += int(np.count_nonzero(work.buckets.eligible(people, places)))
            if pairs > most_pairs:
                return True
    return False


def _groups_shape(work: Work) -> tuple[int, int]:
    return len(work.group_ids), len(work.destination_ids)


def _group_worth(work: Work, learners: Index) -> NDArray[np.int64]:
    """Of the members among some learners, as `chosen_destinations` takes it. Shape (groups, destinations)."""
    worth = np.zeros(_groups_shape(work), dtype=np.int64)
    for block in work.blocks(learners[work.group[learners] >= 0]):
        best, destinations = best_by_destination(work, block, block.fit.astype(np.int64))
        group = work.group[block.learners]
        np.add.at(worth, (group[:, None], destinations[None, :]), np.where(best >= 0, MEMBER + best, 0))
    return worth


def best_by_destination(work: Work, block: Block, value: Whole) -> tuple[Whole, Index]:
    """The best value of each learner at each destination in a block, and these destinations."""
    there = work.destination[block.places]
    order = np.argsort(there, kind="stable")
    destinations, first = np.unique(there[order], return_index=True)
    return np.maximum.reduceat(value[:, order], first, axis=1), destinations


class _Kept(NamedTuple):
    """Of one shard: the kept pairs as codes, how many were left out, and the best fit of these per learner."""

    codes: Whole
    left_out: int
    learners: Index
    best_left_out: Points


def _kept_pairs(work: Work, learners: Index, cut: Cut, chosen: Mask) -> _Kept:
    codes, people, best_left_out, left_out = [np.zeros(0, np.int64)], [learners[:0]], [np.zeros(0, np.int16)], 0
    for block in work.blocks(learners):
        kept = block.fit >= 0 if cut == NEVER else work.kept(block, cut, chosen)
        codes.append(_codes(block, kept))
        if cut != NEVER:
            left_out += int(np.count_nonzero(block.fit >= 0)) - len(codes[-1])
            block.fit[kept] = -1
            people.append(block.learners)
            best_left_out.append(block.fit.max(axis=1))
    return _Kept(np.concatenate(codes), left_out, np.concatenate(people), np.concatenate(best_left_out))


def _codes(block: Block, kept: Mask) -> Whole:
    cell = np.flatnonzero(kept)
    row, place = np.divmod(cell, len(block.places))
    learner = block.learners[row].astype(np.int64) << (FIT_BITS + PLACE_BITS)
    placement = block.places[place].astype(np.int64) << FIT_BITS
    codes: Whole = learner | placement | block.fit.ravel()[cell]
    return codes


def _pairs(found: Sequence[_Kept], work: Work) -> Pairs:
    codes = np.concatenate([np.zeros(0, np.int64), *(kept.codes for kept in found)])
    codes.sort()
    best_left_out = np.full(len(work.group), -1, dtype=np.int16)
    for kept in found:
        best_left_out[kept.learners] = kept.best_left_out
    return Pairs(
        learner=(codes >> (FIT_BITS + PLACE_BITS)).astype(np.int32),
        placement=(codes >> FIT_BITS & (1 << PLACE_BITS) - 1).astype(np.int32),
        fit=(codes & (1 << FIT_BITS) - 1).astype(np.int16),
        cut=CutReport(sum(kept.left_out for kept in found), best_left_out),
        work=work,
    )

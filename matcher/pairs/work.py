"""All that a worker needs to find, score and cut the pairs of some learners: arrays only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.fit.feature import Points
from matcher.model import Round
from matcher.pairs.buckets import Buckets, buckets_of
from matcher.pairs.cut import Cut, best_kept, kept_there
from matcher.pairs.distinct import Index, distinct
from matcher.pairs.doors import Mask, doors_of
from matcher.pairs.points import FitPoints, fit_points
from matcher.pairs.sides import Sides
from matcher.pairs.ties import Keys, tie_keys

SHARD_LEARNERS = 2048  # whose pairs are one piece of work: some seconds of it at most


class Block(NamedTuple):
    """Some learners, the placements they are asked about, and the fit of each pair, -1 where not eligible."""

    learners: Index
    places: Index
    fit: Points  # (learners, places)


@dataclass(frozen=True)
class Work:
    """What is known of a round before its pairs are looked at.

    Attributes
    ----------
    group, destination
        Shape (learners,), -1 = travels alone; shape (placements,): places in `group_ids` and `destination_ids`.
    previous
        Shape (learners,): the placement published before, -1 = none; its pair is never cut.
    whole
        Shape (learners,): whose pairs are never cut, because a person has decided about them.
    """

    buckets: Buckets
    fit: FitPoints
    learner_keys: Keys
    placement_keys: Keys
    group_keys: Keys
    destination_keys: Keys
    group_ids: tuple[str, ...]
    group: Index
    destination_ids: tuple[str, ...]
    destination: Index
    previous: Index
    whole: NDArray[np.bool_]

    def __sizeof__(self) -> int:
        """What it takes to send: a scheduler that knows sends it to each worker once, not with every shard."""
        return self.buckets.bucket.nbytes * 16

    def shards(self) -> list[Index]:
        """All learners, alike ones together, some at a time."""
        order = np.argsort(self.buckets.bucket, kind="stable").astype(np.int32)
        return [order[first : first + SHARD_LEARNERS] for first in range(0, len(order), SHARD_LEARNERS)]

    def blocks(self, learners: Index) -> Iterator[Block]:
        """The pairs of some learners, scored, a bounded number at a time."""
        for people, places in self.buckets.blocks(learners):
            fit = self.fit.of_block(people, places)
            fit |= self.buckets.eligible(people, places).view(np.int8) - np.int8(1)  # all bits set, -1, where not
            yield Block(people, places, fit)

    def kept(self, block: Block, cut: Cut, chosen: Mask) -> Mask:
        """Which pairs of a block are kept; `chosen` is where those of groups are, shape (groups, destinations)."""
        keys, place_keys = self.learner_keys[block.learners], self.placement_keys[block.places]
        group = self.group[block.learners]
        if (group < 0).all():
            kept = best_kept(block.fit, cut, keys, place_keys)
        else:
            alone, inside = np.flatnonzero(group < 0), np.flatnonzero(group >= 0)
            kept = np.empty(block.fit.shape, dtype=np.bool_)
            kept[alone] = best_kept(block.fit[alone], cut, keys[alone], place_keys)
            there = self.destination[block.places]
            kept[inside] = kept_there(block.fit[inside], cut, chosen[group[inside]], there, keys[inside], place_keys)
        self._keep_decided(kept, block)
        return kept

    def _keep_decided(self, kept: Mask, block: Block) -> None:
        whole = self.whole[block.learners]
        kept[whole] = block.fit[whole] >= 0
        previous = self.previous[block.learners]
        place = np.minimum(np.searchsorted(block.places, previous), len(block.places) - 1)
        row = np.flatnonzero(block.places[place] == previous)
        kept[row, place[row]] = block.fit[row, place[row]] >= 0


def work_of(sides: Sides, round: Round, whole: Iterable[int] = ()) -> Work:
    """Look up and judge everything that does not depend on single pairs."""
    learners, placements = len(sides.learners), len(sides.placements)
    group_ids, group = _groups(sides)
    destinations = distinct(side.destination.id for side in sides.placements)
    return Work(
        buckets=buckets_of(doors_of(sides, round), learners, placements),
        fit=fit_points(sides, round.rules.weights),
        learner_keys=tie_keys(round.seed, (side.learner.id for side in sides.learners)),
        placement_keys=tie_keys(round.seed, (side.placement.id for side in sides.placements)),
        group_keys=tie_keys(round.seed, group_ids),
        destination_keys=tie_keys(round.seed, destinations.values),
        group_ids=group_ids,
        group=group,
        destination_ids=tuple(destinations.values),
        destination=destinations.number,
        previous=_previous(sides, round),
        whole=_decided(sides, round, whole),
    )


def _groups(sides: Sides) -> tuple[tuple[str, ...], Index]:
    """The groups that learners are in, and the place of each one's among them, -1 for those who travel alone."""
    groups = distinct(side.group.id for side in sides.learners if side.group is not None)
    group = np.full(len(sides.learners), -1, dtype=np.int32)
    group[[side.group is not None for side in sides.learners]] = groups.number
    return tuple(groups.values), group


def _previous(sides: Sides, round: Round) -> Index:
    if not round.previous:
        return np.full(len(sides.learners), -1, dtype=np.int32)
    place = {side.placement.id: number for number, side in enumerate(sides.placements)}
    published = {row.learner: place.get(row.placement, -1) for row in round.previous}
    return np.array([published.get(side.learner.id, -1) for side in sides.learners], dtype=np.int32)


def _decided(sides: Sides, round: Round, whole: Iterable[int]) -> NDArray[np.bool_]:
    pins = [pin for pin in round.pins if pin.kind == "pin"]
    learners, groups = {pin.learner for pin in pins}, {pin.group for pin in pins} - {None}
    decided = np.array(
        [
            side.learner.id in learners
            or (side.group is not None and (side.group.destination is not None or side.group.id in groups))
            for side in sides.learners
        ],
        dtype=np.bool_,
    )
    decided[list(whole)] = True
    return decided

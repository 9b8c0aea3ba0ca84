"""Which doors are shut to a learner, for explaining why somebody stays unplaced."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.model import Round, RuleName
from matcher.pairs.buckets import buckets_of
from matcher.pairs.distinct import Index, classes
from matcher.pairs.doors import Door, Mask, doors_of
from matcher.pairs.sides import Sides

_SHARD_CELLS = 1024 * 1024  # looked at together: about 30 MB of intermediate arrays


@dataclass(frozen=True, slots=True)
class ShutDoors:
    """For one learner: `broken[r, p]` says that the pair with placement `p` breaks `rules[r]`."""

    rules: tuple[RuleName, ...]
    broken: Mask  # (rules, placements)

    @property
    def open(self) -> Mask:
        """Placements for which the learner is eligible, shape (placements,)."""
        return np.logical_not(self.broken.any(axis=0))

    @property
    def only(self) -> Mask:
        """Where that rule alone shuts the door, shape (rules, placements)."""
        alone: Mask = self.broken.sum(axis=0, dtype=np.int8) == 1  # far fewer rules than 128
        return self.broken & alone


@dataclass(frozen=True, slots=True)
class DoorCounts:
    """For many learners: how many placements each rule shuts, and how many it alone shuts."""

    rules: tuple[RuleName, ...]
    shut: NDArray[np.int32]  # (learners, rules)
    only: NDArray[np.int32]  # (learners, rules)
    open: NDArray[np.int32]  # (learners,): placements for which the learner is eligible
    only_free: NDArray[np.int32]  # (learners, rules): of `only` those with a free place, if that was asked


def shut_doors(sides: Sides, round: Round, learner_index: int) -> ShutDoors:
    """Which hard rules shut which placements to a learner."""
    doors = doors_of(_with_learners(sides, [learner_index]), round)
    broken = [~door.open[door.row[0]][door.column] for door in doors]
    return ShutDoors(_names(doors), np.array(broken, dtype=np.bool_).reshape(len(doors), len(sides.placements)))


class FreePlaces(NamedTuple):
    """Which placements have a free place, for kinds of learners (those of one stay, say)."""

    kind: Index  # (learners counted,)
    free: Mask  # (kinds, placements)


def door_counts(
    sides: Sides, round: Round, learner_indices: Sequence[int] | Index, free: FreePlaces | None = None
) -> DoorCounts:
    """How many placements each hard rule shuts to each of these learners, in their order."""
    doors = doors_of(_with_learners(sides, learner_indices), round)
    firsts, alike = classes([*(door.row for door in doors), *((free.kind,) if free else ())], len(learner_indices))
    only, open_, only_free = _tally(doors, firsts, len(sides.placements), free)
    shut = [_shut_by(door)[door.row] for door in doors]
    return DoorCounts(
        _names(doors),
        np.array(shut, dtype=np.int32).reshape(len(doors), len(learner_indices)).T,
        only[alike],
        open_[alike],
        only_free[alike],
    )


def _shut_by(door: Door) -> NDArray[np.int64]:
    """How many placements the door is shut to for each of its rows."""
    counts: NDArray[np.int64] = ~door.open @ np.bincount(door.column, minlength=door.open.shape[1])
    return counts


def _tally(
    doors: Sequence[Door], learners: Index, placements: int, free: FreePlaces | None
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Placements that each door alone shuts to some learners, that none shuts, and of the first those that are free.

    Which doors are shut is one whole number per pair, a bit for each door. Placements alike are looked at once; and of
    those that two of the leading doors shut to a whole bucket of learners, nothing more is asked.
    Shapes (learners, doors), (learners,), (learners, doors).
    """
    places, class_of_placement = classes([door.column for door in doors], placements)
    some = [Door(door.rule, door.row[learners], door.column[places], door.open) for door in doors]
    weight = np.bincount(class_of_placement, minlength=len(places)).astype(np.float64)
    free_of = np.array(
        [np.bincount(class_of_placement, row, minlength=len(places)) for row in (free.free if free else ())]
    )
    kinds = len(doors) + 1
    kind_of = np.full(1 << len(doors), kinds, dtype=np.uint8)  # the last is for those that several doors shut
    kind_of[0] = len(doors)
    kind_of[1 << np.arange(len(doors))] = np.arange(len(doors))
    counts, frees = np.zeros((len(learners), kinds)), np.zeros((len(learners), kinds))
    for rows, near, shut in _near(some, len(learners), len(places)):
        kind = kind_of[shut].ravel()
        cell = np.flatnonzero(kind < kinds)
        row, near_place = np.divmod(cell, len(near))
        code, place = row * kinds + kind[cell], near[near_place]
        counts[rows] = np.bincount(code, weight[place], minlength=kinds * len(rows)).reshape(-1, kinds)
        if free is not None:
            free_here = free_of[free.kind[learners[rows]][row], place]
            frees[rows] = np.bincount(code, free_here, minlength=kinds * len(rows)).reshape(-1, kinds)
    found, found_free = counts.astype(np.int32), frees.astype(np.int32)
    return found[:, :-1], found[:, -1], found_free[:, :-1]


def _near(
    doors: Sequence[Door], learners: int, places: int
) -> Iterator[tuple[Index, NDArray[np.int64], NDArray[np.uint32]]]:
    """Some learners at a time, the places that not two leading doors shut to them, and which doors are shut to each.

    The last is bit by bit, in the order of `doors`; shape (learners, places).
    """
    buckets = buckets_of(doors, learners, places)
    bit = {door.rule: np.uint32(1 << number) for number, door in enumerate(doors)}
    order = np.argsort(buckets.bucket, kind="stable").astype(np.int32)
    for alike in np.split(order, np.flatnonzero(np.diff(buckets.bucket[order])) + 1):
        lead = np.zeros(places, dtype=np.uint32)
        for door in buckets.leading if len(alike) else ():
            lead |= ~door.open[door.row[alike[0]]][door.column] * bit[door.rule]
        near = np.flatnonzero((lead & (lead - np.uint32(1))) == 0)  # at most one bit
        step = max(_SHARD_CELLS // max(len(near), 1), 1)
        for first in range(0, len(alike), step):
            rows = alike[first : first + step]
            yield rows, near, _shut_bits(buckets.others, bit, rows, near) | lead[near]


def _shut_bits(
    doors: Sequence[Door], bit: Mapping[RuleName, np.uint32], learners: Index, places: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """Which of the doors are shut to each pair, bit by bit. Shape (learners, places)."""
    bits = np.zeros((len(learners), len(places)), dtype=np.uint32)
    for door in doors:
        rows, row = np.unique(door.row[learners], return_inverse=True)
        shut = ~door.open[rows].take(door.column[places], axis=1) * bit[door.rule]
        bits |= shut.take(row, axis=0)
    return bits


def _with_learners(sides: Sides, indices: Sequence[int] | Index) -> Sides:
    return sides.with_learners(sides.learners[index] for index in indices)


def _names(doors: Sequence[Door]) -> tuple[RuleName, ...]:
    return tuple(door.rule for door in doors)

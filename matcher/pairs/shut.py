"""Which doors are shut to a learner, for explaining why somebody stays unplaced."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.model import Round, RuleName
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
        alone: Mask = self.broken.sum(axis=0) == 1
        return self.broken & alone


@dataclass(frozen=True, slots=True)
class DoorCounts:
    """For many learners: how many placements each rule shuts, and how many it alone shuts."""

    rules: tuple[RuleName, ...]
    shut: NDArray[np.int32]  # (learners, rules)
    only: NDArray[np.int32]  # (learners, rules)
    open: NDArray[np.int32]  # (learners,): placements for which the learner is eligible


def shut_doors(sides: Sides, round: Round, learner_index: int) -> ShutDoors:
    """Which hard rules shut which placements to a learner."""
    doors = doors_of(_with_learners(sides, [learner_index]), round)
    broken = [~door.open[door.row[0]][door.column] for door in doors]
    return ShutDoors(_names(doors), np.array(broken, dtype=np.bool_).reshape(len(doors), len(sides.placements)))


def door_counts(sides: Sides, round: Round, learner_indices: Sequence[int] | Index) -> DoorCounts:
    """How many placements each hard rule shuts to each of these learners, in their order."""
    doors = doors_of(_with_learners(sides, learner_indices), round)
    firsts, class_of_learner = classes([door.row for door in doors], len(learner_indices))
    counts = _shut_alone(doors, firsts, len(sides.placements))[class_of_learner]
    shut = [_shut_by(door)[door.row] for door in doors]
    return DoorCounts(
        _names(doors),
        np.array(shut, dtype=np.int32).reshape(len(doors), len(learner_indices)).T,
        counts[:, : len(doors)],
        counts[:, len(doors)],
    )


def _shut_by(door: Door) -> NDArray[np.int64]:
    """How many placements the door is shut to for each of its rows."""
    counts: NDArray[np.int64] = ~door.open @ np.bincount(door.column, minlength=door.open.shape[1])
    return counts


def _shut_alone(doors: Sequence[Door], learners: Index, placements: int) -> NDArray[np.int32]:
    """Placements that each door alone shuts to some learners, then those that none shuts, then those that several do.

    Which doors are shut is one whole number per pair, a bit for each door; alike placements are looked at once.
    Shape (learners, doors + 2).
    """
    places, class_of_placement = classes([door.column for door in doors], placements)
    weights = np.bincount(class_of_placement, minlength=len(places)).astype(np.float64)
    kinds = len(doors) + 2
    kind_of = np.full(1 << len(doors), kinds - 1, dtype=np.uint8)
    kind_of[0] = len(doors)
    kind_of[1 << np.arange(len(doors))] = np.arange(len(doors))
    counts = np.zeros((len(learners), kinds), dtype=np.int32)
    step = max(_SHARD_CELLS // max(len(places), 1), 1)
    for start in range(0, len(learners), step):
        some = learners[start : start + step]
        kind = kind_of[_shut_bits(doors, some, places)] + kinds * np.arange(len(some), dtype=np.int64)[:, None]
        found = np.bincount(kind.ravel(), np.tile(weights, len(some)), minlength=kinds * len(some))
        counts[start : start + step] = found.reshape(len(some), kinds)
    return counts


def _shut_bits(doors: Sequence[Door], learners: Index, places: Index) -> NDArray[np.uint32]:
    """Which doors are shut to each pair, bit by bit. Shape (learners, places)."""
    bits = np.zeros((len(learners), len(places)), dtype=np.uint32)
    for number, door in enumerate(doors):
        if not door.open.all():
            rows, row = np.unique(door.row[learners], return_inverse=True)
            shut = ~door.open[rows].take(door.column[places], axis=1) * np.uint32(1 << number)
            bits |= shut.take(row, axis=0)
    return bits


def _with_learners(sides: Sides, indices: Sequence[int] | Index) -> Sides:
    return sides.with_learners(sides.learners[index] for index in indices)


def _names(doors: Sequence[Door]) -> tuple[RuleName, ...]:
    return tuple(door.rule for door in doors)

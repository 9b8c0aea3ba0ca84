"""Which doors are shut to a learner, for explaining why somebody stays unplaced."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.model import Round, RuleName
from matcher.pairs.distinct import Index, classes
from matcher.pairs.doors import Door, Mask, doors_of
from matcher.pairs.sides import Sides

_SHARD_CELLS = 8 * 1024 * 1024  # of a few bytes each


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
    places, class_of_placement = classes([door.column for door in doors], len(sides.placements))
    weights = np.bincount(class_of_placement, minlength=len(places)).astype(np.int32)
    shut, only, open_ = (np.zeros((len(firsts), width), dtype=np.int32) for width in (len(doors), len(doors), 1))
    step = max(_SHARD_CELLS // max(len(places), 1), 1)
    for start in range(0, len(firsts), step):
        shard = slice(start, start + step)
        broken = [~door.open[door.row[firsts[shard]]][:, door.column[places]] for door in doors]
        rules_broken = sum((mask.astype(np.int8) for mask in broken), np.zeros((1, len(places)), dtype=np.int8))
        for number, mask in enumerate(broken):
            shut[shard, number] = mask @ weights
            only[shard, number] = (mask & (rules_broken == 1)) @ weights
        open_[shard, 0] = (rules_broken == 0) @ weights
    return DoorCounts(_names(doors), shut[class_of_learner], only[class_of_learner], open_[class_of_learner, 0])


def _with_learners(sides: Sides, indices: Sequence[int] | Index) -> Sides:
    return Sides(tuple(sides.learners[index] for index in indices), sides.placements)


def _names(doors: Sequence[Door]) -> tuple[RuleName, ...]:
    return tuple(door.rule for door in doors)

"""The stages of the objective as one number per pair: strictly one before the other, or as points to trade off."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from matcher.allocation.answer import StageName
from matcher.allocation.groups.market import FloatArray
from matcher.allocation.groups.parties import Parties
from matcher.allocation.objective import pair_values, stage_names
from matcher.allocation.problem import AllocationProblem, IntArray

POINTS = {"pinned": 200_000.0, "placed": 4_000.0, "retained": 2_000.0, "unmoved": 1_500.0, "fit": 1.0, "value": 1.0}
MOST_WORTH = 2**61  # the flow scales its costs by the number of its nodes


@dataclass(frozen=True)
class Ladder:
    """Stages, most important first, with pins above all.

    Shapes: `value` (stages, pairs) in canonical order; `step` (stages,): what one unit of a stage is worth to the
    search, more than all that the later stages can add up to as far as whole numbers reach; `points` (stages,).
    """

    names: tuple[StageName, ...]
    value: IntArray
    step: IntArray
    points: FloatArray
    lean: IntArray | None = None  # (pairs,): points added to meet quotas sooner; then points alone count

    @cached_property
    def strict(self) -> IntArray:
        """Shape (pairs,): whole-number worth in which an earlier stage outweighs the later ones."""
        return np.asarray(self.step @ self.value) if self.lean is None else self.soft

    @cached_property
    def soft(self) -> IntArray:
        """Shape (pairs,): worth in whole points."""
        points = (self.points @ self.value).astype(np.int64)
        return points if self.lean is None else np.asarray(np.maximum(points + self.lean, 1))

    def leaning(self, change: IntArray) -> "Ladder":
        """Return the same stages with some pairs worth more or less than they are."""
        return replace(self, lean=change if self.lean is None else self.lean + change)


def ladder(problem: AllocationProblem, parties: Parties) -> Ladder:
    """Return the stages of a problem for its parties' pairs."""
    names = stage_names(problem)
    rows = parties.row_of_pair
    pinned = (problem.pinned[problem.pair_learner] >= 0)[rows].astype(np.int64)
    stages = [(name, pair_values(problem, name)[rows]) for name in names]
    value = np.stack(([pinned] if pinned.any() else []) + [worth for _, worth in stages])
    points = ([POINTS["pinned"]] if pinned.any() else []) + [POINTS[name] for name in names]
    return Ladder(names, value, _steps(value, parties.learners), np.array(points))


def _steps(value: IntArray, learners: int) -> IntArray:
    most = int(value[-1].max(initial=1))
    levels = len(value) - 1
    factor = min(learners + 1, int((MOST_WORTH / (most * (learners + 2.0) ** 2)) ** (1 / levels))) if levels else 1
    steps = [1]
    for _ in range(levels):
        steps.append(steps[-1] * max(2, factor) * (most if len(steps) == 1 else 1))
    return np.array(steps[::-1], dtype=np.int64)

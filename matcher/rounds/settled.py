"""People of whom nothing but the answer is known any more: they hold what it gave them, and nobody moves them."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from matcher.allocation import AllocationProblem
from matcher.model import Allocation, Round
from matcher.pairs import Pairs
from matcher.rounds.arrays import places_of

Ints = npt.NDArray[np.int64]


def settled_pairs(pairs: Pairs, round: Round, answer: Allocation, settled: Collection[str]) -> Pairs:
    """Return the pairs with one for each settled learner whom the answer places: with the fit that it says."""
    held = _held(round, answer, settled)
    others = ~np.isin(pairs.learner, [place for place, row in enumerate(round.learners) if row.id in settled])
    known = np.stack([pairs.learner, pairs.placement, pairs.fit], axis=1, dtype=np.int64)[others]
    rows = np.concatenate([known, held])
    learner, placement, fit = rows[np.lexsort((rows[:, 1], rows[:, 0]))].T
    return Pairs(learner.astype(np.int32), placement.astype(np.int32), fit.astype(np.int16), pairs.cut)


def settled_problem(
    problem: AllocationProblem, round: Round, answer: Allocation, settled: Collection[str]
) -> AllocationProblem:
    """Return the problem in which settled learners stay where the answer put them."""
    pinned = problem.pinned.copy()
    learner, placement, _ = _held(round, answer, settled).T
    pinned[learner] = placement
    return problem.changed(pinned=pinned)


def _held(round: Round, answer: Allocation, settled: Collection[str]) -> Ints:
    """Learner, placement and fit of the settled who are placed. Shape (placed, 3)."""
    learners, placements = places_of(round.learners), places_of(round.placements)
    rows = [
        (learners[row.learner], placements[row.placement], row.fit)
        for row in answer.assignments
        if row.learner in settled
    ]
    return np.array(rows, dtype=np.int64).reshape(len(rows), 3)

"""The stages of the objective, each a whole-number value per pair, in the order in which they are kept."""

import numpy as np

from matcher.allocation.answer import StageName
from matcher.allocation.problem import AllocationProblem, IntArray


def stage_names(problem: AllocationProblem) -> tuple[StageName, ...]:
    """Return the stages of a problem, most important first.

    In a re-run with least change nobody published moves unless that places somebody else: "placed" comes first,
    then "retained" (the published are placed somewhere), then "unmoved" (on their published placement).
    """
    last: StageName = "fit" if problem.place_value is None else "value"
    if problem.moves == "least" and bool(problem.pair_kept.any()):
        return ("placed", "retained", "unmoved", last)
    return (last,) if last == "value" else ("placed", last)


def pair_values(problem: AllocationProblem, stage: StageName) -> IntArray:
    """Return what each pair is worth in a stage. Shape (pairs,)."""
    match stage:
        case "placed":
            return np.ones(problem.pairs, dtype=np.int64)
        case "retained":
            published = np.zeros(problem.learners, dtype=np.int64)
            published[problem.pair_learner[problem.pair_kept]] = 1
            return published[problem.pair_learner]
        case "unmoved":
            return problem.pair_kept.astype(np.int64)
        case "fit":
            return problem.pair_fit
        case "value":
            return problem.pair_fit + (problem.place_value or 0)


def must_stay(problem: AllocationProblem) -> int:
    """Return how many published learners must keep their placement when at most `problem.moves` may leave it."""
    if isinstance(problem.moves, str):
        return 0
    return max(0, int(problem.pair_kept.sum()) - problem.moves)

"""Groups that cannot leave where they were published, because more of their learners would move than may."""

import numpy as np

from matcher.allocation.objective import must_stay
from matcher.allocation.problem import AllocationProblem, IntArray


def bound_to_stay(problem: AllocationProblem) -> IntArray:
    """Return the destination that each group cannot leave, -1 = it can. Shape (groups,)."""
    stays = np.full(problem.groups, -1, dtype=np.int64)
    published = np.zeros((problem.groups, problem.destinations + 1), dtype=np.int64)  # the last: everywhere else
    kept = np.flatnonzero(problem.pair_kept)
    kept = kept[problem.learner_group[problem.pair_learner[kept]] >= 0]
    group = problem.learner_group[problem.pair_learner[kept]]
    np.add.at(published, (group, problem.pair_destination[kept]), 1)
    may_move = int(problem.pair_kept.sum()) - must_stay(problem)
    most_at = published.argmax(axis=1)
    elsewhere = published.copy()
    elsewhere[np.arange(problem.groups), most_at] = 0
    bound = published.sum(axis=1) - elsewhere.max(axis=1, initial=0) > may_move
    stays[bound] = most_at[bound]
    return stays

"""How large a share of its learners each sender has placed."""

import numpy as np

from matcher.allocation.answer import Allocation
from matcher.allocation.network import sender_sizes
from matcher.allocation.problem import AllocationProblem, IntArray


def placed_of_senders(problem: AllocationProblem, allocation: Allocation) -> IntArray:
    """Return how many learners of each sender are placed. Shape (senders,)."""
    sender = problem.learner_sender[(allocation.placement_of >= 0) & (problem.learner_sender >= 0)]
    return np.bincount(sender, minlength=problem.senders).astype(np.int64)


def smallest_rate(problem: AllocationProblem, allocation: Allocation) -> float:
    """Return the smallest share of its learners that a sender has placed; 1.0 if no sender has learners."""
    size, placed = sender_sizes(problem), placed_of_senders(problem, allocation)
    return float((placed[size > 0] / size[size > 0]).min(initial=1.0))

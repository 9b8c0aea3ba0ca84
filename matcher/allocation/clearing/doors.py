"""Which destinations with a minimum open: those that enough want at the prices, the contested ones either way."""

from dataclasses import dataclass

import numpy as np

from matcher.allocation.bounds import surely_opens
from matcher.allocation.clearing.uses import FloatArray
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray

CONTESTED = 0.5  # of its minimum, from which a destination might open that too few want


@dataclass(frozen=True)
class Doors:
    """`asked` (destinations,): opens, and has to reach its minimum; `closed` (destinations,): takes nobody."""

    asked: BoolArray
    closed: BoolArray


def doors_to_try(problem: AllocationProblem, expected: FloatArray) -> list[Doors]:
    """Return what may open, given how many learners are `expected` at each destination, shape (destinations,).

    First without what is contested, then, if anything is, with it: whoever misses the minimum closes after all.
    """
    limited, sure = problem.destination_minimum > 1, surely_opens(problem)
    likely, possible = (
        limited & (sure | (expected >= share * problem.destination_minimum)) for share in (1.0, CONTESTED)
    )
    ways = [likely, possible] if (possible & ~likely).any() else [likely]
    return [Doors(opens, limited & ~opens) for opens in ways]


def opened(problem: AllocationProblem, placement_of: IntArray) -> BoolArray:
    """Return which destinations an assignment opens. Shape (destinations,)."""
    opens = np.zeros(problem.destinations, dtype=bool)
    opens[problem.placement_destination[placement_of[placement_of >= 0]]] = True
    return opens

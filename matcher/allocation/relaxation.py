"""Prices of an integer program from its linear relaxation, rounded to whole numbers so that their bound is exact."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from matcher.allocation.answer import PRICE_COLUMNS, Certificate
from matcher.allocation.bounds import MOST_PRICE
from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.allocation.rows import Program

SCALE = 2**20  # prices to a millionth of a point: what rounding loses stays far below one point
WHOLE = 1e-6  # how far a solver's 0 and 1 may be off


@dataclass(frozen=True)
class Relaxed:
    """The prices, and the relaxation's own assignment where it happens to be in whole numbers."""

    certificate: Certificate
    placement_of: IntArray | None


def relaxed(problem: AllocationProblem, prog: Program, value: IntArray, seconds: float) -> Relaxed | None:
    """Solve the linear relaxation, or return None if time ran out or demands contradict.

    Parameters
    ----------
    value
        Shape (pairs,): the stage's value of each pair.
    """
    if prog.columns == 0:
        return None
    worth = np.zeros(prog.columns)
    worth[: len(prog.pair)] = value[prog.pair]
    answer = linprog(
        -worth,
        A_ub=prog.matrix.astype(float),
        b_ub=prog.most.astype(float),
        bounds=np.stack([prog.forced, np.ones(prog.columns)], axis=1),
        method="highs",
        options={"time_limit": max(seconds, 0.01)},
    )
    if answer.status != 0:
        return None
    return Relaxed(prices_of(prog, answer.ineqlin.marginals), _whole(problem, prog, answer.x))


def prices_of(prog: Program, marginals: npt.NDArray[np.float64]) -> Certificate:
    """Return the certificate that a solver's dual values (negative per row that binds) make."""
    price = np.minimum(np.rint(np.maximum(-marginals, 0) * SCALE), MOST_PRICE).astype(np.int64)
    limit = np.array(prog.limit)
    tables = {}
    for name, columns in PRICE_COLUMNS.items():
        rows = np.flatnonzero((limit == name) & (price > 0))
        if len(rows):
            tables[name] = np.column_stack([prog.keys[rows, : len(columns)], price[rows]])
    return Certificate(tables, scale=SCALE)


def _whole(problem: AllocationProblem, prog: Program, columns: npt.NDArray[np.float64]) -> IntArray | None:
    x = columns[: len(prog.pair)]
    if (np.abs(x - np.rint(x)) > WHOLE).any():
        return None
    pairs = prog.pair[x > 1 - WHOLE]
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    placement_of[problem.pair_learner[pairs]] = problem.pair_placement[pairs]
    return placement_of

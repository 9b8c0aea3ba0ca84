"""Prices of an integer program from its linear relaxation, rounded to whole numbers so that their bound is exact."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from matcher.allocation.answer import PRICE_COLUMNS
from matcher.allocation.bounds import MOST_PRICE
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray
from matcher.allocation.rows import Program

FINEST = 2**20  # prices to a millionth of a point: what rounding loses stays far below one point
MOST_SCALED = 2**46  # what the largest value may be once scaled
MOST_COLUMNS = 2_000_000  # a larger relaxation takes gigabytes and no deadline would meet it
WHOLE = 1e-6  # how far a solver's 0 and 1 may be off


@dataclass(frozen=True)
class Relaxed:
    """The prices, in 1/`scale` points, and the relaxation's own assignment.

    `certain` (pairs,) are the pairs it takes wholly; `placement_of` is what it takes if it takes nothing in part.
    """

    prices: dict[str, IntArray]
    scale: int
    certain: BoolArray
    placement_of: IntArray | None


def relaxed(problem: AllocationProblem, prog: Program, value: IntArray, seconds: float) -> Relaxed | None:
    """Solve the linear relaxation, or return None if time ran out or demands contradict.

    Parameters
    ----------
    value
        Shape (pairs,): worth of each pair, of one stage or of several combined.
    """
    if not 0 < prog.columns <= MOST_COLUMNS:
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
    scale = max(1, min(FINEST, MOST_SCALED // max(int(value.max(initial=0)), 1)))
    certain = np.zeros(problem.pairs, dtype=bool)
    certain[prog.pair[answer.x[: len(prog.pair)] > 1 - WHOLE]] = True
    prices = prices_of(prog, answer.ineqlin.marginals, scale)
    return Relaxed(prices, scale, certain, _whole(problem, prog, answer.x))


def branched(problem: AllocationProblem, prog: Program, value: IntArray, seconds: float) -> IntArray | None:
    """Return the best assignment that branching on the relaxation finds; good where the relaxation is almost whole."""
    worth = np.zeros(prog.columns)
    worth[: len(prog.pair)] = value[prog.pair]
    answer = milp(
        -worth,
        integrality=np.ones(prog.columns),
        bounds=Bounds(prog.forced, np.ones(prog.columns)),
        constraints=LinearConstraint(prog.matrix.astype(float), -np.inf, prog.most),
        options={"time_limit": max(seconds, 0.01), "mip_rel_gap": 0.0},
    )
    return None if answer.x is None else _whole(problem, prog, answer.x)


def prices_of(prog: Program, marginals: npt.NDArray[np.float64], scale: int) -> dict[str, IntArray]:
    """Return the tables of prices that a solver's dual values (negative per row that binds) make."""
    price = np.minimum(np.rint(np.maximum(-marginals, 0) * scale), MOST_PRICE).astype(np.int64)
    limit = np.array(prog.limit)
    tables = {}
    for name, columns in PRICE_COLUMNS.items():
        rows = np.flatnonzero((limit == name) & (price > 0))
        if len(rows):
            tables[name] = np.column_stack([prog.keys[rows, : len(columns)], price[rows]])
    return tables


def _whole(problem: AllocationProblem, prog: Program, columns: npt.NDArray[np.float64]) -> IntArray | None:
    x = columns[: len(prog.pair)]
    if (np.abs(x - np.rint(x)) > WHOLE).any():
        return None
    pairs = prog.pair[x > 1 - WHOLE]
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    placement_of[problem.pair_learner[pairs]] = problem.pair_placement[pairs]
    return placement_of

"""Learners in groups: our value, bound, gap and seconds beside those of the peers, in one run.

`python -m benchmarks.allocation.groups [--short] [--large] [--peers]` prints the table and renews its rows in
`benchmarks/frozen/groups.csv`. Peers get the same seconds; the largest round takes minutes and runs on request.
`--short` leaves out the minute for the smallest.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta

import numpy as np
from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from benchmarks.allocation.baselines import FROZEN, freeze
from benchmarks.allocation.instances import group_instance, tight_instance
from matcher.allocation import AllocationProblem, allocate
from matcher.allocation.greedy import greedy
from matcher.allocation.objective import pair_values, stage_names
from matcher.allocation.problem import IntArray
from matcher.allocation.rows import Program, program
from matcher.allocation.staged import worth
from matcher.referee import verify

COLUMNS = ("instance", "seconds_given", "method", "placed", "value", "bound", "gap")
PLACE_WEIGHT = 4000  # of a peer's single sum where placing more comes first

Answer = tuple[IntArray | None, float | None]
Method = Callable[[AllocationProblem, float], Answer]


@dataclass(frozen=True)
class Row:
    """One method on one instance; `bound` and `gap` are None where nothing is proven, `value` 0 if none was found."""

    instance: str
    seconds_given: float
    method: str
    placed: int
    value: int
    bound: float | None
    gap: float | None
    seconds: float


def instances(large: bool, short: bool = False) -> Iterator[tuple[str, AllocationProblem, float, bool]]:
    """Yield name, problem, seconds given, and whether peers can be expected to find anything."""
    yield "tight 426, 39 groups, 5 cities", tight_instance(), 8, True
    for shape in ("scattered", "fields"):
        small = group_instance(426, 42, 5, 60, shape=shape)
        yield f"426, 42 groups, 5 cities, {shape}", small, 10, True
        if not short:
            yield f"426, 42 groups, 5 cities, {shape}", small, 60, True
    for shape in ("scattered", "fields"):
        middle = group_instance(2_000, 200, 10, 60, shape=shape)  # type: ignore[arg-type]
        yield f"2 000, 200 groups, 10 cities, {shape}", middle, 60, True
    if large:
        yield "10 000, 1 000 groups, 40 cities, scattered", group_instance(10_000, 1_000, 40, 60), 300, False


def last_stage(problem: AllocationProblem) -> IntArray:
    """Return what pairs are worth in the stage whose value and bound are shown."""
    return pair_values(problem, stage_names(problem)[-1])


def single_sum(problem: AllocationProblem) -> IntArray:
    """Return what peers maximise: all stages in one sum."""
    return problem.pair_fit + (PLACE_WEIGHT if problem.place_value is None else problem.place_value)


def ours(problem: AllocationProblem, seconds: float) -> Answer:
    allocation = allocate(problem, time_limit_seconds=seconds)
    verify(problem, allocation)
    return allocation.placement_of, allocation.bound


def cp_sat(problem: AllocationProblem, seconds: float) -> Answer:
    prog = program(problem)
    model = cp_model.CpModel()
    columns = [model.new_int_var(least, 1, "") for least in prog.forced.tolist()]
    for row, most in enumerate(prog.most.tolist()):
        index, factor = _row(prog, row)
        model.add(cp_model.LinearExpr.weighted_sum([columns[i] for i in index], factor) <= most)
    value = single_sum(problem)[prog.pair].tolist()
    model.maximize(cp_model.LinearExpr.weighted_sum(columns[: len(value)], value))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, solver.best_objective_bound
    return _placed(problem, prog, np.array(solver.values(columns))), solver.best_objective_bound


def highs(problem: AllocationProblem, seconds: float) -> Answer:
    prog = program(problem)
    model = mathopt.Model()
    columns = [model.add_integer_variable(lb=least, ub=1) for least in prog.forced.tolist()]
    for row, most in enumerate(prog.most.tolist()):
        index, factor = _row(prog, row)
        terms = [factor * columns[i] for i, factor in zip(index, factor, strict=True)]
        model.add_linear_constraint(mathopt.fast_sum(terms) <= most)
    value = single_sum(problem)[prog.pair].tolist()
    pairs = columns[: len(value)]
    model.maximize(mathopt.fast_sum([worth * pair for worth, pair in zip(value, pairs, strict=True)]))
    limit = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds))
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=limit)
    bound = result.termination.objective_bounds.dual_bound
    if not result.has_primal_feasible_solution():
        return None, bound
    return _placed(problem, prog, np.array(result.variable_values(columns))), bound


def greedy_best_first(problem: AllocationProblem, _: float) -> Answer:
    return greedy(problem, problem.pair_fit), None


def greedy_first_come(problem: AllocationProblem, _: float) -> Answer:
    return greedy(problem, (problem.learners - problem.pair_learner) * 1001 + problem.pair_fit), None


def _row(prog: Program, row: int) -> tuple[list[int], list[int]]:
    entries = slice(prog.matrix.indptr[row], prog.matrix.indptr[row + 1])
    return prog.matrix.indices[entries].tolist(), prog.matrix.data[entries].tolist()


def _placed(problem: AllocationProblem, prog: Program, column: IntArray) -> IntArray:
    taken = prog.pair[column[: len(prog.pair)] > 0.5]
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    placement_of[problem.pair_learner[taken]] = problem.pair_placement[taken]
    return placement_of


def measured(large: bool, peers: bool, short: bool) -> Iterator[Row]:
    """Yield a row per instance and method."""
    for name, problem, seconds, solvable in instances(large, short):
        methods: dict[str, Method] = {"matcher": ours}
        if peers and solvable:
            methods |= {"CP-SAT, one model": cp_sat, "HiGHS, one model": highs}
        methods |= {"greedy best first": greedy_best_first, "greedy first come": greedy_first_come}
        for method, solve in methods.items():
            yield _measure(name, problem, seconds, method, solve)


def _measure(name: str, problem: AllocationProblem, seconds: float, method: str, solve: Method) -> Row:
    start = time.perf_counter()
    placement_of, bound = solve(problem, seconds)
    taken = time.perf_counter() - start
    if placement_of is None:
        return Row(name, seconds, method, 0, 0, bound, None, taken)
    placed = int((placement_of >= 0).sum())
    value = worth(problem, placement_of, last_stage(problem))
    if bound is not None and solve is not ours and problem.place_value is None:
        bound -= PLACE_WEIGHT * placed  # of those who place as many
    gap = None if bound is None else max(0.0, (bound - value) / bound)
    return Row(name, seconds, method, placed, value, bound, gap, taken)


def main() -> None:
    rows = []
    for row in measured(*(name in sys.argv for name in ("--large", "--peers", "--short"))):
        rows.append(row)
        bound = "" if row.bound is None else f"{row.bound:.0f}"
        gap = "" if row.gap is None else f"{row.gap:.3%}"
        print(
            f"{row.instance:42}{row.seconds_given:5.0f} s  {row.method:18}{row.placed:7}{row.value:10}"
            f"{bound:>10}{gap:>9}{row.seconds:8.1f} s",
            flush=True,
        )
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")
    freeze(FROZEN / "groups.csv", COLUMNS, COLUMNS[:3], [asdict(row) for row in rows])


if __name__ == "__main__":
    main()

"""Problems that are no flow: an exact search over one integer program, stopped by proof, deadline or cancel."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from ortools.sat.python import cp_model

from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.allocation.progress import Run
from matcher.allocation.rows import Program, columns_of

OnBetter = Callable[[int], None]

POLL_SECONDS = 0.05
MOST_COLUMNS = 1_000_000  # building a larger model alone takes minutes
INTERLEAVED = 8  # subsolvers that take turns deterministically, whatever the number of cores


def search(
    problem: AllocationProblem,
    prog: Program,
    value: IntArray,
    hint: IntArray | None,
    seconds: float,
    run: Run,
    on_better: OnBetter | None = None,
) -> IntArray | None:
    """Return the best assignment, shape (learners,), for one stage's `value` per pair that the time allows.

    Parameters
    ----------
    on_better
        Told what every better assignment attains, as it is found.
    """
    if prog.columns > MOST_COLUMNS:
        return None
    model, columns = _model(prog)
    model.maximize(cp_model.LinearExpr.weighted_sum(columns[: len(prog.pair)], value[prog.pair].tolist()))
    if hint is not None:
        for column, one in zip(columns, columns_of(problem, prog, hint).tolist(), strict=True):
            model.add_hint(column, one)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    solver.parameters.max_deterministic_time = max(run.seconds, 0.01)  # as much on every machine that is in time
    solver.parameters.random_seed = run.seed % 2**31
    solver.parameters.num_workers = INTERLEAVED
    solver.parameters.interleave_search = True
    with _stopped_by(run, solver):
        status = solver.solve(model, None if on_better is None else _Found(on_better))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    taken = (
        np.array(solver.values(columns[: len(prog.pair)]), dtype=bool) if len(prog.pair) else np.zeros(0, dtype=bool)
    )
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    pairs = prog.pair[taken]
    placement_of[problem.pair_learner[pairs]] = problem.pair_placement[pairs]
    return placement_of


class _Found(cp_model.CpSolverSolutionCallback):
    """Passes on what every solution attains; each is better than the one before."""

    def __init__(self, on_better: OnBetter) -> None:
        super().__init__()
        self._on_better = on_better

    def on_solution_callback(self) -> None:
        self._on_better(round(self.objective_value))


def _model(prog: Program) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    columns = [model.new_int_var(least, 1, "") for least in prog.forced.tolist()]
    matrix = prog.matrix
    for row, most in enumerate(prog.most.tolist()):
        entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
        terms = [columns[column] for column in matrix.indices[entries].tolist()]
        model.add(cp_model.LinearExpr.weighted_sum(terms, matrix.data[entries].tolist()) <= most)
    return model, columns


@contextmanager
def _stopped_by(run: Run, solver: cp_model.CpSolver) -> Iterator[None]:
    """Ask `run` now and then whether to stop, in a thread beside the solver."""
    if run.should_stop is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(POLL_SECONDS):
            if run.cancelled:
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()

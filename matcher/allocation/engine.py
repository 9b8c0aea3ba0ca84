"""One problem in, one certified answer out: the table of contents of the allocation."""

import time

from matcher.allocation.answer import Allocation, Conflict
from matcher.allocation.conflicts import demand_conflict, infeasible, pin_conflicts
from matcher.allocation.exact import allocate_flow
from matcher.allocation.network import network
from matcher.allocation.order import canonical, restored
from matcher.allocation.problem import AllocationProblem
from matcher.allocation.progress import OnProgress, Run, ShouldStop
from matcher.allocation.rows import holds, program
from matcher.allocation.staged import allocate_staged


def allocate(
    problem: AllocationProblem,
    *,
    time_limit_seconds: float = 60.0,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Allocation:
    """Decide a placement, or none, for every learner, and prove how good that is.

    Learners who travel alone under nested limits are a network flow and solved to proven optimality; the time limit
    matters for the rest, which returns the best answer found with its honest gap.

    Parameters
    ----------
    seed
        Orders ties, together with the keys of learners and placements.
    on_progress
        Called with the stage, the value found and the bound known, whenever one of them improves.
    should_stop
        Asked now and then; True ends the search with the best answer so far, "cancelled".

    Returns
    -------
    Allocation
        Feasible for every hard rule, or "infeasible" with the conflict and its cheapest repair.
    """
    run = Run(time.monotonic() + time_limit_seconds, seed, on_progress, should_stop)
    ordered, order = canonical(problem, seed)
    return restored(_answer(ordered, run), order)


def _answer(problem: AllocationProblem, run: Run) -> Allocation:
    if conflicts := pin_conflicts(problem):
        return infeasible(problem, conflicts)
    net = network(problem)
    relaxation = allocate_flow(problem, net, run)
    if relaxation is None:
        return _contradiction(problem, run)
    if net.exact or (not problem.has_groups and holds(problem, program(problem), relaxation.placement_of)):
        return relaxation
    certificates = [stage.certificate for stage in relaxation.stages]
    answer = allocate_staged(problem, certificates, run)
    return _contradiction(problem, run) if answer is None else answer


def _contradiction(problem: AllocationProblem, run: Run) -> Allocation:
    conflict = demand_conflict(problem, run.seconds_left)
    if conflict is None:  # the deadline came before anything was found or refuted
        conflict = Conflict("undecided", {}, {"seconds_more": 60})
    return infeasible(problem, [conflict])

"""One problem in, one certified answer out: the table of contents of the allocation."""

import time
from collections.abc import Sequence
from dataclasses import replace

from matcher.allocation.answer import Allocation, Certificate, Conflict, Stage
from matcher.allocation.clearing.solve import solve_cleared
from matcher.allocation.conflicts import demand_conflict, floor_conflict, infeasible, pin_conflicts
from matcher.allocation.exact import allocate_flow
from matcher.allocation.groups.solve import solve_groups
from matcher.allocation.network import network
from matcher.allocation.order import canonical, restored
from matcher.allocation.problem import AllocationProblem
from matcher.allocation.progress import OnProgress, Run, ShouldStop
from matcher.allocation.rows import holds, program
from matcher.allocation.staged import allocate_staged, answer_of, group_destinations, with_tighter_bounds

FEW_PAIRS = 100  # so small a problem with groups is solved outright in one program
MOST_SETTLED = 2_000  # pairs up to which one program settles what a search among groups leaves open
SEARCH_SHARE = 0.5  # of the time, at most, for the search before that
LEAST_OPEN = 0.0005  # gap below which that isn't worth the time: one learner of 2 000
SETTLING_SECONDS = 2.0  # of work for each stage, at most, for that; measured: most such rounds need one or two
SETTLING_PATIENCE = 8.0  # times as long for all of it on a busy machine


def allocate(
    problem: AllocationProblem,
    *,
    time_limit_seconds: float = 60.0,
    deadline_seconds: float | None = None,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Allocation:
    """Decide a placement, or none, for every learner, and prove how good that is.

    Learners who travel alone under nested limits are a network flow and solved to proven optimality; the time limit
    matters for the rest, which returns the best answer found with its honest gap.

    Parameters
    ----------
    time_limit_seconds
        Buys an amount of work, the same on every machine, and as a rule done well before.
    deadline_seconds
        When everything ends, done or not; None: with the time limit. A later one lets a machine that is slow, or busy
        with something else, do all of the work, and so find the answer that others find.
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
    ends = time.monotonic() + max(time_limit_seconds, deadline_seconds or 0.0)
    run = Run(ends, time_limit_seconds, seed, on_progress, should_stop)
    ordered, order = canonical(problem, seed)
    return restored(_answer(ordered, run), order)


def _answer(problem: AllocationProblem, run: Run) -> Allocation:
    if conflicts := pin_conflicts(problem):
        return infeasible(problem, conflicts)
    if (cleared := solve_cleared(problem, run)) is not None:
        return cleared
    net = network(problem)
    relaxation = allocate_flow(problem, net, run)
    if relaxation is None and net.exact and (conflict := floor_conflict(problem)):
        return infeasible(problem, [conflict])
    if relaxation is None:
        return _contradiction(problem, run)
    if net.exact:
        return replace(relaxation, group_destination=group_destinations(problem, relaxation.placement_of))
    del net
    prog = program(problem)
    if holds(problem, prog, relaxation.placement_of):
        return replace(relaxation, group_destination=group_destinations(problem, relaxation.placement_of))
    answer = _grouped(problem, relaxation.stages, run)
    if answer is None:
        answer = allocate_staged(problem, _certificates(relaxation), run, prog)
    elif answer.gap > LEAST_OPEN and problem.pairs <= MOST_SETTLED and not run.over:
        answer = allocate_staged(problem, _certificates(answer), _settling(run), prog, answer.placement_of)
    return answer or _contradiction(problem, run)


def _grouped(problem: AllocationProblem, known: Sequence[Stage], run: Run) -> Allocation | None:
    """Search among groups where there are many, with the tighter of their bounds and those already `known`."""
    if not problem.has_groups or problem.pairs <= FEW_PAIRS:
        return None
    answer: Allocation | None = solve_groups(
        problem,
        deadline=time.monotonic() + run.seconds_left * (SEARCH_SHARE if problem.pairs <= MOST_SETTLED else 1.0),
        seconds=run.seconds,
        seed=run.seed,
        on_progress=run.on_progress,
        should_stop=run.should_stop,
    )
    if answer is None:
        return None
    stages = with_tighter_bounds(problem, answer.stages, [stage.certificate for stage in known])
    return answer_of(problem, answer.placement_of, stages, answer.status if answer.status == "cancelled" else None)


def _certificates(answer: Allocation) -> list[Certificate]:
    return [stage.certificate for stage in answer.stages]


def _settling(run: Run) -> Run:
    """Return the part of a run that settles what a search left open."""
    seconds = min(run.seconds, SETTLING_SECONDS)
    return replace(run, seconds=seconds, deadline=min(run.deadline, time.monotonic() + SETTLING_PATIENCE * seconds))


def _contradiction(problem: AllocationProblem, run: Run) -> Allocation:
    conflict = demand_conflict(problem, run.seconds_left)
    if conflict is None:  # the deadline came before anything was found or refuted
        conflict = Conflict("undecided", {}, {"seconds_more": 60})
    return infeasible(problem, [conflict])

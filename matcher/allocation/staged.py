"""Problems that are no flow: stage by stage a search for the value and prices for the bound."""

from collections.abc import Sequence

import numpy as np

from matcher.allocation.answer import Allocation, Certificate, Stage, Status
from matcher.allocation.bounds import certified_bound
from matcher.allocation.greedy import greedy
from matcher.allocation.objective import pair_values, stage_names
from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.allocation.progress import Run
from matcher.allocation.relaxation import relaxed
from matcher.allocation.rows import Earlier, holds, program
from matcher.allocation.search import search

BOUND_SHARE = 0.4  # of a stage's time, at most, for prices; the search has the rest


def allocate_staged(problem: AllocationProblem, known: Sequence[Certificate], run: Run) -> Allocation | None:
    """Return the best answer found, each stage with a certified bound, or None if nothing feasible was found.

    Parameters
    ----------
    known
        A certificate per stage that is valid already, from a relaxation.
    """
    names = stage_names(problem)
    best = starting_point(problem)
    stages: list[Stage] = []
    earlier: list[tuple[IntArray, int]] = []
    for place, name in enumerate(names):
        value = pair_values(problem, name)
        prog = program(problem, earlier)
        seconds = run.seconds_left / (len(names) - place)
        bound, certificate = _tightest(problem, [Certificate(), known[place]], value, earlier)
        if not run.over and _is_below(problem, best, value, bound):
            linear = relaxed(problem, prog, value, seconds * BOUND_SHARE)
            if linear is not None:
                bound, certificate = _tightest(problem, [certificate, linear.certificate], value, earlier)
            if linear is not None and linear.placement_of is not None and holds(problem, prog, linear.placement_of):
                best = _better(problem, value, best, linear.placement_of)
        run.report(name, None if best is None else worth(problem, best, value), bound)
        if not run.over and _is_below(problem, best, value, bound):
            found = search(problem, prog, value, best, min(seconds, run.seconds_left), run)
            best = _better(problem, value, best, found.placement_of)
        if best is None:
            return None
        attained = worth(problem, best, value)
        stages.append(Stage(name, attained, bound, certificate))
        earlier.append((value, attained))
        run.report(name, attained, bound)
    assert best is not None
    return answer_of(problem, best, stages, "cancelled" if run.cancelled else None)


def starting_point(problem: AllocationProblem) -> IntArray | None:
    """Return the better of greedy and what was published, if either is feasible."""
    prog = program(problem)
    value = pair_values(problem, "placed")
    order = value * 1_001 + problem.pair_kept * 1_001 + problem.pair_fit  # published first, then by fit
    published = np.full(problem.learners, -1, dtype=np.int64)
    still = problem.pair_kept & problem.pair_open
    published[problem.pair_learner[still]] = problem.pair_placement[still]
    best = None
    for placement_of in (greedy(problem, order), published):
        if holds(problem, prog, placement_of):
            best = _better(problem, value, best, placement_of)
    return best


def worth(problem: AllocationProblem, placement_of: IntArray, value: IntArray) -> int:
    """Return the sum of `value` over the pairs that an assignment realises."""
    return int(value[placement_of[problem.pair_learner] == problem.pair_placement].sum())


def answer_of(
    problem: AllocationProblem, placement_of: IntArray, stages: Sequence[Stage], status: Status | None = None
) -> Allocation:
    """Return the answer that an assignment is, its groups where their learners are."""
    proven: Status = "feasible" if any(stage.gap for stage in stages) else "optimal"
    return Allocation(
        placement_of=placement_of,
        group_destination=group_destinations(problem, placement_of),
        status=proven if status is None or proven == "optimal" else status,
        placed=int((placement_of >= 0).sum()),
        fit=worth(problem, placement_of, problem.pair_fit),
        stages=tuple(stages),
    )


def group_destinations(problem: AllocationProblem, placement_of: IntArray) -> IntArray:
    """Return where each group is, given that its placed learners are together. Shape (groups,)."""
    where = np.full(problem.groups, -1, dtype=np.int64)
    travelling = (placement_of >= 0) & (problem.learner_group >= 0)
    where[problem.learner_group[travelling]] = problem.placement_destination[placement_of[travelling]]
    return where


def _tightest(
    problem: AllocationProblem, certificates: Sequence[Certificate], value: IntArray, earlier: Earlier
) -> tuple[int, Certificate]:
    bounds = [(certified_bound(problem, certificate, value, earlier), certificate) for certificate in certificates]
    return min(bounds, key=lambda pair: pair[0])


def _is_below(problem: AllocationProblem, best: IntArray | None, value: IntArray, bound: int) -> bool:
    return best is None or worth(problem, best, value) < bound


def _better(
    problem: AllocationProblem, value: IntArray, best: IntArray | None, other: IntArray | None
) -> IntArray | None:
    if best is None or other is None:
        return other if best is None else best
    return other if worth(problem, other, value) > worth(problem, best, value) else best

"""Rounds too large or too entangled to search: prices clear the market, who is no part of a flow is settled by them."""

import time
from collections.abc import Callable, Sequence

import numpy as np

from matcher.allocation.answer import Allocation, Certificate, StageName
from matcher.allocation.clearing.certify import Guide, Prover, certificate
from matcher.allocation.clearing.demand import Demand
from matcher.allocation.clearing.effort import Effort, effort_for
from matcher.allocation.clearing.prices import Clearing, Schedule, goal_of, nearest
from matcher.allocation.clearing.rest import best_of_rest
from matcher.allocation.clearing.settling import Settling
from matcher.allocation.clearing.uses import FloatArray, Uses, uses_of
from matcher.allocation.exact import combined, weights_of
from matcher.allocation.groups.effort import packings
from matcher.allocation.groups.side_rules import has_side_rules
from matcher.allocation.groups.stages import POINTS
from matcher.allocation.objective import pair_values, stage_names
from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.allocation.progress import Run
from matcher.allocation.staged import answer_of

FIRST_BLURS = (0.5, 0.001)  # of the first stage, for the largest value of a pair
SUM_BLURS = (200.0, 10.0)  # of all stages in one sum, in points
MOST_SEARCHED = 100_000  # pairs up to which a general program finds and proves more
FEWEST_PACKINGS = 20  # of all beds at once, below which a search among groups proves next to nothing
FIRST_SHARE, SUM_SHARE, SETTLING_SHARE = 0.4, 0.2, 0.5  # of the time left, the latest by which each has to end
FLOW_PAIRS = 8  # pairs a learner, on average, among which a flow chooses in the end
FACTOR = 16  # by how much a stage outweighs one pair of the next in the flow


def solve_cleared(problem: AllocationProblem, run: Run) -> Allocation | None:
    """Return the answer that prices lead to, None where a flow, a general program or a search does better.

    Those do where they can be afforded, or where more than places, beds, groups and pins restricts the answer.
    """
    if problem.pairs <= MOST_SEARCHED or has_side_rules(problem):
        return None
    if problem.has_groups:
        parties = problem.groups + int((problem.learner_group < 0).sum())
        if packings(parties, problem.destinations, run.seconds) >= FEWEST_PACKINGS:
            return None
    uses = uses_of(problem)
    if not problem.has_groups and uses.simple.all():
        return None
    return allocate_cleared(problem, uses, run)


def allocate_cleared(problem: AllocationProblem, uses: Uses, run: Run) -> Allocation:
    """Return the answer that prices lead to, each stage with a certified bound.

    As much work is done as `run.seconds` allow on a slow machine, so that the answer is the same on every machine
    that is not slower still; the deadline ends it whatever is done by then. Only places, beds, groups and pins count.
    """
    effort = effort_for(problem.pairs, problem.learners, run.seconds)
    names = stage_names(problem)
    demand = Demand(problem, uses, np.flatnonzero(problem.pair_open), np.ones(problem.groups, dtype=bool))
    guide, first = _guided(problem, demand, names, effort, run)
    placement_of = _placed(problem, demand, guide, names, effort, run)
    stages = Prover(problem, demand, run).stages(names, placement_of, guide, first, effort.later)
    return answer_of(problem, placement_of, stages, "cancelled" if run.cancelled else None)


def _until(run: Run, share: float) -> Callable[[], bool]:
    """Return what says whether a share of the time that is left now is gone, however slow the machine."""
    end = time.monotonic() + share * run.seconds_left
    return lambda: run.over or time.monotonic() >= end


def _guided(
    problem: AllocationProblem, demand: Demand, names: Sequence[StageName], effort: Effort, run: Run
) -> tuple[Guide, Certificate]:
    """Return prices of all stages in one sum, and a certificate of the first stage."""
    points = np.array([POINTS[name] for name in names])
    value = pair_values(problem, names[0])
    room, largest = demand.uses.capacity.astype(np.float64), float(value.max(initial=1))
    of_first = Clearing(demand, goal_of(value[demand.row].astype(np.float64)), room, 0.0 * room, np.zeros(0))
    last = of_first.run(Schedule(effort.first, *(blur * largest for blur in FIRST_BLURS)), _until(run, FIRST_SHARE))
    assert of_first.best is not None
    first = certificate(demand.uses, of_first.best, value)
    if len(names) == 1:
        return Guide(last.price, points), first
    together = Clearing(demand, goal_of(_worth(problem, names)[demand.row]), room, last.price * points[0], np.zeros(0))
    return Guide(together.run(Schedule(effort.later, *SUM_BLURS), _until(run, SUM_SHARE)).price, points), first


def _worth(problem: AllocationProblem, names: Sequence[StageName]) -> FloatArray:
    """Return what pairs are worth in points, all stages together. Shape (pairs,)."""
    worth = np.zeros(problem.pairs)
    for name in names:
        worth += POINTS[name] * pair_values(problem, name)
    return worth


def _placed(
    problem: AllocationProblem, demand: Demand, guide: Guide, names: Sequence[StageName], effort: Effort, run: Run
) -> IntArray:
    """Settle who is no part of a flow as prices say, then everybody else by a flow. Shape (learners,)."""
    worth, near = _worth(problem, names), np.zeros(problem.pairs, dtype=bool)
    near[nearest(demand, worth[demand.row], guide.price, effort.pairs)] = True
    settling = Settling(problem, demand.uses)
    price = settling.run(worth, near, guide.price, effort.settling, _until(run, SETTLING_SHARE))
    strict = combined(problem, names, weights_of(problem, names, FACTOR, problem.learners + 2 * demand.uses.slots))
    rows = settling.open_rows()
    rows = rows[near[rows] & demand.uses.simple[demand.uses.way[rows]]]
    rest = Demand(problem, demand.uses, rows, settling.undecided)
    rows = nearest(rest, worth[rest.row], price, FLOW_PAIRS * problem.learners)
    settling.take(best_of_rest(problem, demand.uses, settling.room, rows, strict[rows]))
    settling.fill(strict)
    return settling.placement_of

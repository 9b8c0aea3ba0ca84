"""The last, optional stage: lift the sending partner placed worst, for at most a stated share of the total fit."""

from dataclasses import dataclass

import numpy as np

from matcher.allocation.answer import Allocation
from matcher.allocation.engine import allocate
from matcher.allocation.network import sender_sizes
from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.allocation.progress import ShouldStop
from matcher.allocation.rates import smallest_rate

STEP_SHARE = 0.06  # of the time, for each of the few rates tried; the rate that is kept is solved again at leisure
LAST_SHARE = 0.4


@dataclass(frozen=True)
class Balanced:
    """The fairer allocation and its price.

    `problem` is the given one with the floors that the balance amounts to: `verify(problem, allocation)` holds for
    it. `rate` and `rate_before` are the smallest placement rate of a sender, `fit_lost` what the balance costs.
    """

    problem: AllocationProblem
    allocation: Allocation
    rate: float
    rate_before: float
    fit_lost: int


def balanced(
    problem: AllocationProblem,
    allocation: Allocation,
    *,
    most_fit_lost: float,
    time_limit_seconds: float = 60.0,
    deadline_seconds: float | None = None,
    seed: int = 0,
    should_stop: ShouldStop | None = None,
) -> Balanced:
    """Raise the smallest placement rate among senders as far as the stages before the last are kept.

    Bisects over the rates that sizes of senders allow; each step is an allocation with floors, which for learners
    alone is an exact flow.

    Parameters
    ----------
    most_fit_lost
        Share of the last stage's value, 0 to 1, that the balance may cost at most.
    time_limit_seconds, deadline_seconds
        For all of it, each allocation tried having its share; as `allocate` takes them.
    should_stop
        Asked now and then; True ends it with the fairest answer so far.
    """
    size = sender_sizes(problem)
    before = smallest_rate(problem, allocation)
    best, best_problem = allocation, problem

    def solved(problem: AllocationProblem, share: float) -> Allocation:
        return allocate(
            problem,
            time_limit_seconds=time_limit_seconds * share,
            deadline_seconds=None if deadline_seconds is None else deadline_seconds * share,
            seed=seed,
            should_stop=should_stop,
        )

    rates = _rates_above(size, before)
    low, high = 0, len(rates)
    while low < high and not (should_stop and should_stop()):
        middle = (low + high) // 2
        tried_problem = _with_floors(problem, size, float(rates[middle]))
        tried = solved(tried_problem, STEP_SHARE)
        if _is_kept(allocation, tried, most_fit_lost):
            best, best_problem, low = tried, tried_problem, middle + 1
        else:
            high = middle
    if best.gap > 0 and best is not allocation:
        again = solved(best_problem, LAST_SHARE)
        best = again if _is_kept(best, again, 0.0) else best
    return Balanced(best_problem, best, smallest_rate(problem, best), before, allocation.fit - best.fit)


def _rates_above(size: IntArray, rate: float) -> IntArray:
    """Return every rate above `rate` that some sender can have exactly."""
    shares = [np.arange(1, one + 1) / one for one in np.unique(size[size > 0]).tolist()]
    every = np.unique(np.concatenate([*shares, np.zeros(0)]))
    return every[every > rate]


def _with_floors(problem: AllocationProblem, size: IntArray, rate: float) -> AllocationProblem:
    floor = np.ceil(size * rate - 1e-9).astype(np.int64)
    ceiling = np.where(problem.sender_ceiling >= 0, problem.sender_ceiling, size)
    return problem.changed(sender_floor=np.maximum(problem.sender_floor, np.minimum(floor, ceiling)))


def _is_kept(allocation: Allocation, tried: Allocation, most_fit_lost: float) -> bool:
    if tried.status == "infeasible":
        return False
    earlier = [stage.value for stage in allocation.stages[:-1]]
    return [stage.value for stage in tried.stages[:-1]] >= earlier and (
        tried.value >= (1 - most_fit_lost) * allocation.value
    )

"""One problem in, one certified answer out: the table of contents of the allocation."""

from collections.abc import Callable
from dataclasses import dataclass

from matcher.allocation.answer import Allocation
from matcher.allocation.problem import AllocationProblem


@dataclass(frozen=True)
class Progress:
    """Where a run stands: the stage, the value found so far and the bound known so far (None: not yet)."""

    stage: str
    value: int | None
    bound: int | None


OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


def allocate(
    problem: AllocationProblem,
    *,
    time_limit_seconds: float = 60.0,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Allocation:
    """Decide a placement, or none, for every learner."""
    raise NotImplementedError

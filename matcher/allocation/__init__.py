"""Problem in, allocation out: flows, groups, calendar, quotas, stages, bounds, on plain arrays."""

from typing import TYPE_CHECKING, Any

from matcher.allocation import cases as cases  # these two make their kind of certificate known
from matcher.allocation import knapsacks as knapsacks
from matcher.allocation.answer import Allocation, Certificate, Conflict, Stage
from matcher.allocation.problem import AllocationProblem

if TYPE_CHECKING:
    from matcher.allocation.engine import allocate

__all__ = ["Allocation", "AllocationProblem", "Certificate", "Conflict", "Stage", "allocate"]


def __getattr__(name: str) -> Any:
    if name == "allocate":  # the solver takes seconds to load, and the referee must do without it
        from matcher.allocation.engine import allocate

        return allocate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

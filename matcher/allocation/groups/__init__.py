"""Problems with groups: a search guided by prices, and a bound tighter than the linear program's."""

from typing import Any

__all__ = ["solve_groups"]


def __getattr__(name: str) -> Any:
    if name == "solve_groups":  # loads the solver, which the referee must do without
        from matcher.allocation.groups.solve import solve_groups

        return solve_groups
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

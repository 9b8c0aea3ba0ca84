"""The problems of a round folder."""

from collections.abc import Sequence

from matcher.errors import Problem
from matcher.said import Counted, Said
from matcher.terminal.console import escaped, out_console


def problem_json(problem: Problem) -> dict[str, object]:
    """A problem for programs: every field by its name."""
    return {name: getattr(problem, name) for name in Problem.__dataclass_fields__}


def print_problems(problems: Sequence[Problem]) -> None:
    """One line per problem, errors in red, then how many there are of each."""
    for problem in problems:
        colour = "red" if problem.severity == "error" else "yellow"
        out_console.print(f"[{colour}]{problem.severity}[/{colour}] {escaped(str(problem))}")
    errors = sum(problem.severity == "error" for problem in problems)
    found = Said(Counted("count", "{count} error", "{count} errors"), count=errors)
    warned = Said(Counted("count", "{count} warning", "{count} warnings"), count=len(problems) - errors)
    out_console.print(f"{found}, {warned}")

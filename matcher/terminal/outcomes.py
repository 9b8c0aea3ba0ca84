"""What became of many rounds: a line for each, and what is to mend."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from matcher.rounds.many import Outcome
from matcher.terminal.console import escaped, out_console


def outcomes_json(outcomes: Sequence[Outcome], out: Path) -> list[dict[str, object]]:
    """The rounds for programs: figures, or why one was not planned; where each report is."""
    return [
        asdict(outcome) | {"report": str(out / outcome.name / "report.html") if outcome.status else None}
        for outcome in outcomes
    ]


def print_outcomes(outcomes: Sequence[Outcome], out: Path) -> None:
    """The rounds for people; those that could not be planned come last, with all that is to mend."""
    table = Table()
    for name in ("round", "learners", "placed", "at most below the best"):
        table.add_column(name, justify="left" if name == "round" else "right")
    for outcome in outcomes:
        if outcome.is_planned:
            gap = f"{outcome.gap:.2%}" if outcome.gap else "proven best"
            table.add_row(escaped(outcome.name), str(outcome.learners), str(outcome.placed), gap)
    out_console.print(table)
    bad = [outcome for outcome in outcomes if not outcome.is_planned]
    for outcome in bad:
        out_console.print(f"[red]not planned[/red] {escaped(outcome.name)}: {escaped(outcome.error)}")
    planned = [outcome for outcome in outcomes if outcome.is_planned]
    learners, placed = sum(one.learners for one in planned), sum(one.placed for one in planned)
    out_console.print(
        f"{len(planned)} of {len(outcomes)} rounds planned, {placed} of their {learners} learners placed;"
        f" each has a folder in {out}"
    )

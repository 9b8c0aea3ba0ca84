"""How the runs of a database's rounds ended."""

from collections.abc import Mapping, Sequence

from matcher.terminal.console import escaped, out_console


def print_ended(runs: Sequence[Mapping[str, object]]) -> None:
    """One line for each run: its round, how it ended, and what it found or what went wrong."""
    if not runs:
        out_console.print("no round is due, and no run waits")
    for run in runs:
        found = f"{run['placed']} placed" if run["state"] == "complete" else str(run["message"])
        out_console.print(escaped(f"{run['round']}: {run['state']}, {found}".rstrip(", ")))

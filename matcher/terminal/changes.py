"""Who moved between two answers."""

from matcher.explain.compare import Comparison
from matcher.terminal.console import escaped, out_console


def print_comparison(found: Comparison) -> None:
    """How many moved and what it cost, then one line per learner."""
    out_console.print(
        f"{found.unchanged} unchanged, {len(found.moved)} moved, {len(found.placed)} newly placed,"
        f" {len(found.lost)} lost;"
        f" placed {found.placed_change:+d}, fit {found.fit_change:+d}"
    )
    for change in (*found.moved, *found.placed, *found.lost):
        where = f"{change.before or 'unplaced'} → {change.after or 'unplaced'}"
        out_console.print(f"  {escaped(change.learner)}: {escaped(where)}, fit {change.fit_change:+d}")

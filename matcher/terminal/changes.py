"""Who moved between two answers, and what more moves would gain."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from matcher.explain.compare import Comparison
from matcher.reports.tradeoff import limit_words, proof_words
from matcher.terminal.console import escaped, out_console

if TYPE_CHECKING:
    from matcher.allocation.tradeoff import TradeOff


def print_comparison(found: Comparison, before: str, after: str) -> None:
    """How many moved and what it cost, then one line per learner; `before` and `after` name the rounds."""
    if before != after:
        words = f"runs of two rounds, {before} and {after}: who is in one of them only counts as lost or newly placed"
        out_console.print(f"[yellow]look[/yellow] {escaped(words)}")
    out_console.print(
        f"{found.unchanged} unchanged, {len(found.moved)} moved, {len(found.placed)} newly placed,"
        f" {len(found.lost)} lost;"
        f" placed {found.placed_change:+d}, fit {found.fit_change:+d}"
    )
    for change in (*found.moved, *found.placed, *found.lost):
        where = f"{change.before or 'unplaced'} → {change.after or 'unplaced'}"
        out_console.print(f"  {escaped(change.learner)}: {escaped(where)}, fit {change.fit_change:+d}")


def print_trade_offs(rows: "Sequence[TradeOff]") -> None:
    """What the re-run could gain by letting more of the published move."""
    table = Table(title="moves against value", title_justify="left")
    for name in ("may move", "moved", "placed", "fit"):
        table.add_column(name, justify="right")
    table.add_column("how good that is")
    for row in rows:
        figures = [str(figure) if row.possible else "–" for figure in (row.moved, row.placed, row.fit)]
        table.add_row(limit_words(row), *figures, proof_words(row))
    out_console.print(table)

"""Moves against value as a page of its own: a chart, and the table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from matcher.reports.charts import Line, lines
from matcher.reports.page import template_environment

if TYPE_CHECKING:
    from matcher.allocation.tradeoff import TradeOff


@dataclass(frozen=True, slots=True)
class TradeOffPage:
    """Everything the template shows."""

    name: str
    chart: Markup
    rows: Sequence[tuple[str, "TradeOff", str]]


def tradeoff_html(name: str, rows: "Sequence[TradeOff]") -> str:
    """Render the trade-off of a round called `name`."""
    page = TradeOffPage(name, _chart(rows), [(limit_words(row), row, proof_words(row)) for row in rows])
    return template_environment().get_template("tradeoff.html").render(page=page)


def limit_words(row: "TradeOff") -> str:
    """How many may move, in words."""
    return "any number" if row.may_move is None else str(row.may_move)


def proof_words(row: "TradeOff") -> str:
    """How good a row is shown to be, in words."""
    if not row.possible:
        return "so few moves cannot keep the round's demands"
    if row.gap is None:
        return "nothing proven"
    return "proven" if row.gap == 0 else f"at most {max(row.gap, 0.0001):.2%} below the best"


def _chart(rows: "Sequence[TradeOff]") -> Markup:
    measured = (
        Line("learners placed", [row.placed if row.possible else None for row in rows]),
        Line("total fit", [row.fit if row.possible else None for row in rows]),
        Line("published who move", [row.moved if row.possible else None for row in rows]),
    )
    said = [
        f"{limit_words(row)}: {row.placed} placed, fit {row.fit}, {row.moved} moved" for row in rows if row.possible
    ]
    return lines(
        "tradeoff",
        [limit_words(row) for row in rows],
        measured,
        "published learners who may move",
        "Moves against value",
        "; ".join(said),
    )

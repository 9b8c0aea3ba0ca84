"""The page of moves against value says in its table what its chart shows."""

import re

from matcher.allocation.tradeoff import TradeOff
from matcher.reports.tradeoff import proof_words, tradeoff_html

ROWS = (
    TradeOff(0, possible=False, moved=0, placed=0, fit=0, value=0, gap=None),
    TradeOff(1, possible=True, moved=1, placed=4, fit=3100, value=3100, gap=1e-7),
    TradeOff(2, possible=True, moved=2, placed=5, fit=3900, value=3900, gap=0.0123),
    TradeOff(None, possible=True, moved=3, placed=5, fit=4100, value=4100, gap=0.0),
)


def test_the_table_has_a_row_for_every_limit() -> None:
    html = tradeoff_html("<Autumn>", ROWS)
    table = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html)
    assert [limit for limit, _ in table] == ["0", "1", "2", "any number"]
    cells = [re.findall("<td>(.*?)</td>", row) for _, row in table]
    assert cells[0] == ["–", "–", "–", "so few moves cannot keep the round&#39;s demands"]
    assert [row[-1] for row in cells[1:]] == ["at most 0.01% below the best", "at most 1.23% below the best", "proven"]
    assert cells[2][:3] == ["2", "5", "3900"]
    assert "&lt;Autumn&gt;" in html


def test_the_chart_says_in_words_what_it_shows() -> None:
    html = tradeoff_html("Autumn", ROWS)
    assert "1: 4 placed, fit 3100, 1 moved; 2: 5 placed, fit 3900, 2 moved; any number: 5 placed" in html


def test_a_row_without_any_bound_says_so() -> None:
    assert proof_words(TradeOff(3, possible=True, moved=1, placed=4, fit=1, value=1, gap=None)) == "nothing proven"

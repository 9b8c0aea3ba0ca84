"""On a phone the rows of a table are cards: nothing is cut, and whoever hears the page hears a table."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from api.pages.stacking import stacked
from matcher.model import Round
from matcher.store.engine import writing
from matcher.store.publishing import publish
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.api.routes.test_answers import Answered, answered
from tests.api.services.test_planning import solvable

__all__ = ["solvable"]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
TABLE = """<table>
<caption>Cities</caption>
<thead><tr>
<th scope="col">City</th>
<th scope="col" class="n"><a href="?sort">The "most" <span aria-hidden="true">▲</span></a></th>
</tr></thead>
<tbody>
<tr><th scope="row">Lyon</th><td class="n">3</td></tr>
<tr><th scope="row">Seville</th><td class="n">5</td></tr>
</tbody></table>"""


def test_every_cell_carries_the_heading_of_its_column() -> None:
    table = stacked(TABLE)
    assert table.count('<th scope="row" data-label="City" role="rowheader">') == 2
    assert '<td class="n" data-label="The &quot;most&quot;" role="cell">5</td>' in table
    assert '<th scope="col" role="columnheader">City</th>' in table
    assert table.count('role="row"') == 3


def test_nothing_else_of_a_table_changes() -> None:
    added = r' class="stacked"| role="\w+"| data-label="[^"]*"'
    assert re.sub(added, "", stacked(TABLE)) == TABLE


@pytest.fixture(scope="module")
def there(site: Site, solvable: Round) -> Answered:
    there = answered(site.store, solvable)
    with writing(site.store) as session:
        publish(session, there.coordinator, there.run)
    return there


def widest(page: Page) -> int:
    """By how much the widest table sticks out of its place."""
    return int(
        page.evaluate("Math.max(...[...document.querySelectorAll('.scroll')].map(e => e.scrollWidth - e.clientWidth))")
    )


@pytest.mark.parametrize("place", ["proposals", "learners", "placements", "trail", "plan", "unplaced"])
def test_no_list_is_wider_than_a_phone(site: Site, there: Answered, place: str) -> None:
    page = site.visitor(there.coordinator, javascript=place != "learners", **PHONE)
    paths = {"plan": f"/runs/{there.run}", "unplaced": f"/runs/{there.run}?show=unplaced"}
    page.goto(paths.get(place, f"/rounds/{there.id}/{place}"))
    expect(page.get_by_role("rowheader").first).to_be_visible()
    expect(page.get_by_role("cell").first).to_be_visible()
    assert page.get_by_role("columnheader").count() > 2
    assert widest(page) == 0
    if place in ("proposals", "plan"):
        assert_accessible(page)
        shoot(page, f"phone-{place}")

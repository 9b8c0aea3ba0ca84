"""Places and beds by day as a hosting partner sees them."""

import pytest
from playwright.sync_api import expect

from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import played, published


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_taken_is_drawn_with_the_table_behind(site: Site, javascript: bool) -> None:
    there = played(site.store)
    published(site.store, there)
    page = site.visitor(there.own["INCOMA"], javascript=javascript)
    page.goto(f"/rounds/{there.id}/calendar")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Seville"])
    expect(page.get_by_role("img", name="Beds at Seville")).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.locator("tbody tr").nth(2).locator(".n")).to_have_text(["3", "3", "0", "6", "5", "1"])
    if javascript:
        assert_accessible(page)
        shoot(page, "calendar")


def test_a_coordinator_pages_through_all_destinations_and_strangers_find_none(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}/calendar?limit=1")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Maribor"])
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(["Seville"])
    answer = site.visitor(there.foreign["hosting"]).goto(f"/rounds/{there.id}/calendar")
    assert answer is not None and answer.status == 404

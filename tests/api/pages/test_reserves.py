"""The reserve list as the coordinator keeps it: in order within each field."""

import pytest
from playwright.sync_api import Page, expect

from matcher.store.engine import reading, writing
from matcher.store.event_log import list_events
from matcher.store.reserves import rank_reserves, reserves
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import Played, played


@pytest.fixture
def there(site: Site) -> Played:
    there = played(site.store)
    with writing(site.store) as session:
        rank_reserves(session, there.coordinator, there.id, {"L2": 3, "L1": 7, "L6": 9})
    return there


def electricians(site: Site, there: Played) -> list[str]:
    with reading(site.store) as session:
        return reserves(session, there.coordinator, there.id)["0714"]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_coordinator_puts_them_in_order(site: Site, there: Played, javascript: bool) -> None:
    page = site.visitor(there.coordinator, javascript=javascript)
    page.goto(f"/rounds/{there.id}/reserves")
    expect(page.locator("main ol").first.locator("a")).to_have_text(["L2", "L1"])
    if javascript:
        assert_accessible(page)
        shoot(page, "reserves")
    page.get_by_role("button", name="Move L1 up").click()
    expect(page.locator("main ol").first.locator("a")).to_have_text(["L1", "L2"])
    assert electricians(site, there) == ["L1", "L2"]
    page.get_by_role("button", name="Move L1 down").click()
    expect(page.locator("main ol").first.locator("a")).to_have_text(["L2", "L1"])


def test_whoever_is_taken_in_is_planned_with_again_and_it_is_on_record(site: Site, there: Played) -> None:
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/reserves")
    page.get_by_text("Take in…").nth(1).click()
    page.get_by_label("In your own words").nth(1).fill("L3 fell ill")
    page.get_by_role("button", name="Take L1 in").click()
    assert electricians(site, there) == ["L2"]
    with reading(site.store) as session:
        newest, *_ = list_events(session, there.coordinator, there.id, None, 1, ("learner", "L1"))
    assert (newest.what, newest.why) == ("rank reserves", "L3 fell ill")


def add(page: Page, learner: str, why: str) -> None:
    page.get_by_label("Learner", exact=True).fill(learner)
    page.get_by_label("Why").fill(why)
    page.get_by_role("button", name="Put on the list").click()


def test_somebody_is_put_on_the_list_last_and_with_a_reason(site: Site, there: Played) -> None:
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/reserves")
    page.locator("#why").evaluate("field => field.removeAttribute('required')")
    add(page, "L3", " ")
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    add(page, "L99", "too late")
    expect(page.get_by_role("alert")).to_contain_text("no such learner")
    expect(page.get_by_label("Why")).to_have_value("too late")
    add(page, "L3", "handed in too late")
    expect(page.get_by_role("link", name="L3")).to_be_visible()
    page.goto(f"/rounds/{there.id}/reserves")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_only_the_coordinator_keeps_the_list(site: Site, there: Played) -> None:
    for viewer, status in ((there.own["TS Nis"], 403), (there.auditor, 403), (there.foreign["coordinator"], 404)):
        answer = site.visitor(viewer).goto(f"/rounds/{there.id}/reserves")
        assert answer is not None and answer.status == status

"""Numbers before names: asked, offered, agreed and priced in a browser by both sides."""

import pytest
from playwright.sync_api import expect

from api.pages.flow_plan import _cents
from matcher.store.engine import reading
from matcher.store.flows import get_flow_cell
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import played


@pytest.mark.parametrize("javascript", [True, False])
def test_two_partners_agree_on_a_number(site: Site, javascript: bool) -> None:
    there = played(site.store)
    sender = site.visitor(there.own["CCIS"], javascript=javascript)
    sender.goto(f"/rounds/{there.id}/flow-plan")
    expect(sender.get_by_label("Sending partner")).to_have_value("CCIS")
    sender.get_by_label("Destination").select_option("Seville")
    sender.get_by_role("button", name="Begin").click()
    expect(sender.get_by_label("Places offered")).to_have_count(0)
    sender.get_by_label("Learners asked for").fill("3")
    sender.get_by_label("First day").fill("2026-10-05")
    sender.get_by_role("button", name="Save").click()
    expect(sender.locator(".tile").first).to_contain_text("3")
    host = site.visitor(there.own["INCOMA"], javascript=javascript)
    host.goto(f"/rounds/{there.id}/flow-plan")
    host.get_by_role("link", name="CCIS → Seville").click()
    host.get_by_label("Places offered").fill("3")
    host.get_by_role("button", name="Save").click()
    if javascript:
        assert_accessible(host)
        shoot(host, "flow-cell")
    sender.get_by_label("Learners asked for").fill("9")
    sender.get_by_role("button", name="Save").click()
    expect(sender.get_by_role("alert")).to_contain_text("changed meanwhile")
    host.get_by_role("button", name="Agree").click()
    expect(host.get_by_text("agreed: a quota of the round")).to_be_visible()
    host.get_by_role("button", name="Save").click()  # nothing new: nothing is opened again
    expect(host.get_by_text("agreed: a quota of the round")).to_be_visible()
    with reading(site.store) as session:
        cell = get_flow_cell(session, there.own["CCIS"], host.url.rsplit("/", 1)[1])
        assert (cell.asked, cell.agreed, cell.is_quota) == (3, 3, True)


def test_costs_are_stated_and_taken_back(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.own["ZNI"])
    page.goto(f"/rounds/{there.id}/flow-plan")
    assert_accessible(page)
    shoot(page, "flow-plan")
    page.get_by_role("link", name="CCIS → Maribor").click()
    page.get_by_label("What for").fill("room and board")
    page.get_by_label("Amount").fill("some")
    page.get_by_role("button", name="State it").click()
    expect(page.locator("#amount-wrong")).to_be_visible()
    page.get_by_label("Amount").fill("35,5")
    page.get_by_role("button", name="State it").click()
    row = page.get_by_role("row", name="room and board")
    expect(row).to_contain_text("€35.50")
    expect(row).to_contain_text("per person and day")
    page.get_by_role("button", name="Take room and board back").click()
    expect(row).to_have_count(0)


def test_who_begins_with_what_the_round_has_not_is_told(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.own["INCOMA"])
    page.goto(f"/rounds/{there.id}/flow-plan")
    page.get_by_label("Sending partner").fill("NOBODY")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_contain_text("a sending partner, destination and stay of this round")
    expect(page.get_by_label("Sending partner")).to_have_value("NOBODY")


def test_a_school_sees_no_cell_an_auditor_changes_none_strangers_find_none(site: Site) -> None:
    there = played(site.store)
    for name, cells in (("TS Nis", 0), ("INCOMA", 1)):
        page = site.visitor(there.own[name])
        page.goto(f"/rounds/{there.id}/flow-plan")
        expect(page.locator("tbody tr")).to_have_count(cells)
    cell = page.locator("tbody a").get_attribute("href") or ""
    auditor = site.visitor(there.auditor)
    auditor.goto(cell)
    expect(auditor.get_by_role("button", name="Save")).to_have_count(0)
    for viewer, path in ((there.foreign["hosting"], f"/rounds/{there.id}/flow-plan"), (there.own["ZNI"], cell)):
        answer = site.visitor(viewer).goto(path)
        assert answer is not None and answer.status == 404


@pytest.mark.parametrize(
    ("typed", "cents"), [("35", 3500), ("35.5", 3550), ("0,05", 5), ("", ""), ("1.234", ""), ("-3", ""), (".5", 50)]
)
def test_an_amount_is_read_as_cents(typed: str, cents: object) -> None:
    assert _cents(typed) == cents

"""The way around a round: grouped, marked where one is, on a phone and without JavaScript."""

from typing import Any

import pytest
from playwright.sync_api import expect

from api.pages.round_head import BESIDE, MENUS, PLACES, Menu, RoundHead, Way
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import played, published

PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}


def test_every_place_stands_in_one_menu() -> None:
    assert sorted([*(place for places in MENUS.values() for place in places), "overview"]) == sorted(PLACES)
    assert set(BESIDE) <= set(PLACES)


@pytest.mark.parametrize(
    ("way", "path", "is_there"),
    [
        (Way("overview", "/rounds/r"), "/rounds/r", True),
        (Way("overview", "/rounds/r"), "/rounds/r/runs", False),
        (Way("runs", "/rounds/r/runs"), "/rounds/r/runs", True),
        (Way("runs", "/rounds/r/runs"), "/runs/7/learners/L1", True),
        (Way("runs", "/rounds/r/runs"), "/rounds/r/runsaway", False),
        (Way("learners", "/rounds/r/learners"), "/rounds/r/learners/L1/change", True),
        (Way("learners", "/rounds/r/learners"), "/learners/L1", False),
        (Way("flow_plan", "/rounds/r/flow-plan"), "/flow-cells/c", True),
    ],
)
def test_a_way_leads_to_its_place_and_what_lies_below(way: Way, path: str, is_there: bool) -> None:
    assert way.leads_to(path) == is_there
    assert Menu("planning", (Way("files", "/nowhere"), way)).leads_to(path) == is_there


def test_a_destination_is_called_by_its_city_and_by_its_id_too_where_there_are_several() -> None:
    head = RoundHead("r", "R", "open", (), {"sev-1": "Seville", "sev-2": "Seville", "mar": "Maribor", "x": ""})
    assert [head.city(id) for id in ("sev-1", "mar", "x", "elsewhere")] == [
        "Seville (sev-1)",
        "Maribor",
        "x",
        "elsewhere",
    ]


@pytest.mark.parametrize("javascript", [True, False])
def test_one_finds_the_way_with_the_keyboard(site: Site, javascript: bool) -> None:
    there = played(site.store)
    page = site.visitor(there.coordinator, javascript=javascript)
    page.goto(f"/rounds/{there.id}/runs")
    ways = page.get_by_role("navigation", name="The round")
    expect(ways.locator("summary[aria-current]")).to_have_text("Planning")
    ways.locator("summary", has_text="Places").focus()
    page.keyboard.press("Enter")
    expect(ways.get_by_role("link", name="Demand")).to_be_visible()
    if javascript:
        assert_accessible(page)
        page.keyboard.press("Escape")
        expect(ways.get_by_role("link", name="Demand")).to_have_count(0)
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Placements")
    expect(ways.locator("summary[aria-current]")).to_have_text("Places")


def test_on_a_phone_nothing_is_wider_than_the_screen(site: Site) -> None:
    there = played(site.store)
    published(site.store, there)
    for name, path in (("coordinator", "runs"), ("TS Nis", "proposals"), ("INCOMA", "placements")):
        page = site.visitor(there.own[name], **PHONE)
        page.goto(f"/rounds/{there.id}/{path}")
        page.locator(".ways summary").last.click()
        expect(page.get_by_role("link", name="Audit trail")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        shoot(page, f"phone-{name}-{path}")
        for wide in ("/rounds", f"/rounds/{there.id}/demand" if name != "TS Nis" else f"/rounds/{there.id}/upload"):
            page.goto(wide)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, wide


def test_a_role_with_one_place_of_a_kind_goes_there_straight(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.own["INCOMA"], javascript=False)
    page.goto(f"/rounds/{there.id}")
    ways = page.get_by_role("navigation", name="The round")
    ways.get_by_role("link", name="Proposals").click()
    expect(ways.get_by_role("link", name="Proposals")).to_have_attribute("aria-current", "page")

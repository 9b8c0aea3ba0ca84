"""Allocation requests in a browser: asked, answered, refined, settled; and what one more place is worth."""

import pytest
from playwright.sync_api import Page, expect

from api.services.planning import work_off
from matcher.model import Round
from matcher.store.engine import reading, writing
from matcher.store.links import link
from matcher.store.placements import get_placement
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.api.routes.test_answers import answered
from tests.api.services.test_planning import solvable
from tests.matcher.store.cast import Played, organisation, played

__all__ = ["solvable"]


def worked_off(site: Site) -> None:
    while work_off(site.store, "worker"):
        pass


def fill_new(page: Page, **typed: str) -> None:
    if not page.locator("#new0-id").is_visible():
        page.get_by_text("A new placement").click()
    for name, text in typed.items():
        page.locator(f"#new0-{name.rstrip('_')}").fill(text)


BETIS = {"host": "Talleres Betis", "places": "2", "from_": "2026-09-28", "to": "2026-11-15"}


@pytest.fixture(scope="module")
def there(site: Site) -> Played:
    return played(site.store)


def test_a_hosting_partner_asks_sees_the_draft_and_asks_again(site: Site, there: Played) -> None:
    page = site.visitor(there.own["INCOMA"])
    page.goto(f"/rounds/{there.id}/requests")
    page.get_by_role("link", name="Ask for an allocation in Seville").click()
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("alert")).to_have_text("Choose a placement, or state a new one.")
    page.get_by_role("checkbox", name="P1 · Electrónica Triana").check()
    fill_new(page, id="P2", study_fields="0721; nothing", **BETIS)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#new0-study_fields-wrong")).to_be_visible()
    expect(page.locator("#new0-id-wrong")).to_contain_text("another id")
    expect(page.get_by_role("checkbox", name="P1 · Electrónica Triana")).to_be_checked()
    assert_accessible(page)
    shoot(page, "ask")
    fill_new(page, id="SEV-9", study_fields="1015; 0721")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("status")).to_contain_text("being worked out")
    worked_off(site)
    expect(page.get_by_role("status")).to_have_count(0)  # the page has looked again
    expect(page.get_by_role("heading", name="SEV-9 · Talleres Betis")).to_contain_text("new")
    expect(page.get_by_text("learners were still free")).to_be_visible()
    page.get_by_text("What this fit rests on").first.click()
    expect(page.get_by_role("rowheader", name="Study profile").first).to_be_visible()
    expect(page.get_by_role("rowheader", name="Wishes")).to_have_count(0)
    assert_accessible(page)
    shoot(page, "request")
    page.get_by_role("link", name="Refine it and ask again").click()
    expect(page.locator("#new0-host")).to_have_value("Talleres Betis")
    fill_new(page, places="1")
    page.get_by_role("button", name="Ask").click()
    page.goto(f"/rounds/{there.id}/requests")
    expect(page.locator("tbody tr .tag")).to_have_text(["waits for its answer", "asked again since"])
    assert_accessible(page)
    shoot(page, "requests")


def test_a_hosting_partner_takes_its_question_back_while_it_waits(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.own["INCOMA"], javascript=False)
    page.goto(f"/rounds/{there.id}/requests/new?destination=Seville")
    page.get_by_role("checkbox", name="P1 · Electrónica Triana").check()
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("cancelled before there was an answer")
    expect(page.get_by_role("status")).to_have_count(0)
    expect(page.get_by_role("link", name="Refine it and ask again")).to_be_visible()


def test_a_coordinator_approves_and_the_place_is_in_the_round(site: Site) -> None:
    there = played(site.store)
    host = site.visitor(there.own["INCOMA"], javascript=False)
    host.goto(f"/rounds/{there.id}/requests/new?destination=Seville")
    fill_new(host, id="SEV-8", study_fields="1015", **BETIS)
    host.get_by_role("button", name="Ask").click()
    worked_off(site)
    host.reload()
    expect(host.get_by_role("heading", name="SEV-8 · Talleres Betis")).to_be_visible()
    expect(host.get_by_role("button", name="Approve")).to_have_count(0)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(host.url)
    page.get_by_label("Why").fill("good places")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("main .tag").first).to_have_text("approved")
    with reading(site.store) as session:
        assert get_placement(session, there.coordinator, there.id, "SEV-8")[0].places == 2


def test_what_one_more_place_is_worth_is_not_known_before_there_is_a_plan(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.own["INCOMA"])
    page.goto(f"/rounds/{there.id}/placements/P1")
    page.get_by_role("button", name="What would one more place here be worth?").click()
    expect(page.get_by_role("status")).to_be_visible()
    worked_off(site)
    expect(page.get_by_role("alert")).to_contain_text("known once the round was planned")


def test_what_one_more_place_is_worth_is_said_in_words_once_there_is_a_plan(site: Site, solvable: Round) -> None:
    there, host = answered(site.store, solvable), organisation(site.store, "hosting")
    with writing(site.store) as session:
        link(session, there.coordinator, there.id, "hosting_partner", "INCOMA", host.organisation)
    page = site.visitor(host)
    page.goto(f"/rounds/{there.id}/placements/P1")
    page.get_by_role("button", name="What would one more place here be worth?").click()
    expect(page.get_by_role("status")).to_be_visible()
    worked_off(site)
    expect(page.get_by_role("region", name="One more place here")).to_contain_text("Of 2 places")
    assert_accessible(page)
    shoot(page, "worth")


def test_requests_of_others_are_not_found_and_a_school_asks_for_none(site: Site, there: Played) -> None:
    for viewer, path, status in (
        (there.foreign["hosting"], f"/rounds/{there.id}/requests", 404),
        (there.own["INCOMA"], f"/rounds/{there.id}/requests/new?destination=Maribor", 404),
        (there.own["TS Nis"], f"/rounds/{there.id}/requests/new?destination=Seville", 403),
        (there.own["ZNI"], "/requests/none", 404),
    ):
        answer = site.visitor(viewer).goto(path)
        assert answer is not None and answer.status == status, path

"""Rules: read by whoever takes part, changed by the coordinator as a new version, with a reason."""

import pytest
from playwright.sync_api import expect

from matcher.store.engine import reading, writing
from matcher.store.rules import add_rules, list_rules
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import Played, played


@pytest.fixture(scope="module")
def there(site: Site) -> Played:
    return played(site.store)


def test_a_coordinator_makes_a_new_version(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}/rules")
    assert_accessible(page)
    shoot(page, "rules")
    page.locator("main").get_by_label("Language", exact=True).fill("7")
    page.get_by_label("the host's lowest EQF level").uncheck()
    page.get_by_label("Who may move").select_option("number")
    page.get_by_label("That number").fill("12")
    page.get_by_label("Points of fit").fill("900")
    page.get_by_label("Why they change").fill("hosts do not look at levels")
    page.get_by_role("button", name="Make these the rules").click()
    expect(page.get_by_role("cell", name="hosts do not look at levels")).to_be_visible()
    expect(page.get_by_label("That number")).to_have_value("12")
    with reading(site.store) as session:
        (_, now), (_, before) = list_rules(session, there.coordinator, there.id)
    assert (now.weights.language, now.moves, now.place_value) == (7, 12, 900)
    assert set(now.switched_off) == {*before.switched_off, "eqf_minimum"}
    changed = {"weights": now.weights, "moves": 12, "place_value": 900, "switched_off": now.switched_off}
    assert before.model_copy(update=changed) == now


def test_what_is_wrong_stands_at_its_field_and_nothing_changes(site: Site, there: Played) -> None:
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/rules")
    page.get_by_label("How close a study field").fill("a lot")
    page.get_by_label("Who may move").select_option("number")
    page.get_by_label("Why they change").fill("a try")
    page.get_by_role("button", name="Make these the rules").click()
    expect(page.get_by_label("How close a study field")).to_have_value("a lot")
    expect(page.locator("#problem-study_field_floor")).to_contain_text("valid number")
    expect(page.get_by_text("Say how many may move")).to_be_visible()
    with reading(site.store) as session:
        assert len(list_rules(session, there.coordinator, there.id)) == 1


def test_rules_changed_meanwhile_are_not_overwritten_unseen(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/rules")
    with writing(site.store) as session:
        add_rules(session, there.coordinator, there.id, there.round.rules, "a colleague")
    page.get_by_label("Why they change").fill("mine")
    page.get_by_role("button", name="Make these the rules").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody changed the rules meanwhile")


def test_others_read_them(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/rules")
    expect(page.get_by_label("That number")).to_be_disabled()
    expect(page.get_by_role("button", name="Make these the rules")).to_have_count(0)
    answer = site.visitor(there.foreign["school"]).goto(f"/rounds/{there.id}/rules")
    assert answer is not None and answer.status == 404

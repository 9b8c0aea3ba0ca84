"""A learner is stated and changed by form."""

import pytest
from playwright.sync_api import expect

from matcher.model import Cefr, LanguageSkill
from matcher.store.engine import reading, writing
from matcher.store.learners import get_learner, put_learner
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import Played, played


@pytest.fixture
def there(site: Site) -> Played:
    return played(site.store)


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_missing_is_said_by_form(site: Site, there: Played, javascript: bool) -> None:
    page = site.visitor(there.own["TS Nis"], javascript=javascript)
    page.goto(f"/rounds/{there.id}/learners/L3")
    page.get_by_role("link", name="Say it").click()
    if javascript:
        assert_accessible(page)
        shoot(page, "learner-form")
    page.get_by_label("Wishes").fill("Maribor > Seville")
    page.get_by_label("Languages").fill("en Z9")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("1 field is to be mended")
    expect(page.get_by_label("Wishes")).to_have_value("Maribor > Seville")
    if javascript:
        assert_accessible(page)
    page.get_by_label("Languages").fill("sr native; en B2 (tested)")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L3")
    with reading(site.store) as session:
        learner, _ = get_learner(session, there.coordinator, there.id, "L3")
    languages = (
        LanguageSkill(language="sr", level=Cefr.NATIVE),
        LanguageSkill(language="en", level=Cefr.B2, tested=True),
    )
    said = {"preferences": ("Maribor", "Seville"), "languages": languages, "country": "RS"}
    assert learner == there.round.learner_by_id["L3"].model_copy(update=said)


def test_a_new_learner_joins_ones_own_school(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/new-learner")
    page.get_by_label("Id of the learner").fill("L1")
    page.get_by_label("Stay").select_option("short")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("another id")).to_be_visible()
    page.get_by_label("Id of the learner").fill("L 7/b")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L 7/b")
    page.get_by_role("link", name="Change what is stated").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change L 7/b")
    page.get_by_label("Language", exact=True).select_option("sl")
    expect(page.locator("html")).to_have_attribute("lang", "sl")
    expect(page.get_by_role("heading", level=1)).to_contain_text("L 7/b")
    page.get_by_label("Jezik", exact=True).select_option("en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(f"/rounds/{there.id}/learners?text=7/b")
    expect(page.locator("tbody tr")).to_contain_text("TS Nis")


def test_what_was_changed_meanwhile_is_not_written_over(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/learners/L1/change")
    with writing(site.store) as session:
        learner, version = get_learner(session, there.coordinator, there.id, "L1")
        put_learner(session, there.coordinator, there.id, learner.model_copy(update={"eqf": 5}), version)
    page.get_by_label("Wishes").fill("Maribor")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("changed meanwhile")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L1")


def test_a_reference_that_the_round_does_not_have_is_named(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/learners/L1/change")
    page.get_by_label("Group").fill("G9")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Group")).to_have_attribute("aria-invalid", "true")


def test_a_learner_of_another_school_is_not_ones_own_to_state(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/new-learner")
    page.get_by_label("Id of the learner").fill("N1")
    page.get_by_label("School").fill("Elsewhere")
    page.get_by_label("Stay").select_option("short")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("of your own")
    expect(page.get_by_label("School")).to_have_value("Elsewhere")


def test_nobody_else_changes_a_learner(site: Site, there: Played) -> None:
    for viewer, status in (
        (there.own["ALBS"], 404),
        (there.own["INCOMA"], 403),
        (there.auditor, 403),
        (there.foreign["school"], 404),
    ):
        answer = site.visitor(viewer).goto(f"/rounds/{there.id}/learners/L1/change")
        assert answer is not None and answer.status == status

"""The learners of a round as their school sees them: the list, one learner with the preview, nothing of others."""

import pytest
from playwright.sync_api import expect

from matcher.model import Learner, Round
from matcher.store.engine import writing
from matcher.store.explained import list_assignments, list_unplaced
from matcher.store.identities import Identity, put_identity
from matcher.store.learners import put_learner
from matcher.store.publishing import publish
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.api.routes.test_answers import answered
from tests.api.services.test_planning import solvable
from tests.matcher.store.cast import Played, finished_run, played, published

__all__ = ["solvable"]


@pytest.fixture(scope="module")
def there(site: Site) -> Played:
    there = played(site.store)
    with writing(site.store) as session:
        school = there.own["TS Nis"]
        plain = Learner(id="L7", stay="short", sending_partner="CCIS", school="TS Nis", study_title="Xyzzy")
        put_learner(session, school, there.id, plain)
        put_identity(session, school, there.id, "L1", Identity(given_name="Ana", family_name="Primer"))
    return there


@pytest.mark.parametrize("javascript", [True, False])
def test_a_school_finds_its_learners_and_what_is_missing(site: Site, there: Played, javascript: bool) -> None:
    page = site.visitor(there.own["TS Nis"], javascript=javascript)
    page.goto(f"/rounds/{there.id}/learners?limit=3")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(page.get_by_text("4 learners")).to_be_visible()
    if javascript:
        assert_accessible(page)
        shoot(page, "learners")
    page.get_by_role("link", name="Next page").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("study title to confirm, languages, birth date, EQF level, wishes")
    page.get_by_label("Not stated").select_option("languages")
    page.get_by_role("button", name="Show").click()
    expect(rows).to_have_count(1)
    page.get_by_label("Id, study title").fill("auto")
    page.get_by_label("Not stated").select_option("")
    page.get_by_role("button", name="Show").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("L3")


def test_a_learner_is_previewed_with_reasons(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/learners/L1")
    expect(page.get_by_role("heading", level=1)).to_have_text("L1 · Ana Primer")
    expect(page.get_by_text("0714 ").first).to_be_visible()
    first = page.locator(".options > li").first
    expect(first.get_by_role("rowheader", name="Study profile")).to_be_visible()
    expect(first.get_by_role("img", name="80% of what is possible")).to_be_visible()
    expect(first.get_by_text("speaks Serbian native")).to_be_visible()
    assert page.locator("#preview ~ *").locator("h3").all_inner_texts()[-1] == "What would open more doors"
    assert_accessible(page)
    shoot(page, "learner-before")


def test_more_placements_are_shown_on_asking(site: Site) -> None:
    there = played(site.store)
    between = there.round.learner_by_id["L2"].model_copy(update={"id": "N1", "group": None, "isced_f": "0715"})
    with writing(site.store) as session:
        put_learner(session, there.own["TS Nis"], there.id, between)
    page = site.visitor(there.own["TS Nis"], javascript=False)
    page.goto(f"/rounds/{there.id}/learners/N1?top=1")
    expect(page.locator(".options > li")).to_have_count(1)
    page.get_by_role("link", name="Show more placements").click()
    expect(page.locator(".options > li")).to_have_count(2)
    expect(page.get_by_role("link", name="Show more placements")).to_have_count(0)


def test_what_is_proposed_stands_first(site: Site) -> None:
    there = played(site.store)
    published(site.store, there)
    finished_run(site.store, there)
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/learners/L3")
    card = page.get_by_role("region", name="Proposed")
    expect(card).to_contain_text("Servis Drava, Maribor")
    expect(page.locator(".options .tag").first).to_have_text("likely")
    assert_accessible(page)
    shoot(page, "learner-proposed")
    page = site.visitor(there.auditor)
    page.goto(f"/rounds/{there.id}/learners/L3")
    expect(page.get_by_role("region", name="Proposed")).to_contain_text("Servis Drava, Maribor")
    expect(page.get_by_role("link", name="Learning agreement")).to_have_count(0)


def test_an_auditor_reads_learners_and_plans_for_none(site: Site, there: Played) -> None:
    page = site.visitor(there.auditor)
    page.goto(f"/rounds/{there.id}/learners")
    expect(page.get_by_role("link", name="Upload")).to_have_count(0)
    expect(page.locator("tbody tr").last).not_to_contain_text("birth date")
    page.get_by_role("link", name="L4").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L4")
    expect(page.get_by_role("heading", name="Which placements")).to_have_count(0)
    page.goto(f"/rounds/{there.id}")
    expect(page.get_by_text("Nothing waits for you here.")).to_be_visible()
    expect(page.get_by_role("heading", name="What waits for me")).to_have_count(0)


def test_learners_of_others_are_not_found(site: Site, there: Played) -> None:
    for viewer, path in (
        (there.own["TS Nis"], f"/rounds/{there.id}/learners/L4"),
        (there.own["INCOMA"], f"/rounds/{there.id}/learners/L1"),
        (there.foreign["school"], f"/rounds/{there.id}/learners"),
    ):
        answer = site.visitor(viewer).goto(path)
        assert answer is not None and answer.status == 404


def test_a_school_reads_why_its_learners_are_where_they_are(site: Site, solvable: Round) -> None:
    there = answered(site.store, solvable)
    with writing(site.store) as session:
        publish(session, there.coordinator, there.run)
        [alone] = list_unplaced(session, there.coordinator, there.run, "", 1)
        placed = {row.learner for row in list_assignments(session, there.coordinator, there.run, "", 100)}
    own = [learner.id for learner in solvable.learners if learner.school == "Shkolla Teknike"]
    page = site.visitor(there.school)
    page.goto(f"/rounds/{there.id}/learners/{next(id for id in own if id in placed)}")
    page.get_by_role("link", name="Why there, and why not elsewhere").click()
    expect(page.get_by_role("heading", name="Why there")).to_be_visible()
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}/learners/{alone.learner}")
    page.get_by_role("link", name="Why, and what it would take").click()
    expect(page.get_by_role("heading", name="Why without a place")).to_be_visible()


def test_who_was_stated_after_the_plan_is_led_to_no_reasons_of_it(site: Site) -> None:
    there = played(site.store)
    published(site.store, there)
    late = there.round.learner_by_id["L2"].model_copy(update={"id": "N1", "group": None})
    with writing(site.store) as session:
        put_learner(session, there.own["TS Nis"], there.id, late)
    page = site.visitor(there.own["TS Nis"], javascript=False)
    page.goto(f"/rounds/{there.id}/learners/N1")
    expect(page.get_by_text("They were not planned with")).to_be_visible()
    expect(page.locator("a[href^='/runs/']")).to_have_count(0)

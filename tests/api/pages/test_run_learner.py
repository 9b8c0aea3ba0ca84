"""A learner in a plan: why, why not, pinned with a reason and lifted again."""

import pytest
from playwright.sync_api import expect

from api.services.planning import work_off
from matcher.model import Round
from matcher.store.batches import RunSettings, queue_batch
from matcher.store.engine import reading, writing
from matcher.store.explained import list_assignments, list_unplaced
from matcher.store.publishing import publish
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.api.routes.test_answers import Answered, answered
from tests.api.services.test_planning import solvable
from tests.matcher.store.cast import organisation

__all__ = ["solvable"]


@pytest.fixture(scope="module")
def there(site: Site, solvable: Round) -> Answered:
    return answered(site.store, solvable)


def somebody(site: Site, there: Answered) -> str:
    with reading(site.store) as session:
        return list_assignments(session, there.coordinator, there.run, "", 1)[0].learner


def test_a_coordinator_pins_with_a_reason_and_lifts_it_again(site: Site, there: Answered) -> None:
    page = site.visitor(there.coordinator)
    page.goto(f"/runs/{there.run}/learners/{somebody(site, there)}")
    expect(page.get_by_role("heading", name="Why there")).to_be_visible()
    expect(page.get_by_text("placed here")).to_have_count(0)
    assert_accessible(page)
    shoot(page, "run-learner")
    page.get_by_label("Why", exact=True).fill("  ")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    page.get_by_label("Why", exact=True).fill("the host asked")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("the host asked")).to_be_visible()
    page.get_by_label("Why it is lifted").last.fill("changed its mind")
    page.get_by_role("button", name="Lift").last.click()
    expect(page.get_by_text("the host asked")).to_have_count(0)


def test_what_a_pin_cost_stands_beside_it(site: Site, there: Answered) -> None:
    page = site.visitor(there.coordinator, javascript=False)
    learner = somebody(site, there)
    page.goto(f"/runs/{there.run}/learners/{learner}")
    page.get_by_label("Why", exact=True).fill("the host asked")
    page.get_by_role("button", name="Keep").click()
    with writing(site.store) as session:
        run = queue_batch(session, there.coordinator, there.id, RunSettings(time_limit_seconds=5)).id
    work_off(site.store, "worker")
    page.goto(f"/runs/{run}/learners/{learner}")
    expect(page.get_by_text("Without it this plan could gain:").last).to_be_visible()
    page.get_by_label("What is decided").select_option("ban")
    page.get_by_label("Why", exact=True).fill("they know each other")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("they know each other")).to_be_visible()


def test_one_placement_can_be_asked_about(site: Site, there: Answered) -> None:
    page = site.visitor(there.coordinator, javascript=False)
    with reading(site.store) as session:
        [one] = list_unplaced(session, there.coordinator, there.run, "", 1)
    page.goto(f"/runs/{there.run}/learners/{one.learner}")
    expect(page.get_by_role("heading", name="Why without a place")).to_be_visible()
    page.get_by_label("Ask about one placement").fill(there.round.placements[0].id)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name=f"Why not {there.round.placements[0].id}")).to_be_visible()


def test_a_school_reads_of_its_own_learners_once_the_plan_is_published(site: Site, solvable: Round) -> None:
    there = answered(site.store, solvable)
    own = next(one.id for one in solvable.learners if one.school == "Shkolla Teknike")
    other = next(one.id for one in solvable.learners if one.school != "Shkolla Teknike")
    page = site.visitor(there.school)
    before = page.goto(f"/runs/{there.run}/learners/{own}")
    with writing(site.store) as session:
        publish(session, there.coordinator, there.run)
    after = page.goto(f"/runs/{there.run}/learners/{own}")
    expect(page.get_by_role("button", name="Keep")).to_have_count(0)
    foreign = page.goto(f"/runs/{there.run}/learners/{other}")
    stranger = site.visitor(organisation(site.store, "school")).goto(f"/runs/{there.run}/learners/{own}")
    assert [one and one.status for one in (before, after, foreign, stranger)] == [404, 200, 404, 404]

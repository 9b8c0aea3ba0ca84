"""Plans: started and watched, looked through, side by side, published."""

import pytest
from playwright.sync_api import Page, expect

from api.services.planning import work_off
from matcher.model import Round
from matcher.store.answers import save_answer
from matcher.store.engine import writing
from matcher.store.runs import claim_next_run, finish_run, heartbeat, record_run
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.api.services.test_planning import solvable
from tests.matcher.store.cast import Played, accepted, answer, finished_run, played, published, stored

__all__ = ["solvable"]


@pytest.fixture(scope="module")
def there(site: Site) -> Played:
    return played(site.store)


@pytest.fixture(scope="module")
def draft(site: Site, there: Played) -> str:
    return finished_run(site.store, there)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_plan_is_started_watched_and_seen_to_end(site: Site, solvable: Round, javascript: bool) -> None:
    there = stored(site.store, solvable)
    page = site.visitor(there.coordinator, javascript=javascript)
    page.goto(f"/rounds/{there.id}/runs")
    page.get_by_label("Seconds it may take").fill("5")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("status")).to_contain_text("waiting for a worker")
    if javascript:
        assert_accessible(page)
        shoot(page, "run-waiting")
    work_off(site.store, "worker")
    if not javascript:
        page.reload()
    expect(page.get_by_role("heading", name="Who goes where")).to_be_visible()


def test_a_plan_that_is_made_can_be_cancelled(site: Site) -> None:
    there = stored(site.store)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/runs")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("cancelled")
    expect(page.get_by_text("cancelled before anything was found")).to_be_visible()


def test_a_plan_that_was_cancelled_is_looked_at_and_not_published(site: Site) -> None:
    there = stored(site.store)
    with writing(site.store) as session:
        run = record_run(session, there.coordinator, there.id, {})
        assert claim_next_run(session, "worker") is run
        save_answer(session, run.id, answer(there))
        finish_run(session, run.id, run.attempt, "cancelled")
        id = run.id
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/runs/{id}")
    expect(page.get_by_text("the best that was found by then")).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_count(5)
    expect(page.get_by_role("link", name="Publish this plan")).to_have_count(0)
    refused = page.goto(f"/runs/{id}/publish")
    assert refused is not None and refused.status == 409
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)


def test_who_starts_a_second_plan_is_led_to_the_first(site: Site) -> None:
    there = stored(site.store)
    first, second = (site.visitor(there.coordinator) for _ in range(2))
    for page in (first, second):
        page.goto(f"/rounds/{there.id}/runs")
    first.get_by_role("button", name="Start").click()
    expect(first.get_by_role("status")).to_contain_text("waiting for a worker")
    second.get_by_role("button", name="Start").click()
    second.get_by_role("link", name="Look at the plan that is being made").click()
    assert second.url == first.url
    with writing(site.store) as session:
        claimed = claim_next_run(session, "worker")
        assert claimed is not None
        heartbeat(session, claimed.id, claimed.attempt, {"step": "allocating places", "stage": "placed", "value": 4})
    expect(first.get_by_role("heading", level=1)).to_contain_text("being made")
    expect(first.get_by_role("status")).to_contain_text("learners placed so far: 4")
    first.get_by_role("button", name="Cancel").click()
    expect(first.get_by_text("It is being cancelled")).to_be_visible()
    with writing(site.store) as session:
        finish_run(session, first.url.rsplit("/", 1)[1], 1, "cancelled")


def test_a_plan_that_failed_says_why(site: Site) -> None:
    there = stored(site.store)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/runs")
    page.get_by_role("button", name="Start").click()
    run = page.url.rsplit("/", 1)[1]
    with writing(site.store) as session:
        claimed = claim_next_run(session, "worker")
        assert claimed is not None and claimed.id == run
        finish_run(session, run, claimed.attempt, "failed", {"code": "x", "message": "the pin of L1 is shut"})
    page.reload()
    expect(page.get_by_text("the pin of L1 is shut")).to_be_visible()


def learners(page: Page) -> list[str]:
    return page.get_by_role("rowheader").all_inner_texts()


def test_a_plan_is_filtered_sorted_and_paged_by_the_server(
    site: Site, there: Played, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.run.LINES", 2)
    page = site.visitor(there.coordinator)
    page.goto(f"/runs/{draft}")
    assert learners(page) == ["L1", "L2"]
    assert_accessible(page)
    shoot(page, "run-complete")
    page.get_by_role("link", name="Next page").click()
    assert learners(page) == ["L3", "L4"]
    page.get_by_role("link", name="Learner", exact=True).click()
    assert learners(page) == ["L5", "L4"]
    page.get_by_label("Destination").select_option("Maribor")
    page.get_by_role("button", name="Show").click()
    assert learners(page) == ["L3", "L5"]
    page.get_by_role("link", name="Without a place").click()
    assert learners(page) == ["L6"]


def test_two_drafts_stand_side_by_side(site: Site, there: Played) -> None:
    first = finished_run(site.store, there)
    second = finished_run(site.store, there, {"L1": "P3", "L3": "P3", "L4": "P2", "L5": "P5", "L6": "P2"})
    page = site.visitor(there.coordinator)
    page.goto(f"/runs/{second}/comparison?with={first}")
    for heading, learner in (("Moved", "L1"), ("Placed who had nothing", "L6"), ("Lost their place", "L2")):
        expect(page.get_by_role("region", name=heading).last).to_contain_text(learner)
    assert_accessible(page)
    shoot(page, "comparison")


def test_publishing_is_asked_twice_and_then_makes_proposals(site: Site) -> None:
    there = played(site.store)
    finished_run(site.store, there)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/runs")
    page.get_by_role("rowheader").get_by_role("link").click()
    page.get_by_role("link", name="Publish this plan").click()
    expect(page.get_by_text("5 learners get proposals.")).to_be_visible()
    page.get_by_label("Days in which one may object").fill("10")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("published")
    page.goto(f"/rounds/{there.id}")
    expect(page.get_by_role("link", name="5 proposals: proposed")).to_be_visible()


def test_what_publishing_anew_would_do_is_said_first(site: Site) -> None:
    there = played(site.store)
    accepted(site.store, published(site.store, there)["L1"], there.own["CCIS"], there.own["INCOMA"])
    run = finished_run(site.store, there, {"L2": "P1", "L3": "P3"})
    page = site.visitor(there.coordinator)
    page.goto(f"/runs/{run}/publish")
    expect(page.get_by_role("link", name="See who moves")).to_be_visible()
    expect(page.get_by_text("3 proposals of now are withdrawn. 1 of them has been accepted already.")).to_be_visible()
    assert_accessible(page)
    shoot(page, "publish")


def test_plans_are_for_who_oversees_the_round(site: Site, there: Played, draft: str) -> None:
    auditor = site.visitor(there.auditor)
    auditor.goto(f"/runs/{draft}")
    expect(auditor.get_by_role("link", name="Publish")).to_have_count(0)
    for viewer in (there.foreign["coordinator"], there.own["TS Nis"]):
        page = site.visitor(viewer)
        for path in ("", "/comparison", "/publish"):
            answer = page.goto(f"/runs/{draft}{path}")
            assert answer is not None and answer.status == 404

"""The coordinator's settings of a round: changed in place, and closed after being told what that means."""

from datetime import date

import pytest
from playwright.sync_api import expect

from matcher.store.closing import close_round
from matcher.store.engine import reading, writing
from matcher.store.errors import TransitionRefused
from matcher.store.publishing import publish
from matcher.store.rounds import RoundChange, change_round, get_round
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import finished_run, played


@pytest.mark.parametrize("javascript", [True, False])
def test_a_coordinator_changes_name_planning_date_and_how_long_people_are_kept(site: Site, javascript: bool) -> None:
    there = played(site.store)
    page = site.visitor(there.coordinator, javascript=javascript)
    page.goto(f"/rounds/{there.id}/settings")
    if javascript:
        assert_accessible(page)
        shoot(page, "round-settings")
    page.get_by_label("Name").fill("Spring 2099")
    page.get_by_label("Planning date").fill("2098-12-01")
    page.get_by_label("People are kept until").fill("2099-12-31")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    with reading(site.store) as session:
        row = get_round(session, there.coordinator, there.id)
        assert (row.name, row.planning_date, row.keep_until) == ("Spring 2099", date(2098, 12, 1), date(2099, 12, 31))
    page.get_by_label("Planning date").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Planning date")).to_have_value("")


def test_what_cannot_be_is_said_at_its_field_and_nothing_changes(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/settings")
    page.get_by_label("Name").fill("Never")
    page.get_by_label("People are kept until").fill("2001-01-01")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#keep_until-wrong")).to_contain_text("today or later")
    expect(page.get_by_label("Name")).to_have_value("Never")
    with writing(site.store) as session:
        assert get_round(session, there.coordinator, there.id).name == there.round.name
        change_round(session, there.coordinator, there.id, 1, RoundChange(name="A colleague's"))
    page.get_by_label("People are kept until").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody changed the settings meanwhile")


def test_a_round_is_closed_after_one_is_told_what_that_means(site: Site) -> None:
    there = played(site.store)
    run = finished_run(site.store, there)
    page, host = (site.visitor(who, javascript=False) for who in (there.coordinator, there.own["INCOMA"]))
    host.goto(f"/rounds/{there.id}/requests/new?destination=Seville")
    page.goto(f"/rounds/{there.id}/settings")
    expect(page.get_by_role("region", name="Close the round")).to_contain_text("no plan is made or published any more")
    page.get_by_text("Close the round…").click()
    page.get_by_role("button", name="Close it").click()
    page.goto(f"/rounds/{there.id}/runs")
    expect(page.get_by_role("button", name="Start")).to_have_count(0)
    host.get_by_role("checkbox").first.check()
    host.get_by_role("button", name="Ask").click()
    expect(host.get_by_role("alert")).to_contain_text("it is closed")
    for path, words in (("requests", "Ask for an allocation"), ("placements/P1", "What would one more place")):
        host.goto(f"/rounds/{there.id}/{path}")
        expect(host.get_by_text(words)).to_have_count(0)
    refused = page.goto(f"/runs/{run}/publish")
    assert refused is not None and refused.status == 409
    with pytest.raises(TransitionRefused), writing(site.store) as session:
        publish(session, there.coordinator, run)


def test_a_closed_round_is_reopened_with_a_reason(site: Site) -> None:
    there = played(site.store)
    with writing(site.store) as session:
        close_round(session, there.coordinator, there.id)
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}/settings")
    expect(page.get_by_role("region", name="Reopen the round")).to_contain_text("erased meanwhile does not come back")
    assert_accessible(page)
    shoot(page, "reopen")
    page.get_by_label("Why").fill(" ")
    page.get_by_role("button", name="Reopen it").click()
    expect(page.locator("#why-wrong")).to_contain_text("kept in the audit trail")
    page.get_by_label("Why").fill("two learners still look for a place")
    page.get_by_role("button", name="Reopen it").click()
    page.goto(f"/rounds/{there.id}/trail")
    expect(page.locator("tbody tr").first).to_contain_text("two learners still look for a place")
    page.goto(f"/rounds/{there.id}/runs")
    expect(page.get_by_role("button", name="Start")).to_be_visible()


def test_only_the_coordinator_sees_the_settings(site: Site) -> None:
    there = played(site.store)
    for viewer, status in ((there.own["CCIS"], 403), (there.auditor, 403), (there.foreign["coordinator"], 404)):
        answer = site.visitor(viewer).goto(f"/rounds/{there.id}/settings")
        assert answer is not None and answer.status == status

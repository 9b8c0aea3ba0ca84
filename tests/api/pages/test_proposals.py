"""Proposals on their way: listed, accepted several at once, declined with a reason, objected to."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from matcher.store.clock import now
from matcher.store.engine import writing
from matcher.store.proposals import decide, get_proposal
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import Played, accepted, played, published


@pytest.fixture
def there(site: Site) -> Played:
    return played(site.store)


def open_proposal(page: Page, there: Played, learner: str) -> None:
    page.goto(f"/rounds/{there.id}/proposals")
    page.get_by_role("link", name=learner).click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_school_accepts_several_at_once(site: Site, there: Played, javascript: bool) -> None:
    published(site.store, there)
    page = site.visitor(there.own["TS Nis"], javascript=javascript)
    page.goto(f"/rounds/{there.id}/proposals?state=proposed&limit=2")
    expect(page.locator("tbody tr")).to_have_count(2)
    if javascript:
        assert_accessible(page)
        shoot(page, "proposals")
    page.get_by_label("Choose L1").check()
    page.get_by_label("Choose L2").check()
    page.get_by_role("button", name="Accept for the sending side").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="accepted by the sending side 2").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)


def test_of_several_none_is_accepted_if_one_was_changed_meanwhile(site: Site, there: Played) -> None:
    proposals = published(site.store, there)
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/proposals?state=proposed")
    page.get_by_label("Choose L1").check()
    page.get_by_label("Choose L2").check()
    accepted(site.store, proposals["L2"], there.own["TS Nis"], there.own["INCOMA"])
    page.get_by_role("button", name="Accept for the sending side").click()
    expect(page.get_by_role("alert")).to_contain_text("changed meanwhile")
    page.goto(f"/proposals/{proposals['L1']}")
    expect(page.get_by_text("Nothing yet.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_hosting_partner_declines_with_a_reason(site: Site, there: Played, javascript: bool) -> None:
    published(site.store, there)
    page = site.visitor(there.own["INCOMA"], javascript=javascript)
    open_proposal(page, there, "L1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("L1 at Electrónica Triana")
    if javascript:
        assert_accessible(page)
        shoot(page, "proposal-hosting")
    page.get_by_text("Decline…").click()
    if javascript:
        assert_accessible(page)
    form = page.locator("form", has=page.get_by_role("button", name="Decline", exact=True))
    form.get_by_label("Reason").select_option("tasks")
    form.get_by_label("In your own words").fill("no workshop this month")
    form.get_by_role("button", name="Decline", exact=True).click()
    expect(page.get_by_text("declined (tasks), by your organisation")).to_be_visible()
    expect(page.get_by_role("heading", name="Decide", exact=True)).to_have_count(0)


def test_a_decision_on_what_was_changed_meanwhile_is_shown_again(site: Site, there: Played) -> None:
    proposals = published(site.store, there)
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/proposals/{proposals['L1']}")
    accepted(site.store, proposals["L1"], there.own["CCIS"], there.own["INCOMA"])
    page.get_by_role("button", name="Accept for the sending side").click()
    expect(page.get_by_role("alert")).to_contain_text("changed meanwhile")
    expect(page.get_by_text("accepted by the learner or guardian")).to_be_visible()


def test_a_learners_side_objects(site: Site, there: Played) -> None:
    proposals = published(site.store, there)
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/proposals/{proposals['L1']}")
    page.get_by_text("Hand in an objection…").click()
    page.get_by_label("What it is about").select_option("unfair")
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_role("region", name="Objections")).to_contain_text("unfair open")
    assert_accessible(page)
    shoot(page, "proposal-objected")
    page = site.visitor(there.own["INCOMA"])
    page.goto(f"/proposals/{proposals['L1']}")
    expect(page.get_by_role("heading", name="Objections")).to_have_count(0)


def test_an_objection_after_the_deadline_is_refused(site: Site, there: Played) -> None:
    proposals = published(site.store, there)
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/proposals/{proposals['L1']}")
    page.get_by_text("Hand in an objection…").click()
    page.get_by_label("What it is about").select_option("unfair")
    with writing(site.store) as session:
        get_proposal(session, there.coordinator, proposals["L1"]).object_until = now() - timedelta(days=1)
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("the deadline was")
    expect(page.get_by_role("button", name="Hand in", exact=True)).to_have_count(0)


def test_hosts_accept_what_the_sending_side_accepted(site: Site, there: Played) -> None:
    proposals = published(site.store, there)
    with writing(site.store) as session:
        for learner in ("L1", "L2"):
            decide(session, there.own["CCIS"], proposals[learner], "accept_for_sending")
    page = site.visitor(there.own["INCOMA"])
    page.goto(f"/rounds/{there.id}/proposals?state=accepted_by_sending")
    page.get_by_label("Choose L1").evaluate("box => box.value = 'broken'")
    page.get_by_label("Choose L1").check()
    page.get_by_role("button", name="Accept for the hosting side").click()
    expect(page.get_by_role("alert")).to_contain_text("load the list of proposals again")
    page.goto(f"/rounds/{there.id}/proposals?state=accepted_by_sending")
    page.get_by_label("Choose L1").check()
    page.get_by_label("Choose L2").check()
    page.get_by_role("button", name="Accept for the hosting side").click()
    expect(page.get_by_text("There are none here any more.")).to_be_visible()


def test_proposals_of_others_are_not_found(site: Site, there: Played) -> None:
    proposals = published(site.store, there)
    page = site.visitor(there.own["ZNI"])
    answer = page.goto(f"/proposals/{proposals['L1']}")
    assert answer is not None and answer.status == 404
    page.goto(f"/rounds/{there.id}/proposals")
    expect(page.locator("tbody tr")).to_have_count(2)

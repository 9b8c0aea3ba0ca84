"""A round at a glance: the coordinator's figures, what the others see of it, and how fast it answers."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from matcher.generate import generate_round
from matcher.model import Destination, Round
from matcher.reading import read_round
from matcher.store.engine import writing
from matcher.store.links import link
from matcher.store.round_tables import put_noun
from matcher.store.tables import SchoolRow
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.api.routes.test_answers import answered, solvable
from tests.matcher.store.cast import finished_run, organisation, played, published, stored

__all__ = ["solvable"]


def test_a_coordinator_sees_the_plan_and_what_is_behind_each_figure(site: Site) -> None:
    there = played(site.store)
    published(site.store, there)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}")
    expect(page.get_by_role("main").get_by_role("heading", name="What waits for me")).to_have_count(1)
    expect(page.get_by_role("link", name="5 of 6 learners placed")).to_be_visible()
    expect(page.get_by_role("link", name="1 learner without a place")).to_be_visible()
    expect(page.get_by_role("img", name="Learners by sending partner and destination")).to_be_visible()
    expect(page.get_by_role("img", name="Beds used in Seville")).to_be_visible()


def test_shortages_are_worked_out_once_and_then_stand_on_the_page(site: Site, solvable: Round) -> None:
    there = answered(site.store, solvable)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}")
    page.get_by_role("link", name="Work out shortages").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where places are short")
    expect(page.get_by_role("columnheader", name="Waiting")).to_be_visible()
    page.goto(f"/rounds/{there.id}")
    expect(page.get_by_role("columnheader", name="Waiting")).to_be_visible()


def test_shortages_and_fairness_are_accessible_and_lead_to_the_learners(site: Site, solvable: Round) -> None:
    there = answered(site.store, solvable)
    page = site.visitor(there.coordinator)
    page.goto(f"/runs/{there.run}/shortages")
    assert_accessible(page)
    shoot(page, "shortages")
    row = page.locator("tbody tr", has=page.locator('a[href*="field="]')).first
    field, waiting = row.get_by_role("rowheader").inner_text(), int(row.get_by_role("cell").first.inner_text())
    row.locator('a[href*="field="]').click()
    expect(page.get_by_label("Study field")).to_contain_text(field)
    expect(page.locator("tbody tr")).to_have_count(waiting)
    page.get_by_label("Study field").select_option("")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Study field")).to_have_count(0)
    assert page.locator("tbody tr").count() > waiting
    page.goto(f"/rounds/{there.id}")
    page.get_by_role("link", name="Also by country, age").click()
    expect(page.get_by_role("region", name="By age on the first day")).to_be_visible()
    assert_accessible(page)
    shoot(page, "fairness")
    page.get_by_role("region", name="By country").get_by_role("link", name="Serbia").click()
    expect(page.get_by_label("Country")).to_have_value("RS")
    shown = page.locator("tbody tr").count()
    assert 0 < shown < 6


def test_the_page_of_a_planned_round_is_accessible(site: Site) -> None:
    there = played(site.store)
    finished_run(site.store, there)
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}")
    for summary in page.get_by_role("main").get_by_text("As a table").all():
        summary.click()
    expect(page.get_by_role("link", name="1 plan to look at and publish")).to_be_visible()
    assert_accessible(page)
    shoot(page, "overview-coordinator")


def test_a_round_without_a_plan_says_what_to_do(site: Site) -> None:
    there = stored(site.store)
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}")
    page.get_by_role("link", name="Start the first one").click()
    assert page.url.endswith("/runs")


def test_who_has_stated_nothing_yet_is_told_where_to_begin(site: Site) -> None:
    there, fresh, school = stored(site.store), organisation(site.store, "hosting"), organisation(site.store, "school")
    with writing(site.store) as session:
        granada = Destination(id="granada", city="Granada", country="ES", hosting_partner="New", beds=4)
        put_noun(session, there.coordinator, there.id, "destination", granada)
        link(session, there.coordinator, there.id, "hosting_partner", "New", fresh.organisation)
        session.add(
            SchoolRow(round_id=there.id, sending_partner_id="CCIS", name="New", organisation_id=school.organisation)
        )
    page = site.visitor(school, javascript=False)
    page.goto(f"/rounds/{there.id}")
    page.get_by_role("link", name="Upload a spreadsheet of learners").click()
    expect(page.get_by_label("Spreadsheet")).to_be_visible()
    host = site.visitor(fresh, javascript=False)
    host.goto(f"/rounds/{there.id}")
    host.get_by_role("link", name="Offer a placement").click()
    expect(host.get_by_role("heading", level=1)).to_have_text("A new placement")


def test_schools_and_hosting_partners_see_their_own_figures_only(site: Site) -> None:
    there = played(site.store)
    published(site.store, there)
    for name, words in (("TS Nis", "3 learners"), ("INCOMA", "proposals: proposed")):
        page = site.visitor(there.own[name])
        page.goto(f"/rounds/{there.id}")
        expect(page.get_by_role("main").get_by_role("link", name=words).first).to_be_visible()
        expect(page.get_by_role("heading", name="The newest plan")).to_have_count(0)
        assert_accessible(page)
        shoot(page, f"overview-{name}")


def test_a_round_of_others_is_not_found(site: Site) -> None:
    there = played(site.store)
    run = finished_run(site.store, there)
    for viewer, path in (
        (there.foreign["coordinator"], f"/rounds/{there.id}"),
        (there.foreign["coordinator"], f"/runs/{run}/shortages"),
        (there.own["TS Nis"], f"/runs/{run}/shortages"),
    ):
        answer = site.visitor(viewer).goto(path)
        assert answer is not None and answer.status == 404


def test_of_many_sending_partners_the_worst_served_are_drawn(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.overview.MOST_ROWS", 1)
    generate_round(tmp_path, learners=200, placements=80)
    there = stored(site.store, read_round(tmp_path).round)
    first, *others = there.round.sending_partners
    where = {one.id: there.round.placements[0].id for one in there.round.learners if one.sending_partner == first.id}
    finished_run(site.store, there, where)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}")
    chart = page.get_by_role("img", name="Placement rate by sending partner")
    assert others
    expect(chart).to_contain_text("0% /")
    expect(chart).not_to_contain_text(first.name)

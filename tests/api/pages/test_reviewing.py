"""After a plan is published: objections, the audit trail, files, and what came undone."""

from playwright.sync_api import expect

from matcher.store.engine import writing
from matcher.store.objections import object_to
from matcher.store.proposals import decide
from matcher.store.rounds import RoundChange, change_round
from matcher.store.tables import PersonRow
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import Played, colleague, finished_run, played, published


def objected(site: Site) -> tuple[Played, str]:
    there = played(site.store)
    proposals = published(site.store, there)
    with writing(site.store) as session:
        objection = object_to(session, there.own["TS Nis"], proposals["L1"], "tasks", "wants to repair, not to sell")
        return there, objection.id


def test_an_objection_is_reviewed_by_somebody_who_did_not_decide(site: Site) -> None:
    there, _ = objected(site)
    publisher = site.visitor(there.coordinator, javascript=False)
    publisher.goto(f"/rounds/{there.id}/objections")
    expect(publisher.get_by_text("ask a colleague")).to_be_visible()
    expect(publisher.get_by_role("button", name="Uphold")).to_have_count(0)
    page = site.visitor(colleague(there.coordinator))
    page.goto(f"/rounds/{there.id}/objections?state=open")
    expect(page.get_by_text("wants to repair, not to sell")).to_be_visible()
    assert_accessible(page)
    shoot(page, "objections")
    page.get_by_label("What you found").fill("the host has a workshop too")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("article")).to_contain_text("the host has a workshop too")
    expect(page.get_by_role("button", name="Uphold")).to_have_count(0)


def test_the_trail_is_filtered_and_leads_to_what_it_is_about(site: Site) -> None:
    there, objection = objected(site)
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}/trail?limit=3")
    expect(page.locator("tbody tr")).to_have_count(3)
    assert_accessible(page)
    shoot(page, "trail")
    page.get_by_role("link", name="Next page").click()
    page.get_by_label("What happened").select_option("publish run")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(f"/rounds/{there.id}/trail?subject=objection:{objection}")
    expect(page.locator("tbody tr")).to_contain_text("tasks wants to repair, not to sell")
    page.get_by_role("link", name="L1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L1")


def test_the_trail_names_colleagues_and_of_others_the_organisation_and_its_role(site: Site) -> None:
    there, _ = objected(site)
    site.visitor(colleague(there.coordinator))
    with writing(site.store) as session:
        session.get_one(PersonRow, colleague(there.coordinator).person).name = "Vesna Primer"
        change_round(session, colleague(there.coordinator), there.id, 2, RoundChange(name="Spring"))
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/trail")
    expect(page.get_by_role("row", name="change round")).to_contain_text("Vesna Primer")
    expect(page.get_by_role("row", name="change round")).to_contain_text("(coordinator)")
    expect(page.get_by_role("row", name="publish run")).to_contain_text("me")
    objection = page.get_by_role("row", name="tasks wants to repair")
    expect(objection).to_contain_text("(school)")
    expect(objection).not_to_contain_text("@")


def test_each_takes_away_the_tables_that_are_theirs(site: Site) -> None:
    there = played(site.store)
    run = finished_run(site.store, there)
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}/files")
    assert_accessible(page)
    shoot(page, "files")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Learners as XLSX").click()
    assert taken.value.suggested_filename == "learners.xlsx"
    assert page.get_by_role("link", name="as a folder").get_attribute("href") == f"/api/v1/runs/{run}/export"
    host = site.visitor(there.own["INCOMA"], javascript=False)
    host.goto(f"/rounds/{there.id}/files")
    assert host.locator("tbody th").all_inner_texts() == [
        "Placements can be changed and uploaded again",
        "Proposals with their states",
    ]


def test_what_came_undone_is_mended_by_a_new_plan(site: Site) -> None:
    there = played(site.store)
    proposals = published(site.store, there)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/undone")
    expect(page.get_by_text("Nothing: every learner")).to_be_visible()
    with writing(site.store) as session:
        decide(session, there.own["TS Nis"], proposals["L1"], "decline", reason_code="learner_refuses")
    page.reload()
    expect(page.get_by_role("rowheader", name="L1")).to_be_visible()
    page.get_by_role("button", name="Make that plan").click()
    expect(page.get_by_role("status")).to_be_visible()


def test_what_came_undone_is_accessible(site: Site) -> None:
    there = played(site.store)
    proposals = published(site.store, there)
    with writing(site.store) as session:
        decide(session, there.own["TS Nis"], proposals["L1"], "decline", reason_code="learner_refuses")
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}/undone")
    assert_accessible(page)
    shoot(page, "undone")


def test_pages_of_a_round_of_others_are_not_found(site: Site) -> None:
    there, _ = objected(site)
    page = site.visitor(there.foreign["coordinator"])
    for path in ("objections", "trail", "files", "undone", "runs"):
        answer = page.goto(f"/rounds/{there.id}/{path}")
        assert answer is not None and answer.status == 404
    school = site.visitor(there.own["TS Nis"]).goto(f"/rounds/{there.id}/undone")
    assert school is not None and school.status == 403

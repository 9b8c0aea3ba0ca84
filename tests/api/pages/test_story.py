"""The whole story of a round in a browser: from its files to a learner's agreement, signed in as each role."""

from collections import Counter
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from api.services.planning import work_off
from matcher.store.clock import new_id
from matcher.store.engine import writing
from matcher.store.organisations import add_member, add_organisation
from matcher.store.people import add_person
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.rounds import TABLES, with_cell, write_round

PASSWORD = "correct horse battery staple"
BETIS = {
    "id": "SEV-9", "host": "Talleres Betis", "places": "2", "study_fields": "1015; 0410",
    "from": "2026-09-28", "to": "2026-11-15",
}  # fmt: skip
HAPPENED = {
    "import round": 1, "request approved": 1, "publish run": 2, "withdraw placement": 1,
    "accept for sending": 2, "accept for hosting": 1, "accept for learner": 1,
}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> list[str | Path]:
    """A round that can be planned, without a decision that holds L4 on P2."""
    header, _, ban = TABLES["pins"]
    folder = write_round(
        tmp_path,
        placements=with_cell("placements", 3, "night_work", "no"),
        learners=with_cell("learners", 5, "languages", "sq native; en B1"),
        pins=[header, ban],
    )
    return sorted(folder.iterdir())


def looked_at(page: Page, name: str) -> None:
    assert_accessible(page)
    shoot(page, f"story-{name}")


def window(site: Site, elsewhere: list[str]) -> Page:
    """A browser window that keeps in `elsewhere` what it asks of other sites."""
    context = site.nobody()
    context.on("request", lambda sent: None if sent.url.startswith(site.url) else elsewhere.append(sent.url))
    return context.new_page()


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for me")


def coordinator_signs_in(site: Site, page: Page) -> None:
    email = f"{new_id()}@example.org"
    with writing(site.store) as session:
        person = add_person(session, email, PASSWORD)
        add_member(session, person, add_organisation(session, "Round office", ["coordinator"]), "coordinator")
    page.goto("/sign-in")
    sign_in(page, email)


def make_round(page: Page, files: list[str | Path]) -> str:
    """Send the round's files, keep what they say, and return the round's path."""
    page.goto("/rounds/new")
    page.get_by_label("All files").set_input_files(files)
    page.get_by_role("button", name="Check them").click()
    page.get_by_role("button", name="Make the round").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who stands behind each partner and school")
    return page.url.removesuffix("/parties")


def come_in(coordinator: Page, guest: Page, party: str) -> None:
    """The coordinator, on the list of parties, invites the first person of one; who accepts and signs in."""
    email = f"{new_id()}@example.org"
    coordinator.get_by_role("link", name=f"Say who stands behind {party}").click()
    coordinator.get_by_label("Invite its first person").fill(email)
    coordinator.get_by_role("button", name="Link").click()
    code = coordinator.get_by_label("Code").input_value()
    coordinator.get_by_role("link", name="All partners and schools").click()
    guest.goto("/invitation")
    guest.get_by_label("Code").fill(code)
    guest.get_by_label("Password").fill(PASSWORD)
    looked_at(guest, f"invitation-{party}")
    guest.get_by_role("button", name="Accept").click()
    sign_in(guest, email)


def ask_for_places(site: Site, host: Page, here: str) -> str:
    """Ask who could come to a new placement, and return the path of the request with its answer."""
    host.goto(f"{here}/requests")
    host.get_by_role("link", name="Ask for an allocation in Seville").click()
    host.get_by_text("A new placement").click()
    for name, text in BETIS.items():
        host.locator(f"#new0-{name}").fill(text)
    host.get_by_role("button", name="Ask").click()
    expect(host.get_by_role("status")).to_contain_text("being worked out")
    work_off(site.store, "worker")
    expect(host.get_by_role("status")).to_have_count(0)  # the page has looked again
    expect(host.get_by_role("region", name="SEV-9")).to_contain_text("L5")
    return host.url


def watch_to_its_end(site: Site, page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text("waiting for a worker")
    work_off(site.store, "worker")
    expect(page.get_by_role("heading", name="Who goes where")).to_be_visible()
    expect(page.locator("main")).to_contain_text("by the rules of this round no plan is")  # few moves are one of them


def publish(page: Page) -> None:
    page.get_by_role("link", name="Publish this plan").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("published")


def accept_one(page: Page, here: str, learner: str, button: str) -> None:
    page.goto(f"{here}/proposals")
    page.get_by_role("link", name=learner, exact=True).click()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name=button)).to_have_count(0)


def take_agreement(page: Page, here: str, learner: str) -> None:
    """Download the learner's agreement as DOCX and PDF and look at what came."""
    page.goto(f"{here}/learners/{learner}")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Learning agreement, DOCX").click()
    text = "\n".join(cell.text for table in Document(str(taken.value.path())).tables for cell in table._cells)
    assert "Talleres Betis" in text
    for kind, type in (("docx", "application/vnd.openxmlformats-officedocument"), ("pdf", "application/pdf")):
        answer = page.request.get(f"{here}/learners/{learner}/documents/agreement.{kind}")
        assert answer.ok and answer.headers["content-type"].startswith(type)
        assert len(answer.body()) > 5_000


def test_a_round_from_its_files_to_a_learners_agreement(site: Site, files: list[str | Path]) -> None:
    elsewhere: list[str] = []
    coordinator, school, host = (window(site, elsewhere) for _ in range(3))
    coordinator_signs_in(site, coordinator)
    here = make_round(coordinator, files)
    come_in(coordinator, school, "Shkolla Teknike")
    come_in(coordinator, host, "INCOMA")
    looked_at(coordinator, "01-parties-linked")

    # the school sees which placements would fit its learner, and where it would upload more of them
    school.goto(f"{here}/learners/L5")
    expect(school.get_by_role("region", name="Which placements would fit")).to_contain_text("This is a preview")
    looked_at(school, "02-school-preview")
    school.goto(f"{here}/upload")
    expect(school.get_by_label("Spreadsheet")).to_be_visible()
    shoot(school, "story-03-school-upload")

    # the hosting partner asks who could come; the coordinator agrees
    request = ask_for_places(site, host, here)
    shoot(host, "story-04-request-answered")
    coordinator.goto(request)
    looked_at(coordinator, "05-request-to-settle")
    coordinator.get_by_label("Why").fill("good places")
    coordinator.get_by_role("button", name="Approve").click()
    expect(coordinator.locator("main .tag").first).to_have_text("approved")

    # the coordinator makes a plan, asks why, and publishes it
    coordinator.goto(f"{here}/runs")
    coordinator.get_by_role("button", name="Start").click()
    watch_to_its_end(site, coordinator)
    shoot(coordinator, "story-06-plan")
    plan = coordinator.url
    coordinator.get_by_role("link", name="L5", exact=True).click()
    expect(coordinator.get_by_role("region", name="Why there")).to_contain_text("Talleres Betis")
    shoot(coordinator, "story-07-why")
    coordinator.goto(plan)
    publish(coordinator)
    coordinator.goto(here)
    looked_at(coordinator, "08-round-published")

    # school and hosting partner accept; the school for the learner too
    school.goto("/")
    shoot(school, "story-09-school-home")
    school.get_by_role("link", name="proposals to accept or decline").click()
    for learner in ("L4", "L5"):
        school.get_by_label(f"Choose {learner}").check()
    school.get_by_role("button", name="Accept for the sending side").click()
    host.goto("/")
    looked_at(host, "10-host-home")
    accept_one(host, here, "L5", "Accept for the hosting side")
    accept_one(school, here, "L5", "The learner or guardian accepts")
    expect(school.get_by_role("heading", level=1)).to_contain_text("L5 at Talleres Betis accepted")
    looked_at(school, "11-accepted")

    # a company is lost; what came undone is mended, and what was accepted stays
    host.goto(f"{here}/placements/P2")
    host.get_by_label("Why (needed)").fill("the kitchen burnt down")
    shoot(host, "story-12-withdrawing")
    host.get_by_role("button", name="Withdraw").click()
    expect(host.get_by_role("link", name="P2")).to_have_count(0)
    coordinator.goto(f"{here}/undone")
    expect(coordinator.get_by_role("rowheader", name="L4")).to_be_visible()
    shoot(coordinator, "story-13-undone")
    coordinator.get_by_role("button", name="Make that plan").click()
    watch_to_its_end(site, coordinator)
    coordinator.get_by_role("link", name="Side by side").click()
    expect(coordinator.get_by_role("region", name="Moved").last).to_contain_text("L4")
    shoot(coordinator, "story-14-who-moves")
    coordinator.go_back()
    publish(coordinator)
    school.goto(f"{here}/proposals")
    expect(school.get_by_role("row", name="L5")).to_contain_text("accepted")
    expect(school.get_by_role("row", name="L4").filter(has_text="Talleres Betis")).to_contain_text("proposed")
    shoot(school, "story-15-proposals-after")

    # the agreement is there to sign, and the trail says it all
    take_agreement(school, here, "L5")
    looked_at(school, "16-agreement")
    coordinator.goto(f"{here}/trail?limit=200")
    happened = Counter(coordinator.get_by_role("rowheader").all_inner_texts())
    assert happened.items() >= HAPPENED.items(), happened
    shoot(coordinator, "story-17-trail")
    assert not elsewhere

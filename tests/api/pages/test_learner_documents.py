"""The documents of a learner, taken away by who keeps learners."""

from io import BytesIO

import pytest
from docx import Document
from icalendar import Calendar
from playwright.sync_api import Page, expect

from api.pages.rendering import LANGUAGE_COOKIE
from matcher.store.answers import answered_at
from matcher.store.engine import reading, writing
from matcher.store.identities import Identity, put_identity
from matcher.store.privacy import erase_person
from matcher.store.proposals import decide, get_proposal
from matcher.store.run_inputs import forget_inputs, keep_input
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import Played, played, published


@pytest.fixture
def there(site: Site) -> Played:
    return played(site.store)


@pytest.fixture
def proposals(site: Site, there: Played) -> dict[str, str]:
    proposals = published(site.store, there)
    with writing(site.store) as session:
        run = get_proposal(session, there.coordinator, proposals["L1"]).run_id
        keep_input(session, run, there.round)
        identity = Identity(given_name="Ana", family_name="Primer", email="ana@school.example")
        put_identity(session, there.own["TS Nis"], there.id, "L1", identity)
    return proposals


def fetched(page: Page, there: Played, document: str, learner: str = "L1") -> tuple[int, bytes]:
    answer = page.request.get(f"/rounds/{there.id}/learners/{learner}/documents/{document}")
    return answer.status, answer.body()


@pytest.mark.usefixtures("proposals")
def test_a_school_takes_a_learners_documents_away(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/learners/L1")
    page.get_by_text("before anybody signs").click()
    assert_accessible(page)
    shoot(page, "learner-documents")
    with page.expect_download() as download:
        page.get_by_role("link", name="Learning agreement, DOCX").click()
    assert download.value.suggested_filename == "L1-agreement.docx"
    agreement = Document(str(download.value.path()))
    cells = {cell.text for table in agreement.tables for row in table.rows for cell in row.cells}
    assert any("Ana Primer" in cell for cell in cells)
    assert any("Electrónica Triana" in cell for cell in cells)
    assert fetched(page, there, "agreement.pdf")[1].startswith(b"%PDF")
    assert fetched(page, there, "sheet.pdf")[1].startswith(b"%PDF")
    assert Document(BytesIO(fetched(page, there, "sheet.docx")[1])).paragraphs


@pytest.mark.usefixtures("proposals")
def test_who_reads_italian_gets_the_agreement_in_italian_too(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "it", "url": site.url}])
    page.goto(f"/rounds/{there.id}/learners/L1")
    expect(page.get_by_role("link", name="Accordo di apprendimento, DOCX (English)")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Accordo di apprendimento, DOCX (Italiano)").click()
    assert "Accordo di apprendimento" in Document(str(download.value.path())).paragraphs[0].text
    written = Document(BytesIO(fetched(page, there, "sheet.docx?language=tlh")[1]))
    assert written.paragraphs[0].text == "Placement sheet"


def test_a_stay_is_stamped_when_its_run_was_done(site: Site, there: Played, proposals: dict[str, str]) -> None:
    page = site.visitor(there.own["TS Nis"])
    status, content = fetched(page, there, "calendar.ics")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    with reading(site.store) as session:
        done = answered_at(session, get_proposal(session, there.coordinator, proposals["L1"]).run_id)
    assert status == 200 and done is not None
    assert event.decoded("DTSTAMP") == done.replace(microsecond=0)
    assert event.decoded("DTSTART") == there.round.stay_by_id["short"].first_day
    assert fetched(page, there, "calendar.ics")[1] == content


def test_there_are_no_documents_without_a_proposal_or_of_others(
    site: Site, there: Played, proposals: dict[str, str]
) -> None:
    school = site.visitor(there.own["TS Nis"])
    with writing(site.store) as session:
        decide(session, there.own["CCIS"], proposals["L2"], "decline", reason_code="tasks")
    assert fetched(school, there, "sheet.pdf", "L2")[0] == 404
    assert fetched(school, there, "sheet.pdf", "L4")[0] == 404
    assert fetched(school, there, "calendar.pdf")[0] == 404
    assert fetched(school, there, "secrets.pdf")[0] == 422
    assert fetched(site.visitor(there.own["INCOMA"]), there, "agreement.pdf")[0] == 403
    assert fetched(site.visitor(there.auditor), there, "agreement.pdf")[0] == 403


@pytest.mark.usefixtures("proposals")
def test_after_somebody_else_was_erased_documents_are_there(site: Site, there: Played) -> None:
    with writing(site.store) as session:
        erase_person(session, there.coordinator, there.id, "L5")
    assert fetched(site.visitor(there.own["TS Nis"]), there, "agreement.pdf")[0] == 200


@pytest.mark.usefixtures("proposals")
def test_where_the_round_as_planned_is_forgotten_it_is_said_when_documents_come_back(site: Site, there: Played) -> None:
    with writing(site.store) as session:
        forget_inputs(session, there.id)
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/learners/L1")
    expect(page.get_by_text("somebody in it was erased since")).to_be_visible()
    assert fetched(page, there, "agreement.pdf")[0] == 409

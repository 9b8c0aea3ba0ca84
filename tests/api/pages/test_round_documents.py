"""Documents about several learners, and refusals of files: packed for who may have them, a page for who may not."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from matcher.store.engine import writing
from matcher.store.identities import Identity, put_identity
from matcher.store.privacy import erase_person
from matcher.store.proposals import get_proposal
from matcher.store.run_inputs import keep_input
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import Played, accepted, played, published

GROUP = "programmes.zip?group=G1"


@pytest.fixture(scope="module")
def there(site: Site) -> Played:
    there = played(site.store)
    proposals = published(site.store, there)
    with writing(site.store) as session:
        keep_input(session, get_proposal(session, there.coordinator, proposals["L1"]).run_id, there.round)
        identity = Identity(given_name="Ana", family_name="Primer")
        put_identity(session, there.own["TS Nis"], there.id, "L1", identity)
    accepted(site.store, proposals["L1"], there.own["TS Nis"], there.own["INCOMA"])
    return there


def fetched(page: Page, there: Played, path: str) -> tuple[int, bytes]:
    answer = page.request.get(f"/rounds/{there.id}/documents/{path}")
    return answer.status, answer.body()


def files_in(content: bytes) -> dict[str, str]:
    """The text of every document of a zip, by name."""
    with ZipFile(BytesIO(content)) as archive:
        return {name: text_of(archive.read(name)) for name in archive.namelist()}


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_coordinator_takes_programmes_sheets_and_the_mobility_export(site: Site, there: Played) -> None:
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}/files")
    assert_accessible(page)
    shoot(page, "files-published")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Group programmes, DOCX").click()
    assert taken.value.suggested_filename == "programmes.zip"
    programmes = files_in(taken.value.path().read_bytes())
    assert any("Ana Primer" in text for text in programmes.values())
    assert len(files_in(fetched(page, there, "company_sheets.zip")[1])) == 4
    with page.expect_download() as taken:
        page.get_by_role("link", name="Mobility export as CSV").click()
    rows = taken.value.path().read_text("utf-8-sig").splitlines()
    assert "Participant Id" in rows[0] and len(rows) > 5


def test_a_school_takes_the_programme_of_a_group_with_its_own_learners(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"], javascript=False)
    page.goto(f"/rounds/{there.id}/learners/L1")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Programme of group G1").click()
    (text,) = files_in(taken.value.path().read_bytes()).values()
    assert "L1" in text and "L4" not in text
    assert fetched(page, there, "programmes.zip?group=G2")[0] == 404
    assert fetched(page, there, "company_sheets.zip")[0] == 403


def test_a_hosting_partner_takes_sheets_of_who_is_accepted_only(site: Site, there: Played) -> None:
    page = site.visitor(there.own["INCOMA"], javascript=False)
    (text,) = files_in(fetched(page, there, "company_sheets.zip?language=it")[1]).values()
    assert "Ana" in text and "Primer" not in text and "L2" not in text
    assert fetched(page, there, GROUP)[0] == 403
    page.goto(f"/rounds/{there.id}/files")
    expect(page.get_by_role("link", name="Group programmes, DOCX")).to_have_count(0)


def test_who_has_nobody_accepted_reads_why_there_is_no_file(site: Site, there: Played) -> None:
    page = site.visitor(there.own["ZNI"])
    page.goto(f"/rounds/{there.id}/files")
    page.get_by_role("link", name="Company sheets, PDF").click()
    expect(page.get_by_role("alert")).to_contain_text("with accepted proposals")
    assert_accessible(page)


def test_a_file_that_is_refused_is_a_page_for_people_and_a_problem_for_programs(site: Site, there: Played) -> None:
    page = site.visitor(there.own["ZNI"])
    path = f"/api/v1/rounds/{there.id}/exports/assignments"
    answer = page.goto(path)
    assert answer is not None and answer.status == 403
    expect(page.get_by_role("alert")).to_contain_text("coordinator")
    assert page.request.get(path).headers["content-type"] == "application/problem+json"
    out = site.nobody().new_page()
    out.goto(path)
    assert "/sign-in?next=/api/v1" in out.url


def test_after_somebody_was_erased_documents_tell_of_the_others(site: Site, there: Played) -> None:
    page = site.visitor(there.coordinator, javascript=False)
    before = files_in(fetched(page, there, "company_sheets.zip")[1])
    with writing(site.store) as session:
        erase_person(session, there.coordinator, there.id, "L5")
    after = files_in(fetched(page, there, "company_sheets.zip")[1])
    assert any("L5" in text for text in before.values()) and not any("L5" in text for text in after.values())
    assert len(after) == len(before) - 1


def test_too_many_documents_at_once_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.services.round_documents.MOST_DOCUMENTS", 1)
    there = played(site.store)
    proposals = published(site.store, there)
    with writing(site.store) as session:
        keep_input(session, get_proposal(session, there.coordinator, proposals["L1"]).run_id, there.round)
    assert fetched(site.visitor(there.coordinator), there, "company_sheets.zip")[0] == 422

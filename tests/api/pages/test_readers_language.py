"""A page in a language is in that language throughout: no sentence of the core stays English."""

import pytest
from playwright.sync_api import Page, expect

from api.pages.rendering import LANGUAGE_COOKIE
from matcher.model import Learner, Round
from matcher.store.engine import reading, writing
from matcher.store.explained import list_assignments, list_unplaced
from matcher.store.learners import put_learner
from matcher.store.publishing import publish
from matcher.store.viewers import Viewer
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.api.routes.test_answers import Answered, answered
from tests.api.services.test_planning import solvable

__all__ = ["solvable"]

REASONS = "main li:not(.card):not(:has(a)), main p.reason, main .legs td:last-child, main p.hint, main td.why"


@pytest.fixture(scope="module")
def there(site: Site, solvable: Round) -> Answered:
    there = answered(site.store, solvable)
    own = next(one for one in solvable.learners if one.school == "Shkolla Teknike")
    hard = Learner(id="H1", stay=own.stay, sending_partner=own.sending_partner, school=own.school, study_title="Xyzzy")
    with writing(site.store) as session:
        put_learner(session, there.coordinator, there.id, hard)
        publish(session, there.coordinator, there.run)
    return there


def read(site: Site, viewer: Viewer, language: str, path: str) -> Page:
    page = site.visitor(viewer, javascript=False)
    page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": site.url}])
    page.goto(path)
    return page


def sentences(page: Page) -> set[str]:
    """What gives reasons on a page."""
    said = {text.strip() for text in page.locator(REASONS).all_text_contents()}
    return {text for text in said if " " in text}


@pytest.mark.parametrize("id", ["sr_Latn", "sr_Cyrl", "sq", "pl"])
def test_no_reason_stays_english(site: Site, there: Answered, id: str) -> None:
    with reading(site.store) as session:
        placed = list_assignments(session, there.coordinator, there.run, "", 1)[0].learner
        waiting = list_unplaced(session, there.coordinator, there.run, "", 1)[0].learner
    for name, viewer, path, least in (
        ("placed", there.coordinator, f"/runs/{there.run}/learners/{placed}", 8),
        ("waiting", there.coordinator, f"/runs/{there.run}/learners/{waiting}", 3),
        ("preview", there.school, f"/rounds/{there.id}/learners/H1", 3),
    ):
        english = sentences(read(site, viewer, "en", path))
        page = read(site, viewer, id, path)
        mine = sentences(page)
        assert len(english) >= least
        assert len(mine) >= least
        assert english & mine == set()
        shoot(page, f"{name}-{id}")


WRONG = """šifra;učenik od;smjer;datum rođenja;jezici;stay;group;needs;shoe
N1;;Autoelektričar;31.02.2009;en Q9;short;Nobody;;42
N1;;;05/2009;Klingon;long;;;
"""


def send(page: Page, text: str) -> None:
    page.locator("#files").set_input_files({"name": "s.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.locator("main form.card button").click()


@pytest.mark.parametrize("id", ["sr_Latn", "sr_Cyrl", "sq", "pl"])
def test_what_is_wrong_in_a_file_is_said_in_the_readers_language(site: Site, there: Answered, id: str) -> None:
    found = {}
    for language in ("en", id):
        page = read(site, there.school, language, f"/rounds/{there.id}/upload")
        columns = page.locator("details tbody td:nth-child(3)").all_text_contents()
        send(page, WRONG)
        found[language] = set(page.locator("main table").first.locator("td:last-child").all_text_contents())
        assert len(found[language]) >= 5
        found[language] |= set(columns)
    assert found["en"] & found[id] == set()
    page.locator("details summary").last.click()
    shoot(page, f"upload-{id}")


def test_a_page_in_another_language_is_accessible(site: Site, there: Answered) -> None:
    page = site.visitor(there.school)
    page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "sr_Cyrl", "url": site.url}])
    page.goto(f"/rounds/{there.id}/learners/H1")
    expect(page.locator("html")).to_have_attribute("lang", "sr-Cyrl")
    assert_accessible(page)


@pytest.mark.parametrize("id", ["sr_Cyrl", "sq", "pl"])
def test_what_happened_is_named_in_the_readers_language(site: Site, there: Answered, id: str) -> None:
    found = {}
    for language in ("en", id):
        page = read(site, there.coordinator, language, f"/rounds/{there.id}/trail")
        names = "tbody th[scope=row], tbody td:nth-child(3) span, option:not([value=''])"
        found[language] = set(page.locator(f"main :is({names})").all_text_contents())
    assert len(found["en"]) >= 6
    assert found["en"] & found[id] == set()
    shoot(page, f"trail-{id}")


def test_what_is_refused_is_said_in_the_readers_language(site: Site, there: Answered) -> None:
    page = read(site, there.coordinator, "sr_Latn", "/rounds/nowhere")
    expect(page.get_by_role("alert")).to_have_text("ne postoji: krug 'nowhere'")

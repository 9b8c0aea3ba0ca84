"""Study titles that nobody understands are explained by whoever has them."""

import pytest
from playwright.sync_api import expect

from api.pages.rendering import LANGUAGE_COOKIE
from matcher.model import Learner
from matcher.store.confirmations import list_confirmations
from matcher.store.engine import reading, writing
from matcher.store.learners import put_learner
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import Played, played


@pytest.fixture
def there(site: Site) -> Played:
    there = played(site.store)
    with writing(site.store) as session:
        for place, title in enumerate(("Xyzzy", "Tehničar opreme i usluga")):
            learner = Learner(id=f"N{place}", stay="short", sending_partner="CCIS", school="TS Nis", study_title=title)
            put_learner(session, there.own["TS Nis"], there.id, learner)
    return there


def said(site: Site, there: Played) -> dict[str, str]:
    with reading(site.store) as session:
        return {row.title: row.isced_f for row in list_confirmations(session, there.own["TS Nis"], there.id)}


@pytest.mark.parametrize("javascript", [True, False])
def test_a_title_is_explained_by_a_guess_or_by_a_code(site: Site, there: Played, javascript: bool) -> None:
    page = site.visitor(there.own["TS Nis"], javascript=javascript)
    page.goto(f"/rounds/{there.id}/titles")
    expect(page.get_by_text("2 study titles are not understood yet")).to_be_visible()
    if javascript:
        assert_accessible(page)
        shoot(page, "titles")
    form = page.get_by_role("form", name="Xyzzy")
    form.get_by_label("Another study field").check()
    form.get_by_label("ISCED-F code", exact=True).fill("magic")
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_contain_text("That is no study field")
    expect(form.get_by_label("ISCED-F code", exact=True)).to_have_value("magic")
    if javascript:
        assert_accessible(page)
    form.get_by_label("ISCED-F code", exact=True).fill("714")
    form.get_by_role("button").click()
    expect(page.get_by_role("form")).to_have_count(1)
    guess = page.get_by_role("form", name="Tehničar").get_by_role("radio").first
    code = guess.get_attribute("value")
    guess.check()
    page.get_by_role("form", name="Tehničar").get_by_role("button").click()
    expect(page.get_by_text("Every study title is understood.")).to_be_visible()
    assert said(site, there) == {"Xyzzy": "0714", "Tehničar opreme i usluga": code}
    if javascript:
        assert_accessible(page)


def test_what_a_guess_rests_on_is_said_in_the_readers_language(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"], javascript=False)
    page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "it", "url": site.url}])
    page.goto(f"/rounds/{there.id}/titles")
    expect(page.get_by_role("form", name="Tehničar").locator(".hint").first).to_contain_text("simile a «")


def test_titles_of_others_are_theirs_to_explain(site: Site, there: Played) -> None:
    page = site.visitor(there.own["ALBS"])
    page.goto(f"/rounds/{there.id}/titles")
    expect(page.get_by_text("Xyzzy")).to_have_count(0)
    for viewer, status in ((there.own["INCOMA"], 403), (there.foreign["school"], 404)):
        answer = site.visitor(viewer).goto(f"/rounds/{there.id}/titles")
        assert answer is not None and answer.status == status

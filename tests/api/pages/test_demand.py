"""Demand as a hosting partner sees it: counts, and nobody."""

import pytest
from playwright.sync_api import expect

from matcher.model import Cefr, LanguageSkill
from matcher.store.engine import writing
from matcher.store.learners import put_learner
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import played

ENGLISH = (LanguageSkill(language="en", level=Cefr.B1),)
FIELDS = [*(f"041{n}" for n in range(1, 7)), *(f"071{n}" for n in range(1, 7)), "1013"]


@pytest.mark.parametrize("javascript", [True, False])
def test_demand_is_shown_by_field_and_language_in_counts(site: Site, javascript: bool) -> None:
    there = played(site.store)
    one = there.round.learner_by_id["L1"]
    with writing(site.store) as session:
        for number in range(11):
            spoken = LanguageSkill(language="en", level=Cefr.B1 if number < 6 else None)
            stated = {"id": f"N{number}", "group": None, "languages": (spoken,) if number < 9 else ()}
            put_learner(session, there.coordinator, there.id, one.model_copy(update=stated))
    page = site.visitor(there.own["INCOMA"], javascript=javascript)
    page.goto(f"/rounds/{there.id}/demand")
    short = page.get_by_role("region", name="Stay short")
    expect(short.get_by_role("row", name="0714 ")).to_contain_text("13")
    english = short.get_by_role("row", name="English").locator("td")
    expect(english).to_have_text(["10 or more", "8", "8", "5 or more", "under 5", "under 5", "under 5"])
    expect(short).to_contain_text("Other fields: fewer than 5 learners together.")
    expect(page.get_by_role("link", name="ALBS → Seville")).to_be_visible()
    for id in ("N1", "L1"):
        expect(page.locator("main").get_by_text(id, exact=True)).to_have_count(0)
    if javascript:
        assert_accessible(page)
        shoot(page, "demand")


def test_where_there_are_many_fields_one_is_chosen_to_see_its_languages(site: Site) -> None:
    there = played(site.store)
    one = there.round.learner_by_id["L1"]
    with writing(site.store) as session:
        for number in range(5 * 13):
            stated = {"id": f"N{number}", "group": None, "isced_f": FIELDS[number // 5], "languages": ENGLISH}
            put_learner(session, there.coordinator, there.id, one.model_copy(update=stated))
    page = site.visitor(there.own["INCOMA"])
    page.goto(f"/rounds/{there.id}/demand")
    english = page.get_by_role("row", name="English")
    expect(english).to_have_count(0)
    expect(page.get_by_role("row", name="0411 ")).to_be_visible()
    page.locator("#field").select_option("0715")
    page.get_by_role("button", name="Show").click()
    expect(english).to_have_count(1)
    expect(page.get_by_role("row", name="0411 ")).to_have_count(0)


def test_demand_is_for_those_who_host(site: Site) -> None:
    there = played(site.store)
    for viewer, status in ((there.own["TS Nis"], 403), (there.foreign["hosting"], 404)):
        answer = site.visitor(viewer).goto(f"/rounds/{there.id}/demand")
        assert answer is not None and answer.status == status

"""Demand as a hosting partner sees it: counts, and nobody."""

import pytest
from playwright.sync_api import expect

from matcher.model import Cefr, LanguageSkill
from matcher.store.engine import writing
from matcher.store.learners import put_learner
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import played


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


def test_demand_is_for_those_who_host(site: Site) -> None:
    there = played(site.store)
    for viewer, status in ((there.own["TS Nis"], 403), (there.foreign["hosting"], 404)):
        answer = site.visitor(viewer).goto(f"/rounds/{there.id}/demand")
        assert answer is not None and answer.status == status

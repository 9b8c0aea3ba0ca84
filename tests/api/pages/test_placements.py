"""Placements as their hosting partner keeps them: listed, stated by form, mended, withdrawn."""

import pytest
from playwright.sync_api import Page, expect

from matcher.store.engine import reading
from matcher.store.placements import get_placement
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import Played, played, published


@pytest.fixture(scope="module")
def there(site: Site) -> Played:
    there = played(site.store)
    published(site.store, there)
    return there


def fill(page: Page, **typed: str) -> None:
    for name, text in typed.items():
        page.locator(f"#{name.rstrip('_')}").fill(text)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_hosting_partner_offers_a_placement_and_mends_what_is_wrong(
    site: Site, there: Played, javascript: bool
) -> None:
    id = f"SEV-{javascript}"
    page = site.visitor(there.own["INCOMA"], javascript=javascript)
    page.goto(f"/rounds/{there.id}/placements")
    expect(page.locator("tbody tr").first).to_contain_text("Electrónica Triana")
    upload = page.get_by_role("link", name="Upload a spreadsheet of placements")
    assert page.request.get(f"{site.url}{upload.get_attribute('href')}").ok
    page.get_by_role("link", name="Offer a placement").click()
    typed = {"host": "Talleres Betis", "places": "2", "from": "2026-09-28", "to": "2026-11-15"}
    fill(page, id=id, study_fields="0716; 07x", languages="en A2 | es A2", tasks="brakes\nand tyres", **typed)
    page.get_by_role("button", name="Offer it").click()
    expect(page.get_by_role("alert")).to_contain_text("1 field is to be mended")
    expect(page.locator("#study_fields")).to_have_value("0716; 07x")
    if javascript:
        assert_accessible(page)
        shoot(page, "placement-to-mend")
    fill(page, study_fields="0716")
    page.get_by_role("button", name="Offer it").click()
    expect(page.locator("tbody tr", has_text=id)).to_contain_text("Talleres Betis")
    with reading(site.store) as session:
        stored, version = get_placement(session, there.own["INCOMA"], there.id, id)
    assert (version, stored.study_fields, stored.tasks) == (1, ("0716",), "brakes\nand tyres")
    assert [need.language for need in stored.languages] == ["en", "es"]


def test_what_was_withdrawn_is_listed_with_day_and_reason_and_can_be_offered_again(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.own["INCOMA"])
    page.goto(f"/rounds/{there.id}/placements/P2")
    page.get_by_label("Why (needed)").fill("the kitchen burnt down")
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("link", name="Withdrawn placements").click()
    expect(page.get_by_role("row", name="P2")).to_contain_text("the kitchen burnt down")
    assert_accessible(page)
    shoot(page, "withdrawn")
    page.get_by_role("link", name="P2").click()
    expect(page.get_by_text("saving offers it again")).to_be_visible()
    page.get_by_role("button", name="Offer it again").click()
    expect(page.get_by_role("rowheader", name="P2")).to_be_visible()
    answer = site.visitor(there.own["TS Nis"]).goto(f"/rounds/{there.id}/withdrawn-placements")
    assert answer is not None and answer.status == 403


def test_a_change_is_a_version_and_an_old_form_changes_nothing(site: Site, there: Played) -> None:
    page, late = (site.visitor(there.own["ZNI"]) for _ in range(2))
    for window in (page, late):
        window.goto(f"/rounds/{there.id}/placements/P5")
    fill(page, places="4", why="one more desk")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("tbody tr", has_text="P5")).to_contain_text("3")
    fill(late, places="9")
    late.get_by_role("button", name="Save").click()
    expect(late.get_by_role("alert")).to_contain_text("changed meanwhile")
    with reading(site.store) as session:
        stored, version = get_placement(session, there.own["ZNI"], there.id, "P5")
    assert (stored.places, version) == (4, 2)
    page.goto(f"/rounds/{there.id}/placements/P5")
    page.get_by_text("Its earlier versions").first.click()
    expect(page.get_by_role("row", name="one more desk")).to_be_visible()
    assert_accessible(page)
    shoot(page, "placement")


def test_who_withdraws_is_told_what_stands_on_it(site: Site, there: Played) -> None:
    page = site.visitor(there.own["ZNI"])
    page.goto(f"/rounds/{there.id}/placements?text=drava")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert_accessible(page)
    shoot(page, "placements")
    page.get_by_role("link", name="P3").click()
    expect(page.get_by_role("region", name="What stands on it")).to_contain_text("L3")
    expect(page.get_by_text("The 1 proposal above stays")).to_be_visible()
    page.get_by_label("Why (needed)").fill("the company closed")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Placements")
    expect(page.get_by_role("link", name="P3")).to_have_count(0)


def test_an_id_that_is_taken_elsewhere_is_refused_at_its_field(site: Site, there: Played) -> None:
    page = site.visitor(there.own["INCOMA"])
    page.goto(f"/rounds/{there.id}/placements/new")
    fill(page, id="P4", host="Bar", places="1", **{"from": "2026-10-05", "to": "2026-11-03"})
    page.get_by_role("button", name="Offer it").click()
    expect(page.locator("#id-wrong")).to_contain_text("another id")


def test_a_placement_whose_id_has_a_slash_has_its_page(site: Site, there: Played) -> None:
    page = site.visitor(there.own["INCOMA"])
    page.goto(f"/rounds/{there.id}/placements/new")
    fill(page, id="SEV/1", host="Bar Alameda", places="1", **{"from": "2026-10-05", "to": "2026-11-03"})
    page.get_by_role("button", name="Offer it").click()
    page.get_by_role("link", name="SEV/1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("SEV/1 · Bar Alameda")
    page.get_by_label("Why (needed)").fill("it closed")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("link", name="SEV/1")).to_have_count(0)


def test_placements_of_others_are_neither_listed_nor_found(site: Site, there: Played) -> None:
    page = site.visitor(there.own["INCOMA"])
    page.goto(f"/rounds/{there.id}/placements")
    expect(page.get_by_role("link", name="P4")).to_have_count(0)
    for viewer, path in (
        (there.own["INCOMA"], f"/rounds/{there.id}/placements/P4"),
        (there.foreign["hosting"], f"/rounds/{there.id}/placements"),
    ):
        answer = site.visitor(viewer).goto(path)
        assert answer is not None and answer.status == 404

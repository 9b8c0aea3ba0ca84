"""A school sends its spreadsheet: problems in place, what would happen, and only then it is kept."""

import pytest
from playwright.sync_api import Page, expect

from matcher.store.engine import reading
from matcher.store.learners import count_learners
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import Played, played

WRONG = "šifra;učenik od;smjer;datum rođenja;jezici;stay\nN1;;Autoelektričar;31.02.2009;en B1;short\n"
RIGHT = "id,school,stay,study_title,languages,birth_date,shoe\nN1,TS Nis,short,Autoelektričar,en B1,2009-02-03,42\n"
LONG = RIGHT.splitlines()[0] + "\n" + "".join(f"M{n},TS Nis,short,{'Auto ' * 40},en B1,,\n" for n in range(3_500))


@pytest.fixture
def there(site: Site) -> Played:
    return played(site.store)


def send(page: Page, text: str, name: str = "Naši učenici.csv") -> None:
    page.get_by_label("Spreadsheet").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="Check it").click()


def learners(site: Site, there: Played) -> int:
    with reading(site.store) as session:
        return count_learners(session, there.own["TS Nis"], there.id)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_spreadsheet_is_mended_checked_and_kept(site: Site, there: Played, javascript: bool) -> None:
    page = site.visitor(there.own["TS Nis"], javascript=javascript)
    page.goto(f"/rounds/{there.id}/upload")
    send(page, WRONG)
    expect(page.get_by_role("alert")).to_contain_text("1 thing to mend")
    row = page.locator("tbody tr", has_text="31.02.2009")
    expect(row).to_contain_text("Naši učenici.csv")
    expect(row.locator("td.n")).to_have_text("2")
    if javascript:
        assert_accessible(page)
        shoot(page, "upload-wrong")
    send(page, RIGHT)
    expect(page.get_by_text("1 new, 0 that are there already")).to_be_visible()
    expect(page.get_by_role("region", name="Warnings")).to_contain_text("shoe")
    assert learners(site, there) == 3
    if javascript:
        assert_accessible(page)
        shoot(page, "upload-right")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("status")).to_contain_text("Kept: 1 new, 0 changed.")
    assert learners(site, there) == 4
    if javascript:
        page.get_by_text("Columns that are understood").click()
        assert_accessible(page)
        shoot(page, "upload-kept")


def test_a_large_spreadsheet_need_not_be_chosen_twice(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/upload")
    send(page, LONG, f"{'long ' * 49}name.csv")
    assert page.locator("input[name=part]").count() > 1
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("status")).to_contain_text("3,500 new")


def test_what_is_no_spreadsheet_is_said_to_be_none(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/upload")
    send(page, "%PDF-1.7", "letter.pdf")
    expect(page.get_by_role("alert")).to_contain_text("letter.pdf has 1 thing to mend")


def test_a_hosting_partner_sends_placements_and_no_learners(site: Site, there: Played) -> None:
    page = site.visitor(there.own["INCOMA"])
    answer = page.goto(f"/rounds/{there.id}/upload")
    assert answer is not None and answer.status == 403
    page.goto(f"/rounds/{there.id}/upload?table=placements")
    send(page, "id,host,destination,places,from,to\nP9,Taller Nervión,Seville,2,2026-10-01,2026-12-20\n", "plazas.csv")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("status")).to_contain_text("1 new")


def test_a_file_that_comes_back_broken_is_not_kept(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/upload")
    send(page, RIGHT)
    page.locator("input[name=part]").evaluate("part => part.value = part.value.slice(1)")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("alert")).to_contain_text("choose it again")
    assert learners(site, there) == 3

"""A round is made of files, its parties are linked, and whom the coordinator invites comes in."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.pages.carried import files_of, parts_of, parts_of_files
from matcher.errors import InputError
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import organisation, played, stored
from tests.rounds import with_cell, write_round

PASSWORD = "correct horse battery staple"


def files_in(folder: Path) -> list[str | Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("javascript", [True, False])
def test_a_round_is_checked_and_then_made(site: Site, tmp_path: Path, javascript: bool) -> None:
    page = site.visitor(organisation(site.store, "coordinator"), javascript=javascript)
    page.goto("/rounds")
    page.get_by_role("link", name="Make a round").click()
    broken = write_round(tmp_path / "broken", learners=with_cell("learners", 2, "stay", "no such stay"))
    page.get_by_label("All files").set_input_files(files_in(broken))
    page.get_by_role("button", name="Check them").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was kept")
    expect(page.get_by_role("cell", name="no such stay")).to_be_visible()
    if javascript:
        assert_accessible(page)
        shoot(page, "new-round-problems")
    page.get_by_label("All files").set_input_files(files_in(write_round(tmp_path / "right")))
    page.get_by_role("button", name="Check them").click()
    expect(page.get_by_text("6 learners, 5 placements")).to_be_visible()
    if javascript:
        assert_accessible(page)
    page.get_by_role("button", name="Make the round").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who stands behind each partner and school")
    page.goto("/rounds")
    expect(page.get_by_role("rowheader")).to_have_count(1)
    if javascript:
        assert_accessible(page)
        shoot(page, "rounds")


def test_a_party_is_linked_and_its_first_person_comes_in(site: Site) -> None:
    there = stored(site.store)
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}/parties")
    assert_accessible(page)
    shoot(page, "parties")
    page.get_by_role("link", name="Say who stands behind TS Nis").click()
    assert_accessible(page)
    page.get_by_label("Name of a new one").fill("Technical School Niš")
    page.get_by_label("Invite its first person").fill("ana@school.example")
    page.get_by_role("button", name="Link").click()
    code = page.get_by_label("Code").input_value()
    assert_accessible(page)
    shoot(page, "party-invited")
    page.goto(f"/rounds/{there.id}/parties")
    expect(page.get_by_role("row", name="TS Nis")).to_contain_text("Technical School Niš")

    ana = site.nobody(javascript=False).new_page()
    ana.goto("/invitation")
    for wrong, password in (("wrong", PASSWORD), (code, "short")):
        ana.get_by_label("Code").fill(wrong)
        ana.locator("#password").evaluate("field => field.removeAttribute('minlength')")
        ana.get_by_label("Password").fill(password)
        ana.get_by_role("button", name="Accept").click()
        expect(ana.get_by_role("alert")).to_be_visible()
    ana.get_by_label("Password").fill(PASSWORD)
    ana.get_by_role("button", name="Accept").click()
    ana.get_by_label("E-mail address").fill("ana@school.example")
    ana.get_by_label("Password").fill(PASSWORD)
    ana.get_by_role("button", name="Sign in").click()
    ana.goto(f"/rounds/{there.id}")
    expect(ana.get_by_role("main").get_by_role("link", name="3 learners")).to_be_visible()


def test_a_party_is_unlinked_again(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/parties")
    page.get_by_role("link", name="Say who stands behind INCOMA").click()
    page.get_by_label("Organisation").select_option("nobody")
    page.get_by_role("button", name="Link").click()
    expect(page.get_by_role("row", name="INCOMA")).to_contain_text("nobody yet")


def test_a_coordinator_without_a_round_is_led_to_make_one(site: Site) -> None:
    page = site.visitor(organisation(site.store, "coordinator"), javascript=False)
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Make a round").click()
    expect(page.get_by_label("All files")).to_be_visible()
    school = site.visitor(organisation(site.store, "school"), javascript=False)
    school.goto("/")
    expect(school.get_by_text("A coordinator links it to one.")).to_be_visible()


def test_a_party_is_renamed_unless_another_is_called_so(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.coordinator, javascript=False)
    page.goto(f"/rounds/{there.id}/parties")
    page.get_by_role("link", name="Say who stands behind INCOMA").click()
    page.get_by_label("Name", exact=True).fill("ZNI")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("alert")).to_have_text("Another one is called so already.")
    expect(page.get_by_label("Name", exact=True)).to_have_value("ZNI")
    page.get_by_label("Name", exact=True).fill("Incoma Sevilla")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("row", name="Incoma Sevilla")).to_be_visible()


def test_only_coordinators_make_rounds_and_link(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.own["TS Nis"])
    page.goto("/rounds")
    expect(page.get_by_role("link", name="Make a round")).to_have_count(0)
    for path, status in (("/rounds/new", 403), (f"/rounds/{there.id}/parties", 403)):
        answer = page.goto(path)
        assert answer is not None and answer.status == status
    stranger = site.visitor(there.foreign["coordinator"])
    for path in (f"/rounds/{there.id}/parties", f"/rounds/{there.id}/parties?party=school&id=x"):
        answer = stranger.goto(path)
        assert answer is not None and answer.status == 404


def test_files_are_carried_whole() -> None:
    files = {"a.csv": b"\x00\xff" * 500_000, "b.toml": b""}
    assert files_of(parts_of_files(files)) == files


@pytest.mark.parametrize("parts", [["x"], ["!"], parts_of(b"[]"), parts_of(b'{"a": 1}'), parts_of(b'{"a": "!"}')])
def test_files_that_did_not_come_back_whole_are_refused(parts: list[str]) -> None:
    with pytest.raises(InputError):
        files_of(parts)

"""Notices: posted by one side, read by those whom they concern, taken back."""

import pytest
from playwright.sync_api import expect

from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import played, published


@pytest.mark.parametrize("javascript", [True, False])
def test_a_notice_is_posted_read_by_those_concerned_and_taken_back(site: Site, javascript: bool) -> None:
    there = played(site.store)
    published(site.store, there)
    path = f"/rounds/{there.id}/notices"
    page = site.visitor(there.own["INCOMA"], javascript=javascript)
    page.goto(path)
    page.get_by_label("Title").fill("Keys")
    page.get_by_label("Text").fill("At the desk.\nUntil eight.")
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("main").get_by_role("group")).to_contain_text("Choose at least one.")
    expect(page.get_by_label("Title")).to_have_value("Keys")
    page.get_by_label("schools").check()
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("article", name="Keys")).to_contain_text("for schools")
    if javascript:
        assert_accessible(page)
        shoot(page, "notices")
    for name, count in (("TS Nis", 1), ("CCIS", 0)):
        reader = site.visitor(there.own[name])
        reader.goto(path)
        expect(reader.get_by_role("article")).to_have_count(count)
        expect(reader.get_by_role("button", name="Take it back")).to_have_count(0)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("article")).to_have_count(0)


def test_a_school_reads_and_posts_none_and_strangers_find_none(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/notices")
    expect(page.get_by_role("heading", name="Post a notice")).to_have_count(0)
    answer = site.visitor(there.foreign["hosting"]).goto(f"/rounds/{there.id}/notices")
    assert answer is not None and answer.status == 404

"""Signing in, the first screen, languages, and errors as people read them."""

import pytest
from playwright.sync_api import expect

from api.pages.languages import NAMES, chosen
from api.pages.sign_in import own_path
from matcher.store.engine import writing
from matcher.store.organisations import add_member, add_organisation
from matcher.store.people import add_person
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import played, published

PASSWORD = "correct horse battery staple"


def somebody(site: Site, email: str) -> None:
    with writing(site.store) as session:
        person = add_person(session, email, PASSWORD)
        for name in ("Technical School Niš", "Chamber of Commerce"):
            add_member(session, person, add_organisation(session, name, ["school"]), "school")


@pytest.mark.parametrize("javascript", [True, False])
def test_one_signs_in_and_comes_to_where_one_wanted(site: Site, javascript: bool) -> None:
    email = f"ana{javascript}@example.org"
    somebody(site, email)
    page = site.nobody(javascript=javascript).new_page()
    page.goto("/?from=mail")
    assert "/sign-in?next=" in page.url
    if javascript:
        assert_accessible(page)
        shoot(page, "sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for me")
    assert page.url == f"{site.url}/?from=mail"
    page.get_by_role("button", name="Sign out").click()
    page.goto("/")
    assert "/sign-in" in page.url


def test_one_acts_for_another_of_ones_organisations(site: Site) -> None:
    somebody(site, "switches@example.org")
    page = site.nobody().new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill("switches@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Acting for").select_option(label="Technical School Niš")
    expect(page.get_by_label("Acting for").locator("option[selected]")).to_have_text("Technical School Niš")


def test_the_first_screen_says_what_waits(site: Site) -> None:
    there = played(site.store)
    published(site.store, there)
    page = site.visitor(there.own["TS Nis"])
    page.goto("/")
    expect(page.get_by_role("link", name="3 proposals to accept or decline")).to_be_visible()
    assert_accessible(page)
    shoot(page, "home-school")


def test_the_page_is_shown_in_the_readers_language(site: Site) -> None:
    page = site.nobody().new_page()
    page.goto("/sign-in")
    page.get_by_label("Language").select_option("sr_Cyrl")
    expect(page.locator("html")).to_have_attribute("lang", "sr-Cyrl")
    expect(page.get_by_role("heading", level=1)).to_have_text("Пријава")
    assert_accessible(page)
    shoot(page, "sign-in-cyrillic")


def test_an_error_is_a_page_with_the_way_back(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.own["TS Nis"])
    answer = page.goto("/nowhere")
    assert answer is not None and answer.status == 404
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto(f"/rounds/{there.id}/learners")
    page.get_by_role("link", name="L1").evaluate("link => { link.href = '/rounds/elsewhere' }")
    page.get_by_role("link", name="L1").click()
    page.get_by_role("link", name="Back to the page before").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Learners")


@pytest.mark.parametrize("path", ["sign-in", "invitation", "language"])
def test_a_page_somewhere_else_signs_nobody_in(site: Site, path: str) -> None:
    page = site.nobody().new_page()
    hidden = "".join(f'<input name="{name}" value="x">' for name in ("email", "password", "code", "language"))
    page.set_content(f'<form method="post" action="{site.url}/{path}">{hidden}<button>Win</button></form>')
    with page.expect_response(f"{site.url}/{path}") as answer:
        page.get_by_role("button").click()
    assert answer.value.status == 403
    expect(page.get_by_role("alert")).to_be_visible()


def test_who_sends_a_form_after_their_sign_in_ended_is_told_that_nothing_was_kept(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.coordinator)
    page.goto(f"/rounds/{there.id}/notices?from=mail")
    page.get_by_label("Title").fill("Departure")
    page.get_by_label("Text").fill("The bus leaves at six.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing of what you sent was kept")
    page.get_by_label("Language").select_option("it")
    expect(page.locator("html")).to_have_attribute("lang", "it")
    expect(page.locator("main input[name=next]")).to_have_value(f"/rounds/{there.id}/notices?from=mail")
    page.goto(f"/rounds/{there.id}/notices")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_form_without_its_token_changes_nothing(site: Site) -> None:
    there = played(site.store)
    page = site.visitor(there.own["TS Nis"])
    assert page.request.post(f"{site.url}/sign-out", form={}).status == 403
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for me")


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("de, fr;q=0.8, en;q=0.9", "en"),
        ("sr-Cyrl-RS, sr;q=0.9", "sr_Cyrl"),
        ("hr-HR,hr;q=0.9", "bs"),
        ("sq", "sq"),
        ("", "en"),
        ("x;q=y, *", "en"),
    ],
)
def test_the_browsers_wishes_choose_the_language(accepted: str, expected: str) -> None:
    assert chosen(None, accepted).id == expected


def test_every_language_can_be_chosen() -> None:
    assert [chosen(id, "").id for id in NAMES] == list(NAMES)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "//[", "evil"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(elsewhere: str) -> None:
    assert own_path(elsewhere) == "/"

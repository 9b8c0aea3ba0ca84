"""Who a learner is, said by form."""

import pytest
from playwright.sync_api import expect

from matcher.store.engine import reading, writing
from matcher.store.identities import Guardian, Identity, get_identity, put_identity
from tests.api.pages.browsing import Site, assert_accessible, shoot
from tests.matcher.store.cast import Played, played


@pytest.fixture
def there(site: Site) -> Played:
    return played(site.store)


def kept(site: Site, there: Played) -> Identity:
    with reading(site.store) as session:
        return get_identity(session, there.coordinator, there.id, "L1")[0]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_school_says_who_its_learner_is(site: Site, there: Played, javascript: bool) -> None:
    page = site.visitor(there.own["TS Nis"], javascript=javascript)
    page.goto(f"/rounds/{there.id}/learners/L1")
    page.get_by_role("link", name="Name and contacts").click()
    page.get_by_label("Given name").fill("Ana")
    page.get_by_label("Family name").fill("Primer")
    guardian = page.get_by_role("group", name="Parent or guardian 1")
    guardian.get_by_label("Name").fill("Mira Primer")
    if javascript:
        assert_accessible(page)
        shoot(page, "learner-identity")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L1 · Ana Primer")
    expected = Identity(given_name="Ana", family_name="Primer", guardians=(Guardian(name="Mira Primer"),))
    assert kept(site, there) == expected


def test_what_the_form_has_no_room_for_stays(site: Site, there: Played) -> None:
    guardians = tuple(Guardian(name=f"Guardian {place}") for place in range(3))
    identity = Identity(given_name="Ana", family_name="Primer", guardians=guardians)
    with writing(site.store) as session:
        put_identity(session, there.coordinator, there.id, "L1", identity)
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/learners/L1/identity")
    page.get_by_label("Phone").first.fill("+381 18 000 000")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("L1 · Ana Primer")
    assert kept(site, there) == identity.model_copy(update={"phone": "+381 18 000 000"})


def test_what_was_said_meanwhile_or_is_too_long_is_shown_again(site: Site, there: Played) -> None:
    page = site.visitor(there.own["TS Nis"])
    page.goto(f"/rounds/{there.id}/learners/L1/identity")
    page.get_by_label("Given name").fill("A" * 300)
    page.get_by_label("Family name").fill("Primer")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Given name")).to_have_attribute("aria-invalid", "true")
    with writing(site.store) as session:
        put_identity(session, there.coordinator, there.id, "L1", Identity(given_name="A", family_name="B"))
    page.get_by_label("Given name").fill("Ana")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("changed meanwhile")
    assert kept(site, there).given_name == "A"


def test_nobody_else_says_who_a_learner_is(site: Site, there: Played) -> None:
    for viewer, status in ((there.own["ALBS"], 404), (there.own["INCOMA"], 403), (there.auditor, 403)):
        answer = site.visitor(viewer).goto(f"/rounds/{there.id}/learners/L1/identity")
        assert answer is not None and answer.status == status

"""`matcher access …` on both databases."""

import pytest
from typer.testing import CliRunner, Result

from matcher.errors import InputError, UnknownId
from matcher.store.access_commands import access_app
from matcher.store.engine import Store, reading, writing
from matcher.store.organisations import organisations_of, viewer_of
from matcher.store.people import check_password
from matcher.store.tables import SendingPartnerRow
from tests.matcher.store.cast import stored

PASSWORD = "correct horse battery"


def typed(store: Store, *arguments: str, says: str = "") -> str:
    result = _run(store, *arguments, says=says)
    assert result.exit_code == 0, result.output
    return result.stdout.split()[-1] if result.stdout else ""


def _run(store: Store, *arguments: str, says: str = "") -> Result:
    url = store.engine.url.render_as_string(hide_password=False)
    result = CliRunner().invoke(access_app, [*arguments, "--database", url], input=says)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_first_coordinator_is_made_from_the_shell(store: Store) -> None:
    organisation = typed(store, "add-organisation", "Uniser", "--role", "coordinator", "--country", "IT")
    again = f"{PASSWORD}\n{PASSWORD}\n"
    person = typed(
        store, "add-person", "Ana@Uniser.example", "--organisation", organisation, "--role", "coordinator", says=again
    )
    with writing(store) as session:
        known = check_password(session, "ana@uniser.example", PASSWORD)
        assert known is not None
        assert known.id == person
        viewer = viewer_of(session, person, organisation)
    assert viewer is not None
    assert viewer.roles == {"coordinator"}
    listed = _run(store, "list").stdout
    assert f"{organisation}  Uniser: coordinator\n  ana@uniser.example  coordinator\n" in listed


def test_one_person_acts_for_several(store: Store) -> None:
    first, second = (typed(store, "add-organisation", name, "--role", "school") for name in ("A", "B"))
    asked = ("add-person", "both@example.org", "--role", "school", "--no-password", "--organisation")
    assert typed(store, *asked, first) == (person := typed(store, *asked, second))
    with reading(store) as session:
        assert {row.id for row in organisations_of(session, person)} == {first, second}


def test_a_name_in_a_round_is_linked_to_its_organisation(store: Store) -> None:
    there = stored(store)
    organisation = typed(store, "add-organisation", "Chamber", "--role", "sending")
    typed(store, "link", there.id, "sending_partner", "CCIS", organisation)
    with reading(store) as session:
        assert session.get_one(SendingPartnerRow, (there.id, "CCIS")).organisation_id == organisation
    for wrong in (("nowhere", "CCIS", organisation), (there.id, "NOBODY", organisation), (there.id, "CCIS", "none")):
        with pytest.raises(UnknownId):
            typed(store, "link", wrong[0], "sending_partner", *wrong[1:])


def test_a_short_password_an_unknown_organisation_and_a_wrong_role_are_refused(store: Store) -> None:
    organisation = typed(store, "add-organisation", "C", "--role", "hosting")
    person = ("add-person", "c@example.org", "--role", "hosting", "--organisation")
    with pytest.raises(InputError, match="12 characters"):
        typed(store, *person, organisation, says="short\nshort\n")
    with pytest.raises(UnknownId):
        typed(store, *person, "none", "--no-password")
    assert _run(store, "add-organisation", "D", "--role", "boss").exit_code == 2


def test_an_organisation_is_meant_by_its_id_or_its_name(store: Store) -> None:
    first = typed(store, "add-organisation", "Two of a name", "--role", "coordinator", "--country", "it")
    asked = ("add-person", "tan@example.org", "--role", "coordinator", "--no-password", "--organisation")
    person = typed(store, *asked, "Two of a name")
    assert typed(store, *asked, first) == person
    with reading(store) as session:
        (organisation,) = organisations_of(session, person)
        assert (organisation.id, organisation.country) == (first, "IT")
    second = typed(store, "add-organisation", "Two of a name", "--role", "school")
    with pytest.raises(InputError, match=second):
        typed(store, *asked, "Two of a name")


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (("add-organisation", "A", "--role", "school", "--country", "Narnia"), "Narnia"),
        (("add-person", "ana", "--organisation", "A", "--role", "school"), "e-mail address"),
    ],
)
def test_a_country_or_an_address_that_is_none_is_refused(store: Store, asked: tuple[str, ...], named: str) -> None:
    refused = _run(store, *asked)
    assert refused.exit_code == 2
    assert named in refused.output

"""Who acts for an organisation: let in, and parted with."""

import pytest

from matcher.store.clock import new_id
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed
from matcher.store.members import members_of, part_with
from matcher.store.organisations import add_member
from matcher.store.people import add_person
from matcher.store.sign_in import begin_sign_in, viewer_of_token
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer
from tests.matcher.store.cast import organisation


@pytest.fixture
def there(store: Store) -> Viewer:
    return organisation(store, "sending", "hosting")


def _member(store: Store, organisation: str, *roles: Role) -> str:
    with writing(store) as session:
        person = add_person(session, f"{new_id()}@example.org")
        for role in roles:
            add_member(session, person, organisation, role)
    return person


def test_who_is_parted_with_and_comes_back_signs_in_anew(store: Store, there: Viewer) -> None:
    elsewhere = organisation(store, "school")
    person = _member(store, there.organisation, "hosting")
    with writing(store) as session:
        add_member(session, person, elsewhere.organisation, "school")
        here, other = (begin_sign_in(session, person, of) for of in (there.organisation, elsewhere.organisation))
        part_with(session, there, person)
        add_member(session, person, there.organisation, "hosting")
    with reading(store) as session:
        assert viewer_of_token(session, here) is None
        assert viewer_of_token(session, other) == Viewer(person, elsewhere.organisation, frozenset({"school"}))


def test_nobody_parts_with_who_has_a_role_that_they_lack(store: Store, there: Viewer) -> None:
    person = _member(store, there.organisation, "hosting", "sending")
    hosting = Viewer(_member(store, there.organisation, "hosting"), there.organisation, frozenset({"hosting"}))
    program = Viewer(f"key {new_id()}", there.organisation, there.roles)
    for viewer in (hosting, program):
        with pytest.raises(NotAllowed), writing(store) as session:
            part_with(session, viewer, person)
    with writing(store) as session:
        part_with(session, there, person)
        assert [member.id for member in members_of(session, there)] == [hosting.person]

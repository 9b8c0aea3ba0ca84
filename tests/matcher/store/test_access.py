"""Signing in, keys for programs, and the event log that nobody rewrites."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from matcher.errors import UnknownId
from matcher.store.api_keys import add_key, caller_of_key, keys_of, note_use, revoke_key
from matcher.store.clock import new_id, now
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed
from matcher.store.events import record_event
from matcher.store.organisations import (
    add_member,
    add_organisation,
    make_organisation,
    organisations_of,
    viewer_of,
)
from matcher.store.people import ATTEMPTS, add_person, check_password, person_of_openid, set_password
from matcher.store.sign_in import begin_sign_in, clear_expired, end_sign_in, end_sign_ins_of, viewer_of_token
from matcher.store.tables import ApiKeyRow, EventRow, PersonRow, SignInRow
from tests.matcher.store.cast import organisation

PASSWORD = "correct horse"


@pytest.fixture
def email() -> str:
    return f"{new_id()}@example.org"


@pytest.fixture
def person(store: Store, email: str) -> str:
    with writing(store) as session:
        return add_person(session, f" {email.upper()} ", PASSWORD)


@pytest.fixture
def member(store: Store, person: str) -> Iterator[tuple[str, str]]:
    with writing(store) as session:
        place = add_organisation(session, "IUS", ["sending", "hosting"], "BA")
        add_member(session, person, place, "hosting")
    yield person, place


def _right(store: Store, email: str, password: str) -> bool:
    with writing(store) as session:
        return check_password(session, email, password) is not None


def test_a_password_opens_its_account_only(store: Store, person: str, email: str) -> None:
    assert _right(store, email, PASSWORD)
    assert not _right(store, email, "wrong")
    assert not _right(store, "nobody@example.org", PASSWORD)
    with reading(store) as session:
        assert PASSWORD not in (session.get_one(PersonRow, person).password_hash or "")


def test_wrong_passwords_lock_an_account_until_the_time_is_over_or_a_new_one_is_set(
    store: Store, person: str, email: str
) -> None:
    for _ in range(ATTEMPTS):
        assert not _right(store, email, "wrong")
    assert not _right(store, email, PASSWORD)
    with writing(store) as session:
        session.get_one(PersonRow, person).locked_until = now() - timedelta(seconds=1)
    assert _right(store, email, PASSWORD)
    with writing(store) as session:
        session.get_one(PersonRow, person).locked_until = now() + timedelta(hours=1)
        set_password(session, person, "another")
    assert _right(store, email, "another")


def test_a_right_password_forgets_wrong_ones(store: Store, person: str, email: str) -> None:
    assert not _right(store, email, "wrong")
    assert _right(store, email, PASSWORD)
    with reading(store) as session:
        assert session.get_one(PersonRow, person).failed_attempts == 0


def test_a_hash_of_weaker_parameters_is_renewed(store: Store, person: str, email: str) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with writing(store) as session:
        session.get_one(PersonRow, person).password_hash = weak
    assert _right(store, email, PASSWORD)
    with reading(store) as session:
        assert session.get_one(PersonRow, person).password_hash != weak


def test_an_account_without_a_password_has_none_that_fits(store: Store, email: str) -> None:
    with writing(store) as session:
        add_person(session, email)
    for password in ("", "nobody's"):
        assert not _right(store, email, password)


def test_openid_joins_a_verified_address_once(store: Store, person: str, email: str) -> None:
    with writing(store) as session:
        assert person_of_openid(session, "https://id.example", email) is None
        joined = person_of_openid(session, "https://id.example", f"sub {email}", email)
        assert joined is not None
        assert joined.id == person
    with writing(store) as session:
        again = person_of_openid(session, "https://id.example", f"sub {email}")
        assert again is not None
        assert again.id == person
        assert person_of_openid(session, "https://id.example", "another subject", email) is None


def test_a_sign_in_acts_in_the_roles_of_the_moment(store: Store, member: tuple[str, str]) -> None:
    person, place = member
    with writing(store) as session:
        token = begin_sign_in(session, person, place)
        add_member(session, person, place, "sending")
    with reading(store) as session:
        viewer = viewer_of_token(session, token)
        assert viewer is not None
        assert viewer.roles == {"sending", "hosting"}
        assert session.scalars(select(SignInRow).where(SignInRow.token_digest == token)).all() == []
        assert [row.id for row in organisations_of(session, person)] == [place]


def test_a_sign_in_ends_by_itself_by_hand_and_everywhere(store: Store, member: tuple[str, str]) -> None:
    person, place = member
    with writing(store) as session:
        tokens = [begin_sign_in(session, person, place, hours) for hours in (1, 1, 1, -1)]
        end_sign_in(session, tokens[0])
    with reading(store) as session:
        assert [viewer_of_token(session, token) is None for token in tokens] == [True, False, False, True]
    with writing(store) as session:
        clear_expired(session)
        assert len(session.scalars(select(SignInRow).where(SignInRow.person_id == person)).all()) == 2
        end_sign_ins_of(session, person)
    with reading(store) as session:
        assert viewer_of_token(session, tokens[1]) is None


def test_nobody_signs_in_for_an_organisation_of_others(store: Store, person: str) -> None:
    other = organisation(store, "school")
    with pytest.raises(NotAllowed), writing(store) as session:
        begin_sign_in(session, person, other.organisation)
    with reading(store) as session:
        assert viewer_of(session, person, other.organisation) is None


def test_a_key_acts_for_its_organisation_and_is_stored_as_a_digest(store: Store) -> None:
    owner = organisation(store, "coordinator", "hosting")
    with writing(store) as session:
        key = add_key(session, owner, "nightly", ["read"], days=30, roles=["hosting"])
        all_roles = add_key(session, owner, "all", [], days=30)
    with writing(store) as session:
        caller = caller_of_key(session, key)
        assert caller is not None
        assert caller.viewer.organisation == owner.organisation
        assert caller.viewer.roles == {"hosting"}
        assert caller.scopes == {"read"}
        assert caller.note_use
        note_use(session, caller.key)
    with reading(store) as session:
        used = caller_of_key(session, key)
        assert used is not None
        assert not used.note_use
        other = caller_of_key(session, all_roles)
        assert other is not None
        assert other.viewer.roles == owner.roles
        assert [row.name for row in keys_of(session, owner)] == ["all", "nightly"]
        assert all(key.split("_", 2)[2] not in str(vars(row)) for row in session.scalars(select(ApiKeyRow)))


def test_a_wrong_expired_or_revoked_key_opens_nothing(store: Store) -> None:
    owner, other = organisation(store, "school"), organisation(store, "school")
    with writing(store) as session:
        key, expired = add_key(session, owner, "a", [], days=1), add_key(session, owner, "b", [], days=-1)
    id = key.split("_")[1]
    with reading(store) as session:
        for wrong in (expired, key + "x", key.replace("mm_", "xx_"), f"mm_{id}_", f"mm_{id}", "", "mm__"):
            assert caller_of_key(session, wrong) is None, wrong
    with pytest.raises(UnknownId), writing(store) as session:
        revoke_key(session, other, id)
    with writing(store) as session:
        revoke_key(session, owner, id)
    with reading(store) as session:
        assert caller_of_key(session, key) is None


def test_nobody_gives_a_key_more_than_they_have(store: Store) -> None:
    with pytest.raises(NotAllowed), writing(store) as session:
        add_key(session, organisation(store, "school"), "x", [], days=1, roles=["coordinator"])


def test_events_are_neither_changed_nor_deleted(store: Store) -> None:
    with writing(store) as session:
        id = record_event(session, None, "look", {"round": "r"}, why="curious")
    with pytest.raises(DBAPIError, match="append-only"), writing(store) as session:
        session.execute(update(EventRow).where(EventRow.id == id).values(author="somebody else"))
    with pytest.raises(DBAPIError, match="append-only"), writing(store) as session:
        session.delete(session.get_one(EventRow, id))
    with pytest.raises(DBAPIError, match="append-only"), writing(store) as session:
        session.execute(text("DELETE FROM event_subjects"))
    with reading(store) as session:
        assert session.get_one(EventRow, id).author == "service"


def test_a_coordinator_makes_no_coordinators(store: Store) -> None:
    coordinator = organisation(store, "coordinator")
    with pytest.raises(NotAllowed, match="runs the service"), writing(store) as session:
        make_organisation(session, coordinator, "Another", ["coordinator"])

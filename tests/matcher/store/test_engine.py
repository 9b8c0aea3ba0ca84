import threading
from contextlib import nullcontext

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from matcher.errors import InputError
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import StaleVersion
from matcher.store.tables import OrganisationRow, RoundRow
from tests.matcher.store.cast import organisation, stored


def test_a_reading_transaction_writes_nothing(store: Store) -> None:
    with pytest.raises(DBAPIError), reading(store) as session:
        session.execute(text("DELETE FROM organisations"))
    with writing(store) as session:
        session.add(OrganisationRow(name="still possible on the same connection"))


def test_a_reading_transaction_sees_one_moment(store: Store) -> None:
    with reading(store) as session:
        before = session.scalars(select(OrganisationRow.id)).all()
        organisation(store, "school")
        assert session.scalars(select(OrganisationRow.id)).all() == before


def test_what_fails_leaves_no_trace(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), writing(store) as session:
        session.add(OrganisationRow(id="gone", name="gone"))
        session.flush()
        _ = 1 / 0
    with reading(store) as session:
        assert session.get(OrganisationRow, "gone") is None


def test_references_are_enforced(store: Store) -> None:
    with pytest.raises(IntegrityError), writing(store) as session:
        session.add(RoundRow(coordinator_id="nobody", name="x", seed="x"))


def test_the_second_of_two_writers_is_told_that_its_version_is_stale(store: Store) -> None:
    there = stored(store)
    with reading(store) as session:
        mine = session.get_one(RoundRow, there.id)
    with writing(store) as session:
        session.get_one(RoundRow, there.id).name = "theirs"
    with pytest.raises(StaleVersion) as stale, writing(store) as session:
        session.add(mine)
        mine.name = "mine"
    assert stale.value.params["id"] == "rounds"


def test_writers_wait_for_each_other(fresh_store: Store) -> None:
    def write() -> None:
        for _ in range(10):
            organisation(fresh_store, "school")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(fresh_store) as session:
        assert len(session.scalars(select(OrganisationRow.id)).all()) == 40


def test_a_value_that_a_database_cannot_hold_is_the_users_to_mend(store: Store) -> None:
    """PostgreSQL's text has no NUL; SQLite finds nothing under such a name."""
    refused = pytest.raises(InputError, match="NUL") if store.engine.dialect.name == "postgresql" else nullcontext()
    with refused, reading(store) as session:
        assert session.scalars(select(RoundRow).where(RoundRow.name == "a\x00b")).all() == []


def test_an_error_that_may_be_logged_does_not_say_what_was_to_be_written(store: Store) -> None:
    with pytest.raises(IntegrityError) as broken, writing(store) as session:
        session.add(RoundRow(coordinator_id="nobody", name="of Ana Primer", seed="x"))
    assert "INSERT INTO rounds" in str(broken.value)
    assert "Ana" not in str(broken.value)

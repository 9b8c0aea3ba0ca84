"""What a worker looks after beside the runs that wait."""

import time
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from api.services.schedule import look
from matcher.store.clock import now
from matcher.store.engine import Store, reading, writing
from matcher.store.organisations import add_member
from matcher.store.people import add_person
from matcher.store.sign_in import begin_sign_in, viewer_of_token
from matcher.store.tables import EventRow, LearnerRow, RoundRow, RunRow, SignInRow
from tests.matcher.store.cast import Stored, organisation, stored


def _looked(store: Store) -> None:
    assert look(store, "w", 60.0, lambda: True) == []  # told to stop, so that nothing is planned


def _kept_until(store: Store, there: Stored, day: date) -> None:
    with writing(store) as session:
        session.get_one(RoundRow, there.id).keep_until = day


def _learners(store: Store, there: Stored) -> int:
    with reading(store) as session:
        rows = select(LearnerRow.id).where(LearnerRow.round_id == there.id, LearnerRow.erased_at.is_(None))
        return len(session.scalars(rows).all())


def test_people_are_forgotten_when_their_rounds_last_day_is_over(fresh_store: Store) -> None:
    over, last_day, unlimited = stored(fresh_store), stored(fresh_store), stored(fresh_store)
    _kept_until(fresh_store, over, now().date() - timedelta(days=1))
    _kept_until(fresh_store, last_day, now().date() + timedelta(days=1))
    for _ in range(2):
        _looked(fresh_store)
    assert [_learners(fresh_store, there) for there in (over, last_day, unlimited)] == [0, 6, 6]
    with reading(fresh_store) as session:
        purged = session.scalars(select(EventRow.round_id).where(EventRow.what == "purge round")).all()
        assert purged == [over.id]


def test_sign_ins_whose_time_is_over_are_forgotten(fresh_store: Store) -> None:
    there = organisation(fresh_store, "school")
    with writing(fresh_store) as session:
        person = add_person(session, "ana@school.example")
        add_member(session, person, there.organisation, "school")
        begin_sign_in(session, person, there.organisation, hours=-1)
        token = begin_sign_in(session, person, there.organisation)
    _looked(fresh_store)
    with reading(fresh_store) as session:
        assert len(session.scalars(select(SignInRow)).all()) == 1
        assert viewer_of_token(session, token) is not None


def test_a_round_is_due_by_the_day_of_utc_wherever_the_worker_stands(
    fresh_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    due, later = stored(fresh_store), stored(fresh_store)
    with writing(fresh_store) as session:
        session.get_one(RoundRow, due.id).planning_date = now().date()
        session.get_one(RoundRow, later.id).planning_date = now().date() + timedelta(days=1)
    elsewhere = "Etc/GMT+12" if now().hour < 12 else "Etc/GMT-14"  # where it is yesterday, or tomorrow
    with monkeypatch.context() as there:
        there.setenv("TZ", elsewhere)
        time.tzset()
        _looked(fresh_store)
    time.tzset()
    with reading(fresh_store) as session:
        assert session.scalars(select(RunRow.round_id)).all() == [due.id]

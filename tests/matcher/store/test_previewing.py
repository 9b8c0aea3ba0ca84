"""Whether a round is as it was, told cheaply, and a learner with it."""

from contextlib import closing

import pytest

from matcher.errors import UnknownId
from matcher.store.engine import Store, open_store, reading, writing
from matcher.store.errors import NotAllowed
from matcher.store.events import record_event
from matcher.store.learners import get_learner
from matcher.store.many_learners import put_learners
from matcher.store.previewing import Mark, OffersStamp, learner_to_preview, mark_of, offers_stamp
from matcher.store.privacy import erase_person
from matcher.store.rounds import RoundChange, change_round
from matcher.store.vault import new_key
from tests.databases import NewDatabase
from tests.matcher.store.cast import Played, finished_run, played


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


def test_the_stamp_differs_when_this_rounds_offers_may_have_changed(store: Store, there: Played) -> None:
    with reading(store) as session:
        before = offers_stamp(session, there.id)
        assert before.run is None
        assert offers_stamp(session, "no round") == OffersStamp(0, 0, None)
    played(store)
    with writing(store) as session:
        assert offers_stamp(session, there.id) == before
        put_learners(session, there.coordinator, there.id, there.round.learners)
        assert offers_stamp(session, there.id) == before
        change_round(session, there.coordinator, there.id, 1, RoundChange(name="Spring"))
        after = offers_stamp(session, there.id)
        assert (after.newest > before.newest, after.events) == (True, before.events + 1)


def test_the_stamp_names_the_latest_run_answered(store: Store, there: Played) -> None:
    runs = [finished_run(store, there) for _ in range(2)]
    with reading(store) as session:
        assert offers_stamp(session, there.id).run == runs[1]


def test_the_mark_grows_with_whatever_is_written_down_in_the_round(store: Store, there: Played) -> None:
    with reading(store) as session:
        before = mark_of(session, there.id)
        assert mark_of(session, "no round") == Mark(0, 0)
    played(store)
    with writing(store) as session:
        assert mark_of(session, there.id) == before
        record_event(session, there.coordinator, "change learner", round_id=there.id)
        assert mark_of(session, there.id) > before


def test_what_was_written_down_earlier_and_kept_later_is_noticed(new_postgres: NewDatabase) -> None:
    with closing(open_store(new_postgres(), [new_key()])) as store:
        there = played(store)
        with writing(store) as slow:
            record_event(slow, there.coordinator, "change placement", round_id=there.id)
            with writing(store) as quick:
                record_event(quick, there.coordinator, "change placement", round_id=there.id)
            with reading(store) as session:
                mark, stamp = mark_of(session, there.id), offers_stamp(session, there.id)
        with reading(store) as session:
            assert (mark_of(session, there.id) > mark, mark_of(session, there.id).newest) == (True, mark.newest)
            assert offers_stamp(session, there.id) != stamp


def test_a_learner_comes_with_the_mark_to_who_keeps_it_and_to_nobody_else(store: Store, there: Played) -> None:
    with reading(store) as session:
        for who in ("coordinator", "CCIS", "TS Nis"):
            noun, mark = learner_to_preview(session, there.own[who], there.id, "L1")
            assert (noun, mark) == (get_learner(session, there.own[who], there.id, "L1")[0], mark_of(session, there.id))
        for viewer in (there.own["ALBS"], there.own["Shkolla Teknike"], *map(there.foreign.get, ("school", "sending"))):
            assert viewer is not None
            with pytest.raises(UnknownId):
                learner_to_preview(session, viewer, there.id, "L1")
        for viewer in (there.own["INCOMA"], there.auditor):
            with pytest.raises(NotAllowed):
                learner_to_preview(session, viewer, there.id, "L1")
        with pytest.raises(UnknownId):
            learner_to_preview(session, there.coordinator, "no round", "L1")


def test_who_was_erased_is_not_previewed(store: Store, there: Played) -> None:
    with writing(store) as session:
        erased = erase_person(session, there.coordinator, there.id, "L6")
    with reading(store) as session, pytest.raises(UnknownId):
        learner_to_preview(session, there.coordinator, there.id, erased)

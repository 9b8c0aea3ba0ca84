"""What of the event log its readers are told."""

import pytest

from matcher.errors import UnknownId
from matcher.store.engine import Store, reading, writing
from matcher.store.event_log import list_events, written_about
from matcher.store.imports import import_round
from matcher.store.learners import put_learner
from matcher.store.objections import object_to, review
from tests.matcher.store.cast import Played, colleague, played, published, small_round, stored


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


def test_events_about_a_learner_are_those_of_every_round_that_has_one_of_this_id(store: Store) -> None:
    there = stored(store)
    with writing(store) as session:
        other = import_round(session, there.coordinator, small_round())
        for round_id in (there.id, other):
            put_learner(session, there.coordinator, round_id, there.round.learner_by_id["L1"], 1)
    with reading(store) as session:
        about = list_events(session, there.coordinator, None, None, 9, ("learner", "L1"))
        here = list_events(session, there.coordinator, other, None, 9, ("learner", "L1"))
        assert [event.what for event in about] == ["change learner"] * 2
        assert [event.id for event in here] == [about[0].id]
        with pytest.raises(UnknownId):
            list_events(session, there.coordinator, None, None, 9, ("learner", "nobody"))


def test_what_was_written_about_something_is_told_in_time_to_who_sees_its_events(store: Store, there: Played) -> None:
    proposals = published(store, there)
    with writing(store) as session:
        ids = [object_to(session, there.own["CCIS"], proposals[of], "tasks", f"of {of}").id for of in ("L1", "L2")]
        review(session, colleague(there.coordinator), ids[0], "rejected", "the same trade")
    with reading(store) as session:
        told = written_about(session, there.coordinator, there.id, "objection", ids)
        assert told == {ids[0]: ["of L1", "the same trade"], ids[1]: ["of L2"]}
        own = written_about(session, there.own["CCIS"], there.id, "objection", ids)
        assert own == {ids[0]: ["of L1"], ids[1]: ["of L2"]}
        assert written_about(session, there.foreign["sending"], there.id, "objection", ids) == {ids[0]: [], ids[1]: []}
        assert written_about(session, there.coordinator, there.id, "proposal", ids) == {ids[0]: [], ids[1]: []}

from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.errors import UnknownId
from matcher.reading import read_round
from matcher.rounds import read_answer
from matcher.store.answers import digest_of, load_answer, save_answer
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import ReferenceMissing
from matcher.store.runs import record_run
from matcher.store.tables import AllocationRow
from tests.matcher.store.cast import WHERE, Stored, answer, finished_run, stored


@pytest.fixture
def there(store: Store) -> Iterator[Stored]:
    yield stored(store)


def test_an_answer_comes_back_equal(store: Store, there: Stored) -> None:
    run = finished_run(store, there)
    with reading(store) as session:
        assert load_answer(session, run) == answer(there)
        row = session.get_one(AllocationRow, run)
        assert (row.placed, row.status, row.answer_digest) == (5, "optimal", digest_of(answer(there)))


def test_a_plan_in_which_a_place_is_worth_millions_is_kept(store: Store, there: Stored) -> None:
    found = answer(there)
    worth = found.objective.model_copy(update={"value": 400_000 * 10**9})
    with writing(store) as session:
        run = record_run(session, there.coordinator, there.id, {}).id
        save_answer(session, run, found.model_copy(update={"objective": worth}))
    with reading(store) as session:
        assert session.get_one(AllocationRow, run).value == 400_000 * 10**9


def test_the_answer_of_a_run_comes_back_equal(store: Store, small_round: Path, small_run: Path) -> None:
    there = stored(store, read_round(small_round).round)
    with writing(store) as session:
        run = record_run(session, there.coordinator, there.id, {}).id
        save_answer(session, run, read_answer(small_run))
    with reading(store) as session:
        assert load_answer(session, run) == read_answer(small_run)


def test_a_later_attempt_replaces_what_an_earlier_one_left(store: Store, there: Stored) -> None:
    run = finished_run(store, there)
    with writing(store) as session:
        save_answer(session, run, answer(there, {"L1": "P1"}))
    with reading(store) as session:
        assert load_answer(session, run) == answer(there, {"L1": "P1"})


def test_an_answer_about_strangers_is_refused(store: Store, there: Stored) -> None:
    run = finished_run(store, there)
    named = answer(there)
    stranger = named.assignments[0].model_copy(update={"learner": "nobody"})
    with pytest.raises(ReferenceMissing, match="assignments"), writing(store) as session:
        save_answer(session, run, named.model_copy(update={"assignments": (stranger,)}))
    with reading(store) as session:
        assert load_answer(session, run) == answer(there, WHERE)


def test_a_run_without_an_answer_has_none(store: Store) -> None:
    with reading(store) as session, pytest.raises(UnknownId):
        load_answer(session, "no run")

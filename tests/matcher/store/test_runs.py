import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from matcher.errors import UnknownId
from matcher.store.clock import now
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import ReferenceMissing, RunActive, RunLost, TransitionRefused
from matcher.store.lost_runs import recover_lost_runs
from matcher.store.requests import ask, get_request
from matcher.store.runs import active_run_of_request, cancel_run, claim_next_run, finish_run, heartbeat, record_run
from matcher.store.tables import EventRow, RunRow
from tests.matcher.store.cast import Stored, organisation, played, stored


@pytest.fixture
def there(fresh_store: Store) -> Stored:
    return stored(fresh_store)


def _queued(store: Store, there: Stored, key: str | None = None) -> str:
    with writing(store) as session:
        return record_run(session, there.coordinator, there.id, {"time_limit_seconds": 5}, idempotency_key=key).id


def _claimed(store: Store, worker: str = "w") -> RunRow:
    with writing(store) as session:
        run = claim_next_run(session, worker)
    assert run is not None
    return run


def _state(store: Store, run_id: str) -> str:
    with reading(store) as session:
        return session.get_one(RunRow, run_id).state


def _silent_for(store: Store, run_id: str, seconds: float) -> None:
    with writing(store) as session:
        then = now() - timedelta(seconds=seconds)
        session.execute(update(RunRow).where(RunRow.id == run_id).values(heartbeat_at=then))


def test_a_run_goes_from_queued_to_its_end_and_every_step_is_an_event(fresh_store: Store, there: Stored) -> None:
    id = _queued(fresh_store, there)
    run = _claimed(fresh_store)
    assert (run.id, run.state, run.attempt, run.worker) == (id, "running", 1, "w")
    assert run.settings == {"time_limit_seconds": 5}
    with writing(fresh_store) as session:
        assert heartbeat(session, id, 1, {"placed": 3}) is False
    with writing(fresh_store) as session:
        finish_run(session, id, 1, "infeasible", {"code": "pins-refused", "message": "m"})
    assert _state(fresh_store, id) == "infeasible"
    with reading(fresh_store) as session:
        run = session.get_one(RunRow, id)
        assert (run.progress, run.failure) == ({"placed": 3}, {"code": "pins-refused", "message": "m"})
        events = session.scalars(select(EventRow.what).where(EventRow.round_id == there.id).order_by(EventRow.id)).all()
    assert events[-3:] == ["queue run", "start run", "end run: infeasible"]


def test_nothing_waits_in_an_empty_queue(fresh_store: Store) -> None:
    with writing(fresh_store) as session:
        assert claim_next_run(session, "w") is None


def test_a_round_has_one_active_run_and_the_second_is_told_which(fresh_store: Store, there: Stored) -> None:
    first = _queued(fresh_store, there)
    with pytest.raises(RunActive) as active:
        _queued(fresh_store, there)
    assert active.value.params["run"] == first
    _claimed(fresh_store)
    with pytest.raises(RunActive):
        _queued(fresh_store, there)
    with writing(fresh_store) as session:
        finish_run(session, first, 1, "failed", {"code": "x"})
    assert _queued(fresh_store, there) != first


def test_a_round_that_is_not_there_is_not_planned(fresh_store: Store, there: Stored) -> None:
    with pytest.raises(ReferenceMissing), writing(fresh_store) as session:
        record_run(session, there.coordinator, "nowhere", {})


def test_the_same_key_gives_the_same_run_even_when_it_is_over(fresh_store: Store, there: Stored) -> None:
    first = _queued(fresh_store, there, "once")
    assert _queued(fresh_store, there, "once") == first
    _claimed(fresh_store)
    with writing(fresh_store) as session:
        finish_run(session, first, 1, "complete")
    assert _queued(fresh_store, there, "once") == first
    assert _queued(fresh_store, there, "twice") != first


def test_who_asked_at_the_same_time_with_the_same_key_gets_the_same_run(fresh_store: Store, there: Stored) -> None:
    runs: list[str] = []
    _at_once(8, lambda: runs.append(_queued(fresh_store, there, "key")))
    assert len(runs) == 8
    assert len(set(runs)) == 1


def test_of_many_asking_at_once_one_gets_a_run(fresh_store: Store, there: Stored) -> None:
    answers: list[str] = []

    def queue() -> None:
        try:
            answers.append(_queued(fresh_store, there))
        except RunActive as active:
            answers.append(f"refused: {active.params['run']}")

    _at_once(8, queue)
    run = next(answer for answer in answers if not answer.startswith("refused"))
    assert sorted(answers) == sorted([run, *[f"refused: {run}"] * 7])


def test_no_two_workers_get_the_same_run(fresh_store: Store) -> None:
    rounds = [stored(fresh_store) for _ in range(6)]
    waiting = [_queued(fresh_store, there) for there in rounds]
    taken: list[str] = []

    def work() -> None:
        with writing(fresh_store) as session:
            run = claim_next_run(session, threading.current_thread().name)
        if run is not None:
            taken.append(run.id)

    _at_once(8, work)
    assert sorted(taken) == sorted(waiting)


def test_a_run_whose_worker_fell_silent_is_given_to_another_and_the_first_changes_nothing(
    fresh_store: Store, there: Stored
) -> None:
    id = _queued(fresh_store, there)
    first = _claimed(fresh_store, "first")
    _silent_for(fresh_store, id, 100)
    with writing(fresh_store) as session:
        assert recover_lost_runs(session, silent_seconds=60) == [id]
    second = _claimed(fresh_store, "second")
    assert (second.id, second.attempt) == (id, 2)
    for late in (
        lambda session: heartbeat(session, id, first.attempt),
        lambda session: finish_run(session, id, first.attempt, "complete"),
    ):
        with pytest.raises(RunLost), writing(fresh_store) as session:
            late(session)
    with writing(fresh_store) as session:
        finish_run(session, id, second.attempt, "complete")
    assert _state(fresh_store, id) == "complete"


def test_a_run_ends_once(fresh_store: Store, there: Stored) -> None:
    id = _queued(fresh_store, there)
    attempt = _claimed(fresh_store).attempt
    with writing(fresh_store) as session:
        finish_run(session, id, attempt, "complete")
    with pytest.raises(RunLost), writing(fresh_store) as session:
        finish_run(session, id, attempt, "failed", {"code": "late"})
    assert _state(fresh_store, id) == "complete"


def test_who_waits_longest_is_next(fresh_store: Store) -> None:
    waiting = [_queued(fresh_store, stored(fresh_store)) for _ in range(3)]
    with writing(fresh_store) as session:
        session.get_one(RunRow, waiting[1]).created_at -= timedelta(hours=1)
    assert [_claimed(fresh_store).id for _ in waiting] == [waiting[1], waiting[0], waiting[2]]


def test_a_worker_that_sends_heartbeats_keeps_its_run(fresh_store: Store, there: Stored) -> None:
    id = _queued(fresh_store, there)
    _claimed(fresh_store)
    _silent_for(fresh_store, id, 100)
    with writing(fresh_store) as session:
        heartbeat(session, id, 1)
    with writing(fresh_store) as session:
        assert recover_lost_runs(session, silent_seconds=60) == []


def test_after_its_attempts_a_lost_run_fails_and_says_why(fresh_store: Store, there: Stored) -> None:
    id = _queued(fresh_store, there)
    for _ in range(3):
        _claimed(fresh_store)
        _silent_for(fresh_store, id, 100)
        with writing(fresh_store) as session:
            recover_lost_runs(session, silent_seconds=60, attempts=3)
    with reading(fresh_store) as session:
        run = session.get_one(RunRow, id)
    assert run.state == "failed"
    assert run.failure is not None
    assert run.failure["code"] == "worker-lost"
    assert "3 workers have taken it up, and the last fell silent" in run.failure["message"]


def test_who_asked_is_told_when_the_run_that_was_to_answer_lost_its_workers(fresh_store: Store) -> None:
    there = played(fresh_store)
    with writing(fresh_store) as session:
        request = ask(session, there.own["INCOMA"], there.id, "Seville", "allocation", {"placements": []}).id
        run = record_run(session, there.own["INCOMA"], there.id, {}, request_id=request).id
    for _ in range(3):
        _claimed(fresh_store)
        _silent_for(fresh_store, run, 100)
        with writing(fresh_store) as session:
            recover_lost_runs(session, silent_seconds=60, attempts=3)
    with reading(fresh_store) as session:
        asked = get_request(session, there.own["INCOMA"], request)
    assert asked.state == "answered"
    assert asked.answer is not None
    assert "3 workers have taken it up" in asked.answer["failure"]["message"]


def test_who_asked_is_told_that_the_run_was_cancelled_waiting_or_running(fresh_store: Store) -> None:
    there = played(fresh_store)
    for claimed in (False, True):
        with writing(fresh_store) as session:
            asked = ask(session, there.own["INCOMA"], there.id, "Seville", "allocation", {})
            run = record_run(session, there.own["INCOMA"], there.id, {}, request_id=asked.id)
            if claimed:
                claim_next_run(session, "w")
            assert active_run_of_request(session, there.own["INCOMA"], asked.id) == run.id
            cancel_run(session, there.own["INCOMA"], run.id)
            if claimed:
                assert get_request(session, there.own["INCOMA"], asked.id).state == "asked"
                finish_run(session, run.id, 1, "cancelled")
            row = get_request(session, there.own["INCOMA"], asked.id)
            assert row.state == "answered" and row.answer and row.answer["failure"]["code"] == "run-cancelled"
            assert active_run_of_request(session, there.own["INCOMA"], asked.id) is None


def test_a_waiting_run_is_cancelled_at_once_a_running_one_when_its_worker_hears_of_it(
    fresh_store: Store, there: Stored
) -> None:
    waiting = _queued(fresh_store, there)
    with writing(fresh_store) as session:
        cancel_run(session, there.coordinator, waiting)
    assert _state(fresh_store, waiting) == "cancelled"
    running = _queued(fresh_store, there)
    _claimed(fresh_store)
    with writing(fresh_store) as session:
        cancel_run(session, there.coordinator, running)
    with writing(fresh_store) as session:
        assert heartbeat(session, running, 1) is True
    with writing(fresh_store) as session:
        finish_run(session, running, 1, "cancelled")
    with pytest.raises(TransitionRefused), writing(fresh_store) as session:
        cancel_run(session, there.coordinator, running)


def test_a_cancelled_run_whose_worker_fell_silent_is_not_queued_again(fresh_store: Store, there: Stored) -> None:
    id = _queued(fresh_store, there)
    _claimed(fresh_store)
    with writing(fresh_store) as session:
        cancel_run(session, there.coordinator, id)
    _silent_for(fresh_store, id, 100)
    with writing(fresh_store) as session:
        recover_lost_runs(session, silent_seconds=60)
    assert _state(fresh_store, id) == "cancelled"


def test_nobody_cancels_a_strangers_run(fresh_store: Store, there: Stored) -> None:
    id = _queued(fresh_store, there)
    stranger = organisation(fresh_store, "coordinator")
    with pytest.raises(UnknownId), writing(fresh_store) as session:
        cancel_run(session, stranger, id)


def _at_once(threads: int, work: Callable[[], object]) -> None:
    barrier = threading.Barrier(threads)

    def start() -> None:
        barrier.wait()
        work()

    crew = [threading.Thread(target=start) for _ in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()

"""Who may queue what, and what a re-run starts from."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from matcher.errors import InputError, UnknownId
from matcher.model import PreviousAssignment
from matcher.store.batches import Moves, RunSettings, queue_batch, queue_due, round_to_plan
from matcher.store.closing import close_round
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed, RunActive, TransitionRefused
from matcher.store.lost_runs import give_back_run
from matcher.store.proposals import decide
from matcher.store.rounds import get_round
from matcher.store.runs import cancel_run, claim_next_run, get_run, list_runs
from matcher.store.tables import PreviousRow, RunRow
from tests.matcher.store.cast import WHERE, Stored, finished_run, organisation, played, published, stored

TODAY = date(2026, 9, 1)


def _queued(store: Store, there: Stored, key: str | None = None, **settings: object) -> str:
    with writing(store) as session:
        asked = RunSettings.model_validate(settings)
        return queue_batch(session, there.coordinator, there.id, asked, key).id


def _previous(store: Store, run: str) -> dict[str, str]:
    with reading(store) as session:
        return {row.learner: row.placement for row in round_to_plan(session, run).previous}


def test_a_run_plans_the_round_as_it_stands(store: Store) -> None:
    there = stored(store)
    run = _queued(store, there)
    with reading(store) as session:
        assert round_to_plan(session, run) == there.round


@pytest.mark.parametrize("moves", ["least", 3])
def test_how_many_may_move_becomes_one_of_the_rules(store: Store, moves: Moves) -> None:
    run = _queued(store, stored(store), moves=moves)
    with reading(store) as session:
        round = round_to_plan(session, run)
    assert round.rules.moves == moves
    assert round.previous == (PreviousAssignment(learner="L1", placement="P1"),)


def test_who_may_all_move_has_no_place_to_keep(store: Store) -> None:
    assert _previous(store, _queued(store, stored(store), moves="free")) == {}


def test_a_re_run_starts_from_what_was_published_and_still_stands(store: Store) -> None:
    there = stored(store)
    proposals = published(store, there)
    with writing(store) as session:
        decide(session, there.coordinator, proposals["L2"], "withdraw", reason_code="illness")
    assert _previous(store, _queued(store, there)) == {id: at for id, at in WHERE.items() if id != "L2"}


def test_a_re_run_may_start_from_another_run(store: Store) -> None:
    there = stored(store)
    first = finished_run(store, there)
    assert _previous(store, _queued(store, there, previous=first)) == dict(WHERE)


def test_a_run_that_was_cancelled_is_nothing_to_start_from(store: Store) -> None:
    there = stored(store)
    first = _queued(store, there)
    with writing(store) as session:
        cancel_run(session, there.coordinator, first)
    with pytest.raises(UnknownId):
        _queued(store, there, previous=first)


def test_asking_again_for_a_run_that_is_over_changes_nothing(store: Store) -> None:
    there = stored(store)
    published(store, there)
    first = _queued(store, there, "once")
    with writing(store) as session:
        cancel_run(session, there.coordinator, first)
        session.delete(session.scalars(select(PreviousRow).filter_by(round_id=there.id, learner_id="L1")).one())
    assert _queued(store, there, "once") == first
    with reading(store) as session:
        assert session.scalar(select(PreviousRow).filter_by(round_id=there.id, learner_id="L1")) is None


def test_a_re_run_starts_from_an_answer_of_the_same_round(store: Store) -> None:
    there, other = stored(store), finished_run(store, stored(store))
    for start in ("nothing", other):
        with pytest.raises(UnknownId):
            _queued(store, there, previous=start)


def test_the_same_key_with_other_settings_is_refused(store: Store) -> None:
    there = stored(store)
    first = _queued(store, there, "once", moves="free")
    assert _queued(store, there, "once", moves="free") == first
    with pytest.raises(InputError, match="other settings"):
        _queued(store, there, "once")


def test_only_the_coordinator_plans_a_round(store: Store) -> None:
    there = stored(store)
    for role, error in (("coordinator", UnknownId), ("auditor", NotAllowed), ("school", NotAllowed)):
        viewer = organisation(store, role)  # type: ignore[arg-type]
        with pytest.raises(error), writing(store) as session:
            queue_batch(session, viewer, there.id, RunSettings())


def test_a_closed_round_is_not_planned(store: Store) -> None:
    there = stored(store)
    with writing(store) as session:
        close_round(session, there.coordinator, there.id)
    with pytest.raises(TransitionRefused):
        _queued(store, there)


def test_a_round_whose_day_has_come_is_queued_once(fresh_store: Store) -> None:
    due, later, busy = stored(fresh_store), stored(fresh_store), stored(fresh_store)
    with writing(fresh_store) as session:
        for there, day in ((due, TODAY), (later, TODAY + timedelta(1)), (busy, TODAY)):
            get_round(session, there.coordinator, there.id).planning_date = day
    active = _queued(fresh_store, busy)
    with writing(fresh_store) as session:
        session.get_one(RunRow, active).created_at -= timedelta(3_650)  # asked for long before
    queued = []
    for _ in range(2):
        with writing(fresh_store) as session:
            queued += queue_due(session, TODAY)
    with reading(fresh_store) as session:
        rows = session.scalars(select(RunRow).where(RunRow.round_id == due.id)).all()
    assert len(rows) == 1
    assert queued == [rows[0].id]
    assert rows[0].author == "service"


def test_a_published_round_whose_day_has_come_is_planned_around_what_is_published(fresh_store: Store) -> None:
    there = played(fresh_store)
    published(fresh_store, there)
    with writing(fresh_store) as session:
        get_round(session, there.coordinator, there.id).planning_date = date(2099, 1, 1)
    with writing(fresh_store) as session:
        [run] = queue_due(session, date(2099, 1, 1))
        previous = {row.learner: row.placement for row in round_to_plan(session, run).previous}
    assert previous == WHERE


def test_a_stopped_worker_gives_its_run_back(fresh_store: Store) -> None:
    run = _queued(fresh_store, stored(fresh_store))
    with writing(fresh_store) as session:
        claim_next_run(session, "first")
        give_back_run(session, run, 1)
    with writing(fresh_store) as session:
        again = claim_next_run(session, "second")
    assert again is not None
    assert (again.id, again.attempt) == (run, 2)


def test_runs_are_listed_newest_first_to_who_may_see_them(store: Store) -> None:
    there = stored(store)
    runs = [finished_run(store, there) for _ in range(3)][::-1]
    with reading(store) as session:
        listed = list_runs(session, there.coordinator, there.id, None, 2)
        rest = list_runs(session, there.coordinator, there.id, (listed[-1].created_at, listed[-1].id), 2)
        assert [row.id for row in (*listed, *rest)] == runs
        assert get_run(session, there.coordinator, runs[0]).state == "complete"
        stranger = organisation(store, "school")
        assert list_runs(session, stranger, there.id, None, 9) == []
        with pytest.raises(UnknownId):
            get_run(session, stranger, runs[0])


def test_a_second_run_is_told_of_the_first(store: Store) -> None:
    there = stored(store)
    first = _queued(store, there)
    with pytest.raises(RunActive) as active:
        _queued(store, there)
    assert active.value.params["run"] == first

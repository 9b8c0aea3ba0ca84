"""What a worker does with runs, on both databases."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from api.pages.languages import language
from api.pages.speaking import speaker_of
from api.schemas.runs import run_shown
from api.services import heart, planning
from api.services.planning import work_off
from api.services.schedule import look
from matcher.allocation.progress import Progress
from matcher.model import Round
from matcher.reading import read_round
from matcher.rounds import Plan, plan
from matcher.said import said_in
from matcher.store.answers import digest_of, load_answer
from matcher.store.batches import RunSettings, queue_batch
from matcher.store.clock import now
from matcher.store.engine import Store, open_engine, reading, writing
from matcher.store.errors import DatabaseUnusable, TransitionRefused
from matcher.store.lost_runs import recover_lost_runs
from matcher.store.privacy import erase_person
from matcher.store.publishing import publish
from matcher.store.rounds import get_round, latest_run
from matcher.store.run_inputs import input_of
from matcher.store.runs import cancel_run, claim_next_run
from matcher.store.tables import AllocationRow, EventRow, LearnerRow, RunRow
from tests.matcher.store.cast import Stored, stored
from tests.rounds import write_round


@dataclass(frozen=True)
class Waiting(Stored):
    """A round with a run that waits."""

    run: str


@pytest.fixture(scope="session")
def solvable(small_round: Path) -> Round:
    return read_round(small_round).round


def waiting(store: Store, round: Round) -> Waiting:
    there = stored(store, round)
    with writing(store) as session:
        run = queue_batch(session, there.coordinator, there.id, RunSettings(time_limit_seconds=5)).id
    return Waiting(there.id, there.coordinator, there.round, run)


def row_of(store: Store, run: str) -> RunRow:
    with reading(store) as session:
        return session.get_one(RunRow, run)


def ends(store: Store, run: str) -> list[str]:
    """How often, and how, the event log says that the round's runs ended."""
    with reading(store) as session:
        of_round = select(EventRow.what).where(EventRow.round_id == session.get_one(RunRow, run).round_id)
        return list(session.scalars(of_round.where(EventRow.what.like("end run%"))))


def test_a_run_gives_the_answer_that_the_command_gives(fresh_store: Store, solvable: Round) -> None:
    there = waiting(fresh_store, solvable)
    assert work_off(fresh_store, "w") == [there.run]
    with reading(fresh_store) as session:
        answer, input = load_answer(session, there.run), input_of(session, there.run)
        digest = session.get_one(AllocationRow, there.run).answer_digest
    assert row_of(fresh_store, there.run).state == "complete"
    assert digest == digest_of(answer) == digest_of(plan(solvable, time_limit_seconds=5).answer)
    assert input == solvable
    assert ends(fresh_store, there.run) == ["end run: complete"]
    assert work_off(fresh_store, "w") == []


def test_refused_pins_are_infeasible_and_say_which(fresh_store: Store, tmp_path: Path) -> None:
    there = waiting(fresh_store, read_round(write_round(tmp_path)).round)  # L4 is a minor, P2 is night work
    work_off(fresh_store, "w")
    run = row_of(fresh_store, there.run)
    assert run.state == "infeasible"
    assert run.failure is not None
    assert run.failure["code"] == "pins-refused"
    assert "M. Rossi pinned L4 on P2" in run.failure["message"]
    shown = run_shown(run).failure
    assert shown is not None and shown.message == run.failure["message"]
    in_serbian = said_in(shown.message, speaker_of(language("sr_Latn")))
    assert in_serbian.startswith("fiksiranje i obavezno pravilo su protivrečni:")
    assert "autor M. Rossi: L4 na P2, ali: maloletno lice do" in in_serbian


def test_demands_that_contradict_each_other_are_infeasible_with_the_way_out(
    fresh_store: Store, solvable: Round
) -> None:
    floors = tuple(row.model_copy(update={"floor": 6, "ceiling": None}) for row in solvable.sending_partners)
    there = waiting(fresh_store, solvable.model_copy(update={"sending_partners": floors}))
    work_off(fresh_store, "w")
    run = row_of(fresh_store, there.run)
    assert run.state == "infeasible"
    assert run.failure is not None
    assert "floor" in run.failure["message"]
    shown = run_shown(run).failure
    assert shown is not None and "floor" not in said_in(shown.message, speaker_of(language("pl")))
    with reading(fresh_store) as session:
        assert load_answer(session, there.run).status == "infeasible"


def test_what_nobody_foresaw_fails_with_a_mark_and_no_content(
    fresh_store: Store, solvable: Round, caplog: pytest.LogCaptureFixture
) -> None:
    there = waiting(fresh_store, solvable)
    with writing(fresh_store) as session:
        session.execute(update(LearnerRow).where(LearnerRow.id == "L1").values(isced_f="Ana Anić"))
    work_off(fresh_store, "w")
    run = row_of(fresh_store, there.run)
    assert run.state == "failed"
    assert run.failure is not None
    assert run.failure["code"] == "unexpected"
    assert "Ana" not in str(run.failure)
    assert run.failure["params"]["mark"] in caplog.text


class During:
    """Does something in the middle of planning, as the step begins that its name says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, step: str, what: Callable[[], None]) -> None:
        begin, ahead = heart.Heart.step, [step]

        def step_then(self: heart.Heart, name: str) -> None:
            if name in ahead:
                ahead.remove(name)
                what()
            begin(self, name)

        monkeypatch.setattr(heart.Heart, "step", step_then)


@pytest.mark.parametrize(("step", "answers"), [("scoring pairs", 0), ("explaining", 1)])
def test_a_cancelled_run_keeps_what_was_found_and_nobody_takes_it_for_a_plan(
    fresh_store: Store, solvable: Round, monkeypatch: pytest.MonkeyPatch, step: str, answers: int
) -> None:
    monkeypatch.setattr(heart, "BEAT_SECONDS", 0.01)
    there = waiting(fresh_store, solvable)
    During(monkeypatch, step, lambda: _cancel_and_wait_for_a_beat(fresh_store, there))
    work_off(fresh_store, "w")
    assert row_of(fresh_store, there.run).state == "cancelled"
    with reading(fresh_store) as session:
        assert session.scalar(select(func.count()).select_from(AllocationRow)) == answers
        assert latest_run(session, there.id) is None
    with pytest.raises(TransitionRefused), writing(fresh_store) as session:
        publish(session, there.coordinator, there.run)


def _cancel_and_wait_for_a_beat(store: Store, there: Waiting) -> None:
    with writing(store) as session:
        cancel_run(session, there.coordinator, there.run)
    heard = now()
    while (row_of(store, there.run).heartbeat_at or heard) <= heard:
        pass


def test_a_run_cancelled_while_it_searches_keeps_the_best_it_has(
    fresh_store: Store, solvable: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heart, "BEAT_SECONDS", 0.01)
    there, begin = waiting(fresh_store, solvable), heart.Heart.step

    def step_then_cancel(self: heart.Heart, name: str) -> None:
        begin(self, name)
        if name == "allocating places":
            _cancel_and_wait_for_a_beat(fresh_store, there)

    monkeypatch.setattr(heart.Heart, "step", step_then_cancel)
    work_off(fresh_store, "w")
    assert row_of(fresh_store, there.run).state == "cancelled"
    with reading(fresh_store) as session:
        assert load_answer(session, there.run).objective.placed > 0
        assert input_of(session, there.run) == solvable


def test_the_planner_hears_of_a_cancellation_within_a_beat(
    fresh_store: Store, solvable: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heart, "BEAT_SECONDS", 0.01)
    there = waiting(fresh_store, solvable)
    with writing(fresh_store) as session:
        claim_next_run(session, "w")
        cancel_run(session, there.coordinator, there.run)
    with heart.Heart(fresh_store, there.run, 1, lambda: False) as beating:
        beating.progress(Progress("placed", 3, 5))
        while not beating.should_stop():
            pass
        with pytest.raises(heart.Stopped):
            beating.step("allocating places")
    assert beating.why_stop == "cancelled"


def test_the_heart_tells_how_far_the_run_is(
    fresh_store: Store, solvable: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heart, "BEAT_SECONDS", 0.01)
    there = waiting(fresh_store, solvable)
    with writing(fresh_store) as session:
        claim_next_run(session, "w")
    with heart.Heart(fresh_store, there.run, 1, lambda: False) as beating:
        beating.step("allocating places")
        beating.progress(Progress("placed", 3, 5))
        while not (row_of(fresh_store, there.run).progress or {}).get("stage"):
            pass
    progress = {"step": "allocating places", "stage": "placed", "value": 3, "bound": 5}
    assert row_of(fresh_store, there.run).progress == progress


def test_a_database_that_is_away_for_a_while_does_not_stop_the_heart(
    fresh_store: Store, solvable: Round, caplog: pytest.LogCaptureFixture
) -> None:
    there = waiting(fresh_store, solvable)
    with writing(fresh_store) as session:
        claim_next_run(session, "w")
    beating = heart.Heart(Store(_gone(fresh_store), fresh_store.vault), there.run, 1, lambda: False)
    beating._beat()
    assert "no heartbeat" in caplog.text
    assert not beating.should_stop()


@pytest.mark.parametrize(("asked", "expected"), [(None, (None, 9.0)), (5, (5, None))])
def test_a_run_without_a_limit_of_its_own_takes_no_longer_than_the_service_allows(
    fresh_store: Store,
    solvable: Round,
    monkeypatch: pytest.MonkeyPatch,
    asked: float | None,
    expected: tuple[float | None, float | None],
) -> None:
    there, limits = stored(fresh_store, solvable), []

    def noting(round: Round, **given: Any) -> Plan:
        limits.append((given["time_limit_seconds"], given["deadline_seconds"]))
        return plan(round, **given)

    monkeypatch.setattr("api.services.planning.rounds.plan", noting)
    with writing(fresh_store) as session:
        queue_batch(session, there.coordinator, there.id, RunSettings(time_limit_seconds=asked))
    work_off(fresh_store, "w", most_seconds=9.0)
    assert limits == [expected]


def test_a_run_is_not_failed_for_a_database_that_is_away_for_a_while(fresh_store: Store, solvable: Round) -> None:
    there, away = waiting(fresh_store, solvable), Store(_gone(fresh_store), fresh_store.vault)
    with writing(fresh_store) as session:
        claim_next_run(session, "w")
    held = planning.Held(there.run, 1, {}, None)
    with pytest.raises(DatabaseUnusable):
        planning._finish(away, held, planning.Outcome("complete"))
    with heart.Heart(away, there.run, 1, lambda: False) as beating, pytest.raises(DatabaseUnusable):
        planning._planned(away, held, beating, math.inf)
    assert row_of(fresh_store, there.run).state == "running"
    with writing(fresh_store) as session:
        recover_lost_runs(session, silent_seconds=0)
    work_off(fresh_store, "next")
    assert row_of(fresh_store, there.run).state == "complete"


def _gone(store: Store) -> Engine:
    if store.engine.dialect.name == "sqlite":
        return open_engine("sqlite:////no/such/folder/file.db")
    return open_engine("postgresql://nobody@127.0.0.1:1/nowhere")


def test_a_run_that_another_attempt_has_is_left_alone(
    fresh_store: Store, solvable: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = waiting(fresh_store, solvable)

    def lose() -> None:
        with writing(fresh_store) as session:
            recover_lost_runs(session, silent_seconds=0)
            claim_next_run(session, "another")

    During(monkeypatch, "explaining", lose)
    work_off(fresh_store, "w")
    run = row_of(fresh_store, there.run)
    assert (run.state, run.attempt, run.worker) == ("running", 2, "another")
    assert ends(fresh_store, there.run) == []


def test_a_worker_that_is_told_to_stop_queues_its_run_again(
    fresh_store: Store, solvable: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = waiting(fresh_store, solvable)
    told: list[bool] = []
    During(monkeypatch, "scoring pairs", lambda: told.append(True))
    work_off(fresh_store, "w", stopping=lambda: bool(told))
    assert row_of(fresh_store, there.run).state == "queued"
    work_off(fresh_store, "next")
    run = row_of(fresh_store, there.run)
    assert (run.state, run.attempt) == ("complete", 2)
    assert ends(fresh_store, there.run) == ["end run: complete"]


def test_a_round_that_lost_somebody_while_it_was_planned_fails_and_keeps_nothing_of_them(
    fresh_store: Store, solvable: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = waiting(fresh_store, solvable)

    def erase() -> None:
        with writing(fresh_store) as session:
            erase_person(session, there.coordinator, there.id, "L6")

    During(monkeypatch, "explaining", erase)
    work_off(fresh_store, "w")
    run = row_of(fresh_store, there.run)
    assert run.state == "failed"
    assert run.failure is not None
    assert run.failure["code"] == "reference-missing"
    with reading(fresh_store) as session:
        assert session.scalar(select(func.count()).select_from(AllocationRow)) == 0


def test_a_worker_plans_what_is_due_and_what_others_left(fresh_store: Store, solvable: Round) -> None:
    lost, due = waiting(fresh_store, solvable), stored(fresh_store, solvable)
    with writing(fresh_store) as session:
        claim_next_run(session, "gone")
        get_round(session, due.coordinator, due.id).planning_date = solvable.stays[0].first_day.replace(year=2020)
    looked = look(fresh_store, "w", 0.0, lambda: False)
    assert len(looked) == 2
    assert row_of(fresh_store, lost.run).attempt == 2
    with reading(fresh_store) as session:
        runs = session.scalars(select(RunRow)).all()
    assert {run.state for run in runs} == {"complete"}
    assert {run.round_id for run in runs} == {lost.id, due.id}

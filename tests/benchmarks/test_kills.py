"""Killing the service's processes in the middle of their work loses nothing and does nothing twice."""

from pathlib import Path

from benchmarks.kills import kill_often, trial_settings
from benchmarks.kills_audit import audit
from matcher.reading import read_round
from matcher.store.engine import open_store, writing
from matcher.store.tables import RunRow
from matcher.store.vault import new_key
from tests.databases import NewDatabase
from tests.matcher.store.cast import finished_run, stored

KILLS = 5


def test_killed_at_random_moments_the_service_loses_nothing_and_does_nothing_twice(
    new_database: NewDatabase, small_round: Path
) -> None:
    settings = trial_settings(new_database()).model_copy(update={"silent_seconds": 2.0})
    found = kill_often(settings, read_round(small_round).round, KILLS, rounds=2)
    assert found.audit.findings == ()
    assert found.kills.total() == KILLS
    assert found.audit.states["complete"] >= 1


def test_the_audit_finds_what_was_lost_and_what_has_no_true_state(new_sqlite: NewDatabase) -> None:
    store = open_store(new_sqlite(), [new_key()])
    there = stored(store)
    first, second = finished_run(store, there), finished_run(store, there)
    with writing(store) as session:
        session.get_one(RunRow, first).state = "running"
        session.get_one(RunRow, second).attempt = 7
    findings = " ".join(audit(store, {"k": "gone"}).findings)
    store.close()
    for word in (
        "key k",
        f"run {first} is running",
        f"run {second}: queued",
        "at attempt 7",
        f"run {second} has an answer and not",
    ):
        assert word in findings

"""Killing the service's processes in the middle of a round's story loses nothing and does nothing twice."""

from pathlib import Path

import pytest

from benchmarks.kills import files_of, kill_often, trial_settings
from benchmarks.kills_audit import audit
from benchmarks.kills_story import Told
from matcher.generate import generate_round
from matcher.store.engine import open_store, writing
from matcher.store.publishing import publish
from matcher.store.tables import DecisionRow, ProposalRow, RoundRow, RunRow
from matcher.store.vault import new_key
from tests.databases import NewDatabase
from tests.matcher.store.cast import finished_run, played, published, stored

pytestmark = pytest.mark.slow

KILLS = 5


def test_killed_at_random_moments_the_service_loses_nothing_and_does_nothing_twice(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    generate_round(tmp_path / "round", 8, 8)
    settings = trial_settings(new_database()).model_copy(update={"silent_seconds": 2.0})
    found = kill_often(settings, files_of(tmp_path / "round"), KILLS, players=2)
    assert found.audit.findings == ()
    assert found.kills.total() == KILLS
    assert all(told.ended for told in found.stories)
    assert found.audit.states["complete"] >= 4 * len(found.stories)
    assert found.during.total() > 0


def test_the_audit_finds_what_was_lost_and_what_has_no_true_state(new_sqlite: NewDatabase) -> None:
    store = open_store(new_sqlite(), [new_key()])
    there = stored(store)
    first, second = finished_run(store, there), finished_run(store, there)
    with writing(store) as session:
        session.get_one(RunRow, first).state = "running"
        session.get_one(RunRow, second).attempt = 7
    findings = " ".join(audit(store, [Told("a round", runs={"k": "gone"})]).findings)
    store.close()
    for word in (
        "the client was told of run gone",
        f"run {first} is running",
        f"run {second}: queued",
        "at attempt 7",
        f"run {second} has an answer and not",
        "a round did not come to its end",
        "rounds that nobody was told of",
    ):
        assert word in findings


def test_the_audit_finds_what_was_confirmed_and_is_not_there_and_what_is_there_twice(new_sqlite: NewDatabase) -> None:
    store = open_store(new_sqlite(), [new_key()])
    there = played(store)
    run = finished_run(store, there)
    with writing(store) as session:
        name = session.get_one(RoundRow, there.id).name
        for _ in range(2):
            publish(session, there.coordinator, run)
    told = Told(name, there.id, steps=[("add pin", "gone"), ("publish run", run)], erased=["L1"], ended=True)
    findings = audit(store, [told]).findings
    store.close()
    for where in ("the tables", "the event log"):
        assert f"{name}: add pin gone: confirmed 1 times, in {where} 0 times" in findings
        assert f"{name}: publish run {run}: confirmed 1 times, in {where} 2 times" in findings
    assert f"{name}: learner L1 was erased and is there" in findings


def test_the_audit_finds_proposals_whose_state_nobody_decided(new_sqlite: NewDatabase) -> None:
    store = open_store(new_sqlite(), [new_key()])
    there = played(store)
    first, second, *_ = published(store, there).values()
    with writing(store) as session:
        session.get_one(ProposalRow, first).state = "accepted"
        session.get_one(ProposalRow, second).state = "withdrawn"
        session.add(DecisionRow(proposal_id=first, step="accept_for_hosting", author="somebody"))
    findings = audit(store, [Told("a round", there.id)]).findings
    store.close()
    assert f"proposal {first}: accept_for_hosting when it was proposed" in findings
    assert f"proposal {first} is accepted, its decisions say accepted_by_hosting" in findings
    assert f"proposal {second} is withdrawn, its decisions say proposed" in findings

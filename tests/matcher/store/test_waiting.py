import pytest
from sqlalchemy import select

from matcher.store.closing import close_round
from matcher.store.engine import Store, reading, writing
from matcher.store.learners import get_learner, put_learner
from matcher.store.links import link
from matcher.store.proposals import decide
from matcher.store.requests import answer_request, ask
from matcher.store.runs import active_run_of_request, cancel_run, record_run
from matcher.store.tables import SchoolRow
from matcher.store.viewers import Viewer
from matcher.store.waiting import OF_PLANNING, waiting_counts
from tests.matcher.store.cast import Played, Stored, finished_run, played, published, stored


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


def waits(store: Store, viewer: Viewer, there: Stored) -> dict[str, int]:
    with reading(store) as session:
        return dict[str, int](waiting_counts(session, viewer, [there.id])[there.id].items())


def test_drafts_wait_until_a_newer_plan_is_published(store: Store, there: Played) -> None:
    finished_run(store, there)
    finished_run(store, there)
    assert waits(store, there.coordinator, there)["runs_to_look_at"] == 2
    published(store, there)
    assert "runs_to_look_at" not in waits(store, there.coordinator, there)
    finished_run(store, there)
    assert waits(store, there.coordinator, there)["runs_to_look_at"] == 1


def test_nothing_of_planning_waits_in_a_closed_round(store: Store, there: Played) -> None:
    proposals = published(store, there)
    with writing(store) as session:
        decide(session, there.own["TS Nis"], proposals["L1"], "decline", reason_code="learner_refuses")
    finished_run(store, there)
    before = waits(store, there.coordinator, there)
    assert (before["loose_ends"], before["runs_to_look_at"]) == (1, 1)
    with writing(store) as session:
        close_round(session, there.coordinator, there.id)
    assert not OF_PLANNING & set(waits(store, there.coordinator, there))
    assert not OF_PLANNING & set(waits(store, there.own["TS Nis"], there))


def test_a_school_completes_its_own_learners(store: Store, there: Played) -> None:
    school, other = there.own["TS Nis"], there.own["Shkolla Teknike"]
    before, others = waits(store, school, there), waits(store, other, there)
    with writing(store) as session:
        learner, version = get_learner(session, school, there.id, "L1")
        bare = learner.model_copy(update={"study_title": None, "isced_f": None, "languages": None})
        put_learner(session, school, there.id, bare, version)
    after = waits(store, school, there)
    for kind in ("learners_without_study", "learners_without_languages"):
        assert after[kind] == before.get(kind, 0) + 1
    assert waits(store, other, there) == others


def test_a_request_without_an_answer_waits_for_who_asked_and_not_for_the_coordinator(
    store: Store, there: Played
) -> None:
    host = there.own["INCOMA"]
    with writing(store) as session:
        asked = ask(session, host, there.id, "Seville", "allocation", {})
        record_run(session, host, there.id, {}, request_id=asked.id)
        cancel_run(session, host, active_run_of_request(session, host, asked.id) or "")
    assert waits(store, host, there)["drafts_to_refine"] == 1
    assert "requests_to_settle" not in waits(store, there.coordinator, there)
    with writing(store) as session:
        asked = ask(session, host, there.id, "Seville", "allocation", {})
        answer_request(session, asked.id, {"drafts": []})
    assert waits(store, there.coordinator, there)["requests_to_settle"] == 1


def test_parties_that_nobody_stands_behind_wait_for_the_coordinator_of_an_open_round(store: Store) -> None:
    alone, there = stored(store), played(store)
    assert waits(store, alone.coordinator, alone)["parties_to_link"] == 6
    assert "parties_to_link" not in waits(store, there.coordinator, there)
    assert "parties_to_link" not in waits(store, there.foreign["coordinator"], alone)
    published(store, alone)
    assert "parties_to_link" not in waits(store, alone.coordinator, alone)


def test_what_waits_in_several_rounds_is_told_round_by_round(store: Store) -> None:
    one, other = played(store), played(store)
    with writing(store) as session:
        link(session, other.coordinator, other.id, "school", _school(store, other), one.own["TS Nis"].organisation)
    published(store, one)
    published(store, other, {"L4": "P2", "L1": "P1"})
    viewer = one.own["TS Nis"]  # teaches CCIS' learners in one round and in the other those of ALBS
    with reading(store) as session:
        both = waiting_counts(session, viewer, [one.id, other.id])
    assert (both[one.id]["proposals_for_sending"], both[other.id]["proposals_for_sending"]) == (3, 1)
    assert both == {there.id: waits(store, viewer, there) for there in (one, other)}


def _school(store: Store, there: Stored) -> str:
    with reading(store) as session:
        rows = select(SchoolRow.id).where(SchoolRow.round_id == there.id, SchoolRow.sending_partner_id == "ALBS")
        return session.scalars(rows).one()

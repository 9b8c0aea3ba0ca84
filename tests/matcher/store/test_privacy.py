import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.errors import InputError, UnknownId
from matcher.model import Pin, Rules
from matcher.store.answers import load_answer
from matcher.store.backups import backup
from matcher.store.clock import now
from matcher.store.engine import Store, open_store, reading, writing
from matcher.store.errors import KeysMissing, NotAllowed, StaleVersion
from matcher.store.identities import Guardian, Identity, get_identity, put_identity
from matcher.store.learners import get_learner
from matcher.store.loading import load_round
from matcher.store.notices import post_notice
from matcher.store.objections import object_to
from matcher.store.pins import add_pin
from matcher.store.placements import get_placement, withdraw_placement
from matcher.store.privacy import erase_person, export_person, reseal
from matcher.store.proposals import decide
from matcher.store.publishing import remember_proposals
from matcher.store.requests import answer_request, ask
from matcher.store.retention import keep_until, purge_round, rounds_to_purge
from matcher.store.rules import add_rules
from matcher.store.run_inputs import keep_input
from matcher.store.runs import record_run
from matcher.store.tables import (
    AllocationRow,
    AssignmentRow,
    EventRow,
    IdentityRow,
    LearnerRow,
    PreviousRow,
    ProposalRow,
    RequestRow,
    RunInputRow,
    RunRow,
    UnplacedRow,
)
from matcher.store.vault import new_key
from tests.databases import NewDatabase
from tests.matcher.store.cast import Played, accepted, played, published, stored

ANA = Identity(
    given_name="Анa",
    family_name="Petrović-Žunić",
    email="ana@example.org",
    guardians=(Guardian(name="Vera Petrović", phone="+381 11 000"),),
)


@pytest.fixture
def there(fresh_store: Store) -> Played:
    there = played(fresh_store)
    with writing(fresh_store) as session:
        put_identity(session, there.own["TS Nis"], there.id, "L3", ANA)
    return there


def _dumped(store: Store, tmp_path: Path) -> bytes:
    """Everything in the database, as text."""
    backup(store.engine.url.render_as_string(hide_password=False), tmp_path / "dump.zip")
    with ZipFile(tmp_path / "dump.zip") as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_an_identity_is_read_back_and_is_nowhere_in_clear(fresh_store: Store, there: Played, tmp_path: Path) -> None:
    with reading(fresh_store) as session:
        assert get_identity(session, there.own["CCIS"], there.id, "L3") == (ANA, 1)
    text = _dumped(fresh_store, tmp_path)
    assert not any(word.encode() in text for word in ("Анa", "Petrovi", "ana@example.org", "+381 11 000", "2008-12-01"))


def test_an_identity_is_changed_by_the_sending_side_in_its_latest_version(fresh_store: Store, there: Played) -> None:
    with writing(fresh_store) as session:
        assert put_identity(session, there.coordinator, there.id, "L3", ANA, version=1) == 2
    with pytest.raises(StaleVersion), writing(fresh_store) as session:
        put_identity(session, there.coordinator, there.id, "L3", ANA, version=1)
    with pytest.raises(NotAllowed), writing(fresh_store) as session:
        put_identity(session, there.own["INCOMA"], there.id, "L3", ANA)
    with pytest.raises(UnknownId), writing(fresh_store) as session:
        put_identity(session, there.own["ALBS"], there.id, "L3", ANA, version=2)


def test_a_hosting_partner_reads_a_name_once_the_proposal_is_accepted(fresh_store: Store, there: Played) -> None:
    proposal = published(fresh_store, there)["L3"]
    hosting = there.own["ZNI"]
    with reading(fresh_store) as session, pytest.raises(UnknownId):
        get_identity(session, hosting, there.id, "L3")
    accepted(fresh_store, proposal, there.own["CCIS"], hosting)
    with reading(fresh_store) as session:
        assert get_identity(session, hosting, there.id, "L3") == (ANA, 1)
    with writing(fresh_store) as session:
        decide(session, there.own["CCIS"], proposal, "withdraw", reason_code="illness")
    with reading(fresh_store) as session, pytest.raises(UnknownId):
        get_identity(session, hosting, there.id, "L3")


def waive(session: Session, there: Played) -> None:
    """Set a rule aside for L3 and, for another reason, for L1."""
    reasons = {"L3": "Ana fears dogs", "L1": "knows the work"}
    waivers = [{"rule": "eqf_minimum", "learner": id, "reason": why, "author": "a"} for id, why in reasons.items()]
    add_rules(session, there.coordinator, there.id, Rules.model_validate({"waivers": waivers}))


def test_a_person_gets_everything_that_is_held(fresh_store: Store, there: Played) -> None:
    proposal = published(fresh_store, there)["L3"]
    with writing(fresh_store) as session:
        object_to(session, there.own["TS Nis"], proposal, "tasks")
        pin = Pin(kind="ban", learner="L3", placement="P1", reason="r", author="a")
        add_pin(session, there.coordinator, there.id, pin)
        waive(session, there)
        decide(session, there.own["CCIS"], proposal, "accept_for_sending")
    with writing(fresh_store) as session:
        held = export_person(session, there.own["TS Nis"], there.id, "L3")
    assert json.loads(json.dumps(held)) == held
    assert held["learner"]["birth_date"] == "2008-12-01"
    assert held["identity"]["family_name"] == "Petrović-Žunić"
    counts = {name: len(rows) for name, rows in held.items() if isinstance(rows, list)}
    assert counts == {
        "assignments": 1, "unplaced": 0, "pins": 1, "waivers": 1, "proposals": 1, "decisions": 1, "objections": 1,
        "events": 5,
    }  # fmt: skip
    with writing(fresh_store) as session:
        assert export_person(session, there.coordinator, there.id, "L1")["identity"] is None


def test_only_the_sending_side_and_the_coordinator_export_or_erase(fresh_store: Store, there: Played) -> None:
    published(fresh_store, there)
    for act in (export_person, erase_person):
        for viewer in (there.own["ZNI"], there.auditor):
            with pytest.raises(NotAllowed), writing(fresh_store) as session:
                act(session, viewer, there.id, "L3")
        for viewer in (there.own["ALBS"], there.foreign["school"]):
            with pytest.raises(UnknownId), writing(fresh_store) as session:
                act(session, viewer, there.id, "L3")


def test_who_is_erased_is_nowhere_and_the_numbers_stay(fresh_store: Store, there: Played, tmp_path: Path) -> None:
    proposals = published(fresh_store, there)
    with writing(fresh_store) as session:
        why = "Ana asked us to"
        pin = Pin(kind="ban", learner="L3", placement="P1", reason="Ana fears dogs", author="a")
        add_pin(session, there.coordinator, there.id, pin)
        decide(session, there.own["CCIS"], proposals["L3"], "withdraw", reason_code="illness", why=why)
        remember_proposals(session, there.id)
        waive(session, there)
        asked = {"placements": ["P3"], "not": {"L3": "Ana"}}
        request = ask(session, there.own["ZNI"], there.id, "Maribor", "allocation", asked)
        answer_request(session, request.id, {"proposals": [{"learner": "L3"}, {"learner": "L1"}]})
        late = record_run(session, there.own["ZNI"], there.id, {}, request_id=request.id)
        late.progress = {"message": "L3 moved for L31, not L3", "best": ["L3", "3 of 5"]}
        late.failure = {"params": {"learner": "L3"}}
        run = session.get_one(ProposalRow, proposals["L3"]).run_id
        events = session.scalar(select(func.count(EventRow.id)))
    with writing(fresh_store) as session:
        erased = erase_person(session, there.own["TS Nis"], there.id, "L3")
    text = _dumped(fresh_store, tmp_path)
    assert not any(word in text for word in (b'"L3"', b"Ana ", b"Autoelektri"))
    with reading(fresh_store) as session:
        assert "L3" not in load_round(session, there.id).learner_by_id
        answer = load_answer(session, run)
        assert answer.objective.placed == len(answer.assignments) == 5
        assert erased in {assignment.learner for assignment in answer.assignments}
        assert answer.certificate["stages"][0]["prices"]["learner"] == [[erased, 12], ["L1", 3]]
        assert session.get_one(AllocationRow, run).redacted_at
        assert session.get_one(ProposalRow, proposals["L3"]).learner_id == erased
        assert session.scalar(select(func.count(EventRow.id))) == (events or 0) + 1
        assert [waiver.learner for waiver in load_round(session, there.id).rules.waivers] == ["L1"]
        assert request_answer(session, request.id) == {"proposals": [{"learner": erased}, {"learner": "L1"}]}
        assert session.get_one(RunRow, late.id).failure == {"params": {"learner": erased}}
        progress = session.get_one(RunRow, late.id).progress
        assert progress == {"message": f"{erased} moved for L31, not {erased}", "best": [erased, "3 of 5"]}
        with pytest.raises(UnknownId):
            get_learner(session, there.coordinator, there.id, erased)


COUNTS = {"key", "round_id", "id", "stay_id", "sending_partner_id", "isced_f", "version", "erased_at"}
"""Columns of a learner that stay for the statistics, or to say that somebody was there."""
STATED: Mapping[type, object] = {str: "stated", int: 4, date: date(2026, 1, 1), bool: True, bytes: b"sealed"}


def test_of_who_is_erased_only_what_counts_is_left(fresh_store: Store, there: Played) -> None:
    published(fresh_store, there, {"L1": "P1"})
    with writing(fresh_store) as session:
        remember_proposals(session, there.id)
        key = session.scalars(select(LearnerRow.key).filter_by(round_id=there.id, id="L6")).one()
        row = session.get_one(LearnerRow, key)
        for column in LearnerRow.__table__.columns:
            if getattr(row, column.key) is None and column.key not in (*COUNTS, "school_id", "group_id"):
                setattr(row, column.key, STATED.get(column.type.python_type, ["stated"]))
    for learner in ("L1", "L6"):  # placed before and now, and without a placement
        with writing(fresh_store) as session:
            erase_person(session, there.coordinator, there.id, learner)
    with reading(fresh_store) as session:
        row = session.get_one(LearnerRow, key)
        left = {column.key for column in LearnerRow.__table__.columns if getattr(row, column.key) not in (None, [])}
        assert left == COUNTS
        assert session.scalars(select(PreviousRow).filter_by(round_id=there.id)).all() == []
        unplaced = session.scalars(select(UnplacedRow).filter_by(round_id=there.id, learner_id=row.id)).one()
        assert unplaced.reasons == []


def request_answer(session: Session, request: str) -> object:
    return session.get_one(RequestRow, request).answer


def test_erasing_withdraws_a_live_proposal_and_leaves_the_others(fresh_store: Store, there: Played) -> None:
    proposals = published(fresh_store, there)
    with writing(fresh_store) as session:
        erase_person(session, there.coordinator, there.id, "L1")
    with reading(fresh_store) as session:
        gone = session.get_one(ProposalRow, proposals["L1"])
        assert (gone.state, gone.reason_code) == ("withdrawn", "erased")
        assert session.get_one(ProposalRow, proposals["L3"]).state == "proposed"
        assert get_identity(session, there.coordinator, there.id, "L3") == (ANA, 1)


def test_an_answer_that_does_not_name_the_erased_keeps_its_text(fresh_store: Store, there: Played) -> None:
    published(fresh_store, there)
    with writing(fresh_store) as session:
        erase_person(session, there.coordinator, there.id, "L2")
    with reading(fresh_store) as session:
        assert session.scalars(select(AllocationRow.redacted_at)).one() is None


def test_a_round_is_purged_when_its_last_day_is_over(fresh_store: Store, there: Played, tmp_path: Path) -> None:
    published(fresh_store, there)
    with writing(fresh_store) as session:
        keep_until(session, there.coordinator, there.id, date(2099, 6, 30))
    with writing(fresh_store) as session:
        assert rounds_to_purge(session, date(2099, 6, 30)) == []
        assert rounds_to_purge(session, date(2099, 7, 1)) == [there.id]
        waive(session, there)
        assert purge_round(session, there.id) == 6
    with writing(fresh_store) as session:
        assert rounds_to_purge(session, date(2099, 7, 1)) == []
        assert session.scalars(select(IdentityRow)).all() == []
        assert session.scalar(select(func.count()).select_from(AssignmentRow)) == 5
        assert session.scalars(select(LearnerRow.sealed)).all() == [None] * 6
        assert load_round(session, there.id).learners == ()
        assert session.scalar(select(func.count(EventRow.id)))
    text = _dumped(fresh_store, tmp_path)
    assert not any(f'"L{number}"'.encode() in text for number in range(1, 7))


def test_in_a_purged_round_nothing_is_said_of_anybody(fresh_store: Store, there: Played, tmp_path: Path) -> None:
    proposals = published(fresh_store, there)
    with writing(fresh_store) as session:
        why, host = "Ana asked us to", there.own["ZNI"]
        pin = Pin(kind="ban", learner="L3", placement="P1", reason="Ana fears dogs", author="a")
        add_pin(session, there.coordinator, there.id, pin)
        ban = Pin(kind="ban", group="G1", destination="Maribor", reason=why, author="a")
        add_pin(session, there.coordinator, there.id, ban)
        decide(session, there.own["CCIS"], proposals["L3"], "withdraw", reason_code="illness", why=why)
        post_notice(session, there.coordinator, there.id, ["sending"], "Ana travels alone", why)
        add_rules(session, there.coordinator, there.id, Rules(), why=why)
        _, version = get_placement(session, there.own["INCOMA"], there.id, "P1")
        withdraw_placement(session, there.own["INCOMA"], there.id, "P1", version, why)
        remember_proposals(session, there.id)
        waive(session, there)
        request = ask(session, host, there.id, "Maribor", "allocation", {"placements": []})
        answer_request(session, request.id, {"proposals": [{"learner": "L3"}]})
        late = record_run(session, host, there.id, {}, request_id=request.id)
        late.progress, late.failure = {"best": ["L3"]}, {"message": "L3 moved"}
        keep_input(session, session.get_one(ProposalRow, proposals["L3"]).run_id, there.round)
    said = (b"Ana ", b"Autoelektri", b"no_place", b'"unknown"', b'"L3', b"L3 moved", b'"minor"')
    assert all(word in _dumped(fresh_store, tmp_path) for word in said)
    with writing(fresh_store) as session:
        purge_round(session, there.id)
    text = _dumped(fresh_store, tmp_path)
    assert [word for word in said if word in text] == []
    with reading(fresh_store) as session:
        assert session.scalars(select(RunInputRow)).all() == []


def test_nobody_is_kept_until_yesterday(fresh_store: Store, there: Played) -> None:
    for day in (now().date() - timedelta(days=1), date(1999, 12, 31)):
        with pytest.raises(InputError, match="today or later"), writing(fresh_store) as session:
            keep_until(session, there.coordinator, there.id, day)
    with writing(fresh_store) as session:
        keep_until(session, there.coordinator, there.id, now().date())


def test_only_the_coordinator_says_how_long_people_are_kept(fresh_store: Store, there: Played) -> None:
    with pytest.raises(NotAllowed), writing(fresh_store) as session:
        keep_until(session, there.own["CCIS"], there.id, None)


def test_keys_are_rotated(new_database: NewDatabase) -> None:
    url, old, new = new_database(), new_key(), new_key()
    before, rotating, after = open_store(url, [old]), open_store(url, [new, old]), open_store(url, [new])
    there = stored(before)
    with writing(before) as session:
        put_identity(session, there.coordinator, there.id, "L3", ANA)
    with pytest.raises(KeysMissing), writing(after) as session:
        reseal(session)
    with writing(rotating) as session:
        assert reseal(session) == len(there.round.learners) + 1
    with reading(after) as session:
        assert load_round(session, there.id) == there.round
        assert get_identity(session, there.coordinator, there.id, "L3") == (ANA, 1)
    for store in (before, rotating, after):
        store.close()


def test_without_sealed_rows_there_is_nothing_to_rotate(fresh_store: Store) -> None:
    with writing(fresh_store) as session:
        assert reseal(session) == 0


def test_a_key_that_is_none_is_said() -> None:
    with pytest.raises(KeysMissing, match="32 bytes"):
        open_store("sqlite:///never-opened.db", ["no key"])

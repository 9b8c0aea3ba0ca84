"""Every selection × everybody × own and foreign rows, against one table."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from matcher.errors import MatcherError, UnknownId
from matcher.reading import read_round
from matcher.store import visible
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed
from matcher.store.flows import FlowNumbers, add_budget_line, add_flow_cell, change_flow_cell
from matcher.store.identities import Identity, put_identity
from matcher.store.learners import put_learner
from matcher.store.links import link
from matcher.store.loading import load_round
from matcher.store.many_learners import put_learners
from matcher.store.objections import object_to
from matcher.store.organisations import make_organisation
from matcher.store.placements import put_placement, withdraw_placement
from matcher.store.privacy import erase_person, export_person
from matcher.store.proposals import decide
from matcher.store.requests import ask
from matcher.store.reserves import rank_reserves
from matcher.store.runs import cancel_run, record_run
from matcher.store.tables import EventRow, LearnerRow, ProposalRow
from matcher.store.viewers import Viewer
from tests.matcher.store.cast import Played, accepted, organisation, played, published, stored
from tests.rounds import TABLES, write_round

CCIS_LEARNERS, ALBS_LEARNERS = {"L1", "L2", "L3"}, {"L4", "L5", "L6"}
ALL = CCIS_LEARNERS | ALBS_LEARNERS
SEVILLE, MARIBOR = {"P1", "P2"}, {"P3", "P4", "P5"}
EVERYWHERE = SEVILLE | MARIBOR
CITIES = {"Seville", "Maribor"}
FLOWS = {"CCIS Maribor", "ALBS Seville", "CCIS Seville"}
PROPOSED = {"L1", "L2", "L3", "L4", "L5"}
NOBODY: set[str] = set()

WHO = ("coordinator", "auditor", "CCIS", "ALBS", "TS Nis", "Shkolla Teknike", "INCOMA", "ZNI")

# L1 has accepted at Seville (INCOMA), L5 has been declined at Maribor (ZNI); the others are proposed.
EXPECTED: Mapping[str, tuple[set[str], ...]] = {
    #                   coordinator    auditor        CCIS           ALBS           TS Nis   Shkolla   INCOMA   ZNI
    "rounds": ({"Autumn 2026"},) * 8,
    "destinations": (CITIES, CITIES, CITIES, CITIES, CITIES, CITIES, {"Seville"}, {"Maribor"}),
    "placements": (EVERYWHERE,) * 6 + (SEVILLE, MARIBOR),
    "sending_partners": (
        {"CCIS", "ALBS"}, {"CCIS", "ALBS"}, {"CCIS"}, {"ALBS"}, {"CCIS"}, {"ALBS"}, {"CCIS", "ALBS"}, {"CCIS"},
    ),
    "schools": (
        {"TS Nis", "Shkolla Teknike"}, {"TS Nis", "Shkolla Teknike"}, {"TS Nis"}, {"Shkolla Teknike"}, {"TS Nis"},
        {"Shkolla Teknike"}, NOBODY, NOBODY,
    ),
    "learners": (ALL, ALL, CCIS_LEARNERS, ALBS_LEARNERS, CCIS_LEARNERS, ALBS_LEARNERS, NOBODY, NOBODY),
    "profiles": (ALL, ALL, CCIS_LEARNERS, ALBS_LEARNERS, CCIS_LEARNERS, ALBS_LEARNERS, {"L1", "L2", "L4"}, {"L3"}),
    "identities": (ALL, NOBODY, CCIS_LEARNERS, ALBS_LEARNERS, CCIS_LEARNERS, ALBS_LEARNERS, {"L1"}, NOBODY),
    "groups": ({"G1", "G2"}, {"G1", "G2"}, {"G1"}, {"G2"}, {"G1"}, {"G2"}, NOBODY, NOBODY),
    "pins": ({"L4", "G1"}, {"L4", "G1"}, NOBODY, {"L4"}, NOBODY, {"L4"}, NOBODY, NOBODY),
    "proposals": (
        PROPOSED, PROPOSED, {"L1", "L2", "L3"}, {"L4", "L5"}, {"L1", "L2", "L3"}, {"L4", "L5"}, {"L1", "L2", "L4"},
        {"L3", "L5"},
    ),
    "objections": ({"L2"}, {"L2"}, {"L2"}, NOBODY, {"L2"}, NOBODY, NOBODY, NOBODY),
    "flow_cells": (
        FLOWS, FLOWS, {"CCIS Maribor", "CCIS Seville"}, {"ALBS Seville"}, NOBODY, NOBODY,
        {"ALBS Seville", "CCIS Seville"}, {"CCIS Maribor"},
    ),
    "budget_lines": ({"room"}, {"room"}, {"room"}, NOBODY, NOBODY, NOBODY, {"room"}, NOBODY),
    "requests": ({"Seville"}, {"Seville"}, NOBODY, NOBODY, NOBODY, NOBODY, {"Seville"}, NOBODY),
    "runs": ({"batch", "request"}, {"batch", "request"}, NOBODY, NOBODY, NOBODY, NOBODY, {"request"}, NOBODY),
    "allocations": ({"optimal"}, {"optimal"}, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY),
    "assignments": (PROPOSED, PROPOSED, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY),
    "unplaced": ({"L6"}, {"L6"}, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY),
}  # fmt: skip


Name = Callable[[Session, Any], str]
NAMES: Mapping[str, Name] = {
    "rounds": lambda _, row: row.name,
    "destinations": lambda _, row: row.id,
    "placements": lambda _, row: row.id,
    "sending_partners": lambda _, row: row.id,
    "schools": lambda _, row: row.name,
    "learners": lambda _, row: row.id,
    "profiles": lambda _, row: row.id,
    "identities": lambda session, row: session.get_one(LearnerRow, row.learner_key).id,
    "groups": lambda _, row: row.id,
    "pins": lambda _, row: row.learner_id or row.group_id,
    "proposals": lambda _, row: row.learner_id,
    "objections": lambda session, row: session.get_one(ProposalRow, row.proposal_id).learner_id,
    "flow_cells": lambda _, row: f"{row.sending_partner_id} {row.destination_id}",
    "budget_lines": lambda _, row: row.label,
    "requests": lambda _, row: row.destination_id,
    "runs": lambda _, row: row.kind,
    "allocations": lambda _, row: row.status,
    "assignments": lambda _, row: row.learner_id,
    "unplaced": lambda _, row: row.learner_id,
}


def _rows(table: str, viewer: Viewer, round_id: str | None) -> Select[Any]:
    select_rows = getattr(visible, f"{table}_visible_to")
    return select_rows(viewer) if table == "rounds" else select_rows(viewer, round_id)  # type: ignore[no-any-return]


def _seen(session: Session, table: str, viewer: Viewer, round_id: str | None = None) -> set[str]:
    """The names of what is seen; that counting gives the same number is checked on the way."""
    rows = _rows(table, viewer, round_id)
    found = session.execute(rows).all()
    assert session.scalar(select(func.count()).select_from(rows.subquery())) == len(found)
    whole = table != "profiles"
    return {NAMES[table](session, row[0] if whole else row) for row in found}


@pytest.fixture(scope="module")
def stage(store: Store) -> Played:
    """A round in which everything has happened once; and another one, of others, just the same."""
    _play(store)
    return _play(store)


def _play(store: Store) -> Played:
    there = played(store)
    with writing(store) as session:
        for learner in there.round.learners:
            identity = Identity(given_name="Ana", family_name=learner.id)
            put_identity(session, there.coordinator, there.id, learner.id, identity)
    proposals = published(store, there)
    accepted(store, proposals["L1"], there.own["TS Nis"], there.own["INCOMA"])
    with writing(store) as session:
        decide(session, there.own["ZNI"], proposals["L5"], "decline", reason_code="tasks")
        object_to(session, there.own["CCIS"], proposals["L2"], "unfair", "she says")
        cell = add_flow_cell(session, there.own["INCOMA"], there.id, "CCIS", "Seville", "short")
        change_flow_cell(session, there.own["INCOMA"], cell, 1, FlowNumbers(offered=4))
        add_budget_line(session, there.own["CCIS"], cell, "room", 2_500, "EUR", "person_day")
        request = ask(session, there.own["INCOMA"], there.id, "Seville", "allocation", {"places": 2})
        record_run(session, there.own["INCOMA"], there.id, {}, request_id=request.id)
    return there


@pytest.mark.parametrize("table", EXPECTED)
def test_everybody_sees_what_the_table_says_and_no_more(store: Store, stage: Played, table: str) -> None:
    viewers = {**stage.own, "auditor": stage.auditor}
    with reading(store) as session:
        seen = {who: _seen(session, table, viewers[who], stage.id) for who in WHO}
    assert seen == dict(zip(WHO, EXPECTED[table], strict=True))


@pytest.mark.parametrize("table", EXPECTED)
def test_without_naming_a_round_nothing_of_another_is_seen(store: Store, stage: Played, table: str) -> None:
    with reading(store) as session:
        for who in WHO:
            if who != "auditor":
                found = session.execute(_rows(table, stage.own[who], None)).all()
                here = session.execute(_rows(table, stage.own[who], stage.id)).all()
                assert len(found) == len(here), who


@pytest.mark.parametrize("table", EXPECTED)
def test_who_takes_no_part_sees_nothing(store: Store, stage: Played, table: str) -> None:
    with reading(store) as session:
        for viewer in stage.foreign.values():
            assert _seen(session, table, viewer, stage.id) == set(), viewer.roles
            assert _seen(session, table, viewer) == set(), viewer.roles


@pytest.mark.parametrize("table", EXPECTED)
def test_a_role_that_the_viewer_does_not_act_in_shows_nothing(store: Store, stage: Played, table: str) -> None:
    with reading(store) as session:
        for who in stage.own.values():
            assert _seen(session, table, replace(who, roles=frozenset()), stage.id) == set()


@pytest.mark.parametrize("table", EXPECTED)
def test_another_role_of_the_organisation_shows_nothing_of_this_one(store: Store, stage: Played, table: str) -> None:
    """A hosting partner that also coordinates or sends, elsewhere, has no more of this round for it."""
    with reading(store) as session:
        for who in ("INCOMA", "CCIS", "TS Nis"):
            own = stage.own[who]
            more = replace(own, roles=own.roles | {"coordinator", "sending", "school", "hosting"})
            assert _seen(session, table, more, stage.id) == _seen(session, table, own, stage.id)


def test_every_selection_of_the_store_is_in_the_table() -> None:
    selections = {name.removesuffix("_visible_to") for name in dir(visible) if name.endswith("_visible_to")}
    assert selections == EXPECTED.keys() | {"events"}
    assert NAMES.keys() == EXPECTED.keys()


def test_events_are_seen_by_whom_they_are_of(store: Store, stage: Played) -> None:
    with reading(store) as session:
        everything = session.scalars(select(EventRow).where(EventRow.round_id == stage.id)).all()
        for who, viewer in stage.own.items():
            seen = session.scalars(visible.events_visible_to(viewer, stage.id)).all()
            own = [event for event in everything if event.organisation_id == viewer.organisation]
            assert list(seen) == (everything if who == "coordinator" else own), who
            assert own or who in ("ALBS", "Shkolla Teknike"), who
        assert len(session.scalars(visible.events_visible_to(stage.auditor, stage.id)).all()) == len(everything)
        for viewer in stage.foreign.values():
            assert session.scalars(visible.events_visible_to(viewer, stage.id)).all() == []


def test_a_coordinator_sees_what_it_did_outside_its_rounds(store: Store) -> None:
    coordinator, other = organisation(store, "coordinator"), organisation(store, "coordinator")
    with writing(store) as session:
        make_organisation(session, coordinator, "TŠ Niš", ["school"])
        seen = [session.scalars(visible.events_visible_to(viewer)).all() for viewer in (coordinator, other)]
    assert [[event.what for event in events] for events in seen] == [["make organisation"], []]


def test_nobody_sees_who_was_erased(store: Store) -> None:
    there = played(store)
    published(store, there)
    with writing(store) as session:
        erase_person(session, there.coordinator, there.id, "L1")
    with reading(store) as session:
        for viewer in (*there.own.values(), there.auditor):
            for table in ("learners", "profiles"):
                assert not {id for id in _seen(session, table, viewer, there.id) if id not in ALL - {"L1"}}, viewer


def test_a_profile_says_neither_school_nor_age_nor_wishes(store: Store, stage: Played) -> None:
    with reading(store) as session:
        columns = set(session.execute(visible.profiles_visible_to(stage.own["INCOMA"])).keys())
    assert columns.isdisjoint({"school_id", "sealed", "preferences", "fewer_opportunities", "graduated_on", "key"})


def test_an_organisation_that_sends_and_hosts_sees_both_sides(store: Store) -> None:
    there = played(store)
    both = organisation(store, "sending", "hosting")
    with writing(store) as session:
        link(session, there.coordinator, there.id, "sending_partner", "CCIS", both.organisation)
        link(session, there.coordinator, there.id, "hosting_partner", "ZNI", both.organisation)
    published(store, there, {"L1": "P1", "L4": "P3"})
    with reading(store) as session:
        assert _seen(session, "proposals", both) == {"L1", "L4"}
        assert _seen(session, "learners", both) == CCIS_LEARNERS
        assert _seen(session, "profiles", both) == CCIS_LEARNERS | {"L4"}


def test_schools_of_one_name_under_two_partners_are_two(store: Store, tmp_path: Path) -> None:
    learners = [[*row] for row in TABLES["learners"]]
    for row in learners[1:]:
        row[1] = "Technical School"
    there = stored(store, read_round(write_round(tmp_path, learners=learners)).round)
    with reading(store) as session:
        schools = session.scalars(visible.schools_visible_to(there.coordinator, there.id)).all()
        assert [school.name for school in schools] == ["Technical School"] * 2
    school = organisation(store, "school")
    of_ccis = next(school.id for school in schools if school.sending_partner_id == "CCIS")
    with writing(store) as session:
        link(session, there.coordinator, there.id, "school", of_ccis, school.organisation)
    with reading(store) as session:
        assert _seen(session, "learners", school) == CCIS_LEARNERS


def test_what_one_may_not_see_is_unknown(store: Store, stage: Played) -> None:
    with pytest.raises(UnknownId), writing(store) as session:
        link(session, stage.foreign["coordinator"], stage.id, "sending_partner", "CCIS", None)
    with pytest.raises(UnknownId), writing(store) as session:
        link(session, stage.coordinator, stage.id, "sending_partner", "nobody", None)


def _changes(there: Played, viewer: Viewer, proposal: str, run: str) -> tuple[Callable[[Session], object], ...]:
    """Everything that changes L4, its proposal, P1 or the run."""
    learner, placement = there.round.learner_by_id["L4"], there.round.placement_by_id["P1"]
    identity = Identity(given_name="Ana", family_name="L4")
    return (
        lambda session: put_learner(session, viewer, there.id, learner, 1),
        lambda session: put_learners(session, viewer, there.id, [learner]),
        lambda session: put_identity(session, viewer, there.id, "L4", identity),
        lambda session: erase_person(session, viewer, there.id, "L4"),
        lambda session: export_person(session, viewer, there.id, "L4"),
        lambda session: rank_reserves(session, viewer, there.id, {"L4": 1}),
        lambda session: put_placement(session, viewer, there.id, placement, 1),
        lambda session: withdraw_placement(session, viewer, there.id, "P1", 1, "x"),
        lambda session: decide(session, viewer, proposal, "withdraw", reason_code="other"),
        lambda session: object_to(session, viewer, proposal, "unfair"),
        lambda session: cancel_run(session, viewer, run),
    )


def test_who_also_audits_changes_no_more_than_before(store: Store) -> None:
    there = played(store)
    proposals = published(store, there)
    with writing(store) as session:
        run = record_run(session, there.coordinator, there.id, {}).id
    for role, who in (("school", "TS Nis"), ("sending", "CCIS"), ("coordinator", "coordinator"), ("hosting", "ZNI")):
        stranger = there.own[who] if role in ("school", "sending", "hosting") else there.foreign["coordinator"]
        auditor = replace(stranger, roles=stranger.roles | {"auditor"})
        for attempt in _changes(there, auditor, proposals["L4"], run):
            with pytest.raises(MatcherError), writing(store) as session:
                attempt(session)
    with pytest.raises(NotAllowed), writing(store) as session:
        cancel_run(session, there.auditor, run)
    with reading(store) as session:
        assert load_round(session, there.id) == there.round
        assert session.get_one(ProposalRow, proposals["L4"]).state == "proposed"

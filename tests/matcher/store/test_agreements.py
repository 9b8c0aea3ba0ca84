"""Flows, requests and objections: what partners agree and disagree on."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from matcher.errors import UnknownId
from matcher.model import FlowCell
from matcher.store.clock import now
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed, ReferenceMissing, StaleVersion, TransitionRefused
from matcher.store.flows import (
    FlowNumbers,
    add_budget_line,
    add_flow_cell,
    agree_flow_cell,
    change_flow_cell,
    drop_budget_line,
    stated_by,
)
from matcher.store.links import link
from matcher.store.loading import load_round
from matcher.store.objections import object_to, review, reviewable
from matcher.store.requests import answer_request, ask, settle_request
from matcher.store.tables import BudgetLineRow, FlowCellRow, ObjectionRow, OrganisationRoleRow, ProposalRow, RequestRow
from matcher.store.viewers import Viewer
from tests.matcher.store.cast import Played, colleague, played, published


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


@pytest.fixture
def cell(store: Store, there: Played) -> str:
    with writing(store) as session:
        return add_flow_cell(session, there.own["CCIS"], there.id, "CCIS", "Seville", "short")


def _change(store: Store, viewer: Viewer, cell: str, version: int, numbers: FlowNumbers) -> int:
    with writing(store) as session:
        return change_flow_cell(session, viewer, cell, version, numbers)


def test_numbers_that_both_sides_agree_on_become_a_quota_of_the_round(store: Store, there: Played, cell: str) -> None:
    first_day, last_day = date(2026, 10, 5), date(2026, 11, 3)
    _change(store, there.own["CCIS"], cell, 1, FlowNumbers(asked=3, first_day=first_day, last_day=last_day))
    with pytest.raises(TransitionRefused, match="asked 3, offered None"), writing(store) as session:
        agree_flow_cell(session, there.coordinator, cell, 2)
    _change(store, there.own["INCOMA"], cell, 2, FlowNumbers(offered=3))
    with writing(store) as session:
        assert agree_flow_cell(session, there.own["INCOMA"], cell, 3) == 4
    quota = FlowCell(sending_partner="CCIS", destination="Seville", stay="short", floor=3, ceiling=3)
    with reading(store) as session:
        assert quota in load_round(session, there.id).flow_plan


def test_a_new_number_opens_what_was_agreed(store: Store, there: Played, cell: str) -> None:
    _change(store, there.coordinator, cell, 1, FlowNumbers(asked=3, offered=3))
    with writing(store) as session:
        agree_flow_cell(session, there.own["CCIS"], cell, 2)
    _change(store, there.own["INCOMA"], cell, 3, FlowNumbers(offered=2))
    with reading(store) as session:
        assert load_round(session, there.id).flow_plan == there.round.flow_plan
        assert session.get_one(FlowCellRow, cell).agreed is None


def test_each_side_states_its_own_number(store: Store, there: Played, cell: str) -> None:
    with pytest.raises(NotAllowed, match="hosting partners"):
        _change(store, there.own["CCIS"], cell, 1, FlowNumbers(offered=3))
    with pytest.raises(NotAllowed, match="sending partners"):
        _change(store, there.own["INCOMA"], cell, 1, FlowNumbers(asked=3))
    sending = there.own["CCIS"]
    both = Viewer(sending.person, sending.organisation, frozenset({"sending", "hosting"}))
    with pytest.raises(NotAllowed, match="hosting partners"):
        _change(store, both, cell, 1, FlowNumbers(offered=3))


def test_who_looked_at_earlier_numbers_is_told(store: Store, there: Played, cell: str) -> None:
    _change(store, there.own["CCIS"], cell, 1, FlowNumbers(asked=3))
    with pytest.raises(StaleVersion):
        _change(store, there.own["CCIS"], cell, 1, FlowNumbers(asked=4))


def test_a_partner_begins_flows_of_its_own_only(store: Store, there: Played) -> None:
    with pytest.raises(UnknownId), writing(store) as session:
        add_flow_cell(session, there.own["CCIS"], there.id, "ALBS", "Seville", None)
    with pytest.raises(UnknownId), writing(store) as session:
        add_flow_cell(session, there.own["INCOMA"], there.id, "ALBS", "Maribor", None)
    with pytest.raises(NotAllowed), writing(store) as session:
        add_flow_cell(session, there.own["TS Nis"], there.id, "CCIS", "Seville", None)
    with writing(store) as session:
        assert add_flow_cell(session, there.own["INCOMA"], there.id, "ALBS", "Seville", None)
    with pytest.raises(ReferenceMissing), writing(store) as session:
        add_flow_cell(session, there.own["CCIS"], there.id, "CCIS", "Seville", "no such stay")


def test_budget_lines_are_shared_by_the_parties(store: Store, there: Played, cell: str) -> None:
    with writing(store) as session:
        line = add_budget_line(session, there.own["INCOMA"], cell, "half board", 3_250, "EUR", "person_day")
    with reading(store) as session:
        assert session.get_one(BudgetLineRow, line).amount_cents == 3_250
    with pytest.raises(UnknownId), writing(store) as session:
        add_budget_line(session, there.own["ZNI"], cell, "half board", 1, "EUR", "person")


def test_what_one_side_says_it_costs_the_other_does_not_take_back(store: Store, there: Played, cell: str) -> None:
    with writing(store) as session:
        lines = [
            add_budget_line(session, there.own["CCIS"], cell, label, 1, "EUR", "person") for label in ("room", "bus")
        ]
    with pytest.raises(NotAllowed), writing(store) as session:
        drop_budget_line(session, there.own["INCOMA"], lines[0])
    for viewer, line in zip((there.own["CCIS"], there.coordinator), lines, strict=True):
        with writing(store) as session:
            drop_budget_line(session, viewer, line)
            assert session.get(BudgetLineRow, line) is None


def test_a_request_is_answered_refined_and_approved(store: Store, there: Played) -> None:
    hosting = there.own["INCOMA"]
    with writing(store) as session:
        first = ask(session, hosting, there.id, "Seville", "allocation", {"places": 2}).id
        answer_request(session, first, {"draft": ["L1"]})
    with writing(store) as session:
        second = ask(session, hosting, there.id, "Seville", "allocation", {"places": 3}, refines=first).id
        answer_request(session, first, {"draft": "too late"})
    with writing(store) as session:
        assert settle_request(session, there.coordinator, second, "approved", version=1, why="fits").state == "approved"
    with reading(store) as session:
        assert session.get_one(RequestRow, first).state == "replaced"
        assert session.get_one(RequestRow, first).answer == {"draft": ["L1"]}
    with pytest.raises(TransitionRefused), writing(store) as session:
        settle_request(session, there.coordinator, second, "declined")
    with pytest.raises(TransitionRefused), writing(store) as session:
        ask(session, hosting, there.id, "Seville", "allocation", {}, refines=second)


def test_a_request_is_for_ones_own_destination_and_settled_by_the_coordinator(store: Store, there: Played) -> None:
    with pytest.raises(UnknownId), writing(store) as session:
        ask(session, there.own["INCOMA"], there.id, "Maribor", "allocation", {})
    with pytest.raises(NotAllowed), writing(store) as session:
        ask(session, there.own["CCIS"], there.id, "Seville", "allocation", {})
    with writing(store) as session:
        request = ask(session, there.own["INCOMA"], there.id, "Seville", "worth_of_a_place", {}).id
    with pytest.raises(NotAllowed), writing(store) as session:
        settle_request(session, there.own["INCOMA"], request, "approved")
    with pytest.raises(UnknownId), writing(store) as session:
        settle_request(session, there.foreign["coordinator"], request, "approved")
    with pytest.raises(StaleVersion), writing(store) as session:
        settle_request(session, there.coordinator, request, "approved", version=7)


@pytest.fixture
def proposal(store: Store, there: Played) -> str:
    return published(store, there)["L1"]


@pytest.fixture
def objection(store: Store, there: Played, proposal: str) -> str:
    with writing(store) as session:
        return object_to(session, there.own["TS Nis"], proposal, "tasks", "no boards there").id


def test_an_objection_is_reviewed_by_somebody_who_did_not_publish(store: Store, there: Played, objection: str) -> None:
    with pytest.raises(NotAllowed, match="somebody who did not"), writing(store) as session:
        review(session, there.coordinator, objection, "rejected", "I said so")
    with writing(store) as session:
        assert review(session, colleague(there.coordinator), objection, "upheld", "right").state == "upheld"
    with reading(store) as session:
        row = session.get_one(ObjectionRow, objection)
        assert row.reviewer == colleague(there.coordinator).person
        assert row.reviewed_at
    with pytest.raises(TransitionRefused), writing(store) as session:
        review(session, colleague(there.coordinator), objection, "rejected", "changed my mind")


def test_an_objection_that_is_sent_twice_is_one(store: Store, there: Played, proposal: str, objection: str) -> None:
    school = there.own["TS Nis"]
    with pytest.raises(TransitionRefused, match="open objection"), writing(store) as session:
        object_to(session, school, proposal, "tasks", "no boards there")
    with writing(store) as session:
        object_to(session, school, proposal, "unfair")
        object_to(session, colleague(school), proposal, "tasks")
        review(session, colleague(there.coordinator), objection, "rejected", "there are boards")
    with writing(store) as session:
        object_to(session, school, proposal, "tasks", "there are none")


def test_nobody_reviews_what_they_objected_to(store: Store, there: Played, proposal: str) -> None:
    own = Viewer("somebody", there.coordinator.organisation, frozenset({"coordinator", "sending"}))
    with writing(store) as session:
        session.add(OrganisationRoleRow(organisation_id=own.organisation, role="sending"))
        session.flush()
        link(session, there.coordinator, there.id, "sending_partner", "CCIS", there.coordinator.organisation)
        raised = [object_to(session, viewer, proposal, "tasks") for viewer in (own, colleague(own))]
        assert reviewable(session, own, there.id, raised) == {raised[1].id}
    with pytest.raises(NotAllowed), writing(store) as session:
        review(session, own, raised[0].id, "rejected", "no")


def test_only_the_rounds_coordinator_reviews(store: Store, there: Played, objection: str) -> None:
    others = [there.own["CCIS"], there.own["INCOMA"], there.foreign["coordinator"], there.auditor]
    for viewer in others:
        with pytest.raises((NotAllowed, UnknownId)), writing(store) as session:
            review(session, viewer, objection, "rejected", "no")


def test_an_objection_comes_in_time(store: Store, there: Played, proposal: str) -> None:
    with reading(store) as session:
        left = session.get_one(ProposalRow, proposal).object_until - now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    with writing(store) as session:
        session.get_one(ProposalRow, proposal).object_until = now() - timedelta(seconds=1)
    with pytest.raises(TransitionRefused, match="deadline"), writing(store) as session:
        object_to(session, there.own["TS Nis"], proposal, "tasks")


def test_an_objection_is_of_the_learners_side_and_has_a_reason(store: Store, there: Played, proposal: str) -> None:
    for who in ("INCOMA", "coordinator"):
        with pytest.raises(NotAllowed), writing(store) as session:
            object_to(session, there.own[who], proposal, "tasks")
    with pytest.raises(UnknownId), writing(store) as session:
        object_to(session, there.own["Shkolla Teknike"], proposal, "tasks")
    with pytest.raises(TransitionRefused, match="reasons"), writing(store) as session:
        object_to(session, there.own["TS Nis"], proposal, "because")
    with reading(store) as session:
        assert session.scalars(select(ObjectionRow).where(ObjectionRow.proposal_id == proposal)).all() == []


def test_who_is_told_which_numbers_are_whose_to_state(store: Store, there: Played, cell: str) -> None:
    days = {"first_day", "last_day"}
    ccis = there.own["CCIS"]
    both = Viewer(ccis.person, ccis.organisation, ccis.roles | {"hosting"})  # hosts elsewhere
    with reading(store) as session:
        assert stated_by(session, both, cell) == {"asked", *days}
        assert stated_by(session, there.own["INCOMA"], cell) == {"offered", *days}
        assert stated_by(session, there.coordinator, cell) == {"asked", "offered", *days}
        assert stated_by(session, there.auditor, cell) == stated_by(session, there.foreign["hosting"], cell) == set()

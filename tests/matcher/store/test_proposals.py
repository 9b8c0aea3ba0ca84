from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.errors import UnknownId
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed, StaleVersion, TransitionRefused
from matcher.store.loading import load_round
from matcher.store.objections import may_object
from matcher.store.privacy import erase_person
from matcher.store.proposals import (
    STEPS,
    StepName,
    count_proposals,
    decide,
    decisions_on,
    evidence_of,
    steps_open,
)
from matcher.store.publishing import Foreseen, Published, foresee, publish, published_run, remember_proposals
from matcher.store.requests import ask
from matcher.store.reserves import rank_reserves, reserves
from matcher.store.runs import claim_next_run, finish_run, record_run
from matcher.store.tables import AssignmentRow, ProposalRow, RoundRow, StayRow
from matcher.store.tables.decisions import PROPOSAL_STATES
from matcher.store.viewers import Viewer
from tests.matcher.store.cast import WHERE, Played, accepted, finished_run, played, published

WHO: dict[StepName, str] = {
    "accept_for_sending": "CCIS",
    "accept_for_hosting": "INCOMA",
    "accept_for_learner": "TS Nis",
    "decline": "INCOMA",
    "withdraw": "INCOMA",
}


WAYS: dict[StepName, tuple[str, set[str]]] = {
    "accept_for_sending": ("accepted_by_sending", {"proposed"}),
    "accept_for_hosting": ("accepted_by_hosting", {"accepted_by_sending"}),
    "accept_for_learner": ("accepted", {"accepted_by_hosting"}),
    "decline": ("declined", {"proposed", "accepted_by_sending", "accepted_by_hosting"}),
    "withdraw": ("withdrawn", {"proposed", "accepted_by_sending", "accepted_by_hosting", "accepted"}),
}
"""Where each step leads, and from where."""


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


def _take(store: Store, viewer: Viewer, proposal: str, step: StepName, reason: str | None = None) -> ProposalRow:
    with writing(store) as session:
        return decide(session, viewer, proposal, step, reason_code=reason)


def _states(store: Store, there: Played) -> dict[str, str]:
    with reading(store) as session:
        rows = session.scalars(select(ProposalRow).where(ProposalRow.round_id == there.id))
        return {f"{row.learner_id} {row.placement_id}": row.state for row in rows}


def test_a_proposal_is_accepted_by_sending_hosting_and_learner_in_this_order(store: Store, there: Played) -> None:
    proposal = published(store, there)["L1"]
    for step, state in (
        ("accept_for_sending", "accepted_by_sending"),
        ("accept_for_hosting", "accepted_by_hosting"),
        ("accept_for_learner", "accepted"),
    ):
        name: StepName = step  # type: ignore[assignment]
        assert _take(store, there.own[WHO[name]], proposal, name).state == state
    with reading(store) as session:
        authors = [row.author for row in decisions_on(session, there.coordinator, proposal)]
    assert authors == [there.own[who].person for who in ("CCIS", "INCOMA", "TS Nis")]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_from_its_states_only(store: Store, there: Played, step: StepName) -> None:
    proposal = published(store, there)["L1"]
    reason = STEPS[step].reasons[0] if STEPS[step].reasons else None
    for state in PROPOSAL_STATES:
        with writing(store) as session:
            session.get_one(ProposalRow, proposal).state = state
        leads_to, states = WAYS[step]
        if state in states:
            assert _take(store, there.own[WHO[step]], proposal, step, reason).state == leads_to
        else:
            with pytest.raises(TransitionRefused, match=state):
                _take(store, there.own[WHO[step]], proposal, step, reason)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_for_its_roles_on_their_own_proposals(store: Store, there: Played, step: StepName) -> None:
    proposal = published(store, there)["L1"]  # of CCIS and TS Nis, at INCOMA's
    strangers = [there.own[who] for who in ("ALBS", "Shkolla Teknike", "ZNI")]
    for viewer in [*strangers, *there.foreign.values(), there.auditor]:
        with pytest.raises((NotAllowed, UnknownId)):
            _take(store, viewer, proposal, step, "other")
    for viewer in there.own.values():
        if not viewer.roles & STEPS[step].roles:
            with pytest.raises(NotAllowed):
                _take(store, viewer, proposal, step, "other")


def test_who_hosts_here_and_sends_elsewhere_does_not_accept_for_the_sending_side(store: Store, there: Played) -> None:
    proposal = published(store, there)["L1"]
    hosting = there.own["INCOMA"]
    both = Viewer(hosting.person, hosting.organisation, frozenset({"hosting", "sending"}))
    with pytest.raises(UnknownId):
        _take(store, both, proposal, "accept_for_sending")


@pytest.mark.parametrize("step", ["decline", "withdraw"])
def test_a_refusal_has_one_of_its_reasons(store: Store, there: Played, step: StepName) -> None:
    proposal = published(store, there)["L1"]
    for reason in (None, "because"):
        with pytest.raises(TransitionRefused, match="reasons"):
            _take(store, there.own["INCOMA"], proposal, step, reason)
    assert _take(store, there.own["INCOMA"], proposal, step, "other").reason_code == "other"


def test_who_looked_at_an_earlier_version_is_told(store: Store, there: Played) -> None:
    proposal = published(store, there)["L1"]
    with writing(store) as session:
        assert decide(session, there.own["CCIS"], proposal, "accept_for_sending", version=1).version == 2
    with pytest.raises(StaleVersion), writing(store) as session:
        decide(session, there.own["INCOMA"], proposal, "accept_for_hosting", version=1)


def test_publishing_again_keeps_what_stands_and_withdraws_what_moved(store: Store, there: Played) -> None:
    first = published(store, there)
    accepted(store, first["L1"], there.own["CCIS"], there.own["INCOMA"])
    moved = {"L1": "P1", "L3": "P3", "L4": "P2", "L5": "P5", "L6": "P4"} | {"L2": "P3"}
    run = finished_run(store, there, moved)
    with writing(store) as session:
        assert publish(session, there.coordinator, run) == Published(kept=4, proposed=2, withdrawn=1)
    assert _states(store, there) == {
        "L1 P1": "accepted",
        "L2 P1": "withdrawn",
        "L2 P3": "proposed",
        "L3 P3": "proposed",
        "L4 P2": "proposed",
        "L5 P5": "proposed",
        "L6 P4": "proposed",
    }
    with reading(store) as session:
        assert published_run(session, there.id) == run
        assert session.get_one(RoundRow, there.id).state == "published"


def test_what_publishing_would_take_away_is_foreseen(store: Store, there: Played) -> None:
    first = published(store, there)
    accepted(store, first["L1"], there.own["CCIS"], there.own["INCOMA"])
    run = finished_run(store, there, {"L2": "P3", "L3": "P3", "L6": "P4"})
    with reading(store) as session:
        foreseen = foresee(session, there.coordinator, run)
    assert foreseen == Foreseen(kept=1, proposed=2, withdrawn=4, accepted=1)
    with writing(store) as session:
        done = publish(session, there.coordinator, run)
    assert (done.kept, done.proposed, done.withdrawn) == (1, 2, 4)


def test_who_was_erased_since_the_run_is_not_proposed(store: Store, there: Played) -> None:
    run = finished_run(store, there)
    with writing(store) as session:
        erase_person(session, there.coordinator, there.id, "L1")
        assert publish(session, there.coordinator, run) == Published(kept=0, proposed=4, withdrawn=0)
    assert {of.split()[0] for of in _states(store, there)} == {"L2", "L3", "L4", "L5"}


def test_who_goes_to_the_same_place_on_other_days_is_proposed_anew(store: Store, there: Played) -> None:
    published(store, there, {"L1": "P1", "L4": "P2"})
    run = finished_run(store, there, {"L1": "P1", "L4": "P2"})
    with writing(store) as session:
        session.get_one(AssignmentRow, (run, "L1")).last_day += timedelta(days=1)
        assert publish(session, there.coordinator, run) == Published(kept=1, proposed=1, withdrawn=1)


def test_a_re_run_keeps_the_first_day_of_stays_that_leave_it_open(store: Store, there: Played) -> None:
    published(store, there, {"L1": "P1", "L6": "P4"})  # L1 on the short stay, L6 on the long one
    with writing(store) as session:
        stay = session.get_one(StayRow, (there.id, "short"))
        stay.length_days, first_day = 14, stay.first_day
        remember_proposals(session, there.id)
    with reading(store) as session:
        previous = {row.learner: row.first_day for row in load_round(session, there.id).previous}
    assert previous == {"L1": first_day, "L6": None}


def test_a_plan_of_nobody_withdraws_everything(store: Store, there: Played) -> None:
    published(store, there)
    run = finished_run(store, there, {})
    with writing(store) as session:
        assert publish(session, there.coordinator, run) == Published(kept=0, proposed=0, withdrawn=5)


def test_live_proposals_become_the_plan_that_the_next_run_keeps(store: Store, there: Played) -> None:
    proposals = published(store, there)
    _take(store, there.own["INCOMA"], proposals["L1"], "withdraw", "host_withdrew")
    with writing(store) as session:
        assert remember_proposals(session, there.id) == 4
    with reading(store) as session:
        previous = {row.learner: row.placement for row in load_round(session, there.id).previous}
    assert previous == {learner: place for learner, place in WHERE.items() if learner != "L1"}


def test_a_run_that_is_not_complete_is_not_published(store: Store, there: Played) -> None:
    with writing(store) as session:
        run = record_run(session, there.coordinator, there.id, {})
    with pytest.raises(TransitionRefused), writing(store) as session:
        publish(session, there.coordinator, run.id)


def test_the_draft_for_a_request_is_not_published(store: Store, there: Played) -> None:
    with writing(store) as session:
        request = ask(session, there.own["INCOMA"], there.id, "Seville", "allocation", {})
        run = record_run(session, there.own["INCOMA"], there.id, {}, request_id=request.id)
        while run.state == "queued":
            assert claim_next_run(session, "worker")
        finish_run(session, run.id, run.attempt, "complete")
    with pytest.raises(TransitionRefused), writing(store) as session:
        publish(session, there.coordinator, run.id)


def test_only_the_rounds_coordinator_publishes(store: Store, there: Played) -> None:
    run = finished_run(store, there)
    for viewer in [*there.own.values(), *there.foreign.values(), there.auditor]:
        if viewer != there.coordinator:
            with pytest.raises((NotAllowed, UnknownId)), writing(store) as session:
                publish(session, viewer, run)


def test_reserves_come_in_list_order_within_their_field(store: Store, there: Played) -> None:
    published(store, there, {"L4": "P2"})
    school = there.own["TS Nis"]
    with writing(store) as session:
        rank_reserves(session, school, there.id, {"L2": 1, "L1": 2, "L3": 3})
    with reading(store) as session:
        assert reserves(session, school, there.id)["0714"] == ["L2", "L1"]
        assert reserves(session, there.own["Shkolla Teknike"], there.id) == {}
    published(store, there, {"L2": "P1"})
    with reading(store) as session:
        assert reserves(session, school, there.id)["0714"] == ["L1"]
    with pytest.raises(UnknownId), writing(store) as session:
        rank_reserves(session, school, there.id, {"L4": 1})
    with pytest.raises(NotAllowed), writing(store) as session:
        rank_reserves(session, there.own["INCOMA"], there.id, {})


def test_steps_are_offered_to_whoever_may_take_them(store: Store, there: Played) -> None:
    proposals = published(store, there)
    expected: dict[str, tuple[str, ...]] = {
        "CCIS": ("accept_for_sending", "decline", "withdraw"),
        "TS Nis": ("accept_for_sending", "decline", "withdraw"),
        "INCOMA": ("decline", "withdraw"),
        "coordinator": ("withdraw",),
        "ALBS": (),
        "ZNI": (),
    }
    with reading(store) as session:
        row = session.get_one(ProposalRow, proposals["L1"])
        for who, steps in expected.items():
            assert steps_open(session, there.own[who], row) == steps
            assert may_object(session, there.own[who], row) == (who in ("CCIS", "TS Nis"))
        assert steps_open(session, there.auditor, row) == ()


def test_hosts_are_not_told_what_a_learner_wished_for(store: Store, there: Played) -> None:
    proposals = published(store, there)
    with writing(store) as session:
        row = session.get_one(ProposalRow, proposals["L1"])
        wish = {"score": 1.0, "weight": 1, "reason": "wish_met", "params": {"place": 1, "wish": "Seville"}}
        assignment = session.scalars(select(AssignmentRow).filter_by(run_id=row.run_id, learner_id="L1")).one()
        assignment.evidence = {"language": wish, "preferences": wish}
    with reading(store) as session:
        row = session.get_one(ProposalRow, proposals["L1"])
        assert list(evidence_of(session, there.own["INCOMA"], row)) == ["language"]
        assert list(evidence_of(session, there.own["TS Nis"], row)) == ["language", "preferences"]
        assert count_proposals(session, there.own["ZNI"], there.id) == {"proposed": 2}

"""What two people do at the same time, on real databases: one waits for the other, and then sees what was done."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.errors import MatcherError
from matcher.model import Pin, Rules
from matcher.store.clock import new_id
from matcher.store.closing import close_round
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import InvitationRefused, ReferenceMissing, StaleVersion, TransitionRefused
from matcher.store.members import accept_invitation, invite, members_of
from matcher.store.people import add_person
from matcher.store.pins import add_pin, list_pins
from matcher.store.placements import put_placement
from matcher.store.privacy import erase_person
from matcher.store.proposals import StepName, decide
from matcher.store.publishing import publish
from matcher.store.retention import keep_until, purge_due
from matcher.store.rules import add_rules
from matcher.store.tables import DecisionRow, ProposalRow
from matcher.store.tables.decisions import LIVE_STATES
from tests.matcher.store.cast import Played, colleague, finished_run, organisation, played, published

HEAD_START_SECONDS = 0.15  # enough for the second to come as far as it can before the first is done

Deed = Callable[[Session], object]


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


def _meanwhile(store: Store, first: Deed, second: Deed) -> MatcherError | None:
    """Do the first; before it is kept, begin the second. Return what the second was told, None if it was done."""
    told: list[MatcherError] = []

    def begin() -> None:
        try:
            with writing(store) as session:
                second(session)
        except MatcherError as error:
            told.append(error)

    other = threading.Thread(target=begin)
    with writing(store) as session:
        first(session)
        other.start()
        other.join(HEAD_START_SECONDS)
    other.join()
    return told[0] if told else None


def _live(store: Store, there: Played) -> dict[str, str]:
    with reading(store) as session:
        rows = select(ProposalRow).where(ProposalRow.round_id == there.id, ProposalRow.state.in_(LIVE_STATES))
        return {row.learner_id: row.run_id for row in session.scalars(rows)}


def test_of_two_plans_published_at_once_one_holds(store: Store, there: Played) -> None:
    published(store, there, {"L3": "P3"})
    one, other = finished_run(store, there, {"L1": "P1"}), finished_run(store, there, {"L4": "P1"})
    told = _meanwhile(
        store,
        lambda session: publish(session, there.coordinator, one),
        lambda session: publish(session, colleague(there.coordinator), other),
    )
    assert told is None
    assert _live(store, there) == {"L4": other}


def test_of_two_first_plans_published_at_once_the_second_takes_the_place_of_the_first(
    store: Store, there: Played
) -> None:
    one, other = finished_run(store, there, {"L1": "P1"}), finished_run(store, there, {"L1": "P2", "L2": "P1"})
    told = _meanwhile(
        store,
        lambda session: publish(session, there.coordinator, one),
        lambda session: publish(session, there.coordinator, other),
    )
    assert told is None
    assert _live(store, there) == {"L1": other, "L2": other}


def test_a_round_that_is_being_closed_is_not_published(store: Store, there: Played) -> None:
    run = finished_run(store, there)
    told = _meanwhile(
        store,
        lambda session: close_round(session, there.coordinator, there.id),
        lambda session: publish(session, there.coordinator, run),
    )
    assert isinstance(told, TransitionRefused)
    assert _live(store, there) == {}


def test_who_is_being_erased_is_not_proposed(store: Store, there: Played) -> None:
    run = finished_run(store, there)
    told = _meanwhile(
        store,
        lambda session: erase_person(session, there.coordinator, there.id, "L1"),
        lambda session: publish(session, there.coordinator, run),
    )
    assert told is None or isinstance(told, ReferenceMissing)
    assert "L1" not in _live(store, there)


def test_of_two_changes_of_the_same_rules_the_second_is_told(store: Store, there: Played) -> None:
    told = _meanwhile(
        store,
        lambda session: add_rules(session, there.coordinator, there.id, Rules(study_field_floor=0.5), version=1),
        lambda session: add_rules(session, there.coordinator, there.id, Rules(study_field_floor=0.6), version=1),
    )
    assert isinstance(told, StaleVersion)


def test_pins_made_at_once_are_all_listed(store: Store, there: Played) -> None:
    def pin(learner: str) -> Deed:
        ban = Pin(kind="ban", learner=learner, placement="P1", reason="r", author="a")
        return lambda session: add_pin(session, there.coordinator, there.id, ban)

    assert _meanwhile(store, pin("L1"), pin("L2")) is None
    found, after = [], -1
    with reading(store) as session:
        while page := list_pins(session, there.coordinator, there.id, after, 1):
            found.append(page[0].learner_id)
            after = page[0].position
    assert {"L1", "L2"} <= set(found)


@pytest.mark.parametrize("second", ["accept_for_hosting", "decline", "withdraw"])
def test_of_two_decisions_on_one_proposal_the_second_starts_from_the_first(
    store: Store, there: Played, second: StepName
) -> None:
    proposal = published(store, there)["L1"]
    hosting, reason = there.own["INCOMA"], None if second == "accept_for_hosting" else "other"
    told = _meanwhile(
        store,
        lambda session: decide(session, there.own["CCIS"], proposal, "withdraw", reason_code="illness"),
        lambda session: decide(session, hosting, proposal, second, reason_code=reason),
    )
    assert isinstance(told, TransitionRefused)
    with reading(store) as session:
        assert session.scalars(select(DecisionRow.step).filter_by(proposal_id=proposal)).all() == ["withdraw"]
        assert session.get_one(ProposalRow, proposal).state == "withdrawn"


def test_a_proposal_that_is_being_planned_anew_is_not_accepted(store: Store, there: Played) -> None:
    proposal = published(store, there)["L1"]
    run = finished_run(store, there, {"L1": "P2"})
    told = _meanwhile(
        store,
        lambda session: publish(session, there.coordinator, run),
        lambda session: decide(session, there.own["CCIS"], proposal, "accept_for_sending"),
    )
    assert isinstance(told, TransitionRefused)
    assert _live(store, there) == {"L1": run}


def test_of_two_changes_of_one_placement_the_second_is_told(store: Store, there: Played) -> None:
    offered = there.round.placement_by_id["P1"]

    def put(places: int) -> Deed:
        changed = offered.model_copy(update={"places": places})
        return lambda session: put_placement(session, there.own["INCOMA"], there.id, changed, 1)

    assert isinstance(_meanwhile(store, put(5), put(6)), StaleVersion)


@pytest.mark.parametrize("has_account", [True, False])
def test_a_code_used_twice_at_once_lets_somebody_in_once(store: Store, has_account: bool) -> None:
    school, email, password = organisation(store, "school"), f"{new_id()}@example.org", "a long password"
    with writing(store) as session:
        if has_account:
            add_person(session, email, password)
        code = invite(session, school, school.organisation, email, "school").code

    def accept(session: Session) -> str:
        return accept_invitation(session, code, password)

    assert isinstance(_meanwhile(store, accept, accept), InvitationRefused)
    with reading(store) as session:
        assert len(members_of(session, school)) == 1


def test_two_workers_purge_a_round_once(store: Store, there: Played) -> None:
    last_day = date(2099, 6, 30)
    with writing(store) as session:
        keep_until(session, there.coordinator, there.id, last_day)
    purged: list[str] = []

    def purge(session: Session) -> None:
        purged.extend(purge_due(session, last_day + timedelta(days=1)))

    assert _meanwhile(store, purge, purge) is None
    assert purged == [there.id]

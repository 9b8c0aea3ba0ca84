"""Whatever happens to learners and placements, what is loaded can be planned: it names only what it has."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from matcher.model import Pin, Rules
from matcher.reading import read_round
from matcher.reading.written import write_round
from matcher.store.drafts import draft_round
from matcher.store.engine import Store, reading, writing
from matcher.store.loading import load_round
from matcher.store.pins import add_pin
from matcher.store.placements import withdraw_placement
from matcher.store.privacy import erase_person
from matcher.store.requests import ask
from matcher.store.reserves import rank_reserves
from matcher.store.rules import add_rules
from matcher.store.tables import OrganisationRow, PersonRow
from tests.matcher.store.cast import Played, played, published


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


def _pinned(store: Store, there: Played, learner: str) -> None:
    with writing(store) as session:
        for kind, placement in (("pin", "P2"), ("ban", "P3")):
            pin = Pin(kind=kind, learner=learner, placement=placement, reason="r", author="a")  # type: ignore[arg-type]
            add_pin(session, there.coordinator, there.id, pin)
        waiver = {"rule": "eqf_minimum", "learner": learner, "placement": "P2", "reason": "r", "author": "a"}
        add_rules(session, there.coordinator, there.id, Rules.model_validate({"waivers": [waiver]}))


def _on_reserve(session: Session, there: Played) -> None:
    rank_reserves(session, there.coordinator, there.id, {"L1": 1})


def _withdrawn(session: Session, there: Played) -> None:
    for placement in ("P2", "P3"):
        withdraw_placement(session, there.coordinator, there.id, placement, 1, "closed")


@pytest.mark.parametrize("gone", [_on_reserve, _withdrawn])
def test_a_pin_of_who_waits_or_on_what_is_withdrawn_is_left_out_of_the_plan(
    store: Store, there: Played, gone: Callable[[Session, Played], None], tmp_path: Path
) -> None:
    _pinned(store, there, "L1")
    with writing(store) as session:
        gone(session, there)
    with reading(store) as session:
        round = load_round(session, there.id)
    assert ("L1", "P2") not in {(pin.learner, pin.placement) for pin in round.pins}
    assert ("L1", "P3") not in {(pin.learner, pin.placement) for pin in round.pins}
    assert round.rules.waivers == ()
    write_round(round, tmp_path)
    again = read_round(tmp_path).round  # which refuses names that no table has
    assert again == round


def test_a_pin_of_somebody_erased_is_not_planned(store: Store, there: Played) -> None:
    with writing(store) as session:
        erased = erase_person(session, there.coordinator, there.id, "L1")
    _pinned(store, there, erased)  # as a draft does that named them and is approved now
    with reading(store) as session:
        assert erased not in {pin.learner for pin in load_round(session, there.id).pins}


def test_who_is_back_on_the_main_list_is_where_they_were_pinned(store: Store, there: Played) -> None:
    _pinned(store, there, "L1")
    with reading(store) as session:
        before = load_round(session, there.id)
    for place in (1, None):
        with writing(store) as session:
            rank_reserves(session, there.coordinator, there.id, {"L1": place})
    with reading(store) as session:
        assert load_round(session, there.id) == before


def test_who_waits_keeps_their_bans_where_only_offers_are_looked_at(store: Store, there: Played) -> None:
    _pinned(store, there, "L1")
    with writing(store) as session:
        _on_reserve(session, there)
    with reading(store) as session:
        offers = load_round(session, there.id, people=False)
    assert ("L1", "P3") in {(pin.learner, pin.placement) for pin in offers.pins}


def test_who_has_a_proposal_is_planned_with_whatever_list_they_are_on(store: Store, there: Played) -> None:
    published(store, there, {"L1": "P1"})
    with writing(store) as session:
        rank_reserves(session, there.coordinator, there.id, {"L1": 1, "L2": 2})
        request = ask(session, there.own["INCOMA"], there.id, "Seville", "allocation", {"placements": []})
    with reading(store) as session:
        planned = load_round(session, there.id).learner_by_id
        draft = draft_round(session, request)
    assert "L1" in planned  # or the next plan would take the place away that was proposed
    assert "L2" not in planned
    assert draft.destinations[0].beds == there.round.destination_by_id["Seville"].beds - 2  # L1 and a companion


def test_a_pin_bears_the_name_of_the_coordinator_and_no_persons_id(store: Store, there: Played) -> None:
    person = there.coordinator.person
    with writing(store) as session:
        session.add(PersonRow(id=person, email="office@example.org", name="Ana"))
        session.flush()
        add_pin(
            session,
            there.coordinator,
            there.id,
            Pin(kind="ban", learner="L1", placement="P3", reason="r", author=person),
        )
        office = session.get_one(OrganisationRow, there.coordinator.organisation).name
    with reading(store) as session:
        pins = load_round(session, there.id).pins
    assert {pin.author for pin in pins} == {"M. Rossi", office}

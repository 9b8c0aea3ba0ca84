"""Learners, placements, pins, titles, rules: changed one at a time."""

import pytest
from sqlalchemy import select

from matcher.errors import UnknownId
from matcher.model import Learner, Pin, Rules, TitleConfirmation, Weights
from matcher.store.confirmations import confirm_title, confirmations_of
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed, ReferenceMissing, StaleVersion
from matcher.store.learners import LACKS, LearnerFilter, count_learners, get_learner, list_learners, put_learner
from matcher.store.loading import load_round
from matcher.store.pins import add_pin, lift_pin
from matcher.store.placements import get_placement, put_placement, versions_of, withdraw_placement
from matcher.store.rules import add_rules
from matcher.store.tables import EventNoteRow, PinRow, RulesRow
from matcher.store.viewers import Viewer
from tests.matcher.store.cast import Played, played


@pytest.fixture
def there(store: Store) -> Played:
    return played(store)


def _put(store: Store, viewer: Viewer, there: Played, learner: Learner, version: int | None = None) -> int:
    with writing(store) as session:
        return put_learner(session, viewer, there.id, learner, version)


def test_a_changed_learner_is_read_back_equal(store: Store, there: Played) -> None:
    school = there.own["TS Nis"]
    with reading(store) as session:
        learner, version = get_learner(session, school, there.id, "L1")
    assert learner == there.round.learner_by_id["L1"]
    changed = learner.model_copy(update={"eqf": 5, "languages": None, "birth_date": None, "extra": (("shoe", "43"),)})
    assert _put(store, school, there, changed, version) == version + 1
    with reading(store) as session:
        assert get_learner(session, there.coordinator, there.id, "L1") == (changed, version + 1)


def test_a_new_learner_joins_the_round(store: Store, there: Played) -> None:
    new = Learner(id="L7", stay="short", sending_partner="CCIS", school="New School", study_title="Autoelektričar")
    assert _put(store, there.own["CCIS"], there, new) == 1
    lonely = Learner(id="L8", stay="short", sending_partner="CCIS")
    assert _put(store, there.own["CCIS"], there, lonely) == 1
    with reading(store) as session:
        round = load_round(session, there.id)
        assert (round.learner_by_id["L7"], round.learner_by_id["L8"]) == (new, lonely)


def test_a_learner_changed_meanwhile_or_there_already_is_stale(store: Store, there: Played) -> None:
    learner = there.round.learner_by_id["L1"]
    _put(store, there.own["TS Nis"], there, learner.model_copy(update={"eqf": 5}), 1)
    for version in (1, None):
        with pytest.raises(StaleVersion):
            _put(store, there.own["TS Nis"], there, learner, version)


def test_nobody_adds_a_learner_to_others(store: Store, there: Played) -> None:
    others = Learner(id="L8", stay="short", sending_partner="ALBS", school="Shkolla Teknike")
    for who in ("CCIS", "TS Nis"):
        with pytest.raises(NotAllowed):
            _put(store, there.own[who], there, others)
    with pytest.raises(NotAllowed):
        _put(store, there.own["INCOMA"], there, others)
    with pytest.raises(UnknownId):
        _put(store, there.foreign["sending"], there, others)
    with reading(store) as session:
        assert "L8" not in load_round(session, there.id).learner_by_id


def test_nobody_moves_a_learner_to_others_or_takes_one_of_theirs(store: Store, there: Played) -> None:
    moved = there.round.learner_by_id["L1"].model_copy(update={"sending_partner": "ALBS", "school": "Shkolla Teknike"})
    with pytest.raises(NotAllowed):
        _put(store, there.own["TS Nis"], there, moved, 1)
    taken = there.round.learner_by_id["L4"].model_copy(update={"sending_partner": "CCIS", "school": "TS Nis"})
    with pytest.raises(StaleVersion):  # it sees no such learner, so it has no version to name
        _put(store, there.own["TS Nis"], there, taken, 1)
    with pytest.raises(ReferenceMissing):
        _put(store, there.own["TS Nis"], there, taken)


def test_a_learner_needs_what_its_round_has(store: Store, there: Played) -> None:
    for lost in ({"stay": "winter"}, {"group": "G9"}, {"school": "New School", "sending_partner": "nobody"}):
        with pytest.raises(ReferenceMissing):
            _put(store, there.coordinator, there, there.round.learner_by_id["L1"].model_copy(update=lost), 1)
    with pytest.raises(UnknownId), reading(store) as session:
        get_learner(session, there.coordinator, there.id, "L9")


def test_every_version_of_a_placement_stays(store: Store, there: Played) -> None:
    hosting = there.own["INCOMA"]
    with writing(store) as session:
        placement, version = get_placement(session, hosting, there.id, "P1")
        more = placement.model_copy(update={"places": 5, "host": "Electrónica Macarena"})
        assert put_placement(session, hosting, there.id, more, version, "they grew") == 2
    with reading(store) as session:
        assert get_placement(session, there.own["TS Nis"], there.id, "P1") == (more, 2)
        assert load_round(session, there.id).placement_by_id["P1"] == more
        first, second = versions_of(session, hosting, there.id, "P1")
    assert (first.places, second.places, second.reason) == (2, 5, "they grew")
    assert first.valid_from < second.valid_from


def test_a_withdrawn_placement_is_not_planned_and_may_come_back(store: Store, there: Played) -> None:
    with writing(store) as session:
        withdraw_placement(session, there.own["INCOMA"], there.id, "P1", 1, "closes")
    with reading(store) as session:
        assert "P1" not in load_round(session, there.id).placement_by_id
        placement, version = get_placement(session, there.own["INCOMA"], there.id, "P1")
        reasons = [row.reason for row in versions_of(session, there.own["INCOMA"], there.id, "P1")]
    assert reasons == ["", "closes"]
    with writing(store) as session:
        put_placement(session, there.own["INCOMA"], there.id, placement, version)
    with reading(store) as session:
        assert "P1" in load_round(session, there.id).placement_by_id


def test_a_placement_is_changed_by_its_hosting_partner_and_the_coordinator(store: Store, there: Played) -> None:
    placement = there.round.placement_by_id["P1"]
    for who in ("TS Nis", "CCIS"):
        with pytest.raises(NotAllowed), writing(store) as session:
            put_placement(session, there.own[who], there.id, placement, 1)
    with pytest.raises(UnknownId), writing(store) as session:
        put_placement(session, there.own["ZNI"], there.id, placement, 1)
    with pytest.raises(UnknownId), writing(store) as session:
        withdraw_placement(session, there.own["ZNI"], there.id, "P1", 1, "mine now")
    away = placement.model_copy(update={"destination": "Maribor"})
    with pytest.raises(StaleVersion), writing(store) as session:
        put_placement(session, there.own["ZNI"], there.id, away, 1)
    with pytest.raises(ReferenceMissing), writing(store) as session:
        put_placement(session, there.own["ZNI"], there.id, away)
    with writing(store) as session:
        new = placement.model_copy(update={"id": "P9"})
        assert put_placement(session, there.coordinator, there.id, new) == 1


def test_a_placement_changed_meanwhile_is_stale(store: Store, there: Played) -> None:
    placement = there.round.placement_by_id["P1"]
    with writing(store) as session:
        put_placement(session, there.own["INCOMA"], there.id, placement, 1)
    with pytest.raises(StaleVersion), writing(store) as session:
        put_placement(session, there.own["INCOMA"], there.id, placement, 1)
    with pytest.raises(StaleVersion), writing(store) as session:
        withdraw_placement(session, there.own["INCOMA"], there.id, "P1", 1, "closes")


def test_pins_are_added_and_lifted_with_a_reason(store: Store, there: Played) -> None:
    pin = Pin(kind="ban", learner="L1", placement="P1", reason="was there", author="M. Rossi")
    with writing(store) as session:
        id = add_pin(session, there.coordinator, there.id, pin)
    with reading(store) as session:
        assert load_round(session, there.id).pins == (*there.round.pins, pin)
    with writing(store) as session:
        lift_pin(session, there.coordinator, there.id, id, "she wants to go back")
    with reading(store) as session:
        assert load_round(session, there.id).pins == there.round.pins
        assert "she wants to go back" in session.scalars(select(EventNoteRow.why)).all()
    with writing(store) as session:
        for row in session.scalars(select(PinRow).where(PinRow.round_id == there.id)):
            session.delete(row)
    with writing(store) as session:
        add_pin(session, there.coordinator, there.id, pin)


def test_a_pin_names_what_is_there_and_is_the_coordinators(store: Store, there: Played) -> None:
    lost = Pin(kind="pin", learner="L9", placement="P1", reason="x", author="y")
    with pytest.raises(ReferenceMissing), writing(store) as session:
        add_pin(session, there.coordinator, there.id, lost)
    for viewer in (there.own["CCIS"], there.auditor):
        with pytest.raises(NotAllowed), writing(store) as session:
            add_pin(session, viewer, there.id, lost)
    with pytest.raises(UnknownId), writing(store) as session:
        lift_pin(session, there.coordinator, there.id, "no pin", "x")


def test_the_latest_word_on_a_title_holds_and_is_remembered(store: Store, there: Played) -> None:
    said = there.round.confirmations[0]
    changed = said.model_copy(update={"isced_f": "1013"})
    bare = TitleConfirmation(title="Autoelektričar", isced_f="0716", author="school")
    with writing(store) as session:
        confirm_title(session, there.own["CCIS"], there.id, bare)
        confirm_title(session, there.own["Shkolla Teknike"], there.id, changed)
    with reading(store) as session:
        assert load_round(session, there.id).confirmations == (bare, changed)
        assert confirmations_of(session, there.coordinator.organisation) == (bare, changed)
    with pytest.raises(NotAllowed, match="whose learners"), writing(store) as session:
        confirm_title(session, there.own["TS Nis"], there.id, said)  # another partner's learners have it
    with pytest.raises(NotAllowed), writing(store) as session:
        confirm_title(session, there.own["INCOMA"], there.id, bare)
    with pytest.raises(UnknownId), writing(store) as session:
        confirm_title(session, there.foreign["school"], there.id, bare)


def test_changed_rules_are_a_new_version(store: Store, there: Played) -> None:
    rules = Rules(weights=Weights(language=9))
    with writing(store) as session:
        assert add_rules(session, there.coordinator, there.id, rules, "language first") == 2
    with reading(store) as session:
        assert load_round(session, there.id).rules == rules
        assert session.get_one(RulesRow, (there.id, 1)).digest == there.round.rules.version
    with pytest.raises(NotAllowed), writing(store) as session:
        add_rules(session, there.own["CCIS"], there.id, rules)
    with pytest.raises(UnknownId), writing(store) as session:
        add_rules(session, there.foreign["coordinator"], there.id, rules)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (LearnerFilter(), ["L1", "L2", "L3"]),
        (LearnerFilter(text="AUTO"), ["L3"]),
        (LearnerFilter(text="ts nis"), ["L1", "L2", "L3"]),
        (LearnerFilter(text="g1"), ["L1", "L2", "L3"]),
        (LearnerFilter(text="%"), []),
        (LearnerFilter(text="L4"), []),
        (LearnerFilter(stay="long"), []),
        (LearnerFilter(lacking="languages"), []),
    ],
)
def test_ones_own_learners_are_found(store: Store, there: Played, asked: LearnerFilter, expected: list[str]) -> None:
    school = there.own["TS Nis"]
    with reading(store) as session:
        found = list_learners(session, school, there.id, "", 10, asked)
        assert [learner.id for learner, _ in found] == expected
        assert count_learners(session, school, there.id, asked) == len(expected)


def test_learners_of_whom_something_is_not_stated_are_found(store: Store, there: Played) -> None:
    bare = Learner(id="L0", stay="short", sending_partner="CCIS", school="TS Nis")
    _put(store, there.own["TS Nis"], there, bare)
    with reading(store) as session:
        for lack in LACKS:
            found = list_learners(session, there.own["CCIS"], there.id, "", 10, LearnerFilter(lacking=lack))
            assert [learner.id for learner, _ in found] == ["L0"]

"""The round as a run planned it."""

from contextlib import closing

import pytest

from matcher.codelists.files import data_folder
from matcher.errors import UnknownId
from matcher.model import Learner, Pin, PreviousAssignment, Waiver
from matcher.reading import read_round
from matcher.store.answers import answer_for_one, answered_at, load_answer
from matcher.store.engine import Store, open_store, reading, writing
from matcher.store.errors import InputForgotten, KeysMissing, ReferenceMissing
from matcher.store.privacy import erase_person, reseal
from matcher.store.retention import purge_round
from matcher.store.run_inputs import erased_since, forget_in_inputs, input_of, input_of_one, keep_input
from matcher.store.runs import record_run
from matcher.store.tables import RunInputRow
from matcher.store.vault import new_key
from tests.matcher.store.cast import Stored, finished_run, small_round, stored


def _kept(store: Store, there: Stored) -> str:
    run = finished_run(store, there)
    with writing(store) as session:
        keep_input(session, run, there.round)
    return run


def test_what_a_run_planned_comes_back_equal(store: Store) -> None:
    there = stored(store, read_round(data_folder("intervet")).round)
    run = _kept(store, stored(store, there.round))
    with reading(store) as session:
        assert input_of(session, run) == there.round
        assert input_of(session, run).digest == there.round.digest


def test_a_later_attempt_replaces_it(store: Store) -> None:
    there = stored(store)
    run, renamed = _kept(store, there), there.round.model_copy(update={"name": "Spring"})
    with writing(store) as session:
        keep_input(session, run, renamed)
    with reading(store) as session:
        assert input_of(session, run).name == "Spring"


def test_it_is_sealed(store: Store) -> None:
    run = _kept(store, stored(store))
    with reading(store) as session:
        assert b"Elektro" not in session.get_one(RunInputRow, run).sealed
    stranger = open_store(store.engine.url.render_as_string(hide_password=False), [new_key()])
    with pytest.raises(KeysMissing), reading(stranger) as session:
        input_of(session, run)
    stranger.close()


def test_a_new_key_seals_it_again(fresh_store: Store) -> None:
    run = _kept(fresh_store, stored(fresh_store))
    with writing(fresh_store) as session:
        before = session.get_one(RunInputRow, run).sealed
        assert reseal(session) >= 1
    with reading(fresh_store) as session:
        assert session.get_one(RunInputRow, run).sealed != before
        assert input_of(session, run).name == "Autumn 2026"


def test_a_run_without_an_answer_has_none(store: Store) -> None:
    there = stored(store)
    with writing(store) as session:
        run = record_run(session, there.coordinator, there.id, {}).id
    with pytest.raises(UnknownId), reading(store) as session:
        input_of(session, run)


def test_who_is_forgotten_is_forgotten_here_too(store: Store) -> None:
    named = Pin(kind="ban", learner="L1", placement="P1", reason="quarrelled with L6 there", author="A. Anić")
    own = Pin(kind="ban", learner="L6", placement="P1", reason="was there", author="A. Anić")
    waiver = Waiver(rule="needs_met", learner="L6", reason="agreed", author="A. Anić")
    previous = PreviousAssignment(learner="L6", placement="P2")
    rules = small_round().rules.model_copy(update={"waivers": (waiver,)})
    there = stored(store)
    before = there.round.model_copy(update={"pins": (named, own), "previous": (previous,), "rules": rules})
    run = finished_run(store, there)
    with writing(store) as session:
        keep_input(session, run, before)
    with reading(store) as session:
        assert erased_since(session, run) == frozenset()
    with writing(store) as session:
        erased = erase_person(session, there.coordinator, there.id, "L6")
    with reading(store) as session:
        after = input_of(session, run)
        assert erased_since(session, run) == {erased}
    assert "L6" not in after.model_dump_json()
    whom = before.learner_by_id["L6"]
    assert after.learners == (
        *before.learners[:-1],
        Learner(id=erased, stay=whom.stay, sending_partner=whom.sending_partner, isced_f=whom.isced_f),
    )
    assert [pin.reason for pin in after.pins] == [f"quarrelled with {erased} there"]
    assert (after.previous, after.rules.waivers) == ((), ())
    assert after.placements == before.placements


def test_erasing_twice_forgets_both(store: Store) -> None:
    there = stored(store)
    run = _kept(store, there)
    for learner in ("L6", "L1"):
        with writing(store) as session:
            erase_person(session, there.coordinator, there.id, learner)
    with reading(store) as session:
        assert erased_since(session, run) == set(input_of(session, run).learner_by_id) - set(there.round.learner_by_id)
        assert len(erased_since(session, run)) == 2


def test_a_purged_round_is_forgotten_as_it_was_planned(store: Store) -> None:
    there = stored(store)
    run = _kept(store, there)
    with writing(store) as session:
        purge_round(session, there.id)
    with pytest.raises(InputForgotten, match="plan the round again"), reading(store) as session:
        input_of(session, run)


def test_what_no_key_opens_any_more_is_forgotten_with_whom_it_names(fresh_store: Store) -> None:
    there = stored(fresh_store)
    run = _kept(fresh_store, there)
    url = fresh_store.engine.url.render_as_string(hide_password=False)
    with closing(open_store(url, [new_key()])) as stranger, writing(stranger) as session:
        forget_in_inputs(session, there.id, "L6", "erased-6")
    with pytest.raises(InputForgotten), reading(fresh_store) as session:
        input_of(session, run)


def test_a_run_that_planned_somebody_erased_meanwhile_keeps_nothing(store: Store) -> None:
    there = stored(store)
    run = finished_run(store, there)
    with writing(store) as session:
        erase_person(session, there.coordinator, there.id, "L6")
    with pytest.raises(ReferenceMissing), writing(store) as session:
        keep_input(session, run, there.round)


def test_one_learners_part_of_a_run_comes_back_alone(store: Store) -> None:
    there = stored(store)
    run = _kept(store, there)
    with reading(store) as session:
        round, answer = input_of_one(session, run, "L1", "P1"), answer_for_one(session, run, "L1")
        whole = load_answer(session, run)
        assert answered_at(session, run) is not None
        with pytest.raises(UnknownId):
            answer_for_one(session, run, "L6")
        with pytest.raises(UnknownId):
            answer_for_one(session, "no run", "L1")
    assert round.learners == (there.round.learner_by_id["L1"],)
    assert round.placements == (there.round.placement_by_id["P1"],)
    assert (round.groups, round.stays, round.rules) == (there.round.groups, there.round.stays, there.round.rules)
    assert answer.assignments == tuple(row for row in whole.assignments if row.learner == "L1")
    assert (answer.groups, answer.input_digest) == (whole.groups, whole.input_digest)

"""How likely a placement is, told from the last run's answer alone."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.explain import Scarcity, Situation, sentence
from matcher.model import Round
from matcher.rounds import plan, read_run
from matcher.rounds.folder import Run
from tests.matcher.explain.situations import STAYS, learner, placement, round_of

SHORT = STAYS[2]


@pytest.fixture(scope="module")
def intervet(intervet_run: Path) -> Run:
    return read_run(intervet_run)


def test_what_is_left_is_what_the_whole_run_says(intervet: Run) -> None:
    scarcity, situation = Scarcity(intervet.planned.round, intervet.answer), Situation(intervet.planned)
    for stay in intervet.planned.round.stays:
        left = scarcity.left(stay.first_day, stay.last_day)
        days = stay.first_day.toordinal(), stay.last_day.toordinal()
        assert left.places.tolist() == situation.free_places(days).tolist()
        assert left.beds.tolist() == situation.free_beds(days).tolist()


def test_where_place_and_bed_are_free_it_is_likely(intervet: Run) -> None:
    round = intervet.planned.round
    scarcity = Scarcity(round, intervet.answer)
    stay = round.stay_by_id["short"]
    left = scarcity.left(stay.first_day, stay.last_day)
    for at, row in enumerate(round.placements):
        town = [town.id for town in round.destinations].index(row.destination)
        is_free = left.places[at] > 0 and left.beds[town] > 0
        assert (scarcity.band(stay, at, 0).code == "band_likely") == is_free


def one_place(fits: list[int]) -> Round:
    """One place, wanted by learners who fit it differently; a wish is what tells them apart."""
    wishes = {0: ("Bologna",), 1: (), 2: ("Seville",)}
    people = [learner(f"L{n}", isced_f="0714", preferences=wishes[fit]) for n, fit in enumerate(fits)]
    return round_of(people, [placement("P1", study_fields=("0714",))])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2]), min_size=2, max_size=4))
def test_a_closed_door_would_not_have_opened(fits: list[int]) -> None:
    """The prices never shut out somebody who would have added to the total."""
    everybody = one_place(fits)
    *earlier, _late = everybody.learners
    before = plan(everybody.model_copy(update={"learners": tuple(earlier)}), time_limit_seconds=5).answer
    after = plan(everybody, time_limit_seconds=5)
    [fit] = after.planned.pairs.fit[after.planned.pairs.learner == len(earlier)].tolist()
    band = Scarcity(everybody, before).band(SHORT, 0, fit)
    if band.code == "band_closed":
        assert after.answer.objective.fit == before.objective.fit
    if after.answer.objective.fit > before.objective.fit:
        assert band.code == "band_contested"


def test_without_prices_the_lowest_fit_admitted_decides() -> None:
    round = one_place([2, 1])
    answer = plan(round, time_limit_seconds=5).answer
    unpriced = answer.model_copy(update={"certificate": {"stages": [], "conflicts": [], "digest": ""}})
    [placed] = answer.assignments
    scarcity = Scarcity(round, unpriced)
    assert scarcity.band(SHORT, 0, placed.fit).code == "band_closed"
    band = scarcity.band(SHORT, 0, placed.fit + 1)
    assert (band.code, band.params["need"]) == ("band_contested", placed.fit)
    assert sentence(band).startswith("contested: places")


def test_what_left_the_round_since_takes_up_nothing() -> None:
    round = one_place([2, 1])
    answer = plan(round, time_limit_seconds=5).answer
    other = round.model_copy(update={"placements": (placement("P2", study_fields=("0714",)),)})
    assert Scarcity(other, answer).band(SHORT, 0, 1).code == "band_likely"

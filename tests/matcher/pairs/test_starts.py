from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import referee
from matcher.allocation import allocate
from matcher.eligibility import Bans, is_eligible
from matcher.model import (
    Activity,
    DaySpan,
    Destination,
    FieldGuess,
    Group,
    Learner,
    LearnerSide,
    Pin,
    Placement,
    PreviousAssignment,
    Round,
    Stay,
)
from matcher.pairs import Sides, build_pairs, sides_of
from matcher.rounds.arrays import problem_of
from tests.matcher.pairs.rounds import FIRST, STAYS, StudyFields, rounds
from tests.matcher.two_sides import span

FIELD = FieldGuess("0714", 1.0, "given")
ANY_DAY = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
AUTUMN: Any = {"first_day": date(2026, 9, 1), "last_day": date(2026, 11, 30), "length_days": 30}
MONDAYS = tuple(date(2026, 9, 7) + timedelta(weeks=week) for week in range(8))


def autumn(**changes: Any) -> Stay:
    return Stay(id="autumn", activity=Activity.SHORT_TERM, **AUTUMN | changes)


def placement(name: str = "p", places: int = 1, **parts: Any) -> Placement:
    window = parts.pop("window", span("2026-09-01", "2026-11-30"))
    return Placement(id=name, host="Acme", places=places, window=window, **{"destination": "seville"} | parts)


def learner(name: str, **parts: Any) -> Learner:
    return Learner.model_validate({"id": name, "stay": "autumn", "country": "RS"} | parts)


def round_of(learners: list[Learner], placements: list[Placement], stay: Stay | None = None, **parts: Any) -> Round:
    towns = (("lyon", "FR"), ("seville", "ES"))
    destinations = tuple(Destination(id=town, beds=parts.pop(town, 9), country=land) for town, land in towns)
    return Round(
        name="x",
        seed="x",
        stays=(stay or autumn(start_on=ANY_DAY),),
        learners=tuple(learners),
        placements=tuple(placements),
        destinations=destinations,
        **parts,
    )


def sides(round_: Round) -> Sides:
    return sides_of(round_, StudyFields((FIELD,) * len(round_.learners), ((FIELD,),) * len(round_.placements)))


def begins(round_: Round) -> list[date]:
    return [side.stay.first_day for side in sides(round_).learners]


def placed(round_: Round, of: Sides) -> int:
    """How many are placed, the answer checked day by day."""
    problem = problem_of(round_, of, build_pairs(of, round_))
    answer = allocate(problem, time_limit_seconds=5.0)
    referee.verify(problem, answer)
    return answer.placed


def test_one_place_for_three_months_hosts_three_stays_of_thirty_days() -> None:
    round_ = round_of([learner("a"), learner("b"), learner("c")], [placement()])
    assert sorted(begins(round_)) == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 31)]
    assert placed(round_, sides(round_)) == 3


def test_a_stay_begins_on_the_weekdays_named_else_on_that_of_its_first_day() -> None:
    assert autumn(start_on=("monday",)).starts == MONDAYS
    assert {day.weekday() for day in autumn().starts} == {date(2026, 9, 1).weekday()}
    assert autumn(start_on=ANY_DAY).starts[-1] + timedelta(days=29) == date(2026, 11, 30)
    assert autumn(length_days=None).starts == (date(2026, 9, 1),)


@pytest.mark.parametrize(
    ("person", "host", "first_day"),
    [
        ({}, {}, date(2026, 9, 1)),  # of equals the first
        ({"available_from": date(2026, 9, 12)}, {}, date(2026, 9, 12)),
        ({"birth_date": date(2008, 9, 20)}, {"min_age": 18}, date(2026, 9, 20)),
        ({}, {"window": span("2026-10-15", "2026-12-31")}, date(2026, 10, 15)),
        ({}, {"closed": [span("2026-09-01", "2026-09-20")]}, date(2026, 9, 14)),  # 7 of 30 days closed
        ({"graduated_on": date(2025, 10, 5)}, {"window": span("2026-09-03", "2026-12-31")}, date(2026, 9, 3)),
    ],
)
def test_a_start_is_one_that_the_rules_allow(person: Any, host: Any, first_day: date) -> None:
    assert begins(round_of([learner("a", **person)], [placement(**host)])) == [first_day]


def test_the_start_with_most_room_is_proposed_and_the_others_are_told() -> None:
    round_ = round_of(
        [learner("a")],
        [
            placement("p1", window=span("2026-09-01", "2026-10-20")),
            placement("p2", window=span("2026-09-21", "2026-11-30")),
        ],
        autumn(start_on=("monday",)),
    )
    (side,) = sides(round_).learners
    assert side.stay == autumn(length_days=None).model_copy(
        update={"first_day": date(2026, 9, 21), "last_day": date(2026, 10, 20)}
    )
    assert side.starts == MONDAYS


def test_a_group_begins_together_where_all_of_it_finds_a_place() -> None:
    members = [learner(name, group="g") for name in "ab"]
    round_ = round_of(
        [*members, learner("c")],
        [placement("p1"), placement("p2", window=span("2026-10-05", "2026-11-30"))],
        groups=(Group(id="g", stay="autumn", companions=1),),
    )
    first, second, alone = begins(round_)
    assert first == second == date(2026, 10, 5)
    assert placed(round_, sides(round_)) == 3
    assert alone < date(2026, 9, 6)


def test_a_group_whose_companions_find_no_bed_here_begins_when_there_is_room_elsewhere() -> None:
    round_ = round_of(
        [learner(name, group="g") for name in "ab"],
        [placement("p1", 2), placement("p2", 2, destination="lyon", window=span("2026-10-05", "2026-11-30"))],
        groups=(Group(id="g", stay="autumn", companions=1),),
        seville=2,
    )
    assert begins(round_) == [date(2026, 10, 5)] * 2
    assert placed(round_, sides(round_)) == 2


def test_a_published_start_stays() -> None:
    published = (PreviousAssignment(learner="a", placement="p", first_day=date(2026, 10, 3)),)
    assert begins(round_of([learner("a")], [placement()], previous=published)) == [date(2026, 10, 3)]


def test_a_published_start_that_the_stay_no_longer_has_is_proposed_anew() -> None:
    published = (PreviousAssignment(learner="a", placement="p", first_day=date(2026, 8, 3)),)
    assert begins(round_of([learner("a")], [placement()], previous=published)) == [date(2026, 9, 1)]


@pytest.mark.parametrize("pinned", [{"placement": "p2"}, {"destination": "lyon"}])
def test_a_pin_decides_about_the_start(pinned: dict[str, str]) -> None:
    late = placement("p2", destination="lyon", window=span("2026-10-05", "2026-11-30"))
    pin = Pin(kind="pin", learner="a", reason="asked for", author="M. Rossi", **pinned)
    round_ = round_of([learner("a")], [placement("p1", 5), late], pins=(pin,))
    assert begins(round_) == [date(2026, 10, 5)]


def test_fixed_stays_take_up_room_first() -> None:
    fixed = Stay(id="fixed", activity=Activity.SHORT_TERM, **dict(span("2026-09-01", "2026-09-30")))
    round_ = round_of([learner("a"), learner("b", stay="fixed")], [placement()])
    round_ = round_.model_copy(update={"stays": (*round_.stays, fixed)})
    assert begins(round_) == [date(2026, 10, 1), date(2026, 9, 1)]


def test_nobody_to_be_hosted_anywhere_begins_on_the_first_day() -> None:
    (side,) = sides(round_of([learner("a")], [])).learners
    assert (side.stay.first_day, side.starts) == (date(2026, 9, 1), ())


def test_a_round_of_fixed_stays_is_left_as_it_is() -> None:
    round_ = round_of([learner("a")], [placement()], autumn(length_days=None))
    (side,) = sides(round_).learners
    assert (side.stay, side.starts) == (round_.stays[0], ())


def flexible(round_: Round) -> Round:
    short = STAYS[1].model_copy(
        update={"first_day": FIRST - timedelta(days=9), "last_day": FIRST + timedelta(days=60), "length_days": 30}
    )
    return round_.model_copy(update={"stays": (STAYS[0], short, STAYS[2])})


def at_start(side: LearnerSide, start: date) -> LearnerSide:
    length = side.stay.last_day - side.stay.first_day
    stay = side.stay.model_copy(update={"first_day": start, "last_day": start + length})
    return LearnerSide(side.learner, stay, side.group, side.field)


@settings(max_examples=60, deadline=None)
@given(rounds())
def test_whoever_has_an_open_door_at_some_start_has_one_at_the_start_proposed(drawn: tuple[Round, StudyFields]) -> None:
    round_ = flexible(drawn[0])
    round_ = round_.model_copy(update={"pins": tuple(pin for pin in round_.pins if pin.kind == "ban")})
    found = sides_of(round_, drawn[1])
    rules, bans = round_.rules, Bans(round_.pins)
    for side in found.learners:
        if side.learner.stay != "short" or side.group is not None:
            continue
        open_at = {
            start
            for start in round_.stay_by_id["short"].starts
            if any(is_eligible(at_start(side, start), place, rules, bans) for place in found.placements)
        }
        assert set(side.starts) == open_at
        assert side.stay.days == 30
        assert side.stay.first_day in open_at or not open_at


@st.composite
def crowded(draw: st.DrawFn) -> Round:
    """A few learners before fewer places, with windows of their own."""
    days = st.integers(0, 60)
    people = [
        learner(name, available_from=date(2026, 9, 1) + timedelta(days=draw(days)) if draw(st.booleans()) else None)
        for name in "abc"
    ]
    offers = []
    for name in ("p", "q")[: draw(st.integers(1, 2))]:
        opening = date(2026, 9, 1) + timedelta(days=draw(days))
        closing = max(opening + timedelta(days=29 + draw(days)), date(2026, 10, 10))
        offers.append(placement(name, window=DaySpan(first_day=opening, last_day=closing)))
    return round_of(people, offers, autumn(start_on=("monday",)), seville=draw(st.integers(1, 3)))


@settings(max_examples=10, deadline=None)
@given(crowded())
def test_no_choice_of_starts_places_more_than_one_learner_more(round_: Round) -> None:
    proposed = sides(round_)
    best = max(
        placed(round_, proposed.with_learners(map(at_start, proposed.learners, chosen)))
        for chosen in product(*(side.starts or (side.stay.first_day,) for side in proposed.learners))
    )
    assert placed(round_, proposed) >= best - 1

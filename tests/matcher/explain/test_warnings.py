from datetime import timedelta
from typing import Any

from matcher.explain import sentence, shown, warnings
from matcher.model import DaySpan, Group, Pin, Rules, Stay
from matcher.profiles import StudyFields
from tests.matcher.explain.situations import FIELD, STAYS, learner, placement, planned_of, round_of, unresolved


def pin(**fields: Any) -> Pin:
    return Pin.model_validate({"kind": "pin", "reason": "agreed", "author": "M. Rossi"} | fields)


def test_a_title_that_nobody_understands_is_to_be_confirmed() -> None:
    fields = StudyFields((FIELD,), (), unresolved("Tehnikum"))
    [found] = warnings(planned_of(round_of([learner("l0")], []), fields=fields))
    assert found.code == "title_unresolved"
    assert sentence(found) == (
        "study title Tehnikum (–, RS) of 1 learner or placement is not understood; confirm it in"
        " confirmations.csv. Guesses: 0714 (0.40)"
    )


def test_a_pin_to_a_destination_that_was_not_met_is_named() -> None:
    people = [learner("l0"), learner("l1", group="g1"), learner("l2")]
    offers = [placement("p0"), placement("p1")]
    pins = (pin(learner="l0", destination="seville"), pin(group="g1", destination="seville"))
    groups = (Group(id="g1", stay="short"),)
    planned = planned_of(round_of(people, offers, pins=pins, groups=groups), [0, -1, 1])
    [found] = warnings(planned)
    assert found == ("pin_not_met", {"destination": "seville", "who": "l1"})


def test_a_stay_past_the_visa_free_days_is_named() -> None:
    longer = Stay(**STAYS[1].model_dump() | {"last_day": STAYS[1].last_day.replace(day=20)})
    planned = planned_of(round_of([learner("l0", stay="long")], [], stays=(STAYS[0], longer, STAYS[2])))
    assert [found.code for found in warnings(planned)] == ["visa_free_stay_too_long"]


def test_the_starts_proposed_are_counted() -> None:
    open_ = STAYS[2].model_copy(update={"last_day": STAYS[2].last_day + timedelta(days=7), "length_days": 30})
    people = [learner("l0"), learner("l1"), learner("l2")]
    wide = DaySpan(first_day=open_.first_day, last_day=open_.last_day)
    round_ = round_of(people, [placement("p0", window=wide)], stays=(*STAYS[:2], open_))
    [found] = warnings(planned_of(round_, [0, -1, 0]))
    first = open_.first_day
    assert found.code == "starts_proposed"
    assert sum(found.params["learners"]) == 2  # type: ignore[call-overload]
    assert sentence(found).startswith(f"stay {open_.id} may begin on 2 days; proposed are {shown(first)} (")


def test_who_is_away_in_the_middle_of_a_stay_is_named() -> None:
    stay = next(stay for stay in STAYS if stay.id == "short")
    out = stay.first_day + timedelta(days=10)
    there = (
        DaySpan(first_day=stay.first_day, last_day=out - timedelta(days=1)),
        DaySpan(first_day=out + timedelta(days=2), last_day=stay.last_day),
    )
    round_ = round_of([learner("l0", available_days=there)], [placement("p0")], rules=Rules(split_stay_gap_days=2))
    [found] = warnings(planned_of(round_, [0]))
    assert sentence(found) == (
        f"l0 is away from {shown(out)} to {shown(out + timedelta(days=1))}, in the middle of the stay:"
        " 2 days for which place and bed are kept"
    )


def test_a_round_without_anything_to_look_after_has_no_warnings() -> None:
    assert warnings(planned_of(round_of([learner("l0")], [placement("p0")]), [0])) == ()

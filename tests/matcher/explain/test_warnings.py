from typing import Any

from matcher.explain import sentence, warnings
from matcher.model import Group, Pin, Stay
from matcher.profiles import StudyFields
from tests.matcher.explain.situations import FIELD, STAYS, learner, placement, planned_of, round_of, unresolved


def pin(**fields: Any) -> Pin:
    return Pin.model_validate({"kind": "pin", "reason": "agreed", "author": "M. Rossi"} | fields)


def test_a_title_that_nobody_understands_is_to_be_confirmed() -> None:
    fields = StudyFields((FIELD,), (), unresolved("Tehnikum"))
    [found] = warnings(planned_of(round_of([learner("l0")], []), fields=fields))
    assert found.code == "title_unresolved"
    assert sentence(found) == (
        "study title Tehnikum (–, RS) of 1 learner(s) or placement(s) is not understood; confirm it in"
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


def test_a_round_without_anything_to_look_after_has_no_warnings() -> None:
    assert warnings(planned_of(round_of([learner("l0")], [placement("p0")]), [0])) == ()

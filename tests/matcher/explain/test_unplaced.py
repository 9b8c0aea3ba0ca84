import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from matcher.eligibility import Bans, broken_rules
from matcher.explain import Planned, reasons_unplaced, sentence
from matcher.explain.situation import Situation
from matcher.explain.unplaced import reasons_of
from matcher.model import RULE_NAMES, Destination, FieldGuess, Group, Pin, Reason, Rules, SendingPartner
from matcher.pairs import Cut
from matcher.profiles import StudyFields
from tests.matcher.explain.situations import (
    FIELD,
    broken_limits,
    eligible,
    fit_at,
    free_beds,
    has_free_place,
    learner,
    moved,
    open_to,
    placement,
    planned_of,
    planned_rounds,
    round_of,
    unresolved,
    with_answer,
)

Check = Callable[[Planned, int, Any], bool]


def town(planned: Planned, place: int) -> str:
    return planned.round.placements[place].destination


def reachable(planned: Planned, one: int) -> list[int]:
    """Open placements, only those at the group's destination if it travels."""
    group = int(planned.problem.learner_group[one])
    where = int(planned.allocation.group_destination[group]) if group >= 0 else -1
    return [p for p in open_to(planned, one) if where < 0 or town(planned, p) == planned.round.destinations[where].id]


def travels(planned: Planned, one: int) -> bool:
    return int(planned.allocation.group_destination[planned.problem.learner_group[one]]) >= 0


def grouped(planned: Planned, one: int) -> bool:
    return planned.round.learners[one].group is not None


def with_place(planned: Planned, one: int) -> list[int]:
    return [p for p in reachable(planned, one) if has_free_place(planned, one, p)]


def with_bed(planned: Planned, one: int, beds: int = 1) -> list[int]:
    return [p for p in with_place(planned, one) if free_beds(planned, one, town(planned, p)) >= beds]


def placing_breaks(planned: Planned, one: int, place: int) -> bool:
    return bool(broken_limits(planned.problem, moved(planned, {one: place})))


def cutoff(planned: Planned, places: list[int]) -> int | None:
    at = enumerate(planned.allocation.placement_of.tolist())
    return min((fit_at(planned, one, place) for one, place in at if place in places), default=None)


def no_door(planned: Planned, one: int, params: Any) -> bool:
    return not params and not eligible(planned, one)


def pin(planned: Planned, one: int, params: Any) -> bool:
    return not open_to(planned, one) and params["open"] == len(eligible(planned, one)) > 0


def full(planned: Planned, one: int, params: Any) -> bool:
    places = reachable(planned, one)
    right = params["open"] == len(places) > 0 and params["cutoff"] == cutoff(planned, places)
    return right and not with_place(planned, one)


def no_bed(planned: Planned, one: int, params: Any) -> bool:
    free = with_place(planned, one)
    right = params["open"] == len(free) > 0 and {*params["destinations"]} == {town(planned, p) for p in free}
    return right and not with_bed(planned, one)


def limited(planned: Planned, one: int, params: Any) -> bool:
    free = with_bed(planned, one)
    return bool(free) and params["open"] == len(free) and all(placing_breaks(planned, one, place) for place in free)


def unused(planned: Planned, one: int, params: Any) -> bool:
    free = [place for place in with_bed(planned, one) if not placing_breaks(planned, one, place)]
    return bool(free) and bool(params["open"] == len(free))


def home(planned: Planned, one: int, params: Any) -> bool:
    group = planned.round.group_by_id[params["group"]]
    return not travels(planned, one) and params["beds"] == group.companions + 1 and not room(planned, one, params)


def room(planned: Planned, one: int, params: Any) -> list[str]:
    return sorted({town(planned, place) for place in with_bed(planned, one, params["beds"])})


def home_with_room(planned: Planned, one: int, params: Any) -> bool:
    return not travels(planned, one) and [*params["destinations"]] == room(planned, one, params) != []


def elsewhere(planned: Planned, one: int, params: Any) -> bool:
    at = [town(planned, place) for place in open_to(planned, one)]
    counts = at.count(params["destination"]), len(at) - at.count(params["destination"])
    return travels(planned, one) and counts == (params["open"], params["elsewhere"]) and not with_place(planned, one)


DECISIVE: dict[str, Check] = {
    "no_door_open": no_door,
    "shut_by_pin": pin,
    "doors_full": full,
    "places_free_beds_full": no_bed,
    "free_but_limited": limited,
    "free_but_unused": unused,
    "group_stays_home": home,
    "group_home_with_room": home_with_room,
    "group_is_elsewhere": elsewhere,
}


def broken(planned: Planned, one: int) -> list[list[str]]:
    """The rules that each placement breaks for this learner."""
    bans, side = Bans(planned.round.pins), planned.sides.learners[one]
    return [
        [rule for rule, _ in broken_rules(side, place, planned.round.rules, bans)] for place in planned.sides.placements
    ]


def is_true(planned: Planned, one: int, reason: Reason) -> bool:
    """Whether a reason holds, found without the code that gives it."""
    params: Any = reason.params
    doors = broken(planned, one)
    alone = [place for place, rules in enumerate(doors) if rules == [params.get("rule")]]
    if reason.code == "shut_by_rule":
        shut = sum(params["rule"] in rules for rules in doors)
        return bool((params["shut"], params["only"], params["placements"]) == (shut, len(alone), len(doors)))
    if reason.code == "would_open":
        free = sum(has_free_place(planned, one, place) for place in alone)
        return (params["placements"], params["with_free_places"]) == (len(alone), free)
    return DECISIVE[reason.code](planned, one, params)


@settings(max_examples=200, deadline=None)
@given(planned_rounds())
def test_every_reason_of_everybody_unplaced_is_true(planned: Planned) -> None:
    assert not broken_limits(planned.problem, planned.allocation.placement_of)
    found = reasons_unplaced(planned)
    assert sorted(found) == np.flatnonzero(planned.allocation.placement_of < 0).tolist()
    for one, reasons in found.items():
        assert reasons[0].code in DECISIVE
        for reason in reasons:
            assert is_true(planned, one, reason), (one, reason)
            assert sentence(reason)
        shut = {rule for rules in broken(planned, one) for rule in rules}
        assert {str(reason.params["rule"]) for reason in reasons if reason.code == "shut_by_rule"} == shut


@settings(max_examples=50, deadline=None)
@given(planned_rounds())
def test_asking_for_one_learner_gives_the_same_reasons(planned: Planned) -> None:
    for one, reasons in reasons_unplaced(planned).items():
        assert reasons_of(Situation(planned), [one]) == {one: reasons}


TWO = [learner("l0"), learner("l1")]


def codes(planned: Planned) -> dict[int, str]:
    return {one: reasons[0].code for one, reasons in reasons_unplaced(planned).items()}


def test_a_full_placement_is_named_with_its_cutoff() -> None:
    planned = planned_of(round_of(TWO, [placement("p0")]), [0, -1])
    reason = reasons_unplaced(planned)[1][0]
    assert reason == ("doors_full", {"open": 1, "cutoff": fit_at(planned, 0, 0)})


def test_a_placement_without_places_has_no_cutoff() -> None:
    planned = planned_of(round_of(TWO, [placement("p0", places=0)]))
    assert "cutoff –" in sentence(reasons_unplaced(planned)[0][0])


def test_nobody_placed_because_the_round_contradicts_itself_is_no_matter_of_full_doors() -> None:
    planned = with_answer(planned_of(round_of(TWO, [placement("p0")])), status="infeasible")
    assert codes(planned) == {0: "round_infeasible", 1: "round_infeasible"}


def test_a_pin_to_a_destination_without_an_open_door_is_the_reason() -> None:
    there = Pin(kind="pin", learner="l0", destination="bologna", reason="family", author="M. Rossi")
    assert codes(planned_of(round_of(TWO, [placement("p0")], pins=(there,))))[0] == "shut_by_pin"


@pytest.mark.parametrize(("beds", "code"), [(2, "group_stays_home"), (3, "group_home_with_room")])
def test_a_group_at_home_had_no_beds_for_all_or_had_room(beds: int, code: str) -> None:
    round_ = round_of(
        [learner("l0", group="g1")],
        [placement("p0")],
        groups=(Group(id="g1", stay="short", companions=2),),
        destinations=(Destination(id="seville", beds=beds, country="ES"),),
    )
    assert codes(planned_of(round_)) == {0: code}


def test_a_ceiling_that_keeps_a_free_place_shut_is_named() -> None:
    people = [learner(f"l{row}", sending_partner="alb") for row in range(2)]
    partners = (SendingPartner(id="alb", ceiling=1),)
    planned = planned_of(round_of(people, [placement("p0", places=2)], sending_partners=partners), [0, -1])
    reason = reasons_unplaced(planned)[1][0]
    assert reason == ("free_but_limited", {"destinations": ("seville",), "open": 1, "limits": ("sender_ceiling",)})


def test_a_title_that_nobody_understands_awaits_a_person() -> None:
    people = [learner("l0", study_title="TEHNIKUM"), learner("l1", study_title="other"), learner("l2")]
    fields = StudyFields((None, None, FIELD), ((FIELD,),), unresolved("tehnikum"))
    planned = planned_of(round_of(people, [placement("p0")]), fields=fields)
    asked = {
        one: [sentence(reason) for reason in reasons if reason.code == "title_to_confirm"]
        for one, reasons in reasons_unplaced(planned).items()
    }
    assert asked == {
        0: ["the study title TEHNIKUM awaits a person's confirmation; guesses: 0714 (0.40)"],
        1: [],
        2: [],
    }


DEEP = Cut(most_pairs=0, best=1, elsewhere=0, destinations=1, drawn_destinations=0, there=1)


def test_pairs_that_a_very_large_round_leaves_out_count_as_open_doors() -> None:
    people = [learner("l0"), learner("l1", preferences=("Bologna",))]
    offers = [placement("p0", places=0), placement("p1", places=0), placement("p2", destination="bologna", places=0)]
    planned = planned_of(round_of(people, offers), cut=DEEP)
    assert planned.problem.pairs == 2
    assert [reasons[0].params["open"] for reasons in reasons_unplaced(planned).values()] == [3, 3]


def test_a_left_out_pair_with_a_free_place_can_be_placed_by_hand() -> None:
    offers = [placement("p0", places=0), placement("p1", places=0), placement("p2")]
    people = [learner(f"l{row}") for row in range(6)]
    there = Pin(kind="pin", learner="l0", destination="seville", reason="agreed", author="M. Rossi")
    found = reasons_unplaced(planned_of(round_of(people, offers, pins=(there,)), cut=DEEP))
    assert {(reasons[0].code, reasons[0].params["open"]) for reasons in found.values()} == {("free_but_unused", 1)}


def test_without_any_rule_every_left_out_door_is_open() -> None:
    offers = [placement("p0", places=0), placement("p1", places=0)]
    round_ = round_of([learner("l0")], offers, rules=Rules(switched_off=RULE_NAMES))
    assert reasons_unplaced(planned_of(round_, cut=DEEP))[0][0].params["open"] == 2


def test_ten_thousand_unplaced_are_explained_in_seconds() -> None:
    """Before, each learner's doors were tried one learner at a time: minutes."""
    wanted = ["0714", "0410", "1013", "0732"]
    people = [learner(f"l{row:05}", eqf=3 + row % 3, sending_partner="alb") for row in range(10_000)]
    offers = [placement(f"p{row:04}", eqf_min=3 + row % 4, places=row % 2) for row in range(2_000)]
    fields = StudyFields(
        tuple(FieldGuess(wanted[row % 4], 1.0, "") for row in range(10_000)),
        tuple((FieldGuess(wanted[row % 3], 1.0, ""),) for row in range(2_000)),
        (),
    )
    planned = planned_of(
        round_of(people, offers, sending_partners=(SendingPartner(id="alb", ceiling=0),)), fields=fields
    )
    started = time.process_time()
    found = reasons_unplaced(planned)
    assert len(found) == 10_000
    assert time.process_time() - started < 10

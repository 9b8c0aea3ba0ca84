from datetime import date
from typing import Any

import pytest

from matcher.allocation import Conflict, allocate
from matcher.explain import ConflictInWords, conflict_in_words
from matcher.explain.conflicts import KINDS
from matcher.model import Destination, FlowCell, Group, Pin, PreviousAssignment, Round, SendingPartner
from tests.matcher.explain.situations import learner, placement, planned_of, round_of

ALB = SendingPartner(id="alb", name="Albanian Skills", ceiling=None)
CITIES = round_of([], []).destinations


def pins(*pairs: tuple[str, str]) -> tuple[Pin, ...]:
    said: dict[str, Any] = {"kind": "pin", "reason": "agreed", "author": "M. Rossi"}
    return tuple(Pin(learner=one, placement=place, **said) for one, place in pairs)


def conflicts(round: Round) -> list[ConflictInWords]:
    allocation = allocate(planned_of(round).problem)
    assert allocation.status == "infeasible"
    return [conflict_in_words(round, conflict) for conflict in allocation.conflicts]


def test_pins_over_places_name_learners_placement_and_day() -> None:
    people = [learner(f"l{row}") for row in range(5)]
    round_ = round_of(people, [placement("M-12", places=3)], pins=pins(*((one.id, "M-12") for one in people)))
    [found] = conflicts(round_)
    assert found.code == "pins_over_places"
    assert found.sentence == (
        "pins put 5 learners (l0, l1, l2, l3, l4) on placement M-12, which has 3 places, on 5 October 2026:"
        " 2 places are missing"
    )
    assert found.repair == "lift 2 of these pins, or ask the host for 2 more places"
    assert found.params["learners"] == ("l0", "l1", "l2", "l3", "l4")
    assert found.params["day"] == date(2026, 10, 5)


def test_one_missing_place_is_said_in_the_singular() -> None:
    round_ = round_of([learner("l0"), learner("l1")], [placement("p0")], pins=pins(("l0", "p0"), ("l1", "p0")))
    [found] = conflicts(round_)
    assert found.sentence.endswith("which has 1 place, on 5 October 2026: 1 place is missing")


def test_pins_over_beds_count_companions() -> None:
    round_ = round_of(
        [learner("l0", group="g1")],
        [placement("p0")],
        groups=(Group(id="g1", stay="short", companions=1),),
        destinations=(Destination(id="seville", city="Seville", country="ES", beds=1),),
        pins=pins(("l0", "p0")),
    )
    [found] = conflicts(round_)
    assert found.sentence == (
        "pins bring 1 learner (l0) and 1 companion of their groups to Seville, which has 1 bed, on 5 October 2026:"
        " 1 bed is missing"
    )
    assert found.repair == "lift pins that need 1 bed there, or find 1 more bed"


def test_pins_over_beds_without_companions_name_none() -> None:
    towns = (Destination(id="seville", country="ES", beds=0),)
    round_ = round_of([learner("l0")], [placement("p0")], destinations=towns, pins=pins(("l0", "p0")))
    assert conflicts(round_)[0].sentence.startswith("pins bring 1 learner (l0) to seville, which has 0 beds, on")


def test_pins_that_split_a_group_name_both_destinations() -> None:
    round_ = round_of(
        [learner("l0", group="g1"), learner("l1", group="g1")],
        [placement("p0"), placement("p1", destination="bologna")],
        groups=(Group(id="g1", stay="short"),),
        pins=pins(("l0", "p0"), ("l1", "p1")),
    )
    [found] = conflicts(round_)
    assert found.sentence == (
        "pins send the members of group g1 to different destinations: l0 to seville, l1 to bologna"
    )
    assert found.repair == "lift 1 pin, so that one destination is left"


def test_pins_over_a_ceiling_name_the_partner() -> None:
    partner = ALB.model_copy(update={"ceiling": 1})
    people = [learner(f"l{row}", sending_partner="alb") for row in range(2)]
    round_ = round_of(
        people,
        [placement("p0", places=2)],
        sending_partners=(partner,),
        pins=pins(("l0", "p0"), ("l1", "p0")),
    )
    [found] = conflicts(round_)
    assert found.sentence == "pins place 2 learners (l0, l1) of Albanian Skills, whose ceiling is 1"
    assert found.repair == "lift 1 of these pins, or raise the ceiling to 2"


@pytest.mark.parametrize(("stay", "words"), [(None, ""), ("short", ", stay short")])
def test_pins_over_a_cell_name_the_cell(stay: str | None, words: str) -> None:
    people = [learner(f"l{row}", sending_partner="alb") for row in range(2)]
    round_ = round_of(
        people,
        [placement("p0", places=2)],
        sending_partners=(ALB,),
        flow_plan=(FlowCell(sending_partner="alb", destination="seville", stay=stay, ceiling=1),),
        pins=pins(("l0", "p0"), ("l1", "p0")),
    )
    [found] = conflicts(round_)
    assert found.sentence == (
        f"pins bring 2 learners (l0, l1) into the flow plan's cell of Albanian Skills at Seville{words}, whose ceiling"
        " is 1"
    )
    assert found.params["cell"] == {"sending_partner": "alb", "destination": "seville", "stay": stay}


def test_pins_over_a_host_s_limit_per_partner_name_both() -> None:
    people = [learner(f"l{row}", sending_partner="alb") for row in range(2)]
    round_ = round_of(
        people,
        [placement("p0", places=2, max_per_sending_partner=1)],
        sending_partners=(ALB,),
        pins=pins(("l0", "p0"), ("l1", "p0")),
    )
    [found] = conflicts(round_)
    assert found.sentence == (
        "pins put 2 learners (l0, l1) of Albanian Skills on placement p0, which takes at most 1 of one sending partner"
    )
    assert found.repair == "lift 1 of these pins, or raise max_per_sending_partner to 2"


def test_a_floor_out_of_reach_names_the_partner_and_how_far_to_lower_it() -> None:
    people = [learner(f"l{row}", sending_partner="alb") for row in range(4)]
    partner = ALB.model_copy(update={"floor": 4})
    [found] = conflicts(round_of(people, [placement("p0")], sending_partners=(partner,)))
    assert found.sentence.startswith(
        "the floor of 4 for Albanian Skills needs 3 more places that its learners may have; what is short:"
    )
    assert "p0" in found.sentence
    assert found.repair == "lower that floor by 3, to 1; or add what is short"


def test_a_floor_above_the_number_of_learners_says_so() -> None:
    partner = ALB.model_copy(update={"floor": 3})
    people = [learner("l0", sending_partner="alb")]
    [found] = conflicts(round_of(people, [placement("p0", places=9)], sending_partners=(partner,)))
    assert "only 1 learner is sent from there" in found.sentence
    assert found.repair.startswith("lower that floor by 2, to 1")


def test_a_cell_floor_out_of_reach_names_the_cell() -> None:
    people = [learner("l0", sending_partner="alb")]
    plan = (FlowCell(sending_partner="alb", destination="bologna", floor=2),)
    [found] = conflicts(round_of(people, [placement("p0")], sending_partners=(ALB,), flow_plan=plan))
    assert found.sentence.startswith("the flow plan's floor of 2 for Albanian Skills at Bologna needs 2 more places")
    assert found.repair.startswith("lower that floor by 2, to 0")


def test_a_minimum_that_a_pin_opens_in_vain_is_named() -> None:
    towns = (CITIES[0], CITIES[1].model_copy(update={"minimum_learners": 3}))
    round_ = round_of([learner("l0")], [placement("p0")], destinations=towns, pins=pins(("l0", "p0")))
    [found] = conflicts(round_)
    assert found.sentence.startswith("Seville must open, and its minimum of 3 learners is out of reach by 2")
    assert found.repair.startswith("lower that minimum by 2, to 1, or lift the pins that open it")


def test_too_few_moves_are_named() -> None:
    round_ = round_of([learner("l0")], [placement("p0")], previous=(PreviousAssignment(learner="l0", placement="p0"),))
    found = conflict_in_words(
        round_, Conflict("demands_out_of_reach", {"demands": ["unmoved"]}, {"moves_raised_by": 2})
    )
    assert found.sentence == "2 more of the published have to move than may"
    assert found.repair == "allow 2 more moves"


def test_a_deadline_is_no_contradiction() -> None:
    found = conflict_in_words(round_of([], []), Conflict("undecided", {}, {"seconds_more": 60}))
    assert found.repair == "allow at least 60 seconds more, or lower floors and minimums"


def test_an_unknown_kind_shows_its_values() -> None:
    found = conflict_in_words(round_of([learner("l0")], []), Conflict("new_kind", {"learners": [0]}, {"so_many": 3}))
    assert (found.code, found.sentence, found.repair) == ("new_kind", "learners l0", "so many 3")


def test_many_ids_are_cut_in_the_sentence_and_whole_in_the_params() -> None:
    people = [learner(f"l{row:02}") for row in range(20)]
    conflict = Conflict(
        "pins_over_places",
        {"placement": 0, "day": date(2026, 10, 5).toordinal(), "learners": list(range(20)), "places": 1},
        {"places_missing": 19},
    )
    found = conflict_in_words(round_of(people, [placement("p0")]), conflict)
    assert "l11 and 8 more)" in found.sentence
    assert len(found.params["learners"]) == 20


def test_every_kind_that_the_engine_raises_has_words() -> None:
    import ast
    from pathlib import Path

    import matcher.allocation

    kinds = set()
    for file in Path(matcher.allocation.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Conflict":
                kind = node.args[0]
                if isinstance(kind, ast.Constant):
                    kinds.add(kind.value)
    assert {"pins_split_group", "demands_out_of_reach"} <= kinds <= KINDS.keys()

from typing import Any

from hypothesis import given, settings

from matcher.eligibility import Bans, broken_rules
from matcher.explain import Planned, Situation, explain_learner, sentence
from matcher.explain.learner import why_not
from matcher.explain.moves import LIMITS, obstacles
from matcher.model import Group, Pin, PreviousAssignment, Reason
from matcher.pairs import Cut
from tests.matcher.explain.situations import (
    answer,
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
    total_fit,
    with_answer,
)


def fit_change(planned: Planned, moves: dict[int, int]) -> int:
    return total_fit(planned, moved(planned, moves)) - total_fit(planned, planned.allocation.placement_of)


def can_be(planned: Planned, moves: dict[int, int]) -> bool:
    """Whether the referee lets the moves pass, groups staying where they are."""
    return not group_would_change(planned, moves) and not broken_limits(planned.problem, moved(planned, moves))


def group_would_change(planned: Planned, moves: dict[int, int]) -> bool:
    """Whether a group that travels would go elsewhere, or one at home would travel."""
    after = answer(planned.problem, moved(planned, moves)).group_destination
    return bool(((after != planned.allocation.group_destination) & (after >= 0)).any())


def hosted(planned: Planned, place: int) -> list[int]:
    return [one for one, at in enumerate(planned.allocation.placement_of.tolist()) if at == place]


def ends(planned: Planned, mover: int, left: int) -> list[int]:
    return [p for p in open_to(planned, mover) if p == left or has_free_place(planned, mover, p)]


def one_moves(planned: Planned, one: int, place: int) -> list[dict[int, int]]:
    """Every way to bring a learner onto a full placement that moves one other person to a free one."""
    left = int(planned.allocation.placement_of[one])
    tried = [{one: place, other: to} for other in hosted(planned, place) for to in ends(planned, other, left)]
    return [moves for moves in tried if place not in list(moves.values())[1:] and can_be(planned, moves)]


def two_move(planned: Planned, one: int, place: int) -> list[dict[int, int]]:
    left = int(planned.allocation.placement_of[one])
    tried = [
        {one: place, other: through, third: to}
        for other in hosted(planned, place)
        for through in open_to(planned, other)
        for third in hosted(planned, through)
        if through != place and third != one
        for to in ends(planned, third, left)
        if to != through
    ]
    return [moves for moves in tried if can_be(planned, moves)]


def drops(planned: Planned, one: int, place: int) -> list[dict[int, int]]:
    tried = [{one: place, other: -1} for other in hosted(planned, place)]
    return [moves for moves in tried if can_be(planned, moves)]


def best(planned: Planned, ways: list[dict[int, int]]) -> int:
    placed = [sum(moved(planned, way) >= 0) for way in ways]
    return max(fit_change(planned, way) for way, n in zip(ways, placed, strict=True) if n == max(placed))


def check_full(planned: Planned, one: int, place: int, reason: Reason) -> bool:
    params: Any = reason.params
    fits = [fit_at(planned, other, place) for other in hosted(planned, place)]
    if has_free_place(planned, one, place) or params["cutoff"] != min(fits, default=None):
        return False
    shorter, longer = one_moves(planned, one, place), two_move(planned, one, place)
    if reason.code == "alternative_full_firm":
        return not (shorter or longer or drops(planned, one, place))
    ids = [row.id for row in planned.round.learners]
    displaced = ids.index(params["displaced"])
    if displaced not in hosted(planned, place):
        return False
    if reason.code == "alternative_full":
        ways = [way for way in drops(planned, one, place) if displaced in way]
        change = -1 if planned.allocation.placement_of[one] >= 0 else 0
        right = ways and params["placed_change"] == change and params["change"] == fit_change(planned, ways[0])
        return bool(right) and not (shorter or longer)
    offers = [row.id for row in planned.round.placements]
    to = [offers.index(id) for id in params["to"]]
    ways = shorter if len(to) == 1 else longer
    named = [way for way in ways if list(way.values())[1:] == to and list(way)[1] == displaced]
    return (
        any(fit_change(planned, way) == params["change"] for way in named)
        and params["change"] == best(planned, ways)
        and (len(to) == 1 or not shorter)
    )


def check_reason(planned: Planned, one: int, place: int, reason: Reason) -> bool:
    """Whether what speaks against an asked pair is true, found without the code that says it."""
    params: Any = reason.params
    me, offer = planned.round.learners[one], planned.round.placements[place]
    free, beds = has_free_place(planned, one, place), free_beds(planned, one, offer.destination)
    at = int(planned.allocation.placement_of[one])
    town = planned.round.placements[at].destination if at >= 0 else None
    if reason.code == "alternative_pinned":
        return place not in open_to(planned, one) or planned.problem.pinned[one] not in (-1, place)
    if reason.code in ("alternative_group", "alternative_group_home"):
        group = [row.id for row in planned.round.groups].index(params["group"])
        where = int(planned.allocation.group_destination[group])
        if me.group != params["group"] or reason.code == "alternative_group_home":
            return bool(where < 0 and params["free_beds"] == beds)
        return planned.round.destinations[where].id == str(params["destination"]) != offer.destination
    if reason.code in ("alternative_full", "alternative_chain", "alternative_full_firm"):
        return check_full(planned, one, place, reason)
    if reason.code == "alternative_beds_full":
        return free and beds <= 0 and town != offer.destination == params["destination"]
    if reason.code == "alternative_limited":
        return free and (beds > 0 or town == offer.destination) and not can_be(planned, {one: place})
    assert reason.code == "alternative_free"
    return can_be(planned, {one: place}) and params["change"] == fit_change(planned, {one: place})


@settings(max_examples=150, deadline=None)
@given(planned_rounds())
def test_what_speaks_against_every_pair_is_true(planned: Planned) -> None:
    situation = Situation(planned)
    bans = Bans(planned.round.pins)
    for one in range(planned.problem.learners):
        for place in {*range(planned.problem.placements)} - {situation.at(one)}:
            asked = explain_learner(planned, one, placement=place, situation=situation).options
            [option] = asked
            rules = broken_rules(
                planned.sides.learners[one], planned.sides.placements[place], planned.round.rules, bans
            )
            assert all(map(sentence, option.reasons))
            if rules:
                assert option.fit is None
                assert option.reasons == tuple(rule.reason for rule in rules)
            else:
                [reason] = option.reasons
                assert option.fit == fit_at(planned, one, place)
                assert check_reason(planned, one, place, reason), (one, place, reason)


@settings(max_examples=150, deadline=None)
@given(planned_rounds())
def test_moves_meet_an_obstacle_just_when_the_referee_objects(planned: Planned) -> None:
    situation = Situation(planned)
    targets = range(-1, planned.problem.placements)
    for one in range(planned.problem.learners):
        for to in targets:
            moves = {one: to, (one + 1) % planned.problem.learners: -1}
            found = obstacles(situation, moves)
            assert {*found} <= LIMITS.keys()
            assert bool(found) == (not can_be(planned, moves)), (moves, found)


@settings(max_examples=60, deadline=None)
@given(planned_rounds())
def test_an_explanation_names_nobody_but_those_whom_the_asked_placement_hosts(planned: Planned) -> None:
    for one in range(planned.problem.learners):
        for option in explain_learner(planned, one).options:
            place = [row.id for row in planned.round.placements].index(option.placement)
            may = {one, *hosted(planned, place)}
            others = {row.id for other, row in enumerate(planned.round.learners) if other not in may}
            words = " ".join(map(sentence, option.reasons)).replace(";", " ").replace(",", " ").split()
            assert not others & {*words}


def reason_of(planned: Planned, one: int, place: int) -> Reason:
    [reason] = why_not(Situation(planned), one, place)
    return reason


OFFERS = [placement("p0"), placement("p1"), placement("p2")]


def test_who_is_placed_is_told_so_with_the_evidence() -> None:
    found = explain_learner(planned_of(round_of([learner("l0")], OFFERS), [0]), 0)
    assert found.placed is not None
    assert [reason.code for reason in found.placed.reasons] == ["placed_here"]
    assert [option.placement for option in found.options] == ["p1", "p2"]
    assert found.unplaced == ()


def test_asking_for_the_own_placement_shows_no_alternative() -> None:
    assert explain_learner(planned_of(round_of([learner("l0")], OFFERS), [0]), 0, placement=0).options == ()


def test_who_is_unplaced_is_told_why() -> None:
    found = explain_learner(planned_of(round_of([learner("l0")], [])), 0)
    assert [reason.code for reason in found.unplaced] == ["no_door_open"]
    assert found.placed is None


def test_a_pin_on_another_placement_is_the_reason() -> None:
    pin = Pin(kind="pin", learner="l0", placement="p1", reason="asked for her", author="M. Rossi")
    assert reason_of(planned_of(round_of([learner("l0")], OFFERS, pins=(pin,)), [1]), 0, 0) == (
        "alternative_pinned",
        {"to": "p1"},
    )


def test_a_pin_of_the_group_to_a_destination_is_the_reason() -> None:
    pin = Pin(kind="pin", group="g1", destination="bologna", reason="asked for", author="M. Rossi")
    groups = (Group(id="g1", stay="short"),)
    planned = planned_of(round_of([learner("l0", group="g1")], OFFERS, pins=(pin,), groups=groups))
    assert reason_of(planned, 0, 0) == ("alternative_pinned", {"to": "bologna"})


def test_who_is_published_stays() -> None:
    round_ = round_of([learner("l0")], OFFERS, previous=(PreviousAssignment(learner="l0", placement="p0"),))
    assert reason_of(planned_of(round_, [0]), 0, 1).code == "alternative_published"
    assert reason_of(planned_of(round_, [1]), 0, 0).code == "alternative_free"


def test_an_eligible_pair_that_a_very_large_round_left_out_is_said_to_be_so() -> None:
    cut = Cut(most_pairs=0, best=1, elsewhere=0)
    planned = planned_of(round_of([learner("l0")], OFFERS), cut=cut)
    [kept] = planned.problem.pair_placement.tolist()
    codes = {place: reason_of(planned, 0, place).code for place in range(3) if place != kept}
    assert set(codes.values()) == {"alternative_left_out"}


def test_nobody_has_an_alternative_in_a_round_that_contradicts_itself() -> None:
    planned = with_answer(planned_of(round_of([learner("l0")], OFFERS)), status="infeasible")
    assert reason_of(planned, 0, 0).code == "round_infeasible"


def test_a_chain_of_two_is_found_where_one_move_does_not_do() -> None:
    """l0 wants p0 from home; l1 there may only go to p1, and l2 there only to p2, which is free."""
    ban = {"kind": "ban", "reason": "agreed", "author": "M. Rossi"}
    bans = tuple(
        Pin.model_validate(ban | {"learner": one, "placement": place})
        for one, place in (("l0", "p1"), ("l0", "p2"), ("l1", "p2"))
    )
    planned = planned_of(round_of([learner(f"l{n}") for n in range(3)], OFFERS, pins=bans), [-1, 0, 1])
    reason = reason_of(planned, 0, 0)
    assert reason.code == "alternative_chain"
    assert (reason.params["displaced"], reason.params["to"]) == ("l1", ("p1", "p2"))
    assert sentence(reason) == (
        f"full, with a cutoff of {fit_at(planned, 1, 0)}; possible if l1 moves to p1, from where somebody moves on to"
        f" p2: total fit +{fit_at(planned, 0, 0)}"
    )
    assert eligible(planned, 0) == [0]

"""Planned rounds to explain, random and small; and what is true of them, found the slow way."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

from matcher.allocation import Allocation, AllocationProblem
from matcher.allocation.staged import group_destinations
from matcher.eligibility import Bans, broken_rules
from matcher.explain import Planned
from matcher.model import (
    Activity,
    Cefr,
    DaySpan,
    Destination,
    FieldGuess,
    FlowCell,
    Group,
    LanguageNeed,
    LanguageSkill,
    Learner,
    Pin,
    Placement,
    Round,
    SendingPartner,
    Stay,
)
from matcher.pairs import CUT, Cut, build_pairs, sides_of
from matcher.profiles import StudyFields, UnresolvedTitle
from matcher.referee import RULES
from matcher.rounds.arrays import problem_of

FIRST = date(2026, 10, 5)
WINDOW = DaySpan(first_day=FIRST, last_day=FIRST + timedelta(days=120))
STAYS = (
    Stay(id="late", activity=Activity.SHORT_TERM, first_day=FIRST + timedelta(29), last_day=FIRST + timedelta(49)),
    Stay(id="long", activity=Activity.LONG_TERM, first_day=FIRST, last_day=FIRST + timedelta(days=89)),
    Stay(id="short", activity=Activity.SHORT_TERM, first_day=FIRST, last_day=FIRST + timedelta(days=29)),
)
FIELD = FieldGuess("0714", 1.0, "given")


def planned_of(
    round: Round, placement_of: Any = None, fields: StudyFields | None = None, cut: Cut = CUT, **allocation: Any
) -> Planned:
    """A planned round with an answer of our choice; everybody and every placement is of the same study field."""
    known = fields or StudyFields((FIELD,) * len(round.learners), ((FIELD,),) * len(round.placements), ())
    sides = sides_of(round, known)
    pairs = build_pairs(sides, round, cut=cut)
    problem = problem_of(round, sides, pairs)
    nobody = np.full(problem.learners, -1, dtype=np.int64)
    at = nobody if placement_of is None else np.array(placement_of, dtype=np.int64)
    given = {"status": "feasible"} | allocation
    return Planned(round, known, sides, pairs, problem, answer(problem, at, **given))


def answer(problem: AllocationProblem, placement_of: Any, **given: Any) -> Allocation:
    """An answer that sends learners where we say, and their groups with them."""
    assigned = placement_of[problem.pair_learner] == problem.pair_placement
    where = group_destinations(problem, placement_of)
    figures = {"placed": int(assigned.sum()), "fit": int(problem.pair_fit[assigned].sum())}
    return Allocation(placement_of=placement_of, group_destination=where, **{"status": "feasible"} | figures | given)


def keeps_all_limits(planned: Planned, placement_of: Any) -> bool:
    """Whether an answer breaks no hard rule: asked of the referee, which knows nothing of explanations."""
    return not broken_limits(planned.problem, np.array(placement_of, dtype=np.int64))


def broken_limits(problem: AllocationProblem, placement_of: Any) -> list[str]:
    given = answer(problem, placement_of)
    if given.placed < int((placement_of >= 0).sum()):
        return ["no eligible pair"]
    return [finding for rule in RULES if rule.__name__ != "_figures" for finding in rule(problem, given)]


def learner(id: str, **fields: Any) -> Learner:
    return Learner.model_validate({"id": id, "stay": "short", "country": "RS"} | fields)


def placement(id: str, **fields: Any) -> Placement:
    described = {"id": id, "host": f"Host {id}", "destination": "seville", "places": 1, "window": WINDOW}
    return Placement.model_validate(described | fields)


def round_of(learners: list[Learner], placements: list[Placement], **fields: Any) -> Round:
    described: dict[str, Any] = {
        "name": "Autumn",
        "seed": "autumn",
        "stays": STAYS,
        "learners": tuple(learners),
        "placements": tuple(placements),
        "destinations": (
            Destination(id="bologna", beds=9, city="Bologna", country="IT"),
            Destination(id="seville", beds=9, city="Seville", country="ES"),
        ),
    }
    return Round(**described | fields)


# --- random ones -----------------------------------------------------------------------------------------------------

maybe_level = st.sampled_from([None, Cefr.A2, Cefr.B1])
learners = st.fixed_dictionaries(
    {
        "stay": st.sampled_from(["short", "short", "long", "late"]),
        "sending_partner": st.sampled_from([None, "alb", "ccis"]),
        "group": st.sampled_from([None, None, None, None, "g1", "g2"]),
        "languages": st.sampled_from([None, (LanguageSkill(language="en", level=Cefr.A2),)]),
        "birth_date": st.sampled_from([date(2005, 1, 1), date(2005, 1, 1), date(2010, 1, 1)]),
        "preferences": st.sampled_from([(), ("Seville",), ("Bologna", "Seville")]),
    }
)
placements = st.fixed_dictionaries(
    {
        "destination": st.sampled_from(["bologna", "seville"]),
        "places": st.sampled_from([1, 1, 2, 2, 0]),
        "min_age": st.sampled_from([None, None, 18]),
        "required_language": st.sampled_from([(), (), (LanguageNeed(language="en", level=Cefr.B1),)]),
        "max_per_sending_partner": st.sampled_from([None, None, 1]),
    }
)
limits = st.sampled_from([None, None, None, 2, 1])


@st.composite
def planned_rounds(draw: st.DrawFn) -> Planned:
    """A round of up to seven learners and five placements with an answer that keeps every limit, good or not."""
    people = [learner(f"l{row}", **fields) for row, fields in enumerate(draw(st.lists(learners, max_size=7)))]
    people = [one.model_copy(update={"stay": "short"}) if one.group else one for one in people]
    offers = [placement(f"p{row}", **fields) for row, fields in enumerate(draw(st.lists(placements, max_size=5)))]
    round_ = round_of(
        people,
        offers,
        destinations=tuple(
            Destination(
                id=id,
                beds=draw(st.sampled_from([9, 9, 3, 2, 1])),
                country=country,
                minimum_learners=draw(st.sampled_from([0, 0, 0, 2])),
            )
            for id, country in (("bologna", "IT"), ("seville", "ES"))
        ),
        groups=tuple(Group(id=id, stay="short", companions=draw(st.integers(0, 2))) for id in ("g1", "g2")),
        sending_partners=tuple(SendingPartner(id=id, ceiling=draw(limits)) for id in ("alb", "ccis")),
        flow_plan=(FlowCell(sending_partner="alb", destination="seville", ceiling=draw(limits)),),
        pins=draw(_pins(people, offers)),
    )
    empty = planned_of(round_)
    at = _filled(draw, empty)
    with_floors = _with_floors(draw, round_, empty.problem, at)
    return planned_of(with_floors, at)


@st.composite
def _pins(draw: st.DrawFn, people: list[Learner], offers: list[Placement]) -> tuple[Pin, ...]:
    if not people or not offers:
        return ()
    who, what = st.sampled_from([one.id for one in people]), st.sampled_from([one.id for one in offers])
    said: dict[str, Any] = {"reason": "agreed", "author": "M. Rossi"}
    ban = st.builds(lambda one, other: Pin(kind="ban", learner=one, placement=other, **said), who, what)
    to_town = st.builds(lambda one: Pin(kind="pin", learner=one, destination="seville", **said), who)
    return tuple(draw(st.lists(ban | to_town, max_size=2)))


def _filled(draw: st.DrawFn, planned: Planned) -> Any:
    """Learners placed one after the other wherever the referee lets them."""
    at = np.full(planned.problem.learners, -1, dtype=np.int64)
    for _ in range(2):  # a destination's minimum may need the second of two
        for pair in draw(st.permutations(range(planned.problem.pairs))):
            one, place = int(planned.problem.pair_learner[pair]), int(planned.problem.pair_placement[pair])
            if at[one] < 0 and draw(st.integers(0, 5)) != 5:
                tried = at.copy()
                tried[one] = place
                at = tried if not broken_limits(planned.problem, tried) else at
    return at


def _with_floors(draw: st.DrawFn, round_: Round, problem: AllocationProblem, at: Any) -> Round:
    """Floors that the answer keeps."""
    placed = np.bincount(problem.learner_sender[(at >= 0) & (problem.learner_sender >= 0)], minlength=2)
    partners = tuple(
        partner.model_copy(update={"floor": draw(st.integers(0, int(count)))})
        for partner, count in zip(round_.sending_partners, placed, strict=True)
    )
    in_cell = int(problem.pairs_of_cell(0)[at[problem.pair_learner] == problem.pair_placement].sum())
    plan = (round_.flow_plan[0].model_copy(update={"floor": draw(st.integers(0, in_cell))}),)
    return round_.model_copy(update={"sending_partners": partners, "flow_plan": plan})


# --- what is true, the slow way --------------------------------------------------------------------------------------


def days_of(planned: Planned, one: int) -> range:
    return range(int(planned.problem.stay_first_day[one]), int(planned.problem.stay_last_day[one]) + 1)


def has_free_place(planned: Planned, one: int, place: int) -> bool:
    at = planned.allocation.placement_of.tolist()
    hosted = [other for other, where in enumerate(at) if where == place]
    places = planned.round.placements[place].places
    return all(sum(day in days_of(planned, other) for other in hosted) < places for day in days_of(planned, one))


def free_beds(planned: Planned, one: int, town: str) -> int:
    there = [
        (other, 1)
        for other, where in enumerate(planned.allocation.placement_of.tolist())
        if where >= 0 and planned.round.placements[where].destination == town
    ]
    for group, where in enumerate(planned.allocation.group_destination.tolist()):
        if where >= 0 and planned.round.destinations[where].id == town:
            member = next(
                o for o, row in enumerate(planned.round.learners) if row.group == planned.round.groups[group].id
            )
            there.append((member, planned.round.groups[group].companions))
    beds = planned.round.destination_by_id[town].beds
    return min(beds - sum(n for other, n in there if day in days_of(planned, other)) for day in days_of(planned, one))


def eligible(planned: Planned, one: int) -> list[int]:
    bans, sides = Bans(planned.round.pins), planned.sides
    return [
        place
        for place, side in enumerate(sides.placements)
        if not broken_rules(sides.learners[one], side, planned.round.rules, bans)
    ]


def open_to(planned: Planned, one: int) -> list[int]:
    """Eligible, and at the destination that the last pin of this learner names, if any does."""
    me = planned.round.learners[one]
    towns = [pin.destination for pin in planned.round.pins if pin.kind == "pin" and pin.learner == me.id]
    return [p for p in eligible(planned, one) if not towns or planned.round.placements[p].destination == towns[-1]]


def fit_at(planned: Planned, one: int, place: int) -> int:
    pairs = planned.pairs
    return next(
        int(fit) for a, b, fit in zip(pairs.learner, pairs.placement, pairs.fit, strict=True) if (a, b) == (one, place)
    )


def total_fit(planned: Planned, placement_of: Any) -> int:
    return sum(fit_at(planned, one, int(place)) for one, place in enumerate(placement_of) if place >= 0)


def moved(planned: Planned, moves: dict[int, int]) -> Any:
    at = planned.allocation.placement_of.copy()
    for one, place in moves.items():
        at[one] = place
    return at


def unresolved(*titles: str) -> tuple[UnresolvedTitle, ...]:
    return tuple(UnresolvedTitle(title, None, "RS", 1, 0, (FieldGuess("0714", 0.4, "like"),)) for title in titles)


def with_answer(planned: Planned, **given: Any) -> Planned:
    return replace(planned, allocation=replace(planned.allocation, **given))

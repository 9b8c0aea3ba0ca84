from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings

from matcher.allocation import AllocationProblem, Certificate, allocate
from matcher.allocation.bounds import certified_bound
from matcher.allocation.objective import pair_values
from matcher.explain import Planned, marginals, pin_costs
from matcher.explain.residual import is_plain_flow
from matcher.model import Group, Pin, Rules, SendingPartner
from tests.matcher.explain.situations import learner, placement, planned_of, planned_rounds, round_of, with_answer


def solved(planned: Planned, **change: Any) -> Planned:
    problem = planned.problem.changed(**change) if change else planned.problem
    return replace(planned, problem=problem, allocation=allocate(problem, time_limit_seconds=5.0))


def plain(planned: Planned, *, place_value: int | None = None) -> Planned:
    """The same learners alone, all on the same days, bound by places and beds only."""
    senders, placements = planned.problem.senders, planned.problem.placements
    nobody = np.full(planned.problem.learners, -1)
    day = np.zeros(planned.problem.learners, dtype=np.int64) + planned.problem.stay_first_day.min(initial=739_900)
    return solved(
        planned,
        learner_group=nobody,
        stay_first_day=day,
        stay_last_day=day,
        sender_floor=np.zeros(senders),
        sender_ceiling=np.full(senders, -1),
        cell_sender=None,
        cell_destination=None,
        cell_stay=None,
        cell_floor=None,
        cell_ceiling=None,
        max_per_sender=np.full(placements, -1),
        destination_minimum=np.zeros(planned.problem.destinations),
        place_value=place_value,
    )


def one_more(planned: Planned, of: str, at: int) -> dict[str, Any]:
    name = "placement_capacity" if of == "placement" else "destination_beds"
    more = getattr(planned.problem, name).copy()
    more[at] += 1
    return {name: more}


def index(planned: Planned, of: str, id: str) -> int:
    table = planned.round.placements if of == "placement" else planned.round.destinations
    return [row.id for row in table].index(id)


@pytest.mark.parametrize("place_value", [None, 0, 700])
@settings(max_examples=40, deadline=None)
@given(drawn=planned_rounds())
def test_the_gains_of_a_flow_are_those_of_solving_again(drawn: Planned, place_value: int | None) -> None:
    planned = plain(drawn, place_value=place_value)
    assert is_plain_flow(planned)
    for row in marginals(planned):
        again = solved(planned, **one_more(planned, row.of, index(planned, row.of, row.id)))
        before, after = planned.allocation.stages, again.allocation.stages
        gained = {stage.name: more.value - stage.value for stage, more in zip(before, after, strict=True)}
        assert (row.kind, dict(row.gains)) == ("exact", gained)


@settings(max_examples=60, deadline=None)
@given(planned_rounds())
def test_a_bound_on_a_gain_is_never_passed_by_solving_again(drawn: Planned) -> None:
    planned = solved(drawn)
    assume(planned.allocation.status != "infeasible" and not is_plain_flow(planned))
    for row in marginals(planned):
        again = solved(planned, **one_more(planned, row.of, index(planned, row.of, row.id)))
        assert row.kind == "bound"
        for before, after in zip(planned.allocation.stages, again.allocation.stages, strict=True):
            gain = row.gains[before.name]
            assert gain is not None
            assert after.value <= before.bound + gain
            if after.value > before.value:
                break  # a later stage is bound among answers as good in this one


def many(learners: int = 90, groups: int = 12) -> Planned:
    """Learners in groups with companions, too many for one program, so that beds may be priced by packing."""
    random = np.random.default_rng(5)
    people = [
        learner(f"l{row:02}", group=f"g{row % groups:02}" if row % 3 else None, eqf=3 + int(random.integers(3)))
        for row in range(learners)
    ]
    offers = [
        placement(
            f"p{row:02}", destination=["bologna", "seville"][row % 2], places=3, eqf_min=3 + int(random.integers(2))
        )
        for row in range(24)
    ]
    companions = tuple(Group(id=f"g{row:02}", stay="short", companions=1) for row in range(groups))
    pin = Pin(kind="pin", learner="l00", placement="p00", reason="asked for", author="M. Rossi")
    towns = round_of([], []).destinations
    beds = tuple(town.model_copy(update={"beds": 30}) for town in towns)
    round_ = round_of(people, offers, groups=companions, destinations=beds, pins=(pin,), rules=Rules())
    planned = planned_of(round_)
    return replace(planned, allocation=allocate(planned.problem, time_limit_seconds=2.0))


def test_gains_are_what_the_certificate_proves_with_one_more() -> None:
    planned = many()
    kept: list[tuple[Any, int]] = []
    for stage in planned.allocation.stages:
        value = pair_values(planned.problem, stage.name)
        for row in marginals(planned):
            more = planned.problem.changed(**one_more(planned, row.of, index(planned, row.of, row.id)))
            gain = row.gains[stage.name]
            assert gain is not None
            assert certified_bound(more, stage.certificate, value, kept) <= stage.bound + gain
        kept.append((value, stage.value))


def test_full_destinations_gain_and_empty_ones_do_not() -> None:
    planned = solved(planned_of(round_of([learner("l0"), learner("l1")], [placement("p0")])))
    gains = {row.id: dict(row.gains) for row in marginals(planned)}
    fit = planned.allocation.fit
    assert gains == {
        "bologna": {"placed": 0, "fit": 0},
        "seville": {"placed": 0, "fit": 0},
        "p0": {"placed": 1, "fit": fit},
    }
    [_, _, row] = marginals(planned)
    assert (row.taken, row.capacity, row.cutoff) == (1, 1, fit)


def test_a_certificate_of_another_kind_leaves_gains_open() -> None:
    planned = solved(planned_of(round_of([learner("l0")], [placement("p0")])))
    stages = tuple(
        replace(s, bound=s.bound + 1, certificate=Certificate(kind="oracle")) for s in planned.allocation.stages
    )
    silent = with_answer(planned, stages=stages, status="feasible")
    assert {gain for row in marginals(silent) for gain in row.gains.values()} == {None}


def test_a_very_large_round_is_not_bounded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("matcher.explain.marginals")
    monkeypatch.setattr(module, "MOST_REBOUND_PAIRS", 0)
    monkeypatch.setattr(module, "PAID_PER_BED", ())
    partners = (SendingPartner(id="alb", ceiling=1),)
    planned = solved(planned_of(round_of([learner("l0")], [placement("p0")], sending_partners=partners)))
    assert [row.gains["fit"] for row in marginals(planned) if row.of == "destination"] == [None, None]


def test_a_round_without_an_answer_has_no_marginals() -> None:
    planned = planned_of(round_of([learner("l0")], [placement("p0")]))
    assert marginals(planned) == ()
    assert pin_costs(planned) == ()


def pinned() -> Planned:
    """l0 is pinned on p0, the only place, and so l1, who would like it better, is not placed."""
    pin = Pin(kind="pin", learner="l0", placement="p0", reason="asked for", author="M. Rossi")
    people = [learner("l0", preferences=("Lyon",)), learner("l1", preferences=("Seville",))]
    return solved(planned_of(round_of(people, [placement("p0")], pins=(pin,))))


def test_the_cost_of_a_pin_bounds_what_lifting_it_gains() -> None:
    planned = pinned()
    [cost] = pin_costs(planned)
    free = solved(planned, pinned=np.full(2, -1))
    gain = free.allocation.fit - planned.allocation.fit
    assert gain > 0
    assert (cost.learner, cost.placement, cost.author, cost.reason) == ("l0", "p0", "M. Rossi", "asked for")
    assert (cost.at_most["placed"], cost.at_most["fit"]) == (0, gain)


def test_very_many_pins_are_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.explain.pins.MOST_REBOUND_PAIRS", 0)
    assert dict(pin_costs(pinned())[0].at_most) == {"placed": None, "fit": None}


def test_a_problem_can_be_changed_in_one_array() -> None:
    problem = planned_of(round_of([learner("l0")], [placement("p0")])).problem
    other = problem.changed(destination_beds=[1, 2])
    assert isinstance(other, AllocationProblem)
    assert (other.destination_beds.tolist(), other.pairs) == ([1, 2], problem.pairs)

"""Certificates by cases: never below the optimum found by trying everything, and none left out."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.allocation.instances import group_instance
from matcher.allocation import Allocation, AllocationProblem, Certificate, allocate
from matcher.allocation.answer import Case
from matcher.allocation.bounds import CertificateInvalid, certified_bound
from matcher.allocation.cases import bed_gains, dearest_places, leaves_none_out
from matcher.allocation.groups.parties import gather_parties
from matcher.allocation.objective import pair_values, stage_names
from matcher.errors import VerificationFailed
from matcher.referee import verify
from tests.matcher.allocation.oracle import TIMES, best, problems

Decisions = list[tuple[int, int]]


@settings(max_examples=250 * TIMES, deadline=None)
@given(st.data())
def test_no_answer_is_worth_more_than_a_certificate_by_cases_proves(data: st.DataObject) -> None:
    problem = AllocationProblem(**data.draw(problems()))
    optimum = best(problem)
    if optimum is None:
        return
    value = pair_values(problem, stage_names(problem)[0])
    assert certified_bound(problem, data.draw(certificates(problem)), value) >= optimum[0]


@settings(max_examples=250 * TIMES, deadline=None)
@given(st.data())
def test_no_answer_is_worth_more_than_a_certificate_by_knapsacks_proves(data: st.DataObject) -> None:
    problem = AllocationProblem(**data.draw(problems()))
    optimum = best(problem)
    if optimum is None:
        return
    value = pair_values(problem, stage_names(problem)[0])
    drawn = replace(data.draw(certificates(problem)), kind="knapsack", cases=())
    assert certified_bound(problem, drawn, value) >= optimum[0]


@st.composite
def certificates(draw: st.DrawFn, problem: AllocationProblem) -> Certificate:
    """Any prices, and cases of any destination that leave none out."""
    price = st.integers(0, 1500)
    days = gather_parties(problem).days.tolist()
    prices = {
        "group": [[group, draw(price)] for group in range(problem.groups)],
        "learner": [[one, draw(price)] for one in np.flatnonzero(problem.learner_group < 0).tolist()],
        "destination": [[one, day, draw(price)] for one in range(problem.destinations) for day in days],
    }
    cases = []
    for destination in range(problem.destinations):
        placements = np.flatnonzero(problem.placement_destination == destination).tolist()
        parts: list[Decisions] = draw(st.one_of(st.just([]), trees(list(range(problem.groups)))))
        for decisions in parts:
            table = [[one, day, draw(price)] for one in placements for day in days]
            cases.append(case(destination, decisions, table))
    kept = {name: np.array(table, dtype=np.int64) for name, table in prices.items() if draw(st.booleans()) and table}
    return Certificate(kept, scale=draw(st.integers(1, 3)), kind="cases", cases=tuple(cases))


def case(destination: int, decisions: Decisions, prices: list[list[int]]) -> Case:
    return Case(
        destination,
        np.array(decisions, dtype=np.int64).reshape(len(decisions), 2),
        np.array(prices, dtype=np.int64).reshape(len(prices), 3),
    )


@st.composite
def trees(draw: st.DrawFn, groups: list[int], depth: int = 2) -> list[Decisions]:
    if not groups or depth == 0 or not draw(st.booleans()):
        return [[]]
    group = draw(st.sampled_from(groups))
    ways = [draw(trees(groups, depth - 1)), draw(trees(groups, depth - 1))]
    return [[(group, goes), *rest] for goes in (0, 1) for rest in ways[goes]]


def test_cases_that_leave_none_out_are_the_ends_of_a_tree() -> None:
    tree = [[(3, 0)], [(3, 1), (5, 0)], [(3, 1), (5, 1)]]
    assert leaves_none_out(tree)
    for left_out in range(3):
        assert not leaves_none_out([one for place, one in enumerate(tree) if place != left_out])
    assert not leaves_none_out([*tree, tree[0]])
    assert not leaves_none_out([[(3, 0)], [(5, 1)]])
    assert not leaves_none_out([[(3, 0)], [(3, 2)]])
    assert not leaves_none_out([[], [(3, 1)]])


@pytest.fixture(scope="module")
def solved() -> tuple[AllocationProblem, Allocation]:
    """A round whose groups compete for the same fields, where cases prove more than one price per place."""
    problem = group_instance(120, 12, 3, 30, seed=4, shape="fields")
    return problem, allocate(problem, time_limit_seconds=10.0, deadline_seconds=200.0)


def test_the_engine_tells_cases_apart_where_that_proves_more(solved: tuple[AllocationProblem, Allocation]) -> None:
    problem, allocation = solved
    verify(problem, allocation)
    assert allocation.certificate.kind == "cases"
    assert len(allocation.certificate.cases) > problem.destinations
    assert allocation.gap < 0.02


def with_cases(allocation: Allocation, cases: Any) -> Allocation:
    stage = allocation.stages[-1]
    stage = replace(stage, certificate=replace(stage.certificate, cases=tuple(cases)))
    return replace(allocation, stages=(*allocation.stages[:-1], stage))


def test_no_case_can_be_left_out(solved: tuple[AllocationProblem, Allocation]) -> None:
    problem, allocation = solved
    cases = list(allocation.certificate.cases)
    for place in range(0, len(cases), max(1, len(cases) // 20)):
        with pytest.raises(VerificationFailed, match="do not leave none out"):
            verify(problem, with_cases(allocation, cases[:place] + cases[place + 1 :]))


def test_a_case_that_decides_or_pays_otherwise_proves_another_bound_or_none(
    solved: tuple[AllocationProblem, Allocation],
) -> None:
    problem, allocation = solved
    stage = allocation.stages[-1]
    value = pair_values(problem, stage.name)
    for place, one in enumerate(stage.certificate.cases[:20]):
        for wrong in tampered(one):
            cases = list(stage.certificate.cases)
            cases[place] = wrong
            try:
                bound = certified_bound(problem, replace(stage.certificate, cases=tuple(cases)), value)
            except CertificateInvalid:
                continue
            assert bound >= stage.value


def tampered(one: Case) -> list[Case]:
    """Decisions turned round or dropped, and prices of nothing."""
    turned = one.decisions.copy()
    turned[:, 1] = 1 - turned[:, 1]
    return [
        replace(one, decisions=turned),
        replace(one, decisions=one.decisions[:-1]),
        replace(one, prices=one.prices[:0]),
    ]


ONE = {
    "pair_learner": [0, 1, 2],
    "pair_placement": [0, 0, 1],
    "pair_fit": [900, 800, 700],
    "placement_capacity": [1, 1],
    "placement_destination": [0, 1],
    "destination_beds": [2, 2],
    "learner_group": [0, 0, -1],
    "group_companions": [1],
    "place_value": 0,
}
NONE: Decisions = []
INVALID: list[tuple[str, Certificate]] = [
    ("does not exist", Certificate(kind="cases", cases=(case(2, NONE, []),))),
    ("another destination", Certificate(kind="cases", cases=(case(0, NONE, [[1, 0, 5]]),))),
    ("cannot bind", Certificate(kind="cases", cases=(case(0, NONE, [[0, 7, 5]]),))),
    ("negative", Certificate(kind="cases", cases=(case(0, NONE, [[0, 0, -5]]),))),
    ("does not exist", Certificate(kind="cases", cases=(case(0, [(1, 0)], []), case(0, [(1, 1)], [])))),
    ("too large", Certificate(kind="cases", cases=(case(0, NONE, [[0, 0, 2**50]] * 2_000),))),
    ("case by case", Certificate({"placement": np.array([[0, 0, 5]])}, kind="cases")),
    ("of kind 'cases' only", Certificate(kind="prices", cases=(case(0, NONE, []),))),
    ("of kind 'cases' only", Certificate(kind="knapsack", cases=(case(0, NONE, []),))),
    ("too large", Certificate({"destination": np.array([[0, 0, 2**50]] * 2_000)}, kind="knapsack")),
    ("too large", Certificate({"destination": np.array([[0, 0, 2**50]] * 2_000)}, kind="prices")),
]


@pytest.mark.parametrize(("words", "certificate"), INVALID)
def test_what_is_no_certificate_says_why(words: str, certificate: Certificate) -> None:
    problem = AllocationProblem(**ONE)  # type: ignore[arg-type]
    with pytest.raises(CertificateInvalid, match=words):
        certified_bound(problem, certificate, pair_values(problem, "value"))


def test_a_single_case_without_decisions_proves_what_one_price_per_place_proves() -> None:
    problem = AllocationProblem(**ONE)  # type: ignore[arg-type]
    table = np.array([[0, 0, 100], [1, 0, 50]])
    value = pair_values(problem, "value")
    cases = tuple(case(place, NONE, table[[place]].tolist()) for place in range(2))
    by_case = certified_bound(problem, Certificate(kind="cases", cases=cases), value)
    assert by_case == certified_bound(problem, Certificate({"placement": table}, kind="knapsack"), value)


def test_one_more_place_or_bed_raises_the_bound_by_no_more_than_is_said(
    solved: tuple[AllocationProblem, Allocation],
) -> None:
    problem, allocation = solved
    certificate, value = allocation.certificate, pair_values(problem, "value")
    beds, places = bed_gains(problem, certificate, value), dearest_places(problem, certificate)
    for place in range(problem.destinations):
        more = problem.changed(
            destination_beds=problem.destination_beds + np.eye(problem.destinations, dtype=int)[place]
        )
        assert certified_bound(more, certificate, value) == allocation.bound + beds[place]
    for place in range(0, problem.placements, 7):
        more = problem.changed(
            placement_capacity=problem.placement_capacity + np.eye(problem.placements, dtype=int)[place]
        )
        assert certified_bound(more, certificate, value) <= allocation.bound + places[place]
    assert beds.max() > 0
    assert places.max() > 0

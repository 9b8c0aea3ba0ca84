"""The referee finds every broken rule and every wrong figure, and loads no solver."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher.allocation import Allocation, AllocationProblem, Certificate, Conflict, Stage, allocate
from matcher.errors import VerificationFailed
from matcher.referee import check, people_on_fullest_day, verify

ARGUMENTS: dict[str, Any] = {
    "pair_learner": [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5],
    "pair_placement": [0, 2, 0, 1, 1, 2, 0, 3, 2, 3, 3],
    "pair_fit": [900, 400, 800, 300, 700, 650, 610, 500, 420, 333, 101],
    "placement_capacity": [2, 1, 1, 1],
    "placement_destination": [0, 0, 1, 1],
    "destination_beds": [4, 2],
    "learner_group": [0, 0, -1, -1, -1, -1],
    "group_companions": [1],
    "learner_sender": [0, 0, 1, 1, 0, 1],
    "sender_floor": [1, 2],
    "sender_ceiling": [3, 3],
    "max_per_sender": [2, 1, 1, 1],
    "cell_sender": [0, 1],
    "cell_destination": [0, 1],
    "cell_floor": [2, 0],
    "cell_ceiling": [2, 1],
    "destination_minimum": [2, 2],
    "stay_first_day": [0, 0, 10, 0, 0, 5],
    "stay_last_day": [29, 29, 60, 29, 29, 60],
    "pinned": [-1, -1, 1, -1, -1, -1],
    "previous": [0, 0, 1, 3, 3, -1],
    "moves": 2,
}


def solved(**change: Any) -> tuple[AllocationProblem, Allocation]:
    problem = AllocationProblem(**ARGUMENTS | change)
    return problem, allocate(problem)


def findings(problem: AllocationProblem, allocation: Allocation) -> list[str]:
    with pytest.raises(VerificationFailed) as caught:
        verify(problem, allocation)
    return list(caught.value.findings)


def test_importing_the_referee_loads_no_solver() -> None:
    code = "import sys, matcher.referee, matcher.allocation; sys.exit(any('ortools' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    import matcher.allocation

    with pytest.raises(AttributeError, match="allocated"):
        _ = matcher.allocation.allocated


def test_a_true_answer_passes() -> None:
    problem, allocation = solved()
    verify(problem, allocation)
    assert allocation.placed == 5


def test_any_single_tampered_assignment_is_found() -> None:
    problem, allocation = solved()
    for learner in range(problem.learners):
        for placement in range(-1, problem.placements):
            if placement != allocation.placement_of[learner]:
                placement_of = allocation.placement_of.copy()
                placement_of[learner] = placement
                assert findings(problem, replace(allocation, placement_of=placement_of))


@pytest.mark.parametrize("kind", ["flow", "search"])
def test_any_single_tampered_price_is_found(kind: str) -> None:
    alone: dict[str, Any] = {"learner_group": None, "group_companions": None, "cell_sender": None, "moves": "free"}
    alone |= {"cell_destination": None, "cell_floor": None, "cell_ceiling": None, "destination_minimum": None}
    problem, allocation = solved(**alone if kind == "flow" else {})
    verify(problem, allocation)
    tampered = 0
    for place, stage in enumerate(allocation.stages):
        for name, table in stage.certificate.prices.items():
            for row in range(len(table)):
                for change in (3 * stage.certificate.scale, -int(table[row, -1]) - 1):
                    wrong = table.copy()
                    wrong[row, -1] += change
                    prices = dict(stage.certificate.prices) | {name: wrong}
                    stages = list(allocation.stages)
                    stages[place] = replace(stage, certificate=replace(stage.certificate, prices=prices))
                    refused = _is_refused(problem, replace(allocation, stages=tuple(stages)))
                    assert refused or change > 0  # a higher price may prove the same bound: then it is no lie
                    tampered += refused and change > 0
    assert tampered


def _is_refused(problem: AllocationProblem, allocation: Allocation) -> bool:
    try:
        verify(problem, allocation)
    except VerificationFailed:
        return True
    return False


@pytest.mark.parametrize("name", ["placement_capacity", "destination_beds"])
def test_a_capacity_taken_away_under_an_answer_is_found(name: str) -> None:
    _, allocation = solved()
    for entity in range(len(ARGUMENTS[name])):
        less = list(ARGUMENTS[name])
        less[entity] = 0
        used = {0, 1} if name == "destination_beds" else set(allocation.placement_of.tolist())
        if entity in used:
            assert findings(AllocationProblem(**ARGUMENTS | {name: less}), allocation)


TAMPERED: list[tuple[str, Callable[[Allocation], Allocation], str]] = [
    ("placed", lambda a: replace(a, placed=a.placed + 1), "placed is"),
    ("fit", lambda a: replace(a, fit=a.fit - 1), "fit is"),
    ("stages", lambda a: replace(a, stages=a.stages[:1]), "the stages are"),
    ("value", lambda a: replace(a, stages=(replace(a.stages[0], value=9), *a.stages[1:])), "has value"),
    (
        "bound",
        lambda a: replace(a, status="feasible", stages=(replace(a.stages[0], bound=9), *a.stages[1:])),
        "prove a bound",
    ),
    ("status", lambda a: replace(a, status="optimal", stages=(replace(a.stages[0], bound=9),)), "the stages are"),
    ("conflict", lambda a: replace(a, conflicts=(Conflict("x", {}, {}),)), "a conflict is no answer"),
    ("shape", lambda a: replace(a, placement_of=a.placement_of[:-1]), "has shape"),
    ("group shape", lambda a: replace(a, group_destination=np.array([0, 1])), "has shape"),
    ("range", lambda a: replace(a, placement_of=a.placement_of * 0 + 9), "does not exist"),
    ("group", lambda a: replace(a, group_destination=a.group_destination * 0 + 1), "not at the destination of group"),
    ("infeasible", lambda a: replace(a, status="infeasible"), "has somebody placed"),
]


@pytest.mark.parametrize(("change", "sentence"), [row[1:] for row in TAMPERED], ids=[row[0] for row in TAMPERED])
def test_a_tampered_figure_is_found(change: Callable[[Allocation], Allocation], sentence: str) -> None:
    problem, allocation = solved()
    assert sentence in "\n".join(findings(problem, change(allocation)))


def moved(allocation: Allocation, **to: int) -> Allocation:
    placement_of = allocation.placement_of.copy()
    for learner, placement in to.items():
        placement_of[int(learner[1:])] = placement
    return replace(allocation, placement_of=placement_of)


BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("pin", {"pinned": [2, -1, -1, -1, -1, -1]}, "is pinned on placement"),
    ("places", {"placement_capacity": [0, 1, 1, 1]}, "on a day and has 0 places"),
    ("beds", {"destination_beds": [1, 2], "placement_capacity": [2, 1, 1, 1]}, "people on a day and 1 beds"),
    ("floor", {"sender_floor": [3, 3]}, "below its floor"),
    ("ceiling", {"sender_ceiling": [1, 3], "sender_floor": [0, 0]}, "above its ceiling"),
    ("cell floor", {"cell_floor": [0, 1], "cell_ceiling": [2, 9], "pair_fit": [900] * 11}, ""),
    ("cell ceiling", {"cell_ceiling": [1, 1], "cell_floor": [0, 0]}, "cell 0 has"),
    ("minimum", {"destination_minimum": [4, 2]}, "below its minimum"),
    ("most of one sender", {"max_per_sender": [1, 1, 1, 1]}, "learners of one sender and may take 1"),
    ("moves", {"previous": [2, 1, 1, 0, 3, 3], "moves": 0}, "keep their placement and"),
]


@pytest.mark.parametrize(("change", "sentence"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_rule_that_the_answer_breaks_is_named(change: dict[str, Any], sentence: str) -> None:
    _, allocation = solved()
    assert sentence in "\n".join(check(AllocationProblem(**ARGUMENTS | change), allocation))


def test_a_group_without_learners_does_not_travel() -> None:
    problem, allocation = solved()
    assert "travels without a learner" in "\n".join(check(problem, moved(allocation, i0=-1, i1=-1)))


def test_a_gap_is_not_optimal() -> None:
    problem, allocation = solved()
    last = allocation.stages[-1]
    wider = replace(last, certificate=Certificate(), bound=10**6)
    claimed = replace(allocation, status="optimal", stages=(*allocation.stages[:-1], wider))
    assert "is not optimal" in "\n".join(findings(problem, claimed))


def test_a_bound_below_the_value_is_found() -> None:
    """A price against the unmoved demand, where nobody ever moved, would prove too much."""
    problem, allocation = solved()
    stage = Stage("placed", allocation.stages[0].value, -10, Certificate({"unmoved": np.array([[5]])}))
    claimed = replace(allocation, stages=(stage, *allocation.stages[1:]))
    assert findings(problem, claimed)


CERTIFICATES: list[tuple[str, Certificate, str]] = [
    ("kind", Certificate(kind="oracle"), "unknown kind"),
    ("name", Certificate({"magic": np.zeros((1, 2), dtype=np.int64)}), "unknown prices"),
    ("shape", Certificate({"placement": np.zeros((1, 2), dtype=np.int64)}), "expected whole numbers"),
    ("dtype", Certificate({"sender_floor": np.array([[0.0, 0.5]])}), "expected whole numbers"),
    ("entity", Certificate({"placement": np.array([[9, 0, 1]])}), "a placement that does not exist"),
    ("negative", Certificate({"placement": np.array([[0, 0, -1]])}), "negative"),
    ("huge", Certificate({"placement": np.array([[0, 0, 2**51]])}), "negative or above"),
    ("sum", Certificate({"placement": np.array([[0, 0, 2**50]] * 2**12)}), "too large to be added"),
    ("scale", Certificate(scale=0), "scale 0"),
    ("stage", Certificate({"stage": np.array([[0, 1]])}), "a stage that does not exist"),
    ("no limit", Certificate({"cell_ceiling": np.array([[1, 1]])}), "where there is no limit"),
]


@pytest.mark.parametrize(("wrong", "sentence"), [row[1:] for row in CERTIFICATES], ids=[row[0] for row in CERTIFICATES])
def test_a_certificate_that_is_none_is_named(wrong: Certificate, sentence: str) -> None:
    problem, allocation = solved(cell_ceiling=[2, -1])
    stages = (replace(allocation.stages[0], certificate=wrong), *allocation.stages[1:])
    assert sentence in "\n".join(findings(problem, replace(allocation, stages=stages)))


def test_an_infeasible_answer_must_say_why_and_prove_it() -> None:
    problem, allocation = solved(placement_capacity=[2, 0, 1, 1])
    verify(problem, allocation)
    assert allocation.status == "infeasible"
    assert "without a conflict" in findings(problem, replace(allocation, conflicts=()))[0]
    assert "claims a value" in findings(problem, replace(allocation, placed=1))[0]
    [conflict] = allocation.conflicts
    unproven = replace(conflict, proof=Certificate())
    assert "do not prove" in findings(problem, replace(allocation, conflicts=(unproven,)))[0]
    not_a_proof = replace(conflict, proof=Certificate(kind="oracle"))
    assert "unknown kind" in findings(problem, replace(allocation, conflicts=(not_a_proof,)))[0]
    verify(problem, replace(allocation, conflicts=(replace(conflict, proof=None),)))


def test_companions_count_on_the_fullest_day() -> None:
    problem, allocation = solved()
    assert people_on_fullest_day(problem, allocation).tolist() == [4, 2]

"""A certificate by cases stands in `allocation.json` under the round's own ids, and no tampering with it passes."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.allocation import AllocationProblem, Certificate, Stage
from matcher.allocation.answer import Case, Status
from matcher.allocation.bounds import certified_bound
from matcher.allocation.groups.parties import gather_parties
from matcher.allocation.objective import pair_values
from matcher.errors import VerificationFailed
from matcher.reading import read_round
from matcher.rounds import plan, snapshot, verify_run, write_run
from matcher.rounds.answer import answer_of
from matcher.rounds.certificate import stages_from_json, stages_to_json
from matcher.rounds.plan import Plan

Written = list[dict[str, Any]]


def by_cases(problem: AllocationProblem) -> Certificate:
    """Two cases for the first destination: the first group travels there, or not."""
    at_first = np.flatnonzero(problem.placement_destination == 0)[:1]
    day = gather_parties(problem).days[0]
    cases = [
        Case(0, np.array([[0, goes]]), np.array([[placement, day, 3 + goes] for placement in at_first]).reshape(-1, 3))
        for goes in (0, 1)
    ]
    return Certificate({"group": np.array([[0, 7]])}, kind="cases", cases=tuple(cases))


@pytest.fixture(scope="module")
def run(small_round: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small run, its last stage with a certificate by cases."""
    out = tmp_path_factory.mktemp("cases")
    planned = plan(read_round(snapshot(small_round, out)).round, time_limit_seconds=5).planned
    problem, stages = planned.problem, list(planned.allocation.stages)
    kept = [(pair_values(problem, stage.name), stage.value) for stage in stages[:-1]]
    certificate = by_cases(problem)
    bound = certified_bound(problem, certificate, pair_values(problem, stages[-1].name), kept)
    stages[-1] = Stage(stages[-1].name, stages[-1].value, bound, certificate)
    status: Status = "optimal" if bound == stages[-1].value else "feasible"
    planned = replace(planned, allocation=replace(planned.allocation, stages=tuple(stages), status=status))
    write_run(Plan(planned, answer_of(planned)), out)
    return out


def answer_in(run: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((run / "allocation.json").read_text(encoding="utf-8"))
    return answer


def test_cases_are_read_back_as_they_were_written(run: Path) -> None:
    round_ = read_round(run / "round").round
    stages: Written = answer_in(run)["certificate"]["stages"]
    assert stages[-1]["kind"] == "cases"
    assert {case["destination"] for case in stages[-1]["cases"]} <= {one.id for one in round_.destinations}
    assert [case["groups"][0][1] for case in stages[-1]["cases"]] == [False, True]
    assert stages_to_json(round_, stages_from_json(round_, stages)) == stages
    verify_run(run)


TAMPERINGS: dict[str, Callable[[Written], object]] = {
    "a case left out": lambda cases: cases.pop(),
    "a case twice": lambda cases: cases.append(cases[0]),
    "a decision turned round": lambda cases: cases[0]["groups"][0].__setitem__(1, True),
    "no decision": lambda cases: cases[0]["groups"].clear(),
    "a price": lambda cases: cases[0]["prices"].clear(),
    "an unknown group": lambda cases: cases[0]["groups"][0].__setitem__(0, "G99"),
    "an unknown destination": lambda cases: cases[0].update(destination="Atlantis"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_with_a_case_is_found(run: Path, tmp_path: Path, what: str) -> None:
    damaged = Path(shutil.copytree(run, tmp_path / "run"))
    answer = answer_in(damaged)
    TAMPERINGS[what](answer["certificate"]["stages"][-1]["cases"])
    (damaged / "allocation.json").write_text(json.dumps(answer), encoding="utf-8")
    with pytest.raises(VerificationFailed):
        verify_run(damaged)

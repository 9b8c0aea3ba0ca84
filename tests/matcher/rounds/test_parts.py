"""Independent parts of a round, in turn, in processes and on a cluster: the same answer."""

import os
import signal
from pathlib import Path

import joblib
import numpy as np
import pytest

from matcher.allocation import Allocation, AllocationProblem
from matcher.allocation.parts import split
from matcher.allocation.progress import Progress
from matcher.generate import generate_round
from matcher.pairs import build_pairs, sides_of
from matcher.profiles import resolve_titles
from matcher.reading import read_round
from matcher.referee import verify
from matcher.rounds import parts
from matcher.rounds.arrays import problem_of
from matcher.rounds.parts import Watch, allocate_parts
from matcher.rounds.plan import PATIENCE, limits_for, plan, seconds_for


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year")
    generate_round(folder, 700, 300, seed="year")
    return folder


@pytest.fixture(scope="module")
def year(folder: Path) -> AllocationProblem:
    round_ = read_round(folder).round
    sides = sides_of(round_, resolve_titles(round_))
    return problem_of(round_, sides, build_pairs(sides, round_))


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LEAST_PAIRS", 100)


def same(one: Allocation, other: Allocation) -> bool:
    return np.array_equal(one.placement_of, other.placement_of) and repr(one.stages) == repr(other.stages)


def test_the_waves_of_a_year_are_parts_and_the_answer_is_that_of_any_number_of_processes(
    year: AllocationProblem, small_parts: None
) -> None:
    del small_parts
    assert split(year, parts.LEAST_PAIRS).parts == 3
    told: list[Progress] = []
    alone = allocate_parts(year, watch=Watch(told.append))
    verify(year, alone)
    assert alone.gap == 0
    assert told[-1].value == alone.value
    assert same(allocate_parts(year, workers=2), alone)
    whole = allocate_parts(year, watch=Watch(should_stop=lambda: False), workers=2)
    assert same(whole, alone)


def test_parts_are_as_good_as_the_whole(
    year: AllocationProblem, monkeypatch: pytest.MonkeyPatch, small_parts: None
) -> None:
    del small_parts
    in_parts = allocate_parts(year)
    monkeypatch.setattr(parts, "LEAST_PAIRS", year.pairs)
    whole = allocate_parts(year)
    assert [stage.value for stage in in_parts.stages] == [stage.value for stage in whole.stages]


def test_a_worker_that_dies_costs_time_only(year: AllocationProblem, small_parts: None) -> None:
    del small_parts
    expected = allocate_parts(year)
    killed: list[int] = []

    def kill(_: Progress) -> None:
        if not killed:
            killed.extend(_children())
            for child in killed:
                os.kill(child, signal.SIGKILL)

    assert same(allocate_parts(year, workers=2, watch=Watch(kill)), expected)
    assert killed


def _children() -> list[int]:
    """The processes that joblib started for us."""
    executor = joblib.externals.loky.get_reusable_executor(reuse=True)
    return list(executor._processes)


def test_a_planned_year_says_in_one_certificate_what_its_parts_proved(folder: Path, small_parts: None) -> None:
    del small_parts
    answer = plan(read_round(folder).round).answer
    assert answer.status == "optimal"
    assert {stage["kind"] for stage in answer.certificate["stages"]} == {"prices"}


def test_a_round_is_given_time_by_its_size() -> None:
    assert [seconds_for(learners) for learners in (0, 426, 500, 1_250, 2_000, 100_000)] == [10, 10, 10, 35, 60, 60]
    assert [seconds_for(learners) for learners in (400_000, 1_000_000)] == [240, 240]


def test_only_a_stated_time_limit_is_the_end_on_a_busy_machine_too() -> None:
    assert limits_for(426, None, None) == (10, 10 * PATIENCE)
    assert limits_for(426, None, 20) == (10, 20)
    assert limits_for(426, None, 5) == (5, 5)
    assert limits_for(426, 4, None) == (4, None)
    assert limits_for(426, 4, 9) == (4, 9)

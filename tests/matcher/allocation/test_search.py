"""The search ends when asked to, leaves models alone that are too large, and a price for nothing proves nothing."""

import time

import numpy as np
import pytest

from matcher.allocation import search as search_module
from matcher.allocation.objective import pair_values
from matcher.allocation.progress import Run
from matcher.allocation.relaxation import branched, relaxed
from matcher.allocation.rows import program
from matcher.allocation.search import search
from tests.matcher.allocation.test_engine import crowded

FAR = 10.0


def test_a_cancel_ends_a_search_long_before_its_time() -> None:
    problem = crowded(
        400, learner_group=np.arange(400) // 8, group_companions=np.ones(50, dtype=np.int64), destination_beds=[90] * 3
    )
    prog, value = program(problem), problem.pair_fit
    start = time.monotonic()
    run = Run(start + 60.0, should_stop=lambda: time.monotonic() > start + 0.2)
    search(problem, prog, value, None, 60.0, run)
    assert time.monotonic() - start < FAR


def test_a_model_too_large_is_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = crowded()
    monkeypatch.setattr(search_module, "MOST_COLUMNS", 3)
    assert search(problem, program(problem), problem.pair_fit, None, 1.0, Run(time.monotonic() + 1)) is None


def test_branching_finds_what_the_relaxation_promises() -> None:
    problem = crowded(destination_minimum=[5, 5, 5])
    prog, value = program(problem), problem.pair_fit
    linear = relaxed(problem, prog, value, FAR)
    found = branched(problem, prog, value, FAR)
    assert linear is not None
    assert found is not None
    assert linear.placement_of is not None
    worth = [value[one[problem.pair_learner] == problem.pair_placement].sum() for one in (found, linear.placement_of)]
    assert worth[0] == worth[1]


def test_a_relaxation_without_time_gives_no_prices() -> None:
    problem = crowded(3_000)
    assert relaxed(problem, program(problem), pair_values(problem, "fit"), 0.0) is None

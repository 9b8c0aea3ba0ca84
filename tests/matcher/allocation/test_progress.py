"""A run tells every improvement; several threads at once change no answer."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from benchmarks.allocation.alone_instances import scattered, with_quotas_pins_and_days
from benchmarks.allocation.instances import group_instance
from matcher.allocation import AllocationProblem, allocate
from matcher.allocation.progress import Progress
from tests.matcher.allocation.test_engine import crowded

THREADS = 4


def test_the_search_among_groups_tells_every_better_answer() -> None:
    seen: list[Progress] = []
    allocation = allocate(group_instance(120, 12, 3, 20), time_limit_seconds=2, on_progress=seen.append)
    found = [one.value for one in seen if one.bound is None and one.value is not None]
    assert len(found) > 1
    assert found == sorted(set(found))
    assert found[-1] <= allocation.value
    assert (seen[-1].value, seen[-1].bound) == (allocation.value, allocation.bound)


def test_the_exact_search_tells_every_better_answer_under_the_bound_known() -> None:
    groups = {"learner_group": np.arange(60) // 6, "group_companions": np.ones(10, dtype=np.int64)}
    seen: list[Progress] = []
    allocation = allocate(crowded(60, **groups), time_limit_seconds=4, on_progress=seen.append)
    last = [one for one in seen if one.stage == allocation.stages[-1].name and one.value is not None]
    assert len(last) > 1
    assert all(one.bound is None or (one.value or 0) <= one.bound for one in last)
    assert last[-1].value == allocation.value


@pytest.mark.parametrize("kind", ["alone", "quotas, pins, days", "searched exactly"])
def test_several_threads_at_once_change_no_assignment(kind: str) -> None:
    given = scattered(300, 60, 10, 5)
    problem = {
        "alone": lambda: AllocationProblem(**given),
        "quotas, pins, days": lambda: AllocationProblem(**with_quotas_pins_and_days(given)),
        "searched exactly": lambda: crowded(20, destination_minimum=[3, 0, 4]),
    }[kind]()
    first = allocate(problem).placement_of.tolist()
    with ThreadPoolExecutor(THREADS) as threads:
        answers = [threads.submit(allocate, problem) for _ in range(THREADS)]
    assert [answer.result().placement_of.tolist() for answer in answers] == [first] * THREADS


def test_a_report_that_fails_does_not_end_the_run(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Progress) -> None:
        raise ZeroDivisionError

    watched = allocate(crowded(60), time_limit_seconds=4, on_progress=fail)
    assert watched.placement_of.tolist() == allocate(crowded(60), time_limit_seconds=4).placement_of.tolist()
    assert "a progress report failed" in caplog.text


def test_a_later_deadline_buys_no_more_work() -> None:
    problem = group_instance(120, 12, 3, 20)
    early, late = (allocate(problem, time_limit_seconds=1, deadline_seconds=seconds) for seconds in (60, 600))
    assert (early.value, early.bound) == (late.value, late.bound)
    assert early.placement_of.tolist() == late.placement_of.tolist()

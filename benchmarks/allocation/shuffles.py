"""A hundred rounds with their rows shuffled, alone and in several threads at once: how many assignments change.

`python -m benchmarks.allocation.shuffles` prints the table and renews `benchmarks/frozen/shuffles.csv`; it should say
0 everywhere. The keys of learners and placements travel with their rows, as ids do in a spreadsheet.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks.allocation.alone_instances import scattered, with_quotas_pins_and_days
from benchmarks.allocation.baselines import FROZEN, freeze
from benchmarks.allocation.instances import group_instance
from matcher.allocation import AllocationProblem, allocate
from matcher.allocation.problem import IntArray

THREADS = 4
COLUMNS = ("instances", "number", "how", "learners", "changed")


@dataclass(frozen=True)
class Row:
    """A kind of instances: how many, how they were solved again, learners in all, and assignments that changed."""

    instances: str
    number: int
    how: str
    learners: int
    changed: int
    seconds: float


def alone(seed: int) -> AllocationProblem:
    return keyed(AllocationProblem(**scattered(300, 60, 10, 5, seed=seed)), seed)


def with_rules(seed: int) -> AllocationProblem:
    return keyed(AllocationProblem(**with_quotas_pins_and_days(scattered(300, 150, 10, 5, seed=seed), seed)), seed)


def in_groups(seed: int) -> AllocationProblem:
    return keyed(group_instance(80, 8, 3, 12, seed=seed, place_value=None), seed)


def keyed(problem: AllocationProblem, seed: int) -> AllocationProblem:
    draw = np.random.default_rng(seed)
    keys = {"learner_key": problem.learners, "placement_key": problem.placements}
    return problem.changed(**{name: draw.permutation(count).astype(np.uint64) for name, count in keys.items()})


KINDS: tuple[tuple[str, int, Callable[[int], AllocationProblem], float], ...] = (
    ("alone", 47, alone, 10.0),
    ("alone, quotas, pins, days", 47, with_rules, 10.0),
    ("groups", 6, in_groups, 2.0),
)


def shuffled(problem: AllocationProblem, draw: np.random.Generator) -> tuple[AllocationProblem, IntArray, IntArray]:
    """Return the problem in another row order, and which old learner and placement each new row is."""
    learner, placement = draw.permutation(problem.learners), draw.permutation(problem.placements)
    pair = draw.permutation(problem.pairs)
    new_learner, new_placement = np.argsort(learner), np.append(np.argsort(placement), -1)
    given: dict[str, Any] = {
        "pair_learner": new_learner[problem.pair_learner[pair]],
        "pair_placement": new_placement[problem.pair_placement[pair]],
        "pair_fit": problem.pair_fit[pair],
        "pinned": new_placement[problem.pinned[learner]],
        "previous": new_placement[problem.previous[learner]],
    }
    per_learner = ("group", "sender", "stay", "reserved", "key")
    for name in (*(f"learner_{name}" for name in per_learner), "stay_first_day", "stay_last_day"):
        given[name] = getattr(problem, name)[learner]
    for name in ("placement_capacity", "placement_destination", "placement_key", "max_per_sender"):
        given[name] = getattr(problem, name)[placement]
    return problem.changed(**given), learner, placement


def changed_by_order(problem: AllocationProblem, seconds: float, seed: int) -> int:
    """Return how many assignments differ once the rows are shuffled."""
    again, learner, placement = shuffled(problem, np.random.default_rng(seed))
    first = allocate(problem, time_limit_seconds=seconds).placement_of
    second = allocate(again, time_limit_seconds=seconds).placement_of
    return int((np.append(placement, -1)[second] != first[learner]).sum())


def changed_by_threads(problem: AllocationProblem, seconds: float) -> int:
    """Return how many assignments differ when several threads solve the same problem at once."""
    first = allocate(problem, time_limit_seconds=seconds).placement_of
    with ThreadPoolExecutor(THREADS) as threads:
        tasks = [threads.submit(allocate, problem, time_limit_seconds=seconds * THREADS) for _ in range(THREADS)]
    return sum(int((task.result().placement_of != first).sum()) for task in tasks)


def measured() -> Iterator[Row]:
    """Yield a row per kind for the shuffled rows, and one for the threads on its first instance that needs no clock."""
    for name, number, make, seconds in KINDS:
        problems = [make(seed) for seed in range(number)]
        start = time.perf_counter()
        changed = sum(changed_by_order(problem, seconds, seed) for seed, problem in enumerate(problems))
        learners = sum(problem.learners for problem in problems)
        yield Row(name, number, "rows shuffled", learners, changed, time.perf_counter() - start)
        if seconds >= 10:  # the others do as much work as the time limit buys, which differs here
            start = time.perf_counter()
            changed = sum(changed_by_threads(problem, seconds) for problem in problems[:10])
            learners = sum(problem.learners for problem in problems[:10])
            yield Row(name, 10, f"{THREADS} threads", learners * THREADS, changed, time.perf_counter() - start)


def main() -> None:
    rows = []
    for row in measured():
        rows.append(row)
        print(
            f"{row.instances:28}{row.number:5} {row.how:16}{row.learners:7} learners{row.changed:5} changed"
            f"{row.seconds:8.1f} s",
            flush=True,
        )
    freeze(FROZEN / "shuffles.csv", COLUMNS, COLUMNS[:3], [asdict(row) for row in rows])


if __name__ == "__main__":
    main()

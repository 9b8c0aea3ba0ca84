"""A re-run after one learner in a hundred withdrew: how many of the others move, and what their staying costs.

`python -m benchmarks.allocation.rerun [--short]` prints the table and renews its rows in `benchmarks/frozen/rerun.csv`.
Beside the re-run with least change stand one in which at most one in a hundred of the others moves, with the bound that
its certificate proves on any such answer, and planning afresh, as who has no published answer to keep.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np

from benchmarks.allocation.alone_instances import scattered, with_quotas_pins_and_days
from benchmarks.allocation.baselines import FROZEN, freeze
from benchmarks.allocation.groups import last_stage
from benchmarks.allocation.instances import group_instance, tight_instance
from matcher.allocation import Allocation, AllocationProblem, allocate
from matcher.allocation.problem import IntArray, Moves
from matcher.allocation.staged import worth
from matcher.referee import verify

WITHDRAWN = 0.01
PATIENCE = 6  # times the seconds given is the deadline, so that a busy machine does all of the counted work too
MAY_MOVE = 0.01  # of the others
FEW = "at most 1 % move"
COLUMNS = (
    "instance", "method", "withdrawn", "others", "moved", "moved_share", "placed", "value", "value_lost", "least_lost",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One way to re-run; `moved_share` of the other published learners, `value_lost` against planning afresh.

    Where placing more comes first, `value_lost` is None if the numbers placed differ. `least_lost` is what anybody
    loses who moves no more than may, as the certificate proves; None for other methods, or if not comparable.
    """

    instance: str
    method: str
    withdrawn: int
    others: int
    moved: int
    moved_share: float
    placed: int
    value: int
    value_lost: float | None
    least_lost: float | None
    seconds: float


def instances(short: bool) -> Iterator[tuple[str, AllocationProblem, float]]:
    """Yield name, problem, and seconds given."""
    plain = scattered(3_000, 300, 25, 10)
    yield "3 000 x 300 x 25", AllocationProblem(**plain), 10
    yield "3 000 x 300 x 25, quotas, pins, days", AllocationProblem(**with_quotas_pins_and_days(plain)), 10
    yield "426, 42 groups, 5 cities, scattered", group_instance(426, 42, 5, 60), 10
    if short:
        return
    yield "426, 42 groups, 5 cities, fields", group_instance(426, 42, 5, 60, shape="fields"), 10
    yield "tight 426, 39 groups, 5 cities", tight_instance(), 8


def withdrawn(problem: AllocationProblem, published: IntArray) -> tuple[AllocationProblem, IntArray]:
    """Return the round without one in a hundred of the published, pinned ones stay, and who is published still."""
    draw = np.random.default_rng(0)
    free = np.flatnonzero((published >= 0) & (problem.pinned < 0))
    gone = draw.choice(free, max(1, round(WITHDRAWN * int((published >= 0).sum()))), replace=False)
    left = ~np.isin(problem.pair_learner, gone)
    pairs = {name: getattr(problem, name)[left] for name in ("pair_learner", "pair_placement", "pair_fit")}
    previous = published.copy()
    previous[gone] = -1
    return problem.changed(**pairs, previous=previous), np.flatnonzero(previous >= 0)


def measured(short: bool) -> Iterator[Row]:
    """Yield three rows per instance; every answer is verified, outside the seconds."""
    for name, problem, seconds in instances(short):
        first = allocate(problem, time_limit_seconds=seconds, deadline_seconds=PATIENCE * seconds)
        published = first.placement_of
        later, others = withdrawn(problem, published)
        gone = int((published >= 0).sum()) - len(others)
        afresh = rerun(later, "free", seconds)
        least = rerun(later, "least", seconds)
        few = rerun(later, int(MAY_MOVE * len(others)), seconds)
        for method, (answer, taken) in {"least change": least, FEW: few, "afresh": afresh}.items():
            moved = int((answer.placement_of[others] != later.previous[others]).sum())
            value, best = (worth(later, one.placement_of, last_stage(later)) for one in (answer, afresh[0]))
            comparable = later.place_value is not None or answer.placed == afresh[0].placed
            yield Row(
                instance=name,
                method=method,
                withdrawn=gone,
                others=len(others),
                moved=moved,
                moved_share=moved / len(others),
                placed=answer.placed,
                value=value,
                value_lost=(best - value) / best if comparable else None,
                least_lost=(best - answer.bound) / best if comparable and method == FEW else None,
                seconds=taken,
            )


def rerun(problem: AllocationProblem, moves: Moves, seconds: float) -> tuple[Allocation, float]:
    start = time.perf_counter()
    later = problem.changed(moves=moves)
    answer: Allocation = allocate(later, time_limit_seconds=seconds, deadline_seconds=PATIENCE * seconds)
    taken = time.perf_counter() - start
    verify(later, answer)
    return answer, taken


def main() -> None:
    rows = []
    for row in measured("--short" in sys.argv):
        rows.append(row)
        lost = "" if row.value_lost is None else f"{row.value_lost:.3%}"
        least = "" if row.least_lost is None else f", at least {row.least_lost:.3%}"
        print(
            f"{row.instance:38}{row.method:18}{row.moved:5} of {row.others:5} moved {row.moved_share:8.2%}"
            f"{row.placed:7} placed{row.value:10}{lost:>9} lost{least}{row.seconds:7.1f} s",
            flush=True,
        )
    freeze(FROZEN / "rerun.csv", COLUMNS, COLUMNS[:2], [asdict(row) for row in rows])


if __name__ == "__main__":
    main()

"""The parts of a round that have nothing in common, allocated side by side and joined to one certified answer."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from joblib import Parallel, delayed

from matcher.allocation import Allocation, AllocationProblem, allocate
from matcher.allocation.order import Order
from matcher.allocation.parts import Part, Split, joined, part_of, split
from matcher.allocation.progress import OnProgress, Progress, ShouldStop
from matcher.pairs.shared import ATTEMPTS, LOST_WORKER

LEAST_PAIRS = 100_000  # of a part: a smaller one is solved before a process for it has started


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told how far the allocation is, and who may end it; both in this process only."""

    on_progress: OnProgress | None = None
    should_stop: ShouldStop | None = None


NOBODY = Watch()


def allocate_parts(
    problem: AllocationProblem,
    *,
    time_limit_seconds: float = 60.0,
    deadline_seconds: float | None = None,
    workers: int | None = 1,
    watch: Watch = NOBODY,
) -> Allocation:
    """Allocate as `matcher.allocation.allocate` does, independent parts of a large round each on its own.

    Parameters
    ----------
    time_limit_seconds, deadline_seconds
        For all parts together; each has the share of the first that it has of the pairs.
    workers
        Processes; 1: one part after the other in this one; None: as `joblib.parallel_config` says. The answer is the
        same. What a lost worker had is done again. Where somebody may stop it, all is done in this process.
    """
    divided = split(problem, LEAST_PAIRS)
    if divided.parts > 1:
        ends = time.monotonic() + max(time_limit_seconds, deadline_seconds or 0.0)
        here = workers == 1 or watch.should_stop is not None  # where that can be heard
        at_once = 1.0 if here else float(workers or divided.parts)
        limits = _Limits(time_limit_seconds, ends, problem.pairs, problem.pairs, at_once)
        answer = _side_by_side(problem, divided, limits, 1 if here else workers, watch)
        if answer is not None:
            return answer
    return _answer(problem, time_limit_seconds, deadline_seconds, watch)


@dataclass(slots=True)
class _Limits:
    """Time and pairs that are left for the parts to come, `at_once` of them side by side."""

    seconds: float
    ends: float  # of time.monotonic
    pairs: int
    pairs_left: int
    at_once: float

    def of(self, part: Part) -> tuple[float, float]:
        """Time limit and deadline of the next part: its share of the work, and of the clock what it may take."""
        share = part.problem.pairs / max(self.pairs, 1)
        of_the_rest = part.problem.pairs / max(self.pairs_left, 1)
        self.pairs_left -= part.problem.pairs
        left = max(self.ends - time.monotonic(), 0.0)
        return self.seconds * share, left * min(self.at_once * of_the_rest, 1.0)


def _side_by_side(
    problem: AllocationProblem, divided: Split, limits: _Limits, workers: int | None, watch: Watch
) -> Allocation | None:
    rows: list[Order] = []
    found = _in_turn if workers == 1 else partial(_shared_out, workers=workers)
    answers = list(found(problem, divided, limits, rows, _Sum(watch)))
    return joined(problem, rows, answers)


def _in_turn(
    problem: AllocationProblem, divided: Split, limits: _Limits, rows: list[Order], tell: "_Sum"
) -> Iterator[Allocation]:
    for number in range(divided.parts):
        part = part_of(problem, divided, number)
        rows.append(part.rows)
        answer = _answer(part.problem, *limits.of(part), Watch(tell.of_part, tell.watch.should_stop))
        tell.done(answer)
        yield answer


def _shared_out(
    problem: AllocationProblem,
    divided: Split,
    limits: _Limits,
    rows: list[Order],
    tell: "_Sum",
    workers: int | None,
) -> Iterator[Allocation]:
    """Processes, because the solvers hold the interpreter's lock; no more parts are taken out than are worked on."""
    done = 0
    for attempt in range(1, ATTEMPTS + 1):
        del rows[done:]
        parallel = Parallel(n_jobs=workers, prefer="processes", pre_dispatch="n_jobs", return_as="generator")
        try:
            for answer in parallel(_tasks(problem, divided, limits, rows)):
                done += 1
                tell.done(answer)
                yield answer
            return
        except LOST_WORKER:
            if attempt == ATTEMPTS:
                raise


def _tasks(problem: AllocationProblem, divided: Split, limits: _Limits, rows: list[Order]) -> Iterator[Any]:
    """The parts that are left, each with what is to be done with it; their rows are noted as they go out."""
    for number in range(len(rows), divided.parts):
        part = part_of(problem, divided, number)
        rows.append(part.rows)
        yield delayed(_answer)(part.problem, *limits.of(part))


def _answer(
    problem: AllocationProblem, seconds: float, deadline_seconds: float | None, watch: Watch = NOBODY
) -> Allocation:
    return allocate(
        problem,
        time_limit_seconds=seconds,
        deadline_seconds=deadline_seconds,
        on_progress=watch.on_progress,
        should_stop=watch.should_stop,
    )


class _Sum:
    """Adds up what the parts attain, for whoever watches the whole; its bound is known only when all are done."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self._attained: Counter[str] = Counter()

    def of_part(self, progress: Progress) -> None:
        if self.watch.on_progress is not None:
            self.watch.on_progress(
                Progress(progress.stage, self._attained[progress.stage] + (progress.value or 0), None)
            )

    def done(self, answer: Allocation) -> None:
        for stage in answer.stages:
            self.of_part(Progress(stage.name, stage.value, None))
            self._attained[stage.name] += stage.value

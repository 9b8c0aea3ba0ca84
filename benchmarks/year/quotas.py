"""A programme year with the quotas that national rounds have: what the allocation proves with them, and what it takes.

`python -m benchmarks.year.quotas` allocates rounds of 3 000 and 10 000 learners within ten seconds; or name sizes:
`python -m benchmarks.year.quotas 30000 10000:0.1 --time-limit=60`. `--freeze` renews `frozen/quotas.csv`,
`--rounds=FOLDER` keeps the generated rounds for the next time.
"""

import multiprocessing
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.allocation.baselines import FROZEN, freeze
from benchmarks.year.sizes import Size, parse, rounds_folder, written
from matcher.allocation import Allocation, AllocationProblem
from matcher.allocation.network import sender_sizes
from matcher.allocation.problem import IntArray

TIME_LIMIT_SECONDS = 10.0
PATIENCE = 30  # times the seconds given is the deadline, so that a busy machine does all of the counted work too
SIZES = (Size(3_000), Size(10_000), Size(10_000, 0.1))
WITHDRAWN = 0.01
RESERVED = 0.1  # of learners
TOGETHER = 5  # placements at a small destination
COLUMNS = ("learners", "grouped_share", "pairs", "round", "seconds", "placed", "placed_gap", "fit_gap", "moved_share")


@dataclass(frozen=True)
class Row:
    """One answer; `seconds` given, `work_seconds` of the processor; `moved_share` of the others published."""

    learners: int
    grouped_share: float
    pairs: int
    round: str
    seconds: float
    work_seconds: float
    peak_mb: int
    placed: int
    placed_gap: float
    fit_gap: float
    moved_share: float | None


def with_quotas(
    problem: AllocationProblem, seed: int = 0, *, placed: float = 0.93, seasons: int = 5
) -> AllocationProblem:
    """Add quotas that bind: by sender, by sender and destination, for those with fewer opportunities; and minimums.

    A third of the senders may send a tenth less than are placed on average, a third at least nearly as many. At the
    two largest destinations no sender has more than its share of the beds, at the third largest at least half of it.
    Half of the placements with several places take one learner of a sender. Nearly all of a tenth of the learners must
    be placed. The smallest destination needs not many fewer than come by themselves; one placement in a hundred lies
    at a small destination with a few others, and some of these reach what they need.

    Parameters
    ----------
    placed
        About the share of learners that the round places without quotas.
    seasons
        As often the smallest destination must be full.
    """
    draw = np.random.default_rng(seed)
    problem = _with_small_destinations(problem, draw, seasons)
    size = sender_sizes(problem)
    third = draw.permutation(problem.senders) % 3
    reserved = (draw.uniform(size=problem.learners) < RESERVED).astype(np.int64)
    with_pairs = np.zeros(problem.learners, dtype=np.int64)
    with_pairs[problem.pair_learner] = 1
    able = np.bincount(problem.learner_sender, with_pairs, problem.senders).astype(np.int64)
    cells = _cells(problem, size, int((reserved * with_pairs).sum() * placed * 1.02), placed)
    shared = (problem.placement_capacity > 1) & (draw.uniform(size=problem.placements) < 0.5)
    return problem.changed(
        sender_floor=np.where(third == 0, able * placed * 0.97, 0).astype(np.int64),
        sender_ceiling=np.where(third == 1, size * placed * 0.91, -1).astype(np.int64),
        max_per_sender=np.where(shared, 1, -1),
        learner_reserved=reserved,
        **dict(zip(CELL, cells.T, strict=True)),
    )


CELL = ("cell_sender", "cell_destination", "cell_stay", "cell_reserved", "cell_floor", "cell_ceiling")


def _cells(problem: AllocationProblem, size: IntArray, reserve: int, placed: float) -> IntArray:
    largest = np.argsort(-problem.destination_beds, kind="stable")[:3].tolist()
    share = problem.destination_beds / problem.destination_beds.sum()
    rows, who = [[-1, -1, -1, 1, reserve, -1]], problem.pair_learner
    for sender, learners in enumerate(size.tolist()):
        rows += [[sender, where, -1, 0, 0, int(np.ceil(learners * share[where]))] for where in largest[:2]]
        able = len(np.unique(who[(problem.learner_sender[who] == sender) & (problem.pair_destination == largest[2])]))
        rows.append([sender, largest[2], -1, 0, int(min(learners, able) * placed * share[largest[2]] / 2), -1])
    return np.array(rows, dtype=np.int64)


def _with_small_destinations(problem: AllocationProblem, draw: np.random.Generator, seasons: int) -> AllocationProblem:
    """Return the problem with minimums, and with destinations of a few placements more."""
    count = max(1, problem.placements // 100 // TOGETHER)
    moved = draw.choice(problem.placements, (count, TOGETHER), replace=False)
    destination = problem.placement_destination.copy()
    destination[moved] = problem.destinations + np.arange(count)[:, None]
    beds = problem.placement_capacity[moved].sum(axis=1)
    minimum = np.full(problem.destinations, 5)
    minimum[problem.destination_beds.argmin()] = problem.destination_beds.min() * seasons
    return problem.changed(
        placement_destination=destination,
        destination_beds=np.concatenate([problem.destination_beds, beds]),
        destination_minimum=np.concatenate([minimum, beds * draw.integers(1, seasons, count)]),
    )


def withdrawn(problem: AllocationProblem, published: IntArray, moves: str | int) -> AllocationProblem:
    """Return the round without one in a hundred of the published."""
    draw = np.random.default_rng(0)
    placed = np.flatnonzero(published >= 0)
    gone = draw.choice(placed, max(1, round(WITHDRAWN * len(placed))), replace=False)
    left = ~np.isin(problem.pair_learner, gone)
    pairs = {name: getattr(problem, name)[left] for name in ("pair_learner", "pair_placement", "pair_fit")}
    previous = published.copy()
    previous[gone] = -1
    return problem.changed(**pairs, previous=previous, moves=moves)


def measured(size: Size, seconds: float, folder: Path) -> list[Row]:
    """Return a row for the round itself, with quotas, and for two re-runs of it."""
    plain = problem_of_size(size, folder)
    problem = with_quotas(plain)
    _, first = _row("without quotas", size, plain, seconds)
    answer, second = _row("with quotas", size, problem, seconds)
    rows = [first, second]
    published = answer.placement_of
    for name, moves in (("least change", "least"), ("at most 1 % move", int(0.01 * answer.placed))):
        rows.append(_row(name, size, withdrawn(problem, published, moves), seconds)[1])
    return rows


def problem_of_size(size: Size, folder: Path) -> AllocationProblem:
    """Return the allocation problem of a generated round."""
    from matcher.pairs import build_pairs, sides_of
    from matcher.profiles import resolve_titles
    from matcher.reading import read_round
    from matcher.rounds.arrays import problem_of

    found = read_round(written(size, folder)).round
    sides = sides_of(found, resolve_titles(found))
    return problem_of(found, sides, build_pairs(sides, found))


def _row(name: str, size: Size, problem: AllocationProblem, seconds: float) -> tuple[Allocation, Row]:
    from matcher.referee import verify
    from matcher.rounds.parts import allocate_parts

    worked = time.process_time()
    answer = allocate_parts(problem, time_limit_seconds=seconds, deadline_seconds=PATIENCE * seconds)
    worked = time.process_time() - worked
    verify(problem, answer)
    others = problem.previous >= 0
    row = Row(
        learners=size.learners,
        grouped_share=size.grouped,
        pairs=problem.pairs,
        round=name,
        seconds=seconds,
        work_seconds=worked,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        placed=answer.placed,
        placed_gap=answer.stages[0].gap,
        fit_gap=answer.stages[-1].gap,
        moved_share=float((answer.placement_of != problem.previous)[others].mean()) if others.any() else None,
    )
    moved = "" if row.moved_share is None else f"{row.moved_share:8.2%} of the others moved"
    print(
        f"{size.name:12}{name:20}{row.pairs:9} pairs{worked:8.1f} s of work{row.peak_mb:6} MB{row.placed:8} placed,"
        f" gaps {row.placed_gap:.3%} {row.fit_gap:.3%}{moved}",
        flush=True,
    )
    return answer, row


def main(arguments: list[str]) -> None:
    """Measure the sizes named, each in a process of its own."""
    limits = [text.partition("=")[2] for text in arguments if text.startswith("--time-limit=")]
    limit = float(limits[0]) if limits else TIME_LIMIT_SECONDS
    sizes = [parse(text) for text in arguments if not text.startswith("--")] or list(SIZES)
    rows: list[Row] = []
    with rounds_folder(arguments) as folder:
        for size in sizes:
            with multiprocessing.get_context("spawn").Pool(1) as alone:
                rows += alone.apply(measured, (size, limit, folder))
    if "--freeze" in arguments:
        freeze(
            FROZEN / "quotas.csv",
            COLUMNS,
            ("learners", "grouped_share", "round", "seconds"),
            [asdict(row) for row in rows],
        )


if __name__ == "__main__":
    main(sys.argv[1:])

"""Seconds and peak memory of each step from files to `allocation.json`, by size, and how they grow.

`python -m benchmarks.year.stages 10000 30000 100000:0.1` plans each round in a process of its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.year.sizes import REDUCED, Size, exponent, parse, written

FOLDER = Path(tempfile.gettempdir()) / "matcher-year"
TIME_LIMIT_SECONDS = 240.0
WORKERS = 2


class Stopwatch:
    """Seconds of each step, and the process's peak memory (MB) after it."""

    def __init__(self) -> None:
        self.steps: dict[str, tuple[float, int]] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.steps[step] = (time.perf_counter() - start, peak_mb())
        print(f"  {step:<12}{self.steps[step][0]:>9.2f} s{self.steps[step][1]:>8} MB", file=sys.stderr, flush=True)


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def stages(size: Size, folder: Path) -> dict[str, tuple[float, int]]:
    """Plan a round step by step, as `matcher.rounds.plan` does."""
    step = Stopwatch()
    with step("generate"):
        source = written(size, folder)
    with step("import"):
        from matcher import referee
        from matcher.allocation import allocate
        from matcher.explain.planned import Planned
        from matcher.pairs import build_pairs, sides_of
        from matcher.profiles import resolve_titles
        from matcher.reading import read_round
        from matcher.rounds import folder as run_folder
        from matcher.rounds.answer import answer_of
        from matcher.rounds.arrays import problem_of
        from matcher.rounds.plan import Plan
    with step("read"):
        round_ = read_round(source).round
    with step("titles"):
        fields = resolve_titles(round_)
    with step("sides"):
        sides = sides_of(round_, fields)
    with step("pairs"):
        pairs = build_pairs(sides, round_, workers=WORKERS)
    with step("problem"):
        problem = problem_of(round_, sides, pairs)
    with step("allocate"):
        allocation = allocate(problem, time_limit_seconds=TIME_LIMIT_SECONDS)
    with step("referee"):
        referee.verify(problem, allocation)
    with step("answer"):
        planned = Planned(round_, fields, sides, pairs, problem, allocation)
        answer = answer_of(planned)
    with step("write"):
        run_folder.write_run(Plan(planned, answer), Path(tempfile.mkdtemp(dir=folder)))
    print(
        f"  {len(pairs)} pairs, {pairs.cut.pairs_left_out} left out; {allocation.placed} placed, {allocation.status},"
        f" gap {allocation.gap:.3%}",
        file=sys.stderr,
    )
    return step.steps


def main(arguments: list[str]) -> None:
    """Measure the sizes named, each in a fresh process, and print the table."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(stages(parse(arguments[1]), FOLDER)))
        return
    FOLDER.mkdir(exist_ok=True)
    texts = arguments or [str(size.learners) for size in REDUCED]
    measured = {}
    for text in texts:
        print(text, file=sys.stderr)
        command = [sys.executable, "-m", "benchmarks.year.stages", "--one", text]
        measured[text] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    print(table(measured))


def table(measured: dict[str, dict[str, tuple[float, int]]]) -> str:
    """Markdown: a row per step, seconds and peak memory by size, and the power of growth."""
    learners = [parse(text).learners for text in measured]
    head = f"| step | {' | '.join(measured)} | grows as n^ |\n|{' --- |' * (len(measured) + 2)}"
    rows = [head]
    for step in next(iter(measured.values())):
        cells = [f"{found[step][0]:.1f} s, {found[step][1]} MB" for found in measured.values()]
        seconds = [found[step][0] for found in measured.values()]
        power = f"{exponent(learners, seconds):.2f}" if len(set(learners)) > 1 else ""
        rows.append(f"| {step} | {' | '.join(cells)} | {power} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main(sys.argv[1:])

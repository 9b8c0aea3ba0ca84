"""Seconds (of the clock, of the processor) and peak memory of each step from files to tables, and how they grow.

`python -m benchmarks.year.stages 10000 30000 100000:0.1 --time-limit=60` plans each round in a process of its own;
`--rounds=FOLDER` keeps the generated rounds for the next time.
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

from benchmarks.year.sizes import REDUCED, Size, exponent, parse, rounds_folder, written

TIME_LIMIT_SECONDS = 240.0
WORKERS = 2


Step = tuple[float, float, int]  # seconds of the clock, of all cores' work, and the process's peak memory (MB) after it


class Stopwatch:
    """What each step took."""

    def __init__(self) -> None:
        self.steps: dict[str, Step] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start, worked = time.perf_counter(), time.process_time()
        yield
        wall, cpu, peak = self.steps[step] = time.perf_counter() - start, time.process_time() - worked, peak_mb()
        print(f"  {step:<12}{wall:>9.2f} s{cpu:>9.2f} s of work{peak:>8} MB", file=sys.stderr, flush=True)


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def stages(size: Size, folder: Path, time_limit_seconds: float) -> dict[str, Step]:
    """Plan a round step by step, as `matcher.rounds.plan` does."""
    step = Stopwatch()
    with step("generate"):
        source = written(size, folder)
    with step("import"):
        from matcher import referee
        from matcher.explain.planned import Planned
        from matcher.pairs import build_pairs, sides_of
        from matcher.profiles import resolve_titles
        from matcher.reading import read_round
        from matcher.rounds import folder as run_folder
        from matcher.rounds.answer import answer_of
        from matcher.rounds.arrays import problem_of
        from matcher.rounds.parts import allocate_parts
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
        allocation = allocate_parts(problem, time_limit_seconds=time_limit_seconds)  # in turn: all work is counted
    with step("referee"):
        referee.verify(problem, allocation)
    with step("answer"):
        planned = Planned(round_, fields, sides, pairs, problem, allocation)
        answer = answer_of(planned, WORKERS)
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
        print(json.dumps(stages(parse(arguments[1]), Path(arguments[3]), float(arguments[2]))))
        return
    limits = [text.removeprefix("--time-limit=") for text in arguments if text.startswith("--time-limit=")]
    limit = limits[0] if limits else str(TIME_LIMIT_SECONDS)
    texts = [text for text in arguments if not text.startswith("--")] or [str(size.learners) for size in REDUCED]
    measured = {}
    with rounds_folder(arguments) as folder:
        for text in texts:
            print(text, file=sys.stderr)
            command = [sys.executable, "-m", "benchmarks.year.stages", "--one", text, limit, str(folder)]
            measured[text] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    print(table(measured))


def table(measured: dict[str, dict[str, Step]]) -> str:
    """Markdown: a row per step, seconds of clock and work, peak memory by size, and the power of growth of the work."""
    learners = [parse(text).learners for text in measured]
    head = f"| step | {' | '.join(measured)} | grows as n^ |\n|{' --- |' * (len(measured) + 2)}"
    rows = [head]
    for step in next(iter(measured.values())):
        cells = [
            f"{found[step][0]:.1f} s, {found[step][1]:.1f} s work, {found[step][2]} MB" for found in measured.values()
        ]
        seconds = [found[step][1] for found in measured.values()]
        power = f"{exponent(learners, seconds):.2f}" if len(set(learners)) > 1 else ""
        rows.append(f"| {step} | {' | '.join(cells)} | {power} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main(sys.argv[1:])

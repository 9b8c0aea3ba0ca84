"""From round folders of growing size to `allocation.json`: whole-process time and peak memory of `matcher run`.

`python -m benchmarks.year` measures a programme year up to 400 000 learners (`make bench-year`), with `--reduced` a
tenth of it in under two minutes; or name sizes: `python -m benchmarks.year 10000 100000:0.1 --time-limit=60`. With
`--freeze` the figures become the baseline, `frozen/year.csv`, and its plot, `year/year.svg`. `--rounds=FOLDER` keeps
the generated rounds for the next time. Peak memory is that of all processes of a run together.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.year.memory import Watched
from benchmarks.year.peer import compare
from benchmarks.year.plot import draw
from benchmarks.year.sizes import REDUCED, YEAR, Size, exponent, parse, rounds_folder, written

PEER = Size(300, stays=1)
TIME_LIMIT_SECONDS = {False: 240, True: 10}  # for the allocation; key: reduced
FROZEN = Path(__file__).parent.parent / "frozen" / "year.csv"


class Whole(NamedTuple):
    """A run as its user sees it; `work_seconds` are those of the processor, over all cores."""

    learners: int
    placements: int
    grouped: float
    seconds: float
    work_seconds: float
    peak_mb: int
    placed: int
    gap: float


def run(size: Size, time_limit_seconds: int, folder: Path) -> Whole:
    """Run `matcher run` on the size's round in a process of its own."""
    source, out = written(size, folder), Path(tempfile.mkdtemp(dir=folder))
    command = [sys.executable, "-m", "matcher", "run", str(source), "--out", str(out)]
    start = time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen([*command, "--time-limit", str(time_limit_seconds), "--json"], stdout=printed)
        with Watched(process.pid) as memory:
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        shutil.rmtree(out)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        printed.seek(0)
        summary = json.load(printed)
    return Whole(
        size.learners,
        size.placements,
        size.grouped,
        round(seconds, 1),
        round(usage.ru_utime + usage.ru_stime, 1),
        max(memory.peak_mb, usage.ru_maxrss // 1024),
        summary["placed"],
        round(summary["gap"], 5),
    )


def main(arguments: list[str]) -> None:
    """Measure and print both tables."""
    reduced = "--reduced" in arguments
    named = [parse(text) for text in arguments if not text.startswith("--")]
    limits = [text.partition("=")[2] for text in arguments if text.startswith("--time-limit=")]
    limit = int(limits[0]) if limits else TIME_LIMIT_SECONDS[reduced]
    with rounds_folder(arguments) as folder:
        print_peer(written(PEER, folder))
        found = measured(named or list(REDUCED if reduced else YEAR), limit, folder)
    print_growth([whole for whole in found if not whole.grouped])
    if "--freeze" in arguments:
        freeze(found)


def measured(sizes: list[Size], time_limit_seconds: int, folder: Path) -> list[Whole]:
    """Measure one size after the other, printing a row for each."""
    print(f"\n| {' | '.join(Whole._fields)} |\n|{' --- |' * len(Whole._fields)}")
    found = []
    for size in sizes:
        found.append(run(size, time_limit_seconds, folder))
        print(f"| {' | '.join(map(str, found[-1]))} |", flush=True)
    return found


def print_growth(alone: list[Whole]) -> None:
    """Print how time grows with the learners of rounds without groups."""
    sizes = [whole.learners for whole in alone]
    if len(set(sizes)) > 1:
        seconds, work = ([getattr(whole, name) for whole in alone] for name in ("seconds", "work_seconds"))
        print(f"\nwithout groups, time grows as learners^{exponent(sizes, seconds):.2f},", end=" ")
        print(f"the processor's work as learners^{exponent(sizes, work):.2f}")


def freeze(found: list[Whole]) -> None:
    """Keep the figures as the baseline, with their plot."""
    with FROZEN.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(Whole._fields)
        table.writerows(found)
    draw(FROZEN, Path(__file__).parent / "year.svg")


def print_peer(folder: Path) -> None:
    """Print our pairs against the straightforward ways, on the same round."""
    found = compare(folder)
    print(f"| {found.pairs} pairs of {PEER.learners} x {PEER.placements} | seconds | times ours |\n| --- | --- | --- |")
    for name, seconds in (
        ("ours", found.ours_seconds),
        ("rules and features pair by pair", found.one_by_one_seconds),
        ("texts of all pairs: rapidfuzz and TF-IDF", found.texts_seconds),
    ):
        print(f"| {name} | {seconds:.3f} | {seconds / found.ours_seconds:.1f} |")


if __name__ == "__main__":
    main(sys.argv[1:])

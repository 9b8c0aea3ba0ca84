"""From round folders of growing size to `allocation.json`: whole-process time and peak memory of `matcher run`.

`python -m benchmarks.year` measures a programme year up to 400 000 learners (`make bench-year`), with `--reduced` a
tenth of it in under two minutes; or name sizes: `python -m benchmarks.year 10000 100000:0.1`.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.year.peer import compare
from benchmarks.year.sizes import REDUCED, YEAR, Size, exponent, parse, written
from benchmarks.year.stages import FOLDER

PEER = Size(300, stays=1)
TIME_LIMIT_SECONDS = {False: 300, True: 10}  # for the allocation; key: reduced


class Whole(NamedTuple):
    """A run as its user sees it."""

    seconds: float
    peak_mb: int
    exit_code: int


def run(size: Size, time_limit_seconds: int) -> Whole:
    """Run `matcher run` on the size's round in a process of its own."""
    source, out = written(size, FOLDER), FOLDER / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "matcher", "run", str(source), "--out", str(out)]
    start = time.perf_counter()
    process = subprocess.Popen([*command, "--time-limit", str(time_limit_seconds), "--json"], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Whole(time.perf_counter() - start, usage.ru_maxrss // 1024, process.returncode)


def main(arguments: list[str]) -> None:
    """Measure and print both tables."""
    FOLDER.mkdir(exist_ok=True)
    reduced = "--reduced" in arguments
    named = [parse(text) for text in arguments if text != "--reduced"]
    print_peer(written(Size(PEER.learners, stays=1), FOLDER))
    sizes = named or list(REDUCED if reduced else YEAR)
    found = []
    print(
        "\n| learners:in groups:stays | placements | whole run | peak memory | exit |\n| --- | --- | --- | --- | --- |"
    )
    for size in sizes:
        found.append(run(size, TIME_LIMIT_SECONDS[reduced]))
        whole = found[-1]
        print(f"| {size.name} | {size.placements} | {whole.seconds:.1f} s | {whole.peak_mb} MB | {whole.exit_code} |")
    alone = [(size.learners, whole.seconds) for size, whole in zip(sizes, found, strict=True) if not size.grouped]
    if len({learners for learners, _ in alone}) > 1:
        power = exponent([learners for learners, _ in alone], [seconds for _, seconds in alone])
        print(f"\nwithout groups, time grows as learners^{power:.2f}")


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

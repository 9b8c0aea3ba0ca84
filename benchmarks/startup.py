"""How long one waits for a command before anything has been planned, and for the demonstration round in all.

`python -m benchmarks.startup` prints the least of several attempts, each in a process of its own, beside what they may
take on a quiet machine.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from matcher.codelists.files import data_folder


class Command(NamedTuple):
    """A command, the seconds of the clock that it may take on a quiet machine, and how often it is tried."""

    arguments: tuple[str, ...]
    most_seconds: float
    attempts: int = 3

    @property
    def name(self) -> str:
        return " ".join(("matcher", *(Path(text).name or text for text in self.arguments)))


class Took(NamedTuple):
    """Seconds of the clock and of the processor."""

    clock: float
    work: float


def commands(out: Path) -> tuple[Command, ...]:
    """What is measured; the demonstration round is the INTERVET one."""
    demonstration = str(data_folder("intervet"))
    return (
        Command(("--help",), 0.5),
        Command(("check", demonstration), 2.0),
        Command(("classify", "Elektrotehničar računara"), 3.0),
        Command(("run", demonstration, "--out", str(out)), 10.0, attempts=1),
    )


def least(command: Command) -> Took:
    """Run a command as often as asked; the quickest attempt says most about the command."""
    return min(_once(command) for _ in range(command.attempts))


def _once(command: Command) -> Took:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-m", "matcher", *command.arguments], check=True, stdout=subprocess.DEVNULL)
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Took(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main() -> None:
    """Print the table."""
    print("| command | seconds | of work | may take |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as out:
        for command in commands(Path(out) / "out"):
            took = least(command)
            print(f"| {command.name} | {took.clock:.2f} | {took.work:.2f} | {command.most_seconds:g} |", flush=True)


if __name__ == "__main__":
    main()

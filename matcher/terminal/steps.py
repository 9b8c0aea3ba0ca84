"""What a run is doing, as a bar with the time taken: on a terminal only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from matcher.terminal.console import err_console

if TYPE_CHECKING:
    from matcher.allocation.progress import Progress as AllocationProgress

STEPS = 7  # of a run, from reading the round to writing the report


class Steps:
    """Shows the step at work, and within the allocation its stage, value and bound."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("starting", total=STEPS)
        self._done = -1
        self._step = ""

    def step(self, name: str) -> None:
        self._done += 1
        self._step = name
        self._bar.update(self._task, description=name, completed=self._done)

    def allocation(self, progress: "AllocationProgress") -> None:
        value = "" if progress.value is None else f" {progress.value}"
        bound = "" if progress.bound is None else f" of at most {progress.bound}"
        self._bar.update(self._task, description=f"{self._step}: {progress.stage}{value}{bound}")


@contextmanager
def shown_steps() -> Iterator[Steps]:
    """A bar for as long as the run takes; nothing where the error stream is no terminal."""
    columns = (BarColumn(bar_width=24), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=err_console, transient=True, disable=not err_console.is_terminal) as bar:
        yield Steps(bar)

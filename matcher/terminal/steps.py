"""What a run is doing, as a bar with the time taken and the time left: on a terminal only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from matcher.terminal.console import err_console
from matcher.terminal.estimate import SHARES, Estimate, in_words

if TYPE_CHECKING:
    from matcher.allocation.progress import Progress as AllocationProgress
    from matcher.rounds.many import Outcome

STEPS = len(SHARES) + 1  # with the allocation


class Steps:
    """Shows the step at work, how long the rest will take, and within the allocation its stage, value and bound."""

    def __init__(self, bar: Progress, estimate: Estimate) -> None:
        self._bar, self._estimate = bar, estimate
        self._task = bar.add_task("starting", total=STEPS, left="")
        self._done = -1
        self._step = ""

    def step(self, name: str) -> None:
        self._done += 1
        self._step = name
        self._estimate.begin(name)
        self._show(name, self._done)

    def pairs(self, learners: int, of: int) -> None:
        """So many learners' pairs are done."""
        self._estimate.of_learners(of)
        self._estimate.done(learners / of)
        self._show(f"{self._step}: {learners} of {of} learners", self._done + learners / of)

    def allocation(self, progress: "AllocationProgress") -> None:
        value = "" if progress.value is None else f" {progress.value}"
        bound = "" if progress.bound is None else f" of at most {progress.bound}"
        self._show(f"{self._step}: {progress.stage}{value}{bound}", self._done)

    def _show(self, what: str, done: float) -> None:
        seconds = self._estimate.seconds_left
        left = "" if seconds is None else in_words(seconds)
        self._bar.update(self._task, description=what, completed=done, left=left)


@contextmanager
def shown_steps(time_limit_seconds: float | None) -> Iterator[Steps]:
    """A bar for as long as the run takes; nothing where the error stream is no terminal.

    Without a limit the allocation is foretold to take what the round's size gives it.
    """
    columns = (
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}", style="dim"),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=err_console, transient=True, disable=not err_console.is_terminal) as bar:
        yield Steps(bar, Estimate(time_limit_seconds))


class Rounds:
    """Shows how many rounds are done, which was the last, and how long the rest will take."""

    def __init__(self, bar: Progress, rounds: int) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=rounds)

    def done(self, outcome: "Outcome") -> None:
        self._bar.update(self._task, advance=1, description=outcome.name)


@contextmanager
def shown_rounds(rounds: int) -> Iterator[Rounds]:
    """A bar for as long as the rounds take; nothing where the error stream is no terminal."""
    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=err_console, transient=True, disable=not err_console.is_terminal) as bar:
        yield Rounds(bar, rounds)

"""One batch run: a round's folder in, a run's folder out."""

import shutil
from collections.abc import Callable
from pathlib import Path

from matcher.allocation.progress import Progress
from matcher.reading import RoundReading, read_round
from matcher.rounds.folder import keep, stage, write_run
from matcher.rounds.plan import OnStep, Plan, nobody_watches, plan


def run_round(
    source: Path,
    out: Path,
    *,
    rules: Path | None = None,
    previous: Path | None = None,
    time_limit_seconds: float | None = None,
    workers: int | None = 1,
    on_step: OnStep = nobody_watches,
    on_progress: Callable[[Progress], None] | None = None,
    on_pairs: Callable[[int, int], None] | None = None,
) -> tuple[RoundReading, Plan]:
    """Read, plan and write a round, as `plan` does it; `rules` and `previous` as `stage` takes them.

    Raises
    ------
    RoundInvalid, RoundInfeasible
        If the round cannot be planned.
    InputError
        As `stage`. Whatever is raised, an earlier answer in `out` stays as it was.
    """
    on_step("reading the round")
    folder = stage(source, out, rules=rules, previous=previous)
    try:
        reading = read_round(folder)
        planned = plan(
            reading.round,
            time_limit_seconds=time_limit_seconds,
            workers=workers,
            on_step=on_step,
            on_progress=on_progress,
            on_pairs=on_pairs,
        )
        on_step("writing the report")
        keep(folder, out)
        write_run(planned, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return reading, planned

"""One batch run: a round's folder in, a run's folder out."""

from collections.abc import Callable
from pathlib import Path

from matcher.allocation.progress import Progress
from matcher.reading import RoundReading, read_round
from matcher.rounds.answer_file import ANSWER
from matcher.rounds.folder import snapshot, write_run
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
    """Read, plan and write a round, as `plan` does it; `rules` and `previous` as `snapshot` takes them.

    Raises
    ------
    RoundInvalid, RoundInfeasible
        If the round cannot be planned; an earlier answer in `out` is gone then, since it was that of other files.
    """
    on_step("reading the round")
    folder = snapshot(source, out, rules=rules, previous=previous)
    (out / ANSWER).unlink(missing_ok=True)
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
    write_run(planned, out)
    return reading, planned

"""Many rounds in one go: a folder of round folders, planned side by side; one that cannot be planned stops no other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from joblib import Parallel, delayed

from matcher.errors import MatcherError
from matcher.model import Status
from matcher.pairs.shared import ATTEMPTS, LOST_WORKER
from matcher.rounds.answer_file import ANSWER
from matcher.rounds.run import run_round


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one round of many: its figures, or why it could not be planned."""

    name: str  # of its folder, and of its run's folder
    learners: int = 0
    placed: int = 0
    gap: float = 0.0
    status: Status | None = None  # None: not planned
    error: str = ""

    @property
    def is_planned(self) -> bool:
        return self.status not in (None, "infeasible")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What holds for all rounds of a folder; `previous` holds the earlier run of each under its name."""

    out: Path
    rules: Path | None = None
    previous: Path | None = None
    time_limit_seconds: float | None = None


def run_rounds(
    sources: Sequence[Path],
    wanted: Wanted,
    *,
    workers: int | None = None,
    on_done: Callable[[Outcome], None] | None = None,
) -> tuple[Outcome, ...]:
    """Plan rounds, each in one process, the largest first; each process reads the code lists once for all of its own.

    Parameters
    ----------
    workers
        Processes; None: as many as `joblib.parallel_config` says. On a cluster they must see the same folders.
    on_done
        Told about each round as it is done, in any order.

    Returns
    -------
    tuple
        An outcome for each round, in the order of `sources`.
    """
    found: dict[str, Outcome] = {}
    for attempt in range(1, ATTEMPTS + 1):
        try:
            for outcome in _outcomes([source for source in sources if source.name not in found], wanted, workers):
                found[outcome.name] = outcome
                if on_done is not None:
                    on_done(outcome)
            break
        except LOST_WORKER:
            if attempt == ATTEMPTS:
                raise
    return tuple(found[source.name] for source in sources)


def _outcomes(sources: Sequence[Path], wanted: Wanted, workers: int | None) -> Iterator[Outcome]:
    largest_first = sorted(sources, key=lambda source: (-_bytes(source), source))
    parallel = Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)
    yield from parallel(delayed(_run)(source, wanted) for source in largest_first)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())


def _run(source: Path, wanted: Wanted) -> Outcome:
    try:
        return _outcome(source, wanted)
    except MatcherError as error:
        return Outcome(source.name, error=error.message)
    except OSError as error:
        return Outcome(source.name, error=f"cannot use {error.filename}: {error.strerror}")


def _outcome(source: Path, wanted: Wanted) -> Outcome:
    earlier = wanted.previous / source.name if wanted.previous else None
    reading, plan = run_round(
        source,
        wanted.out / source.name,
        rules=wanted.rules,
        previous=earlier if earlier and (earlier / ANSWER).is_file() else None,
        time_limit_seconds=wanted.time_limit_seconds,
    )
    answer = plan.answer
    conflicts = "; ".join(conflict["sentence"] for conflict in answer.certificate.get("conflicts", []))
    return Outcome(
        source.name, len(reading.round.learners), answer.objective.placed, answer.gap, answer.status, conflicts
    )

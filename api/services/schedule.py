"""What a worker looks after: runs that were lost, rounds that are due, runs that wait."""

from collections.abc import Callable, Sequence
from datetime import date

from api.services.planning import work_off
from matcher.store.batches import ended_run, queue_due
from matcher.store.engine import Store, reading, writing
from matcher.store.lost_runs import recover_lost_runs


def look(store: Store, worker: str, silent_seconds: float, stopping: Callable[[], bool]) -> list[str]:
    """Queue lost runs again and rounds that are due, and work off what waits; return the ids of the runs worked on."""
    with writing(store) as session:
        recover_lost_runs(session, silent_seconds)
    with writing(store) as session:
        queue_due(session, date.today())
    return work_off(store, worker, stopping)


def outcomes(store: Store, run_ids: Sequence[str]) -> list[dict[str, object]]:
    """Return how each of these runs ended: its round, state, and how many are placed or what went wrong."""
    with reading(store) as session:
        return [{"run": run_id, **ended_run(session, run_id)} for run_id in run_ids]

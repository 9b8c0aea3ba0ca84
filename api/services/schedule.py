"""What a worker looks after: runs that were lost, rounds that are due or to be forgotten, runs that wait."""

import math
from collections.abc import Callable, Sequence

from api.services.planning import work_off
from matcher.store.batches import ended_run, queue_due
from matcher.store.clock import now
from matcher.store.engine import Store, reading, writing
from matcher.store.lost_runs import recover_lost_runs
from matcher.store.retention import purge_due
from matcher.store.sign_in import clear_expired


def look(
    store: Store,
    worker: str,
    silent_seconds: float,
    stopping: Callable[[], bool],
    *,
    most_seconds: float = math.inf,
) -> list[str]:
    """Queue lost runs again and rounds that are due, forget whose time is over, and work off what waits.

    Returns
    -------
    list
        Ids of the runs worked on. Days are those of UTC, wherever the worker stands.
    """
    with writing(store) as session:
        recover_lost_runs(session, silent_seconds)
    with writing(store) as session:
        queue_due(session, now().date())
    with writing(store) as session:
        purge_due(session, now().date())
        clear_expired(session)
    return work_off(store, worker, stopping, most_seconds=most_seconds)


def outcomes(store: Store, run_ids: Sequence[str]) -> list[dict[str, object]]:
    """Return how each of these runs ended: its round, state, and how many are placed or what went wrong."""
    with reading(store) as session:
        return [{"run": run_id, **ended_run(session, run_id)} for run_id in run_ids]

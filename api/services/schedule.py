"""What a worker looks after: runs that were lost, rounds that are due, runs that wait."""

from collections.abc import Callable
from datetime import date

from api.services.planning import work_off
from matcher.store.batches import queue_due
from matcher.store.engine import Store, writing
from matcher.store.lost_runs import recover_lost_runs


def look(store: Store, worker: str, silent_seconds: float, stopping: Callable[[], bool]) -> list[str]:
    """Queue lost runs again and rounds that are due, and work off what waits; return the ids of the runs worked on."""
    with writing(store) as session:
        recover_lost_runs(session, silent_seconds)
    with writing(store) as session:
        queue_due(session, date.today())
    return work_off(store, worker, stopping)

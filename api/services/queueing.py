"""Queueing a run, and waking a worker once it is on disk."""

from api.jobs import Jobs
from api.schemas.runs import RunShown, run_shown
from matcher.errors import InputError
from matcher.store.batches import RunSettings, queue_batch
from matcher.store.engine import Store, writing
from matcher.store.viewers import Viewer


def queue_run(
    store: Store,
    jobs: Jobs,
    viewer: Viewer,
    round_id: str,
    settings: RunSettings,
    *,
    most_seconds: float,
    idempotency_key: str | None = None,
) -> RunShown:
    """Queue a run of a round for its coordinator.

    Raises
    ------
    InputError
        If it is to take longer than the service allows; and as `batches.queue_batch`.
    """
    if settings.time_limit_seconds is not None and settings.time_limit_seconds > most_seconds:
        raise InputError("time-limit-too-long", f"time_limit_seconds: at most {most_seconds:g}", most=most_seconds)
    with writing(store) as session:
        run = run_shown(queue_batch(session, viewer, round_id, settings, idempotency_key))
    jobs.wake()
    return run

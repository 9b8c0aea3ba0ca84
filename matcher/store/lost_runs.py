"""Runs whose worker fell silent: given to another attempt, or failed with the reason."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store.clock import now
from matcher.store.events import record_event
from matcher.store.requests import answer_request
from matcher.store.runs import end_run, held_run
from matcher.store.tables import RunRow

SILENT_SECONDS = 60.0
ATTEMPTS = 3


def lost_runs(session: Session, silent_seconds: float = SILENT_SECONDS) -> list[RunRow]:
    """Return runs that should be running and have sent no heartbeat for so long; locked against their workers."""
    since = now() - timedelta(seconds=silent_seconds)
    silent = select(RunRow).where(RunRow.state == "running", RunRow.heartbeat_at < since).order_by(RunRow.id)
    return list(session.scalars(silent.with_for_update(skip_locked=True)))


def recover_lost_runs(session: Session, silent_seconds: float = SILENT_SECONDS, attempts: int = ATTEMPTS) -> list[str]:
    """Queue every lost run again, or end it if it was cancelled or has used up its attempts; return their ids."""
    return [_recover(session, run, attempts) for run in lost_runs(session, silent_seconds)]


def give_back_run(session: Session, run_id: str, attempt: int) -> None:
    """Queue a run again that its worker cannot end, as it was told to stop.

    Raises
    ------
    RunLost
        If the run is no longer this attempt's.
    """
    _queue_again(session, held_run(session, run_id, attempt), "worker-stopped")


def _recover(session: Session, run: RunRow, attempts: int) -> str:
    if run.cancel_asked_at is not None:
        end_run(session, run, "cancelled")
    elif run.attempt >= attempts:
        message = f"{run.attempt} workers have taken it up, and the last fell silent: is there memory enough?"
        _fail(session, run, {"code": "worker-lost", "message": message, "params": {}})
    else:
        _queue_again(session, run, "worker-lost")
    return run.id


def _fail(session: Session, run: RunRow, failure: Mapping[str, Any]) -> None:
    """End a run; whoever waits for its answer is told why there is none."""
    end_run(session, run, "failed", failure)
    if run.request_id is not None:
        answer_request(session, run.request_id, {"failure": dict(failure)})


def _queue_again(session: Session, run: RunRow, reason_code: str) -> None:
    run.state, run.worker, run.progress = "queued", None, None
    session.flush()
    record_event(session, None, "queue run again", {"run": run.id}, round_id=run.round_id, reason_code=reason_code)

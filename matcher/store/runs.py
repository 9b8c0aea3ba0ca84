"""Runs: queued → running → complete | infeasible | cancelled | failed, whatever happens to workers in between.

A worker holds a run by its attempt number. Every message of a worker names it, so that one that was taken for lost
and comes back late changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NoReturn

from sqlalchemy import and_, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.store.clock import now
from matcher.store.errors import ReferenceMissing, RunActive, RunLost, TransitionRefused
from matcher.store.events import record_event
from matcher.store.requests import answer_request
from matcher.store.tables import RunRow
from matcher.store.tables.runs import RUN_STATES
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import as_seen, runs_visible_to

EndState = Literal["complete", "infeasible", "cancelled", "failed"]
ACTIVE_STATES = ("queued", "running")
CANCELLED = {"code": "run-cancelled", "message": "it was cancelled before there was an answer: ask again", "params": {}}


def record_run(
    session: Session,
    viewer: Viewer | None,
    round_id: str,
    settings: Mapping[str, Any],
    *,
    idempotency_key: str | None = None,
    request_id: str | None = None,
) -> RunRow:
    """Queue a run of a round, or of an allocation request; asked again with the same key, return the first.

    Who may ask is the caller's to check, with `links.own_round` or `visible.requests_visible_to`.

    Raises
    ------
    RunActive
        If the round (or the request) has a run that is queued or running.
    ReferenceMissing
        If there is no such round, or a run that was in the way ended just now.
    """
    if first := _asked_before(session, round_id, idempotency_key):
        return first
    run = RunRow(
        round_id=round_id,
        kind="request" if request_id else "batch",
        request_id=request_id,
        idempotency_key=idempotency_key,
        settings=dict(settings),
        author=viewer.person if viewer else "service",
    )
    try:
        with session.begin_nested():
            session.add(run)
    except IntegrityError:  # another asked at the same time and was first
        return _asked_before(session, round_id, idempotency_key) or _refuse(session, run)
    record_event(session, viewer, "queue run", {"run": run.id}, round_id=round_id)
    return run


def get_run(session: Session, viewer: Viewer, run_id: str) -> RunRow:
    """Return a run.

    Raises
    ------
    UnknownId
        If the viewer sees no such run.
    """
    return as_seen(session.scalar(runs_visible_to(viewer).where(RunRow.id == run_id)), "run", run_id)


def active_run_of_request(session: Session, viewer: Viewer, request_id: str) -> str | None:
    """Return the run that is to answer a request, None if the viewer sees none or it is over."""
    rows = runs_visible_to(viewer).where(RunRow.request_id == request_id, RunRow.state.in_(ACTIVE_STATES))
    return session.scalar(rows.with_only_columns(RunRow.id))


def list_runs(
    session: Session, viewer: Viewer, round_id: str, before: tuple[datetime, str] | None, limit: int
) -> list[RunRow]:
    """Return up to `limit` runs of a round, newest first, those queued before this moment (and id)."""
    rows = runs_visible_to(viewer, round_id).order_by(RunRow.created_at.desc(), RunRow.id.desc())
    if before is not None:
        moment, id = before
        rows = rows.where(or_(RunRow.created_at < moment, and_(RunRow.created_at == moment, RunRow.id < id)))
    return list(session.scalars(rows.limit(limit)))


def count_runs(session: Session) -> dict[str, int]:
    """Return how many runs there are in each state."""
    counts = session.execute(select(RunRow.state, func.count().label("runs")).group_by(RunRow.state)).all()
    return dict.fromkeys(RUN_STATES, 0) | {row.state: row.runs for row in counts}


def longest_waiting(session: Session) -> datetime | None:
    """Return since when the run has waited that is taken next; None: nothing waits."""
    return session.scalar(select(func.min(RunRow.created_at)).where(RunRow.state == "queued"))


def claim_next_run(session: Session, worker: str) -> RunRow | None:
    """Take the run that has waited longest; no two workers get the same. None: nothing waits."""
    waiting = select(RunRow).where(RunRow.state == "queued").order_by(RunRow.created_at, RunRow.id).limit(1)
    run = session.scalar(waiting.with_for_update(skip_locked=True))
    if run is not None:
        run.state, run.worker, run.attempt = "running", worker, run.attempt + 1
        run.started_at = run.heartbeat_at = now()
        session.flush()
        record_event(session, None, "start run", {"run": run.id}, round_id=run.round_id)
    return run


def heartbeat(session: Session, run_id: str, attempt: int, progress: Mapping[str, Any] | None = None) -> bool:
    """Say that the worker lives and how far it is; return whether somebody asked to cancel.

    Raises
    ------
    RunLost
        If the run is no longer this attempt's.
    """
    run = held_run(session, run_id, attempt)
    run.heartbeat_at = now()
    if progress is not None:
        run.progress = dict(progress)
    return run.cancel_asked_at is not None


def finish_run(
    session: Session, run_id: str, attempt: int, state: EndState, failure: Mapping[str, Any] | None = None
) -> RunRow:
    """End a run. Saving its answer in the same transaction makes both happen or neither.

    Raises
    ------
    RunLost
        If the run is no longer this attempt's.
    """
    return end_run(session, held_run(session, run_id, attempt), state, failure)


def cancel_run(session: Session, viewer: Viewer, run_id: str) -> RunRow:
    """Cancel a run that waits; ask the worker of one that runs to stop.

    Raises
    ------
    NotAllowed, UnknownId
        If the run is neither of a round that the viewer coordinates nor of a request of its own.
    TransitionRefused
        If it is over.
    """
    viewer = acting_as(viewer, "cancelling a run", ("coordinator", "hosting"))
    run = as_seen(session.scalar(runs_visible_to(viewer).where(RunRow.id == run_id).with_for_update()), "run", run_id)
    if run.state not in ACTIVE_STATES:
        raise TransitionRefused("run", run.state, "cancel")
    record_event(session, viewer, "cancel run", {"run": run_id}, round_id=run.round_id)
    if run.state == "queued":
        return end_run(session, run, "cancelled")
    run.cancel_asked_at = now()
    return run


def held_run(session: Session, run_id: str, attempt: int) -> RunRow:
    """Return the run if this attempt holds it, and keep others from changing it meanwhile."""
    run = session.scalar(select(RunRow).where(RunRow.id == run_id).with_for_update())
    if run is None or run.state != "running" or run.attempt != attempt:
        raise RunLost(run_id, attempt)
    return run


def end_run(session: Session, run: RunRow, state: EndState, failure: Mapping[str, Any] | None = None) -> RunRow:
    """End a run; who asked for what a cancelled one was to answer is told so, and may ask again."""
    run.state, run.finished_at = state, now()
    run.failure = dict(failure) if failure else None
    session.flush()
    if run.request_id is not None and state == "cancelled":
        answer_request(session, run.request_id, {"failure": CANCELLED})
    code = str(failure["code"]) if failure else None
    record_event(session, None, f"end run: {state}", {"run": run.id}, round_id=run.round_id, reason_code=code)
    return run


def _asked_before(session: Session, round_id: str, key: str | None) -> RunRow | None:
    same = select(RunRow).where(RunRow.round_id == round_id, RunRow.idempotency_key == key)
    return session.scalar(same) if key else None


def _refuse(session: Session, run: RunRow) -> NoReturn:
    same = RunRow.request_id == run.request_id if run.request_id else RunRow.kind == "batch"
    active = select(RunRow.id).where(RunRow.round_id == run.round_id, same, RunRow.state.in_(ACTIVE_STATES))
    if (other := session.scalar(active)) is None:  # it has ended since, or there is no such round
        raise ReferenceMissing("runs")
    raise RunActive(other)

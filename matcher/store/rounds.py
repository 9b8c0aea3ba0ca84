"""A round as a whole: its name and dates, and whether it is due."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from matcher.store.errors import StaleVersion
from matcher.store.events import record_event
from matcher.store.links import own_round
from matcher.store.tables import AllocationRow, RoundRow, RunRow
from matcher.store.tables.rounds import PLANNABLE
from matcher.store.viewers import Viewer
from matcher.store.visible import as_seen, rounds_visible_to


@dataclass(frozen=True, slots=True)
class RoundChange:
    """What is to be changed; None: left as it is. `unplanned`: the planning date is taken away."""

    name: str | None = None
    seed: str | None = None
    planning_date: date | None = None
    unplanned: bool = False


def list_rounds(session: Session, viewer: Viewer, after: str, limit: int) -> list[RoundRow]:
    """Return up to `limit` rounds that the viewer has a part in, by id, those after this one."""
    rows = rounds_visible_to(viewer).where(RoundRow.id > after).order_by(RoundRow.id)
    return list(session.scalars(rows.limit(limit)))


def get_round(session: Session, viewer: Viewer, round_id: str) -> RoundRow:
    """Return a round's settings.

    Raises
    ------
    UnknownId
        If the viewer has no part in such a round.
    """
    return as_seen(session.scalar(rounds_visible_to(viewer).where(RoundRow.id == round_id)), "round", round_id)


def change_round(session: Session, viewer: Viewer, round_id: str, version: int, change: RoundChange) -> int:
    """Change a round and return its version.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round.
    StaleVersion
        If it has changed since `version`.
    """
    row = own_round(session, viewer, round_id, "changing a round")
    if row.version != version:
        raise StaleVersion("round", round_id)
    row.name = change.name or row.name
    row.seed = change.seed or row.seed
    row.planning_date = None if change.unplanned else change.planning_date or row.planning_date
    session.flush()
    record_event(session, viewer, "change round", {"round": round_id}, round_id=round_id)
    return row.version


def due_rounds(session: Session, today: date) -> list[str]:
    """Return rounds whose planning date has come and that no batch run was queued for since, by date."""
    open_ = RoundRow.state.in_(PLANNABLE)
    due = select(RoundRow.id, RoundRow.planning_date).where(open_, RoundRow.planning_date <= today)
    rows = session.execute(due.order_by(RoundRow.planning_date, RoundRow.id)).all()
    return [id for id, day in rows if day and not _planned_since(session, id, day)]


def latest_run(session: Session, round_id: str) -> RunRow | None:
    """Return the batch run with the newest answer: its prices tell what is contested."""
    return session.scalar(answered_runs(round_id))


def answered_runs(round_id: str) -> Select[RunRow]:
    """Select the batch run whose answer came last."""
    answered = select(RunRow).join(AllocationRow, AllocationRow.run_id == RunRow.id)
    answered = answered.where(RunRow.round_id == round_id, RunRow.kind == "batch", RunRow.state == "complete")
    return answered.order_by(RunRow.finished_at.desc(), RunRow.id).limit(1)


def _planned_since(session: Session, round_id: str, day: date) -> bool:
    morning = datetime.combine(day, time.min, UTC)
    since = exists().where(RunRow.round_id == round_id, RunRow.kind == "batch", RunRow.created_at >= morning)
    return bool(session.scalar(select(since)))

"""What a preview asks the database for, in as few queries as it takes, each made once for all who ask alike."""

from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from matcher.model import Learner
from matcher.store import rows_of
from matcher.store.engine import vault_of
from matcher.store.learners import KEEPERS
from matcher.store.loading import with_school
from matcher.store.rounds import answered_runs
from matcher.store.tables import EventRow, LearnerRow, RunRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import as_seen, learners_visible_to

LEAVE_OFFERS_ALONE = (
    "change identity", "change learner", "change learners", "export person", "publish run", "queue run",
    "queue run again", "start run",
)  # fmt: skip
"""Frequent events that change nothing about placements, rules or groups; to forget one costs only time."""

LATE = 1_000  # events that may have been written by others between an event's id and the end of its transaction


class Mark(NamedTuple):
    """Differs whenever anything was written down in a round, whatever it was. Cheap to ask for.

    Ids are given out before a transaction ends, so an event can appear below the newest: hence the number.
    """

    newest: int
    recent: int  # events among the last `LATE` ids


class OffersStamp(NamedTuple):
    """Differs whenever the round's offers or the answer that the bands are told by may have changed."""

    newest: int
    events: int
    run: str | None  # the latest that was answered


def learner_to_preview(session: Session, viewer: Viewer, round_id: str, id: str) -> tuple[Learner, Mark]:
    """Return a learner of the viewer's own and the mark of the round.

    Raises
    ------
    NotAllowed
        If the viewer is not one of `KEEPERS`.
    UnknownId
        If the viewer sees no such learner.
    """
    viewer = acting_as(viewer, "previewing", KEEPERS)
    asked = {"organisation": viewer.organisation, "round_id": round_id, "id": id}
    row = as_seen(session.connection().execute(_own_learner(viewer.roles), asked).first(), "learner", id)
    return rows_of.learner_of(row, row.school, vault_of(session)), Mark(row.newest or 0, row.recent)


def mark_of(session: Session, round_id: str) -> Mark:
    """Return the mark of a round."""
    newest, recent = session.connection().execute(_marks(), {"round_id": round_id}).one()
    return Mark(newest or 0, recent)


def offers_stamp(session: Session, round_id: str) -> OffersStamp:
    """Return the stamp of a round's offers; asks for all its events."""
    differs = [EventRow.what != what for what in LEAVE_OFFERS_ALONE]  # a list is written anew for every query
    changes = EventRow.round_id == round_id, *differs, ~EventRow.what.startswith("end run")
    newest, events = session.execute(select(func.max(EventRow.id), func.count()).where(*changes)).one()
    return OffersStamp(newest or 0, events, session.scalar(answered_runs(round_id).with_only_columns(RunRow.id)))


@cache
def _own_learner(roles: frozenset[Role]) -> Select[Any]:
    """The query of viewers in these roles, of any organisation: to write it anew takes longer than to ask it."""
    anybody = Viewer("", cast("str", bindparam("organisation")), roles)
    rows = learners_visible_to(anybody, cast("str", bindparam("round_id"))).where(LearnerRow.id == bindparam("id"))
    return with_school(rows, *_mark())


@cache
def _marks() -> Select[Any]:
    return select(*_mark())


def _mark() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    here = EventRow.round_id == bindparam("round_id")
    newest = select(func.max(EventRow.id)).where(here).scalar_subquery()
    recent = select(func.count()).where(here, EventRow.id > newest - LATE).scalar_subquery()
    return newest.label("newest"), recent.label("recent")

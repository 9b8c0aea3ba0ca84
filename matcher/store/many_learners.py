"""A school's whole list at once: learners added and changed in bulk, all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.model import Learner
from matcher.store import rows_of
from matcher.store.engine import vault_of
from matcher.store.errors import NotAllowed, ReferenceMissing
from matcher.store.events import record_event
from matcher.store.imports import BATCH, SchoolName, bulk_insert, school_name
from matcher.store.learners import school_id_of
from matcher.store.loading import learners_of
from matcher.store.tables import LearnerRow, RoundRow
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import as_seen, learners_visible_to, rounds_visible_to


@dataclass(frozen=True, slots=True)
class Counts:
    """How many learners were new, and of how many that were there something else is said now."""

    added: int
    changed: int


def put_learners(session: Session, viewer: Viewer, round_id: str, learners: Sequence[Learner]) -> Counts:
    """Add these learners to a round, or bring those that are there to what is said here; nobody is taken away.

    Raises
    ------
    NotAllowed
        If one of them would not be the viewer's own.
    UnknownId
        If the viewer sees no such round.
    ReferenceMissing
        If one names what the round does not have, or has the id of a learner whom the viewer does not see.
    """
    viewer = acting_as(viewer, "changing learners", ("coordinator", "sending", "school"))
    as_seen(session.scalar(rounds_visible_to(viewer).where(RoundRow.id == round_id)), "round", round_id)
    there = _keys(session, viewer, round_id)
    before = {learner.id: learner for learner in learners_of(session, learners_visible_to(viewer, round_id))}
    fresh = [learner for learner in learners if before.get(learner.id) != learner]
    rows = list(_rows(session, viewer, round_id, fresh))
    bulk_insert(session, LearnerRow, round_id, (row for row in rows if row["id"] not in there))
    changed = [row | {"of": there[row["id"]]} for row in rows if row["id"] in there]
    _change(session, changed)
    if not {row["id"] for row in rows} <= _keys(session, viewer, round_id).keys():
        raise NotAllowed("changing learners", "their own school, sending partner or coordinator")
    record_event(session, viewer, "change learners", {"round": round_id}, round_id=round_id)
    return Counts(added=len(rows) - len(changed), changed=len(changed))


def _keys(session: Session, viewer: Viewer, round_id: str) -> Mapping[str, int]:
    own = learners_visible_to(viewer, round_id).with_only_columns(LearnerRow.id, LearnerRow.key)
    return {row.id: row.key for row in session.execute(own)}


def _rows(session: Session, viewer: Viewer, round_id: str, learners: Iterable[Learner]) -> Iterable[dict[str, Any]]:
    schools: dict[SchoolName | None, str | None] = {None: None}
    for learner in learners:
        name = school_name(learner)
        if name not in schools:
            schools[name] = school_id_of(session, viewer, round_id, learner)
        yield rows_of.learner_values(learner, schools[name], vault_of(session))


def _change(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != "of"}
    again = update(LearnerRow.__table__).where(LearnerRow.key == bindparam("of"))  # type: ignore[arg-type]
    again = again.values(**columns, version=LearnerRow.version + 1)
    for first in range(0, len(rows), BATCH):
        batch = [_renamed(row) for row in rows[first : first + BATCH]]
        try:
            session.execute(again, batch)
        except IntegrityError as broken:
            raise ReferenceMissing("learners") from broken
    session.expire_all()


def _renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name if name == "of" else f"new_{name}": value for name, value in row.items()}

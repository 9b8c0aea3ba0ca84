"""Answers as those see them who may: whole, in pages, and to whom an explanation may name whom."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from matcher.errors import UnknownId
from matcher.model import Assignment, Unplaced
from matcher.store.answers import assignment_of, unplaced_of
from matcher.store.publishing import published_run
from matcher.store.rounds import get_round
from matcher.store.tables import AllocationRow, AssignmentRow, LearnerRow, RunRow, UnplacedRow
from matcher.store.viewers import Viewer
from matcher.store.visible import (
    allocations_visible_to,
    as_seen,
    assignments_visible_to,
    learners_visible_to,
    unplaced_visible_to,
)


def get_answer(session: Session, viewer: Viewer, run_id: str) -> AllocationRow:
    """Return the answer of a run without its assignments.

    Raises
    ------
    UnknownId
        If there is none that the viewer sees.
    """
    row = session.scalar(allocations_visible_to(viewer).where(AllocationRow.run_id == run_id))
    return as_seen(row, "answer of run", run_id)


def round_of_answer(session: Session, viewer: Viewer, run_id: str) -> str:
    """Return the round of a run that the viewer may ask about: who oversees it all, others in what is published.

    Raises
    ------
    UnknownId
        If the viewer may not ask about this run.
    """
    overseen = allocations_visible_to(viewer).where(AllocationRow.run_id == run_id)
    round_id = session.scalar(overseen.with_only_columns(AllocationRow.round_id))
    if round_id is None:
        round_id = session.scalar(select(RunRow.round_id).where(RunRow.id == run_id))
        if round_id is None or published_run(session, round_id) != run_id:
            raise UnknownId("answer of run", run_id)
        get_round(session, viewer, round_id)
    return round_id


def list_assignments(session: Session, viewer: Viewer, run_id: str, after: str, limit: int) -> list[Assignment]:
    """Return up to `limit` assignments of a run, by learner, those after this one; errors as `get_answer`."""
    get_answer(session, viewer, run_id)
    rows = assignments_visible_to(viewer).where(AssignmentRow.run_id == run_id, AssignmentRow.learner_id > after)
    found = session.scalars(rows.order_by(AssignmentRow.learner_id).limit(limit))
    return [Assignment.model_validate(assignment_of(row)) for row in found]


def list_unplaced(session: Session, viewer: Viewer, run_id: str, after: str, limit: int) -> list[Unplaced]:
    """Return up to `limit` learners without a placement, by id, those after this one; errors as `get_answer`."""
    get_answer(session, viewer, run_id)
    rows = unplaced_visible_to(viewer).where(UnplacedRow.run_id == run_id, UnplacedRow.learner_id > after)
    found = session.scalars(rows.order_by(UnplacedRow.learner_id).limit(limit))
    return [Unplaced.model_validate(unplaced_of(row)) for row in found]


def is_answered(session: Session, run_id: str, learner: str) -> bool:
    """Return whether a run placed a learner, or said why not; who was stated later it does not know."""
    tables = (AssignmentRow, UnplacedRow)
    found = (exists().where(table.run_id == run_id, table.learner_id == learner) for table in tables)
    return any(session.scalar(select(one)) for one in found)


def may_be_named(session: Session, viewer: Viewer, run_id: str, learner: str) -> frozenset[str] | None:
    """Return whom an explanation of a learner's answer may name; None: everybody of the round.

    Who sees the whole answer may be told everybody. The sending side is told of its own learners' answers in the run
    that was published last, and of nobody else by name.

    Raises
    ------
    UnknownId
        If the viewer may not ask about this run, or not about this learner.
    """
    if session.scalar(allocations_visible_to(viewer).where(AllocationRow.run_id == run_id)) is not None:
        return None
    round_id = session.scalar(select(RunRow.round_id).where(RunRow.id == run_id))
    if round_id is None or published_run(session, round_id) != run_id:
        raise UnknownId("answer of run", run_id)
    own = frozenset(session.scalars(learners_visible_to(viewer, round_id).with_only_columns(LearnerRow.id)))
    if not own:
        raise UnknownId("answer of run", run_id)
    if learner not in own:
        raise UnknownId("learner", learner)
    return own

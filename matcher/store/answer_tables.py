"""An answer as tables to look through: who is placed and who waits, filtered, sorted, some rows at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from matcher.store.tables import (
    AllocationRow,
    AssignmentRow,
    HostRow,
    LearnerRow,
    PlacementRow,
    PlacementVersionRow,
    SchoolRow,
    SendingPartnerRow,
    UnplacedRow,
)
from matcher.store.tables.hosting import IS_NOW
from matcher.store.tables.learners import is_about
from matcher.store.viewers import Viewer
from matcher.store.visible import allocations_visible_to, as_seen, assignments_visible_to, unplaced_visible_to

Sort = Literal["learner", "sender", "school", "destination", "host", "first_day", "fit"]
SORTS: tuple[Sort, ...] = get_args(Sort)
NO_SENDER = "-"
NOT_STATED = "-"
MOST_IDS = 30_000  # in one query: databases bind little more; no run leaves so many of one study field
FLAGS: Mapping[str, bool | None] = {"yes": True, "no": False, NOT_STATED: None}


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """Which learners of an answer are looked for; what is empty or None counts for nothing.

    `text` is part of a learner's id, group or school, or of a placement or host; `sender` NO_SENDER: those without;
    `country` and `fewer` (opportunities: yes or no) NOT_STATED: those who don't state it; `learners`: of these ids.
    """

    text: str = ""
    sender: str = ""
    destination: str = ""
    fit_from: int | None = None
    fit_to: int | None = None
    country: str = ""
    fewer: str = ""
    learners: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A learner with a placement."""

    learner: str
    sender: str | None
    school: str | None
    destination: str
    placement: str
    host: str
    first_day: date
    last_day: date
    fit: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A learner without one; of the reasons, as they stand in the answer, the first is the decisive one."""

    learner: str
    sender: str | None
    school: str | None
    reasons: list[Any]


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """What an answer reached."""

    status: str
    placed: int
    fit: int
    gap: float


COLUMNS: Mapping[Sort, Any] = {
    "learner": AssignmentRow.learner_id,
    "sender": LearnerRow.sending_partner_id,
    "school": SchoolRow.name,
    "destination": AssignmentRow.destination_id,
    "host": HostRow.name,
    "first_day": AssignmentRow.first_day,
    "fit": AssignmentRow.fit,
}


def placed_lines(
    session: Session,
    viewer: Viewer,
    run_id: str,
    asked: AnswerFilter,
    sort: Sort,
    first: int,
    limit: int,
    *,
    down: bool = False,
) -> tuple[int, list[PlacedLine]]:
    """Return how many are placed whom the filter lets through, and up to `limit` of them from the `first`, 0-based.

    Raises
    ------
    UnknownId
        If the viewer sees no answer of such a run.
    """
    get_answer_figures(session, viewer, run_id)
    rows = _placed(viewer).where(AssignmentRow.run_id == run_id)
    for clause in _clauses(asked, AssignmentRow):
        rows = rows.where(clause)
    key = COLUMNS[sort].desc() if down else COLUMNS[sort]
    shown = rows.with_only_columns(
        AssignmentRow.learner_id, LearnerRow.sending_partner_id, SchoolRow.name, AssignmentRow.destination_id,
        AssignmentRow.placement_id, HostRow.name, AssignmentRow.first_day, AssignmentRow.last_day, AssignmentRow.fit,
        AssignmentRow.pinned,
    ).order_by(key, AssignmentRow.learner_id)  # fmt: skip
    found = session.execute(shown.offset(first).limit(limit)).all()
    return _number(session, rows), [PlacedLine(*tuple(row)) for row in found]


def waiting_lines(
    session: Session, viewer: Viewer, run_id: str, asked: AnswerFilter, first: int, limit: int
) -> tuple[int, list[WaitingLine]]:
    """Return the same of those without a placement, by learner."""
    get_answer_figures(session, viewer, run_id)
    rows = _with_learners(unplaced_visible_to(viewer), UnplacedRow).where(UnplacedRow.run_id == run_id)
    for clause in _clauses(asked, UnplacedRow):
        rows = rows.where(clause)
    shown = rows.with_only_columns(
        UnplacedRow.learner_id, LearnerRow.sending_partner_id, SchoolRow.name, UnplacedRow.reasons
    ).order_by(UnplacedRow.learner_id)
    found = session.execute(shown.offset(first).limit(limit)).all()
    return _number(session, rows), [WaitingLine(*tuple(row)) for row in found]


def figures_of(session: Session, viewer: Viewer, run_ids: Collection[str]) -> dict[str, AnswerFigures]:
    """Return what the answers of some runs reached, as far as the viewer sees them, by run."""
    rows = allocations_visible_to(viewer).where(AllocationRow.run_id.in_(run_ids))
    columns = AllocationRow.run_id, AllocationRow.status, AllocationRow.placed, AllocationRow.fit, AllocationRow.gap
    found = session.execute(rows.with_only_columns(*columns))
    return {run: AnswerFigures(status, placed, fit, gap) for run, status, placed, fit, gap in found}


def get_answer_figures(session: Session, viewer: Viewer, run_id: str) -> AnswerFigures:
    """Return what an answer reached; errors as `placed_lines`."""
    return as_seen(figures_of(session, viewer, [run_id]).get(run_id), "answer of run", run_id)


def _placed(viewer: Viewer) -> Select[Any]:
    """Assignments with their learners, schools, and the hosts that their placements have now."""
    at = (PlacementRow.round_id == AssignmentRow.round_id) & (PlacementRow.id == AssignmentRow.placement_id)
    rows = _with_learners(assignments_visible_to(viewer), AssignmentRow)
    return rows.join(PlacementRow, at).join(PlacementVersionRow, IS_NOW).join(HostRow)


def _with_learners(rows: Select[Any], table: Any) -> Select[Any]:
    return rows.join(LearnerRow, is_about(table)).outerjoin(SchoolRow, SchoolRow.id == LearnerRow.school_id)


def _clauses(asked: AnswerFilter, table: Any) -> list[Any]:
    clauses = []
    texts = [table.learner_id, LearnerRow.group_id, SchoolRow.name]
    if table is AssignmentRow:
        texts += [AssignmentRow.placement_id, HostRow.name]
        if asked.destination:
            clauses.append(AssignmentRow.destination_id == asked.destination)
        if asked.fit_from is not None:
            clauses.append(AssignmentRow.fit >= asked.fit_from)
        if asked.fit_to is not None:
            clauses.append(AssignmentRow.fit <= asked.fit_to)
    if asked.text:
        clauses.append(or_(*(column.icontains(asked.text, autoescape=True) for column in texts)))
    if asked.sender:
        wanted = LearnerRow.sending_partner_id
        clauses.append(wanted.is_(None) if asked.sender == NO_SENDER else wanted == asked.sender)
    if asked.country:
        home = func.coalesce(LearnerRow.country, _country_of_sender())
        clauses.append(home.is_(None) if asked.country == NOT_STATED else home == asked.country)
    if asked.fewer:
        clauses.append(LearnerRow.fewer_opportunities.is_(FLAGS[asked.fewer]))
    if asked.learners is not None:
        clauses.append(table.learner_id.in_(asked.learners[:MOST_IDS]))
    return clauses


def _country_of_sender() -> Any:
    """A country that a learner doesn't state is the sending partner's."""
    same = (SendingPartnerRow.round_id == LearnerRow.round_id) & (SendingPartnerRow.id == LearnerRow.sending_partner_id)
    return select(SendingPartnerRow.country).where(same).correlate(LearnerRow).scalar_subquery()


def _number(session: Session, rows: Select[Any]) -> int:
    return session.scalar(rows.with_only_columns(func.count())) or 0

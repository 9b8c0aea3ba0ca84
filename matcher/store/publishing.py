"""Publishing a run: its assignments become proposals; those that stand already keep their acceptances."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matcher.store.clock import new_id, now
from matcher.store.errors import TransitionRefused
from matcher.store.events import record_event
from matcher.store.imports import bulk_insert
from matcher.store.links import own_round
from matcher.store.proposals import take_step
from matcher.store.tables import (
    AssignmentRow,
    LearnerRow,
    PreviousRow,
    ProposalRow,
    PublicationRow,
    RoundRow,
    RunRow,
    StayRow,
)
from matcher.store.tables.decisions import LIVE_STATES
from matcher.store.tables.learners import is_about
from matcher.store.tables.rounds import PLANNABLE
from matcher.store.viewers import Viewer
from matcher.store.visible import as_seen, runs_visible_to

OBJECTION_DAYS = 7  # usual in schools: a written appeal within a week


@dataclass(frozen=True, slots=True)
class Published:
    """How many proposals stand as before, are new, and were withdrawn as the plan no longer has them."""

    kept: int
    proposed: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Foreseen(Published):
    """The same before it is done, and how many of those withdrawn somebody has accepted."""

    accepted: int


@dataclass(frozen=True, slots=True)
class _Change:
    stands: set[str]  # learners
    new: list[AssignmentRow]
    gone: list[ProposalRow]


def publish(session: Session, viewer: Viewer, run_id: str, objection_days: int = OBJECTION_DAYS) -> Published:
    """Turn a complete run's assignments into the round's live proposals.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the run's round.
    TransitionRefused
        If the run is not complete or answers a hosting partner's request, or the round is closed.
    ReferenceMissing
        If somebody in it is being erased.
    """
    run = publishable(session, viewer, run_id, hold=True)
    round = session.get_one(RoundRow, run.round_id)
    change = _change(session, run, hold=True)
    for proposal in change.gone:
        take_step(session, viewer, proposal, "withdraw", "planned_anew")
    _propose(session, round.id, change.new, timedelta(days=objection_days))
    round.state = "published"
    session.add(PublicationRow(round_id=round.id, run_id=run_id, author=viewer.person))
    record_event(session, viewer, "publish run", {"run": run_id}, round_id=round.id)
    return Published(len(change.stands), len(change.new), len(change.gone))


def foresee(session: Session, viewer: Viewer, run_id: str) -> Foreseen:
    """Return what publishing a run would do; raises as `publish`."""
    change = _change(session, publishable(session, viewer, run_id))
    accepted = sum(row.state != "proposed" for row in change.gone)
    return Foreseen(len(change.stands), len(change.new), len(change.gone), accepted)


def publishable(session: Session, viewer: Viewer, run_id: str, *, hold: bool = False) -> RunRow:
    """Return a run that the viewer may publish; `hold` its round until the transaction ends.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the run's round.
    TransitionRefused
        If the run is not complete or answers a hosting partner's request, or the round is closed.
    """
    run = as_seen(session.scalar(runs_visible_to(viewer).where(RunRow.id == run_id)), "run", run_id)
    round = own_round(session, viewer, run.round_id, "publishing a run", hold=hold)
    if run.state != "complete" or run.kind != "batch":
        raise TransitionRefused("run", run.state, "publish")
    if round.state not in PLANNABLE:
        raise TransitionRefused("round", round.state, "publish")
    return run


def published_run(session: Session, round_id: str) -> str | None:
    """Return the run that was published last."""
    of_round = select(PublicationRow.run_id).where(PublicationRow.round_id == round_id)
    return session.scalar(of_round.order_by(PublicationRow.id.desc()).limit(1))


def remember_proposals(session: Session, round_id: str) -> int:
    """Make the live proposals the plan that the next run changes least; return how many there are."""
    session.execute(delete(PreviousRow).where(PreviousRow.round_id == round_id))
    live = _live(session, round_id, hold=True)
    open_ = set(
        session.scalars(select(StayRow.id).where(StayRow.round_id == round_id, StayRow.length_days.is_not(None)))
    )
    rows = (
        {
            "learner_id": row.learner_id,
            "placement_id": row.placement_id,
            "first_day": row.first_day if row.stay_id in open_ else None,
        }
        for row in live
    )
    bulk_insert(session, PreviousRow, round_id, rows)
    return len(live)


def publishers(session: Session, round_id: str) -> set[str]:
    """Return everybody who published a run of the round."""
    return set(session.scalars(select(PublicationRow.author).where(PublicationRow.round_id == round_id)))


def _change(session: Session, run: RunRow, *, hold: bool = False) -> _Change:
    planned, live = _planned(session, run.id), _live(session, run.round_id, hold=hold)
    stands = {row.learner_id for row in live if _same(row, planned.get(row.learner_id))}
    return _Change(
        stands,
        [row for learner, row in planned.items() if learner not in stands],
        [row for row in live if row.learner_id not in stands],
    )


def _planned(session: Session, run_id: str) -> dict[str, AssignmentRow]:
    """Return the run's assignments by learner, people erased since left out."""
    rows = select(AssignmentRow).join(LearnerRow, is_about(AssignmentRow))
    rows = rows.where(AssignmentRow.run_id == run_id, LearnerRow.erased_at.is_(None))
    return {row.learner_id: row for row in session.scalars(rows)}


def _live(session: Session, round_id: str, *, hold: bool) -> list[ProposalRow]:
    rows = select(ProposalRow).where(ProposalRow.round_id == round_id, ProposalRow.state.in_(LIVE_STATES))
    rows = rows.order_by(ProposalRow.learner_id)
    return list(session.scalars(rows.with_for_update() if hold else rows))


def _same(proposal: ProposalRow, assignment: AssignmentRow | None) -> bool:
    return assignment is not None and (
        (proposal.placement_id, proposal.stay_id, proposal.first_day, proposal.last_day)
        == (assignment.placement_id, assignment.stay_id, assignment.first_day, assignment.last_day)
    )


def _propose(session: Session, round_id: str, assignments: list[AssignmentRow], objection_time: timedelta) -> None:
    until = now() + objection_time
    rows = (
        {
            "id": new_id(),
            "run_id": row.run_id,
            "learner_id": row.learner_id,
            "placement_id": row.placement_id,
            "destination_id": row.destination_id,
            "stay_id": row.stay_id,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "fit": row.fit,
            "object_until": until,
        }
        for row in assignments
    )
    bulk_insert(session, ProposalRow, round_id, rows)

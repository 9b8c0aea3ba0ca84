"""Forgetting a round's people when its time has come; its numbers and events stay."""

from datetime import date

from sqlalchemy import String, cast, delete, literal, select, update
from sqlalchemy.orm import Session

from matcher.errors import InputError
from matcher.store.clock import now
from matcher.store.events import record_event
from matcher.store.links import own_round
from matcher.store.privacy import BLANK
from matcher.store.run_inputs import forget_inputs
from matcher.store.tables import (
    AllocationRow,
    AssignmentRow,
    EventNoteRow,
    EventRow,
    IdentityRow,
    LearnerRow,
    NoticeRow,
    PinRow,
    PlacementVersionRow,
    PreviousRow,
    RequestRow,
    RoundRow,
    RulesRow,
    RunRow,
    UnplacedRow,
    WaiverRow,
)
from matcher.store.viewers import Viewer


def keep_until(session: Session, viewer: Viewer, round_id: str, day: date | None) -> None:
    """Set the last day on which a round's people are kept; None: until somebody sets one.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round.
    InputError
        If the day is over: everybody would be forgotten at once.
    """
    row = own_round(session, viewer, round_id, "setting how long a round is kept")
    if day is not None and day < now().date():
        raise InputError("retention-over", "keep_until: today or later, as everybody is forgotten after it", day=day)
    row.keep_until = day
    session.flush()
    record_event(session, viewer, "set retention", {"round": round_id}, round_id=round_id)


def rounds_to_purge(session: Session, today: date) -> list[str]:
    """Return the rounds whose last day is over and that nobody else holds; they are held."""
    over = select(RoundRow.id).where(RoundRow.keep_until < today, RoundRow.state != "purged")
    return list(session.scalars(over.order_by(RoundRow.id).with_for_update(skip_locked=True)))


def purge_due(session: Session, today: date) -> list[str]:
    """Forget everybody of the rounds whose last day is over, and return these rounds."""
    over = rounds_to_purge(session, today)
    for round_id in over:
        purge_round(session, round_id)
    return over


def purge_round(session: Session, round_id: str) -> int:
    """Forget everybody of a round and return how many people that were."""
    of_round = {"round_id": round_id}
    for table in (IdentityRow, PreviousRow, WaiverRow, PinRow, NoticeRow):
        session.execute(delete(table).filter_by(**of_round))
    for reasoned in (RulesRow, PlacementVersionRow):
        session.execute(update(reasoned).filter_by(**of_round).values(reason=""))
    session.execute(update(RequestRow).filter_by(**of_round).values(answer=None))
    session.execute(update(RunRow).filter_by(**of_round).values(progress=None, failure=None))
    session.execute(update(AssignmentRow).filter_by(**of_round).values(evidence={}))
    session.execute(update(UnplacedRow).filter_by(**of_round).values(reasons=[]))
    _leave_certificates_out(session, round_id)
    written = select(EventRow.id).filter_by(**of_round)
    session.execute(delete(EventNoteRow).where(EventNoteRow.event_id.in_(written)))
    people = update(LearnerRow).where(LearnerRow.round_id == round_id, LearnerRow.erased_at.is_(None))
    erased_id = literal("erased-").concat(cast(LearnerRow.key, String))
    gone = session.execute(people.values(**BLANK, id=erased_id, erased_at=now()).returning(LearnerRow.key)).all()
    forget_inputs(session, round_id)
    session.get_one(RoundRow, round_id).state = "purged"
    session.flush()
    session.expire_all()
    record_event(session, None, "purge round", {"round": round_id}, round_id=round_id)
    return len(gone)


def _leave_certificates_out(session: Session, round_id: str) -> None:
    """Prices and warnings may name learners."""
    for answer in session.scalars(select(AllocationRow).where(AllocationRow.round_id == round_id)):
        answer.header = answer.header | {"certificate": {}, "warnings": []}
        answer.redacted_at = now()

"""Pins and bans, each with author and reason."""

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.model import Pin
from matcher.store import rows_of
from matcher.store.errors import ReferenceMissing
from matcher.store.events import record_event
from matcher.store.links import own_round
from matcher.store.rounds import get_round
from matcher.store.tables import LearnerRow, PinRow
from matcher.store.viewers import Viewer
from matcher.store.visible import as_seen, pins_visible_to


def add_pin(session: Session, viewer: Viewer, round_id: str, pin: Pin) -> str:
    """Add a pin and return its id.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round.
    ReferenceMissing
        If it names what the round does not have.
    """
    own_round(session, viewer, round_id, "pinning", hold=True)
    last = session.scalar(select(func.max(PinRow.position)).where(PinRow.round_id == round_id))
    row = PinRow(round_id=round_id, **rows_of.pin_values(pin, 0 if last is None else last + 1))
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as broken:
        raise ReferenceMissing("pins") from broken
    record_event(session, viewer, f"add {pin.kind}", _subjects(session, row), round_id=round_id, why=pin.reason)
    return row.id


def list_pins(session: Session, viewer: Viewer, round_id: str, after: int, limit: int) -> list[PinRow]:
    """Return up to `limit` pins in the order in which they were made, those after this position.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    rows = pins_visible_to(viewer, round_id).where(PinRow.position > after).order_by(PinRow.position)
    return list(session.scalars(rows.limit(limit)))


def pins_of_learner(session: Session, viewer: Viewer, round_id: str, learner: str) -> list[PinRow]:
    """Return the pins and bans of a learner and of the learner's group, in the order in which they were made.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    group = select(LearnerRow.group_id).where(LearnerRow.round_id == round_id, LearnerRow.id == learner)
    of_learner = or_(PinRow.learner_id == learner, PinRow.group_id == group.scalar_subquery())
    rows = pins_visible_to(viewer, round_id).where(of_learner).order_by(PinRow.position)
    return list(session.scalars(rows))


def lift_pin(session: Session, viewer: Viewer, round_id: str, pin_id: str, why: str) -> None:
    """Take a pin away; that it was there stays in the event log.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round, or it has no such pin.
    """
    own_round(session, viewer, round_id, "lifting a pin")
    row = as_seen(session.scalar(pins_visible_to(viewer, round_id).where(PinRow.id == pin_id)), "pin", pin_id)
    record_event(session, viewer, f"lift {row.kind}", _subjects(session, row), round_id=round_id, why=why)
    session.delete(row)
    session.flush()


def _subjects(session: Session, row: PinRow) -> dict[str, object]:
    same = LearnerRow.round_id == row.round_id, LearnerRow.id == row.learner_id
    named = {
        "pin": row.id,
        "learner": session.scalar(select(LearnerRow.key).where(*same)),
        "group": row.group_id,
        "placement": row.placement_id,
        "destination": row.destination_id,
    }
    return {kind: id for kind, id in named.items() if id is not None}

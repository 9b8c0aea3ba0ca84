"""The event log: append-only, and what a person wrote in it can be forgotten."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matcher.store.tables import EventNoteRow, EventRow, EventSubjectRow
from matcher.store.viewers import Viewer


def record_event(
    session: Session,
    viewer: Viewer | None,
    what: str,
    subjects: Mapping[str, object] | None = None,
    *,
    round_id: str | None = None,
    reason_code: str | None = None,
    why: str = "",
) -> int:
    """Append an event and return its id.

    Parameters
    ----------
    viewer
        The author; None: the service itself.
    what
        A verb and its object: "publish run".
    subjects
        Ids by kind. A learner goes by `LearnerRow.key`, never by id or name.
    why
        In the author's words. Whatever can be a `reason_code` should be one.
    """
    event = EventRow(
        author=viewer.person if viewer else "service",
        organisation_id=viewer.organisation if viewer else None,
        round_id=round_id,
        what=what,
        reason_code=reason_code,
    )
    session.add(event)
    session.flush()
    session.add_all(
        EventSubjectRow(event_id=event.id, kind=kind, subject_id=str(id)) for kind, id in (subjects or {}).items()
    )
    if why:
        session.add(EventNoteRow(event_id=event.id, why=why))
    session.flush()
    return event.id


def forget_notes(session: Session, kind: str, id: object) -> None:
    """Delete what people wrote about a subject; that something happened stays."""
    about = select(EventSubjectRow.event_id).where(EventSubjectRow.kind == kind, EventSubjectRow.subject_id == str(id))
    session.execute(delete(EventNoteRow).where(EventNoteRow.event_id.in_(about)))

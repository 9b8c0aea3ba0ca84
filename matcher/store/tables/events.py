"""What happened: append-only. Words people wrote stand in a table of their own, so that a person can be forgotten."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.tables.base import Moment, Row


class EventRow(Row):
    """Who did what when; databases refuse to change or delete it."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[Moment]
    author: Mapped[str]
    organisation_id: Mapped[str | None] = mapped_column(index=True)
    round_id: Mapped[str | None] = mapped_column(index=True)
    what: Mapped[str]
    reason_code: Mapped[str | None]


class EventSubjectRow(Row):
    """What an event is about; a learner by key, which an erasure leaves pointing to nobody."""

    __tablename__ = "event_subjects"
    __table_args__ = (Index("ix_event_subjects_subject", "kind", "subject_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(primary_key=True)


class EventNoteRow(Row):
    """Why, in a person's own words; may name somebody, so erasing that person deletes it."""

    __tablename__ = "event_notes"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    why: Mapped[str]

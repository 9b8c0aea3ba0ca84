"""The event log as its readers see it: newest first, of what is theirs, a learner under the id that it has now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from matcher.store.tables import EventNoteRow, EventRow, EventSubjectRow, LearnerRow, RoundRow
from matcher.store.viewers import Viewer
from matcher.store.visible import as_seen, events_visible_to, learners_visible_to, rounds_visible_to


@dataclass(frozen=True, slots=True)
class EventShown:
    """An event with what it is about: (kind, id) pairs, a learner by the id that it has now."""

    id: int
    at: datetime
    author: str
    organisation: str | None
    what: str
    reason_code: str | None
    why: str
    subjects: tuple[tuple[str, str], ...]


def list_events(
    session: Session,
    viewer: Viewer,
    round_id: str | None,
    before: int | None,
    limit: int,
    subject: tuple[str, str] | None = None,
    what: str | None = None,
) -> list[EventShown]:
    """Return up to `limit` events that the viewer sees, the newest first, those before this one.

    Parameters
    ----------
    round_id
        None: events of all rounds and of none.
    subject
        Kind and id, to see only what is about it; a learner by id.
    what
        To see only events of this name.

    Raises
    ------
    UnknownId
        If the viewer sees no such round or learner.
    """
    rows = events_visible_to(viewer, round_id).order_by(EventRow.id.desc()).limit(limit)
    if round_id is not None:
        as_seen(session.scalar(rounds_visible_to(viewer).where(RoundRow.id == round_id)), "round", round_id)
    if before is not None:
        rows = rows.where(EventRow.id < before)
    if what is not None:
        rows = rows.where(EventRow.what == what)
    if subject is not None:
        rows = rows.where(EventRow.id.in_(_about(session, viewer, round_id, *subject)))
    return _shown(session, viewer, session.scalars(rows).all())


def names_of_events(session: Session, viewer: Viewer, round_id: str) -> list[str]:
    """Return what happened in a round, as far as the viewer sees it: every name once, in order."""
    rows = events_visible_to(viewer, round_id).with_only_columns(EventRow.what).distinct().order_by(EventRow.what)
    return list(session.scalars(rows))


def written_about(
    session: Session, viewer: Viewer, round_id: str, kind: str, ids: Collection[str]
) -> Mapping[str, list[str]]:
    """Return what people wrote about some things of a round, in time, as far as the viewer sees it, by id."""
    rows = events_visible_to(viewer, round_id).join(EventSubjectRow, EventSubjectRow.event_id == EventRow.id)
    rows = rows.join(EventNoteRow, EventNoteRow.event_id == EventRow.id).order_by(EventRow.id)
    about = rows.where(EventSubjectRow.kind == kind, EventSubjectRow.subject_id.in_(ids))
    found: dict[str, list[str]] = {id: [] for id in ids}
    for id, why in session.execute(about.with_only_columns(EventSubjectRow.subject_id, EventNoteRow.why)):
        found[id].append(why)
    return found


def _about(session: Session, viewer: Viewer, round_id: str | None, kind: str, id: str) -> Select[int]:
    ids = [id]
    if kind == "learner":  # rounds may each have one of this id
        own = learners_visible_to(viewer, round_id).where(LearnerRow.id == id).with_only_columns(LearnerRow.key)
        ids = [str(key) for key in as_seen(session.scalars(own).all() or None, "learner", id)]
    return select(EventSubjectRow.event_id).where(EventSubjectRow.kind == kind, EventSubjectRow.subject_id.in_(ids))


def _shown(session: Session, viewer: Viewer, events: Sequence[EventRow]) -> list[EventShown]:
    ids = [event.id for event in events]
    written = select(EventNoteRow.event_id, EventNoteRow.why).where(EventNoteRow.event_id.in_(ids))
    notes = {row.event_id: row.why for row in session.execute(written)}
    about = session.scalars(select(EventSubjectRow).where(EventSubjectRow.event_id.in_(ids))).all()
    names = _learner_ids(session, viewer, [row.subject_id for row in about if row.kind == "learner"])
    subjects: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in about:
        subjects[row.event_id].append((row.kind, names[row.subject_id] if row.kind == "learner" else row.subject_id))
    return [
        EventShown(
            event.id,
            event.at,
            event.author,
            event.organisation_id,
            event.what,
            event.reason_code,
            notes.get(event.id, ""),
            tuple(sorted(subjects[event.id])),
        )
        for event in events
    ]


def _learner_ids(session: Session, viewer: Viewer, keys: Sequence[str]) -> Mapping[str, str]:
    """The ids of those whom the viewer sees; of the others only that it was somebody."""
    own = learners_visible_to(viewer).where(LearnerRow.key.in_(map(int, keys)))
    seen = {str(key): id for key, id in session.execute(own.with_only_columns(LearnerRow.key, LearnerRow.id))}
    return {key: seen.get(key, f"erased-{key}") for key in keys}

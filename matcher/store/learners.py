"""Learners one by one: add, change, read, as the core's noun with its version."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.model import Learner
from matcher.store import rows_of
from matcher.store.engine import vault_of
from matcher.store.errors import NotAllowed, ReferenceMissing, StaleVersion
from matcher.store.events import record_event
from matcher.store.loading import learners_of
from matcher.store.rounds import get_round
from matcher.store.tables import LearnerRow, SchoolRow, SendingPartnerRow
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer, acting_as
from matcher.store.visible import as_seen, learners_visible_to, schools_visible_to, sending_partners_visible_to

KEEPERS: tuple[Role, ...] = ("coordinator", "sending", "school")
"""Who changes learners, and knows their birth dates and what else their school writes of them."""


Lack = Literal["study", "languages", "eqf"]
LACKS: Mapping[Lack, ColumnElement[bool]] = {
    "study": and_(LearnerRow.study_title.is_(None), LearnerRow.isced_f.is_(None)),
    "languages": LearnerRow.languages.is_(None),
    "eqf": LearnerRow.eqf.is_(None),
}
"""What may not be stated of a learner, as far as it is kept unsealed."""


@dataclass(frozen=True, slots=True)
class LearnerFilter:
    """Which learners are asked for; what is left out is not asked about."""

    text: str = ""  # part of id, study title, group or school
    stay: str = ""
    lacking: Lack | None = None


EVERYBODY = LearnerFilter()


def get_learner(session: Session, viewer: Viewer, round_id: str, id: str) -> tuple[Learner, int]:
    """Return a learner and the version to name when changing it.

    Raises
    ------
    UnknownId
        If the viewer sees no such learner.
    """
    rows = learners_visible_to(viewer, round_id).where(LearnerRow.id == id)
    return as_seen(next(iter(_with_versions(session, viewer, round_id, rows)), None), "learner", id)


def list_learners(
    session: Session, viewer: Viewer, round_id: str, after: str, limit: int, asked: LearnerFilter = EVERYBODY
) -> list[tuple[Learner, int]]:
    """Return up to `limit` learners with their versions, by id, those after this one.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    rows = _asked_for(viewer, round_id, asked).where(LearnerRow.id > after).order_by(LearnerRow.id).limit(limit)
    return _with_versions(session, viewer, round_id, rows)


def count_learners(session: Session, viewer: Viewer, round_id: str, asked: LearnerFilter = EVERYBODY) -> int:
    """Return how many there are; errors as `list_learners`."""
    get_round(session, viewer, round_id)
    rows = _asked_for(viewer, round_id, asked).with_only_columns(LearnerRow.key).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def _asked_for(viewer: Viewer, round_id: str, asked: LearnerFilter) -> Select[LearnerRow]:
    rows = learners_visible_to(viewer, round_id)
    if asked.text:
        rows = rows.where(or_(*(_has(column, asked.text) for column in TEXTS), LearnerRow.school_id.in_(_named(asked))))
    if asked.stay:
        rows = rows.where(LearnerRow.stay_id == asked.stay)
    return rows.where(LACKS[asked.lacking]) if asked.lacking else rows


TEXTS = (LearnerRow.id, LearnerRow.study_title, LearnerRow.group_id)


def _named(asked: LearnerFilter) -> Select[Any]:
    return select(SchoolRow.id).where(_has(SchoolRow.name, asked.text))


def _has(column: Any, text: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.icontains(text, autoescape=True)
    return found


def learners_of_school(
    session: Session, viewer: Viewer, round_id: str, school: str, after: str, limit: int
) -> list[Learner]:
    """Return up to `limit` of a school's learners, by id, those after this one, for whoever keeps them.

    Raises
    ------
    NotAllowed
        If the viewer is not one of `KEEPERS`.
    UnknownId
        If the viewer sees no such school.
    """
    viewer = acting_as(viewer, "previewing", KEEPERS)
    as_seen(session.scalar(schools_visible_to(viewer, round_id).where(SchoolRow.id == school)), "school", school)
    rows = learners_visible_to(viewer, round_id).where(LearnerRow.school_id == school, LearnerRow.id > after)
    return list(learners_of(session, rows.order_by(LearnerRow.id).limit(limit)))


def _with_versions(
    session: Session, viewer: Viewer, round_id: str, rows: Select[LearnerRow]
) -> list[tuple[Learner, int]]:
    """Learners as far as the viewer may know them: to audit a round one needs nobody's birth date."""
    numbered = session.execute(rows.with_only_columns(LearnerRow.id, LearnerRow.version))
    versions = {row.id: row.version for row in numbered}
    keeper = replace(viewer, roles=viewer.roles & frozenset(KEEPERS))
    kept = learners_visible_to(keeper, round_id).where(LearnerRow.id.in_(versions))
    own = set(session.scalars(kept.with_only_columns(LearnerRow.id)))
    closed = {"birth_date": None, "extra": ()}
    found = {learner.id: learner for learner in learners_of(session, rows)}
    return [
        (found[id] if id in own else found[id].model_copy(update=closed), version) for id, version in versions.items()
    ]


def put_learner(session: Session, viewer: Viewer, round_id: str, learner: Learner, version: int | None = None) -> int:
    """Add a learner, or change the one with this id, and return its version.

    Parameters
    ----------
    version
        What the viewer had before their eyes; None: a learner that is new.

    Raises
    ------
    NotAllowed
        If the learner would not be the viewer's own.
    UnknownId
        If the viewer sees no such round.
    StaleVersion
        If it has changed since `version`, or is there already.
    ReferenceMissing
        If it names a stay, group, sending partner or school that the round does not have.
    """
    viewer = acting_as(viewer, "changing a learner", KEEPERS)
    get_round(session, viewer, round_id)
    row = session.scalar(learners_visible_to(viewer, round_id).where(LearnerRow.id == learner.id))
    if (row.version if row else None) != version:
        raise StaleVersion("learner", learner.id)
    row = row or LearnerRow(round_id=round_id)
    school_id = school_id_of(session, viewer, round_id, learner)
    for column, value in rows_of.learner_values(learner, school_id, vault_of(session)).items():
        setattr(row, column, value)
    _keep(session, row)
    if session.scalar(learners_visible_to(viewer).where(LearnerRow.key == row.key)) is None:
        raise NotAllowed("changing a learner", "the learner's own school, sending partner or coordinator")
    record_event(session, viewer, "change learner", {"learner": row.key}, round_id=round_id)
    return row.version


def learner_key_of(session: Session, viewer: Viewer, round_id: str, id: str) -> int:
    """Return the key of a learner whom the viewer sees in full.

    Raises
    ------
    UnknownId
        If there is none.
    """
    rows = learners_visible_to(viewer, round_id).where(LearnerRow.id == id)
    key: int = as_seen(session.scalar(rows.with_only_columns(LearnerRow.key)), "learner", id)
    return key


def _keep(session: Session, row: LearnerRow) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as broken:
        raise ReferenceMissing("learners") from broken


def school_id_of(session: Session, viewer: Viewer, round_id: str, learner: Learner) -> str | None:
    """Find the school by name under its partner; whoever sees the partner may name a school that is new."""
    if learner.school is None:
        return None
    named = SchoolRow.round_id == round_id, SchoolRow.name == learner.school
    under = SchoolRow.sending_partner_id.is_not_distinct_from(learner.sending_partner)
    found = session.scalar(select(SchoolRow.id).where(*named, under))
    return found or _new_school(session, viewer, round_id, learner)


def _new_school(session: Session, viewer: Viewer, round_id: str, learner: Learner) -> str:
    partners = sending_partners_visible_to(viewer, round_id).where(SendingPartnerRow.id == learner.sending_partner)
    if learner.sending_partner and session.scalar(partners) is None:
        raise ReferenceMissing("schools")
    school = SchoolRow(round_id=round_id, sending_partner_id=learner.sending_partner, name=learner.school or "")
    session.add(school)
    session.flush()
    return school.id

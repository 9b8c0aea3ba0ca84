"""What a hosting partner may know of a learner before the proposal is accepted."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from matcher.model import LanguageSkill, Noun
from matcher.store.rounds import get_round
from matcher.store.rows_of import skills_of
from matcher.store.tables import LearnerRow
from matcher.store.viewers import Viewer
from matcher.store.visible import as_seen, profiles_visible_to


class Profile(Noun):
    """A learner without school, age, wishes and name."""

    id: str
    stay: str
    sending_partner: str | None
    group: str | None
    study_title: str | None
    study_language: str | None
    isced_f: str | None
    eqf: int | None
    languages: tuple[LanguageSkill, ...] | None
    available_from: date | None
    available_to: date | None
    needs: tuple[str, ...]
    skills: tuple[str, ...]


def list_profiles(session: Session, viewer: Viewer, round_id: str, after: str, limit: int) -> list[Profile]:
    """Return up to `limit` profiles by id, those after this one.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    rows = profiles_visible_to(viewer, round_id).where(LearnerRow.id > after).order_by(LearnerRow.id).limit(limit)
    return [_profile_of(row) for row in session.execute(rows)]


def get_profile(session: Session, viewer: Viewer, round_id: str, learner: str) -> Profile:
    """Return a learner's profile.

    Raises
    ------
    UnknownId
        If the viewer sees none.
    """
    rows = profiles_visible_to(viewer, round_id).where(LearnerRow.id == learner)
    return _profile_of(as_seen(session.execute(rows).one_or_none(), "learner", learner))


def _profile_of(row: Any) -> Profile:
    return Profile(
        id=row.id,
        stay=row.stay_id,
        sending_partner=row.sending_partner_id,
        group=row.group_id,
        study_title=row.study_title,
        study_language=row.study_language,
        isced_f=row.isced_f,
        eqf=row.eqf,
        languages=skills_of(row.languages),
        available_from=row.available_from,
        available_to=row.available_to,
        needs=tuple(row.needs),
        skills=tuple(row.skills),
    )

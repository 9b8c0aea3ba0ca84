"""Learners as rows, birth date and unknown columns sealed, and back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from matcher.model import LanguageSkill, Learner
from matcher.store.rows_of.columns import Values, extra_of, level_of, span_values, spans_of, use_values, uses_of
from matcher.store.tables import LearnerRow
from matcher.store.vault import Vault


def learner_values(learner: Learner, school_id: str | None, vault: Vault) -> Values:
    """Return the columns of `LearnerRow`; birth date and unknown columns sealed."""
    return {
        "id": learner.id,
        "stay_id": learner.stay,
        "sending_partner_id": learner.sending_partner,
        "school_id": school_id,
        "group_id": learner.group,
        "country": learner.country,
        "study_title": learner.study_title,
        "study_language": learner.study_language,
        "isced_f": learner.isced_f,
        "eqf": learner.eqf,
        "languages": _skill_values(learner.languages),
        "graduated_on": learner.graduated_on,
        "available_from": learner.available_from,
        "available_to": learner.available_to,
        "available_days": span_values(learner.available_days) or None,
        "preferences": learner.preferences,
        "needs": learner.needs,
        "skills": learner.skills,
        "fewer_opportunities": learner.fewer_opportunities,
        "sealed": _sealed(learner, vault),
    }


def learner_of(row: LearnerRow | Any, school: str | None, vault: Vault) -> Learner:
    opened = vault.unseal(row.sealed) if row.sealed else {}
    born = opened.get("birth_date")
    return Learner(
        id=row.id,
        stay=row.stay_id,
        sending_partner=row.sending_partner_id,
        school=school,
        country=row.country,
        group=row.group_id,
        study_title=row.study_title,
        study_language=row.study_language,
        isced_f=row.isced_f,
        eqf=row.eqf,
        languages=skills_of(row.languages),
        birth_date=date.fromisoformat(born) if born else None,
        graduated_on=row.graduated_on,
        available_from=row.available_from,
        available_to=row.available_to,
        available_days=spans_of(row.available_days or ()),
        preferences=tuple(row.preferences),
        needs=tuple(row.needs),
        skills=tuple(row.skills),
        fewer_opportunities=row.fewer_opportunities,
        extra=extra_of(opened.get("extra", ())),
    )


def _sealed(learner: Learner, vault: Vault) -> bytes | None:
    inside: Values = {}
    if learner.birth_date:
        inside["birth_date"] = learner.birth_date.isoformat()
    if learner.extra:
        inside["extra"] = learner.extra
    return vault.seal(inside) if inside else None


def _skill_values(skills: Sequence[LanguageSkill] | None) -> list[list[Any]] | None:
    return None if skills is None else [[s.language, s.level, s.tested, *use_values(s.uses)] for s in skills]


def skills_of(values: Sequence[Sequence[Any]] | None) -> tuple[LanguageSkill, ...] | None:
    if values is None:
        return None
    return tuple(
        LanguageSkill(language=name, level=level_of(level), tested=tested, uses=uses_of(uses))
        for name, level, tested, *uses in values
    )

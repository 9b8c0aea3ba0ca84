"""The round's nouns as rows of the store, ready for bulk inserts, and back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from matcher.model import (
    Cefr,
    DaySpan,
    Destination,
    FlowCell,
    Group,
    LanguageNeed,
    LanguageSkill,
    LanguageUse,
    Learner,
    Pin,
    Placement,
    PreviousAssignment,
    SendingPartner,
    Stay,
    TitleConfirmation,
)
from matcher.store.tables import (
    ConfirmationRow,
    DestinationRow,
    FlowCellRow,
    GroupRow,
    LearnerRow,
    PinRow,
    PlacementVersionRow,
    PreviousRow,
    SendingPartnerRow,
    StayRow,
)
from matcher.store.vault import Vault

Values = dict[str, Any]
Extra = tuple[tuple[str, str], ...]
UseLevels = tuple[tuple[LanguageUse, Cefr], ...]


def stay_values(stay: Stay) -> Values:
    return {
        "id": stay.id,
        "activity": stay.activity.value,
        "first_day": stay.first_day,
        "last_day": stay.last_day,
        "length_days": stay.length_days,
        "start_on": stay.start_on or None,
    }


def stay_of(row: StayRow) -> Stay:
    return Stay.model_validate(
        {
            "id": row.id,
            "activity": row.activity,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "length_days": row.length_days,
            "start_on": row.start_on or (),
        }
    )


def sending_partner_values(partner: SendingPartner, *, listed: bool = True) -> Values:
    return partner.model_dump(mode="json") | {"listed": listed}


def sending_partner_of(row: SendingPartnerRow) -> SendingPartner:
    return SendingPartner(
        id=row.id,
        name=row.name,
        country=row.country,
        floor=row.floor,
        ceiling=row.ceiling,
        extra=_extra(row.extra),
    )


def group_values(group: Group) -> Values:
    return {
        "id": group.id,
        "stay_id": group.stay,
        "sending_partner_id": group.sending_partner,
        "companions": group.companions,
        "destination_id": group.destination,
        "extra": group.extra,
    }


def group_of(row: GroupRow) -> Group:
    return Group(
        id=row.id,
        stay=row.stay_id,
        sending_partner=row.sending_partner_id,
        companions=row.companions,
        destination=row.destination_id,
        extra=_extra(row.extra),
    )


def destination_values(destination: Destination) -> Values:
    return {
        "id": destination.id,
        "hosting_partner_id": destination.hosting_partner or None,
        "city": destination.city,
        "country": destination.country,
        "beds": destination.beds,
        "minimum_learners": destination.minimum_learners,
        "extra": destination.extra,
    }


def destination_of(row: DestinationRow) -> Destination:
    return Destination(
        id=row.id,
        beds=row.beds,
        city=row.city,
        country=row.country,
        hosting_partner=row.hosting_partner_id or "",
        minimum_learners=row.minimum_learners,
        extra=_extra(row.extra),
    )


def pin_values(pin: Pin, position: int) -> Values:
    return {
        "position": position,
        "kind": pin.kind,
        "learner_id": pin.learner,
        "group_id": pin.group,
        "placement_id": pin.placement,
        "destination_id": pin.destination,
        "reason": pin.reason,
        "author": pin.author,
    }


def pin_of(row: PinRow) -> Pin:
    return Pin.model_validate(
        {
            "kind": row.kind,
            "learner": row.learner_id,
            "group": row.group_id,
            "placement": row.placement_id,
            "destination": row.destination_id,
            "reason": row.reason,
            "author": row.author,
        }
    )


def flow_cell_values(cell: FlowCell) -> Values:
    return {
        "sending_partner_id": cell.sending_partner,
        "destination_id": cell.destination,
        "stay_id": cell.stay,
        "is_quota": True,
        "floor": cell.floor,
        "ceiling": cell.ceiling,
    }


def flow_cell_of(row: FlowCellRow) -> FlowCell:
    return FlowCell(
        sending_partner=row.sending_partner_id,
        destination=row.destination_id,
        stay=row.stay_id,
        floor=row.floor,
        ceiling=row.ceiling,
    )


def confirmation_values(confirmation: TitleConfirmation, position: int) -> Values:
    return confirmation.model_dump() | {"position": position}


def confirmation_of(row: ConfirmationRow) -> TitleConfirmation:
    return TitleConfirmation(
        title=row.title, isced_f=row.isced_f, language=row.language, country=row.country, author=row.author
    )


def previous_values(previous: PreviousAssignment) -> Values:
    return {
        "learner_id": previous.learner,
        "placement_id": previous.placement,
        "first_day": previous.first_day,
    }


def previous_of(row: PreviousRow) -> PreviousAssignment:
    return PreviousAssignment(learner=row.learner_id, placement=row.placement_id, first_day=row.first_day)


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
        "available_days": _span_values(learner.available_days) or None,
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
        available_days=_spans(row.available_days or ()),
        preferences=tuple(row.preferences),
        needs=tuple(row.needs),
        skills=tuple(row.skills),
        fewer_opportunities=row.fewer_opportunities,
        extra=_extra(opened.get("extra", ())),
    )


def _sealed(learner: Learner, vault: Vault) -> bytes | None:
    inside: Values = {}
    if learner.birth_date:
        inside["birth_date"] = learner.birth_date.isoformat()
    if learner.extra:
        inside["extra"] = learner.extra
    return vault.seal(inside) if inside else None


def placement_values(placement: Placement, host_id: str) -> Values:
    """Return the columns of `PlacementVersionRow` that say what is offered."""
    return {
        "placement_id": placement.id,
        "host_id": host_id,
        "destination_id": placement.destination,
        "places": placement.places,
        "first_day": placement.window.first_day,
        "last_day": placement.window.last_day,
        "study_fields": placement.study_fields,
        "study_title": placement.study_title,
        "study_language": placement.study_language,
        "tasks": placement.tasks,
        "languages": _need_values(placement.languages),
        "required_language": _need_values(placement.required_language),
        "closed": _span_values(placement.closed),
        "min_age": placement.min_age,
        "needs_met": placement.needs_met,
        "nace": placement.nace,
        "eqf_min": placement.eqf_min,
        "max_per_sending_partner": placement.max_per_sending_partner,
        "night_work": placement.night_work,
        "hazards": placement.hazards,
        "supervised": placement.supervised,
        "extra": placement.extra,
    }


def placement_of(row: PlacementVersionRow | Any, host: str) -> Placement:
    return Placement(
        id=row.placement_id,
        host=host,
        destination=row.destination_id,
        places=row.places,
        window=DaySpan(first_day=row.first_day, last_day=row.last_day),
        study_fields=tuple(row.study_fields),
        study_title=row.study_title,
        study_language=row.study_language,
        tasks=row.tasks,
        languages=_needs(row.languages),
        required_language=_needs(row.required_language),
        closed=_spans(row.closed),
        min_age=row.min_age,
        needs_met=tuple(row.needs_met),
        nace=row.nace,
        eqf_min=row.eqf_min,
        max_per_sending_partner=row.max_per_sending_partner,
        night_work=row.night_work,
        hazards=tuple(row.hazards),
        supervised=row.supervised,
        extra=_extra(row.extra),
    )


def _span_values(spans: Sequence[DaySpan]) -> list[list[str]]:
    return [[span.first_day.isoformat(), span.last_day.isoformat()] for span in spans]


def _spans(values: Sequence[Sequence[str]]) -> tuple[DaySpan, ...]:
    return tuple(DaySpan.model_validate({"first_day": first, "last_day": last}) for first, last in values)


def _skill_values(skills: Sequence[LanguageSkill] | None) -> list[list[Any]] | None:
    return None if skills is None else [[s.language, s.level, s.tested, *_use_values(s.uses)] for s in skills]


def skills_of(values: Sequence[Sequence[Any]] | None) -> tuple[LanguageSkill, ...] | None:
    if values is None:
        return None
    return tuple(
        LanguageSkill(language=name, level=_level(level), tested=tested, uses=_uses(uses))
        for name, level, tested, *uses in values
    )


def _need_values(needs: Sequence[LanguageNeed]) -> list[list[Any]]:
    return [[need.language, need.level, *_use_values(need.uses)] for need in needs]


def _needs(values: Sequence[Sequence[Any]]) -> tuple[LanguageNeed, ...]:
    return tuple(LanguageNeed(language=name, level=_level(level), uses=_uses(uses)) for name, level, *uses in values)


def _use_values(uses: UseLevels) -> list[dict[str, int]]:
    """Nothing, or the levels of single uses."""
    return [{use.value: int(level) for use, level in uses}] if uses else []


def _uses(values: Sequence[dict[str, int]]) -> UseLevels:
    return tuple((use, Cefr(of_use[use])) for of_use in values for use in LanguageUse if use in of_use)


def _level(level: int | None) -> Cefr | None:
    return None if level is None else Cefr(level)


def _extra(pairs: Sequence[Sequence[str]]) -> Extra:
    return tuple((name, value) for name, value in pairs)

"""Placements as versions of rows, and back."""

from collections.abc import Sequence
from typing import Any

from matcher.model import DaySpan, LanguageNeed, Placement
from matcher.store.rows_of.columns import Values, extra_of, level_of, span_values, spans_of, use_values, uses_of
from matcher.store.tables import PlacementVersionRow


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
        "closed": span_values(placement.closed),
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
        closed=spans_of(row.closed),
        min_age=row.min_age,
        needs_met=tuple(row.needs_met),
        nace=row.nace,
        eqf_min=row.eqf_min,
        max_per_sending_partner=row.max_per_sending_partner,
        night_work=row.night_work,
        hazards=tuple(row.hazards),
        supervised=row.supervised,
        extra=extra_of(row.extra),
    )


def _need_values(needs: Sequence[LanguageNeed]) -> list[list[Any]]:
    return [[need.language, need.level, *use_values(need.uses)] for need in needs]


def _needs(values: Sequence[Sequence[Any]]) -> tuple[LanguageNeed, ...]:
    return tuple(
        LanguageNeed(language=name, level=level_of(level), uses=uses_of(uses)) for name, level, *uses in values
    )

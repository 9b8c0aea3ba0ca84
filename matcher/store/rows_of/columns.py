"""What stands in columns of JSON, and back."""

from collections.abc import Sequence
from typing import Any

from matcher.model import Cefr, DaySpan, LanguageUse

Values = dict[str, Any]
Extra = tuple[tuple[str, str], ...]
UseLevels = tuple[tuple[LanguageUse, Cefr], ...]


def span_values(spans: Sequence[DaySpan]) -> list[list[str]]:
    return [[span.first_day.isoformat(), span.last_day.isoformat()] for span in spans]


def spans_of(values: Sequence[Sequence[str]]) -> tuple[DaySpan, ...]:
    return tuple(DaySpan.model_validate({"first_day": first, "last_day": last}) for first, last in values)


def use_values(uses: UseLevels) -> list[dict[str, int]]:
    """Nothing, or the levels of single uses."""
    return [{use.value: int(level) for use, level in uses}] if uses else []


def uses_of(values: Sequence[dict[str, int]]) -> UseLevels:
    return tuple((use, Cefr(of_use[use])) for of_use in values for use in LanguageUse if use in of_use)


def level_of(level: int | None) -> Cefr | None:
    return None if level is None else Cefr(level)


def extra_of(pairs: Sequence[Sequence[str]]) -> Extra:
    return tuple((name, value) for name, value in pairs)

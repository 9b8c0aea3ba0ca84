"""Counting days that spans share."""

from collections.abc import Iterable
from datetime import date, timedelta

from matcher.model.nouns import DaySpan


def closed_days(span: DaySpan, closed: Iterable[DaySpan]) -> int:
    """On how many days of `span` a host is closed; a day in two closings counts once."""
    shut: set[date] = set()
    for closing in closed:
        first = max(closing.first_day, span.first_day)
        last = min(closing.last_day, span.last_day)
        shut.update(first + timedelta(days=day) for day in range((last - first).days + 1))
    return len(shut)

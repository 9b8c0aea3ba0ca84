"""Counting days that spans share, and days that they leave out."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from matcher.model.nouns import DaySpan

DAY = timedelta(days=1)


def closed_days(span: DaySpan, closed: Iterable[DaySpan]) -> int:
    """On how many days of `span` a host is closed; a day in two closings counts once."""
    return len(days_in(span, closed))


def days_in(span: DaySpan, others: Iterable[DaySpan]) -> set[date]:
    """The days of `span` that lie in one of the others."""
    found: set[date] = set()
    for other in others:
        first = max(other.first_day, span.first_day)
        last = min(other.last_day, span.last_day)
        found.update(first + timedelta(days=day) for day in range((last - first).days + 1))
    return found


def gaps(span: DaySpan, others: Iterable[DaySpan]) -> Iterator[DaySpan]:
    """The days of `span` that lie in none of the others, as spans in order."""
    first = span.first_day
    beside = [other for other in others if other.overlaps(span)]
    for other in sorted(beside, key=lambda other: other.first_day):
        if first < other.first_day:
            yield DaySpan(first_day=first, last_day=other.first_day - DAY)
        first = max(first, other.last_day + DAY)
    if first <= span.last_day:
        yield DaySpan(first_day=first, last_day=span.last_day)

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from matcher.model import DaySpan
from matcher.model.days import closed_days, gaps

DAYS = [date(2026, 9, 1) + timedelta(days=day) for day in range(12)]
spans = st.lists(st.sampled_from(DAYS), min_size=2, max_size=2).map(
    lambda ends: DaySpan(first_day=min(ends), last_day=max(ends))
)


def days_of(span: DaySpan) -> set[date]:
    return {span.first_day + timedelta(days=day) for day in range(span.days)}


@given(spans, st.lists(spans, max_size=4))
def test_gaps_are_the_days_that_no_other_span_has(span: DaySpan, others: list[DaySpan]) -> None:
    found = list(gaps(span, others))
    covered = set().union(*map(days_of, others))
    assert set().union(*map(days_of, found)) == days_of(span) - covered
    assert closed_days(span, others) == len(days_of(span) & covered)
    between = [after.first_day - before.last_day for before, after in pairwise(found)]
    assert all(days > timedelta(days=1) for days in between)

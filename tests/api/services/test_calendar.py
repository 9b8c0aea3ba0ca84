"""Places and beds by day, against counting on every single day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from api.services.calendar import calendar, same_days
from matcher.model import DaySpan
from matcher.store.engine import reading
from matcher.store.occupancy import LiveStay
from tests.api.service import Service
from tests.matcher.store.cast import played, published

START = date(2026, 10, 1)
DAYS = [START + timedelta(days=day) for day in range(12)]
COMPANIONS = {None: 0, "G1": 1, "G2": 2}

spans = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(sorted)
offers = st.tuples(spans.map(lambda days: DaySpan(first_day=days[0], last_day=days[1])), st.integers(0, 3))
stays = st.tuples(spans, st.sampled_from(sorted(COMPANIONS, key=str))).map(
    lambda found: LiveStay("P", "here", found[0][0], found[0][1], found[1], COMPANIONS[found[1]])
)


def slowly(day: date, offered: list[tuple[DaySpan, int]], there: list[LiveStay]) -> tuple[int, int, int]:
    places = sum(places for window, places in offered if window.first_day <= day <= window.last_day)
    learners = sum(stay.first_day <= day <= stay.last_day for stay in there)
    with_companions = learners
    for group in ("G1", "G2"):
        members = [stay for stay in there if stay.group == group]
        if any(stay.first_day <= day for stay in members) and any(day <= stay.last_day for stay in members):
            with_companions += COMPANIONS[group]
    return places, learners, with_companions


@given(st.lists(offers, max_size=5), st.lists(stays, max_size=6))
@settings(max_examples=200)
def test_every_day_has_the_numbers_of_counting_it_alone(
    offered: list[tuple[DaySpan, int]], there: list[LiveStay]
) -> None:
    found = same_days(offered, there)
    by_day = {
        span.first_day + timedelta(days=day): (span.places, span.learners, span.people)
        for span in found
        for day in range(span.days)
    }
    assert sum(span.days for span in found) == len(by_day)
    assert list(by_day) == sorted(by_day)
    for day in DAYS:
        assert by_day.get(day, (0, 0, 0)) == slowly(day, offered, there)
    neighbours = [(span.places, span.learners, span.people) for span in found]
    assert all(one != other for one, other in pairwise(neighbours))


def test_companions_need_beds_and_no_places(service: Service) -> None:
    there = played(service.store)
    published(service.store, there)
    with reading(service.store) as session:
        [seville] = calendar(session, there.own["INCOMA"], there.id, [there.round.destination_by_id["Seville"]])
        [elsewhere] = calendar(session, there.own["INCOMA"], there.id, [there.round.destination_by_id["Maribor"]])
    busiest = max(seville.spans, key=lambda span: span.people)
    assert (busiest.learners, busiest.people, busiest.places, seville.beds) == (3, 5, 3, 6)
    assert (seville.most_learners, seville.most_people) == (3, 5)
    assert elsewhere.spans == ()
    assert (elsewhere.most_learners, elsewhere.most_people) == (0, 0)

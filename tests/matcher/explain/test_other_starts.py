from datetime import date

import pytest

from matcher.explain import sentence
from matcher.explain.learner import option
from matcher.explain.other_starts import other_start
from matcher.model import Group
from matcher.pairs import sides_of
from matcher.profiles import StudyFields
from tests.matcher.pairs.test_starts import FIELD, autumn, learner, placement, round_of
from tests.matcher.two_sides import span

EARLY = placement("early", 5, window=span("2026-09-01", "2026-10-20"))
LATE = placement("late", window=span("2026-10-26", "2026-11-30"))


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (None, "open with the stay from 26 October 2026: the only such start"),
        ("g", "open with the stay from 26 October 2026, were group g to begin then: the only such start"),
    ],
)
def test_a_placement_that_another_start_would_open_says_so(group: str | None, words: str) -> None:
    groups = (Group(id="g", stay="autumn"),)
    round_ = round_of([learner("a", group=group)], [EARLY, LATE], autumn(start_on=("monday",)), groups=groups)
    sides = sides_of(round_, StudyFields((FIELD,), ((FIELD,), (FIELD,)), ()))
    assert sides.learners[0].stay.first_day == date(2026, 9, 7)
    late = option(round_, sides, 0, 1)
    assert [reason.code for reason in late.reasons] == ["stay_outside_window", "another_start_would_do"]
    assert sentence(late.reasons[1]) == words
    assert option(round_, sides, 0, 0).reasons == ()


def test_no_start_helps_against_a_rule_without_dates_or_where_dates_are_fixed() -> None:
    for stay, country in ((autumn(), "ES"), (autumn(length_days=None), "RS")):
        round_ = round_of([learner("a", country=country)], [LATE], stay)
        sides = sides_of(round_, StudyFields((FIELD,), ((FIELD,),), ()))
        assert other_start(round_, sides.learners[0], sides.placements[0]) is None

from datetime import date
from typing import Any

import pytest

from matcher.eligibility.age import minimum_age, minor_protection
from tests.matcher.eligibility.verdicts import code_of, verdict
from tests.matcher.two_sides import learner_side, placement_side


@pytest.mark.parametrize(
    ("birth_date", "min_age", "code"),
    [
        (date(2004, 10, 2), 18, None),  # 18 on the first day
        (date(2004, 10, 3), 18, "too_young_at_first"),
        (date(2004, 10, 31), 18, "too_young_at_first"),  # 18 on the last day
        (date(2004, 11, 1), 18, "too_young"),
        (date(2004, 11, 1), 17, None),
        (None, 18, "birth_date_unknown"),
        (None, None, None),
        (date(2010, 1, 1), 0, None),
    ],
)
def test_the_age_is_reached_on_every_day(birth_date: date | None, min_age: int | None, code: str | None) -> None:
    learner = learner_side(birth_date=birth_date)
    assert code_of(verdict(minimum_age, learner, placement_side(min_age=min_age))) == code


def test_a_birthday_inside_the_stay_is_named() -> None:
    reason = verdict(minimum_age, learner_side(birth_date=date(2004, 10, 15)), placement_side(min_age=18))
    assert reason is not None
    assert reason.params["reached_on"] == date(2022, 10, 15)


NIGHT = {"night_work": True}
WELDING = {"hazards": ("welding",)}


@pytest.mark.parametrize(
    ("birth_date", "work", "code"),
    [
        (date(2004, 10, 2), NIGHT | WELDING, None),  # 18 on the first day
        (date(2004, 10, 3), NIGHT, "night_work_for_minor"),
        (date(2004, 10, 3), NIGHT | {"supervised": True}, "night_work_for_minor"),
        (date(2004, 10, 3), WELDING, "hazards_for_minor"),
        (date(2004, 10, 3), WELDING | {"supervised": False}, "hazards_for_minor"),
        (date(2004, 10, 3), WELDING | {"supervised": True}, None),
        (date(2007, 1, 1), {}, None),
        (date(2007, 1, 1), {"night_work": False}, None),
        (None, {}, None),
        (None, NIGHT, "minor_or_not_unknown"),
        (None, WELDING | {"supervised": True}, None),
    ],
)
def test_minors_do_no_night_work_and_meet_hazards_only_supervised(
    birth_date: date | None, work: dict[str, Any], code: str | None
) -> None:
    learner = learner_side(birth_date=birth_date)
    assert code_of(verdict(minor_protection, learner, placement_side(**work))) == code


@pytest.mark.parametrize(
    ("birth_date", "last_day"),
    [(date(2004, 10, 15), date(2022, 10, 14)), (date(2006, 1, 1), date(2022, 10, 31))],
)
def test_the_last_day_as_a_minor_is_named(birth_date: date, last_day: date) -> None:
    reason = verdict(minor_protection, learner_side(birth_date=birth_date), placement_side(night_work=True))
    assert reason is not None
    assert reason.params["last_day_as_minor"] == last_day

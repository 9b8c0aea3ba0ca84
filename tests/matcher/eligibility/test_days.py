from datetime import date

import pytest

from matcher.eligibility.days import birthday, months_after


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2021, 10, 31), 12, date(2022, 10, 31)),
        (date(2021, 10, 31), 1, date(2021, 11, 30)),
        (date(2021, 12, 31), 2, date(2022, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 5, 1), 0, date(2024, 5, 1)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("born", "age", "expected"),
    [
        (date(2004, 10, 15), 18, date(2022, 10, 15)),
        (date(2004, 2, 29), 18, date(2022, 3, 1)),
        (date(2004, 2, 29), 20, date(2024, 2, 29)),
    ],
)
def test_who_is_born_on_29_february_is_older_on_1_march(born: date, age: int, expected: date) -> None:
    assert birthday(born, age) == expected

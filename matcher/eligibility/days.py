"""Days that rules turn on: the birthday a person reaches an age, the same day some months later."""

import calendar
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day of the month that many months later; the month's last day if it is shorter (29 Feb -> 28 Feb)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def birthday(birth_date: date, age: int) -> date:
    """The day on which a person reaches `age`.

    Somebody born on 29 February does so on 1 March of a common year: laws differ on this, and the later day is the
    one that protects a minor everywhere.
    """
    year = birth_date.year + age
    if (birth_date.month, birth_date.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return birth_date.replace(year=year)

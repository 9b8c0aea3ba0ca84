"""The stays of a synthetic programme year: waves of short stays, and long ones across them."""

from datetime import date, timedelta
from typing import NamedTuple

YEAR = (date(2026, 9, 1), date(2027, 7, 16))
LEARNERS_PER_WAVE = 250  # a smaller round has fewer waves, the busiest first
LEARNERS_PER_LONG_WAVE = 1000


class Wave(NamedTuple):
    """A stay with its share (percent) of a full year's learners."""

    id: str
    activity: str
    first_day: date
    days: int
    share: int

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=self.days - 1)


SHORT = (
    Wave("short-2027-03", "short-term", date(2027, 3, 1), 26, 13),
    Wave("short-2026-10", "short-term", date(2026, 10, 5), 26, 13),
    Wave("short-2027-05", "short-term", date(2027, 5, 3), 19, 11),
    Wave("short-2027-04", "short-term", date(2027, 4, 5), 26, 11),
    Wave("short-2026-11", "short-term", date(2026, 11, 2), 26, 10),
    Wave("short-2027-02", "short-term", date(2027, 2, 1), 19, 9),
    Wave("short-2026-09", "short-term", date(2026, 9, 7), 26, 7),
    Wave("short-2027-01", "short-term", date(2027, 1, 4), 26, 6),
    Wave("short-2027-06", "short-term", date(2027, 6, 1), 30, 6),
    Wave("short-2026-12", "short-term", date(2026, 12, 1), 12, 2),
)
LONG = (
    Wave("long-2026-09", "long-term", date(2026, 9, 14), 91, 5),
    Wave("long-2027-03", "long-term", date(2027, 3, 8), 91, 4),
    Wave("long-2027-01", "long-term", date(2027, 1, 11), 120, 3),
)


def waves(learners: int, most: int | None = None) -> tuple[Wave, ...]:
    """The stays of a round of so many learners, short ones first; at most `most` of them."""
    short, long = SHORT[: 1 + learners // LEARNERS_PER_WAVE], LONG[: learners // LEARNERS_PER_LONG_WAVE]
    return (short + long)[:most]


def busiest_share(stays: tuple[Wave, ...]) -> float:
    """The share of all learners who are away on the same day, when most are."""
    total = sum(stay.share for stay in stays)
    return max(sum(other.share for other in stays if _away(other, stay.first_day)) for stay in stays) / total


def _away(stay: Wave, day: date) -> bool:
    return stay.first_day <= day <= stay.last_day

from datetime import date
from typing import Any

import pytest

from matcher.eligibility.dates import (
    activity_length,
    enrolled_or_recent_graduate,
    learner_available,
    stay_within_window,
)
from matcher.eligibility.rule import Rule
from matcher.model import DaySpan, Rules
from tests.matcher.eligibility.verdicts import code_of, verdict
from tests.matcher.two_sides import learner_side, placement_side, span, stay


@pytest.mark.parametrize(
    ("window", "code"),
    [
        (span("2022-10-02", "2022-10-31"), None),  # to the day
        (span("2022-09-01", "2022-12-31"), None),
        (span("2022-10-03", "2022-10-31"), "stay_outside_window"),
        (span("2022-10-02", "2022-10-30"), "stay_outside_window"),
        (span("2023-10-02", "2023-10-31"), "stay_outside_window"),
    ],
)
def test_every_day_of_the_stay_lies_in_the_window(window: object, code: str | None) -> None:
    assert code_of(verdict(stay_within_window, learner_side(), placement_side(window=window))) == code


@pytest.mark.parametrize(
    ("closed", "code"),
    [
        ([span("2022-10-10", "2022-10-16")], None),  # 7 of 30 days
        ([span("2022-10-10", "2022-10-17")], "host_closed_too_long"),  # 8 of 30 days
        ([span("2022-10-10", "2022-10-16"), span("2022-10-14", "2022-10-16")], None),  # the same days twice
        ([span("2022-10-01", "2022-10-06"), span("2022-10-30", "2022-11-30")], None),  # 5 + 2 days of the stay
        ([span("2022-11-01", "2022-12-01")], None),
    ],
)
def test_a_host_may_close_on_a_quarter_of_the_days(closed: object, code: str | None) -> None:
    placement = placement_side(window=span("2022-09-01", "2022-12-31"), closed=closed)
    assert code_of(verdict(stay_within_window, learner_side(), placement)) == code


def test_a_long_closing_is_counted_in_the_reason() -> None:
    placement = placement_side(closed=[span("2022-10-10", "2022-10-25")])
    reason = verdict(stay_within_window, learner_side(), placement)
    assert reason is not None
    assert (reason.params["closed_days"], reason.params["stay_days"]) == (16, 30)


@pytest.mark.parametrize(
    ("activity", "first_day", "last_day", "code"),
    [
        ("short-term", "2022-10-02", "2022-10-31", None),
        ("short-term", "2022-10-02", "2022-10-11", None),  # 10 days, both ends counted
        ("short-term", "2022-10-02", "2022-10-10", "stay_too_short"),
        ("short-term", "2022-10-03", "2022-12-30", None),  # 89 days
        ("short-term", "2022-10-03", "2022-12-31", "stay_too_long"),
        ("long-term", "2022-10-03", "2022-12-31", None),  # 90 days
        ("long-term", "2022-10-03", "2022-12-30", "stay_too_short"),
        ("long-term", "2023-01-01", "2023-12-31", None),  # 365 days
        ("long-term", "2024-01-01", "2024-12-31", "stay_too_long"),  # 366 days
        ("job-shadowing", "2022-10-03", "2022-10-04", None),
        ("job-shadowing", "2022-10-03", "2022-10-03", "stay_too_short"),
        ("job-shadowing", "2022-10-03", "2022-12-02", "stay_too_long"),
    ],
)
def test_each_activity_has_its_length(activity: str, first_day: str, last_day: str, code: str | None) -> None:
    learner = learner_side(stay=stay(first_day, last_day, activity))
    assert code_of(verdict(activity_length, learner, placement_side())) == code


def test_october_second_to_thirty_first_is_thirty_days() -> None:
    assert activity_length.learner_key(learner_side())[1] == 30


@pytest.mark.parametrize(
    ("graduated_on", "months", "code"),
    [
        (None, 12, None),  # enrolled
        (date(2022, 6, 30), 12, None),
        (date(2021, 10, 31), 12, None),  # exactly 12 months before the last day
        (date(2021, 10, 30), 12, "graduated_too_long_ago"),
        (date(2021, 10, 15), 12, "graduated_too_long_ago"),  # the twelve months end inside the stay
        (date(2021, 10, 15), 24, None),
        (date(2022, 12, 24), 12, None),  # graduates after the stay
        (date(2022, 10, 1), 0, "graduated_too_long_ago"),
    ],
)
def test_a_graduate_travels_within_the_months_after(graduated_on: date | None, months: int, code: str | None) -> None:
    rules = Rules(graduated_within_months=months)
    learner = learner_side(graduated_on=graduated_on)
    assert code_of(verdict(enrolled_or_recent_graduate, learner, placement_side(), rules)) == code


def test_graduation_on_29_february_reaches_to_28_february() -> None:
    last_possible = learner_side(graduated_on=date(2024, 2, 29), stay=stay("2025-02-01", "2025-02-28"))
    a_day_more = learner_side(graduated_on=date(2024, 2, 29), stay=stay("2025-02-01", "2025-03-01"))
    assert verdict(enrolled_or_recent_graduate, last_possible, placement_side()) is None
    reason = verdict(enrolled_or_recent_graduate, a_day_more, placement_side())
    assert reason is not None
    assert reason.params["last_possible_day"] == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("available_from", "available_to", "code"),
    [
        (None, None, None),
        (date(2022, 10, 2), date(2022, 10, 31), None),
        (date(2022, 10, 3), None, "learner_not_yet_available"),
        (None, date(2022, 10, 30), "learner_no_longer_available"),
    ],
)
def test_a_learner_is_available_on_every_day(
    available_from: date | None, available_to: date | None, code: str | None
) -> None:
    learner = learner_side(available_from=available_from, available_to=available_to)
    assert code_of(verdict(learner_available, learner, placement_side())) == code


SEPTEMBER_ON = [span("2022-09-01", "2022-10-16"), span("2022-10-20", "2022-12-31")]  # away 17 to 19 October


@pytest.mark.parametrize(
    ("available", "most_gap_days", "away"),
    [
        ([span("2022-09-01", "2022-12-31")], 0, None),
        ([span("2022-09-01", "2022-10-16"), span("2022-10-17", "2022-12-31")], 0, None),  # nothing lies between them
        ([span("2022-10-15", "2022-12-31"), span("2022-09-01", "2022-10-20")], 0, None),  # in any order
        (SEPTEMBER_ON, 0, (date(2022, 10, 17), date(2022, 10, 19), True)),
        (SEPTEMBER_ON, 2, (date(2022, 10, 17), date(2022, 10, 19), True)),
        (SEPTEMBER_ON, 3, None),
        ([span("2022-10-04", "2022-12-31")], 60, (date(2022, 10, 2), date(2022, 10, 3), False)),
        ([span("2022-09-01", "2022-10-30")], 60, (date(2022, 10, 31), date(2022, 10, 31), False)),
        ([span("2023-01-01", "2023-02-01")], 60, (date(2022, 10, 2), date(2022, 10, 31), False)),
    ],
)
def test_a_stay_is_split_only_as_the_round_allows(
    available: list[DaySpan], most_gap_days: int, away: tuple[date, date, bool] | None
) -> None:
    learner = learner_side(available_days=available)
    reason = verdict(learner_available, learner, placement_side(), Rules(split_stay_gap_days=most_gap_days))
    if away is None:
        assert reason is None
    else:
        assert reason is not None
        assert tuple(reason.params[name] for name in ("away_from", "away_to", "in_between")) == away


def test_days_away_in_between_do_not_count_towards_the_length() -> None:
    during = stay("2022-10-03", "2022-12-31", "long-term")
    whole, split = learner_side(stay=during), learner_side(stay=during, available_days=SEPTEMBER_ON)
    assert verdict(activity_length, whole, placement_side()) is None
    reason = verdict(activity_length, split, placement_side())
    assert reason is not None
    assert (reason.code, reason.params["days"]) == ("stay_too_short", 87)


@pytest.mark.parametrize(
    ("rule", "learner", "placement", "day"),
    [
        (stay_within_window, {}, {"window": span("2022-10-05", "2022-12-31")}, date(2022, 10, 2)),
        (stay_within_window, {}, {"window": span("2022-09-01", "2022-10-20")}, date(2022, 10, 21)),
        (stay_within_window, {}, {"window": span("2023-09-01", "2023-10-20")}, date(2022, 10, 2)),
        (stay_within_window, {}, {"closed": [span("2022-10-10", "2022-10-25")]}, date(2022, 10, 17)),  # the 8th of 30
        (activity_length, {"stay": stay("2022-10-03", "2023-01-01")}, {}, date(2022, 12, 31)),  # the 90th
    ],
)
def test_the_day_that_breaks_the_rule_is_named(rule: Rule, learner: Any, placement: Any, day: date) -> None:
    reason = verdict(rule, learner_side(**learner), placement_side(**placement))
    assert reason is not None
    assert reason.params["day"] == day

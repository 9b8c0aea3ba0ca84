import pytest

from matcher.fit.dates import dates
from tests.matcher.fit.found import found
from tests.matcher.two_sides import learner_side, placement_side, span


@pytest.mark.parametrize(
    ("window", "closed", "score"),
    [
        (span("2022-10-02", "2022-10-31"), (), 0.8),  # to the day
        (span("2022-09-25", "2022-11-07"), (), 1.0),  # a week before and after
        (span("2022-09-01", "2022-12-31"), (), 1.0),  # more adds nothing
        (span("2022-09-25", "2022-10-31"), (), 0.9),
        (span("2022-10-02", "2022-10-31"), (span("2022-10-10", "2022-10-12"),), 0.72),  # 27 of 30 days
        (span("2022-09-25", "2022-11-07"), (span("2022-11-01", "2022-11-07"),), 1.0),  # closed after the stay
        (span("2022-10-17", "2022-11-30"), (), 0.45),  # half the days, were it allowed
        (span("2023-10-02", "2023-10-31"), (), 0.0),
    ],
)
def test_open_days_count_and_some_slack(window: object, closed: object, score: float) -> None:
    assert found(dates, learner_side(), placement_side(window=window, closed=closed)).score == score


def test_the_reason_counts_days_inclusively() -> None:
    placement = placement_side(window=span("2022-10-01", "2022-11-05"), closed=[span("2022-10-31", "2022-11-01")])
    expected = {"stay_days": 30, "open_days": 29, "slack_before_days": 1, "slack_after_days": 5}
    assert found(dates, learner_side(), placement).reason == ("dates_open_days", expected)

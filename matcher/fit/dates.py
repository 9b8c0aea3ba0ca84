"""How well the placement's window carries the stay."""

from datetime import date

from matcher.fit.feature import feature
from matcher.model import DaySpan, Evidence, Reason
from matcher.model.days import closed_days

ENOUGH_SLACK_DAYS = 7  # a week before or after the stay takes up any change of flights
SLACK_SHARE = 0.1  # of the score, for each end of the stay

Window = tuple[DaySpan, tuple[DaySpan, ...]]


@feature(
    learner=lambda side: (side.stay.first_day, side.stay.last_day),
    placement=lambda side: (side.placement.window, side.placement.closed),
)
def dates(stay: tuple[date, date], window: Window) -> Evidence:
    """How many of the stay's days the host is open, with some slack before and after in case journeys change."""
    span, (opening, closed) = DaySpan(first_day=stay[0], last_day=stay[1]), window
    inside = _inside(span, opening)
    open_days = inside.days - closed_days(inside, closed) if inside else 0
    before = max((span.first_day - opening.first_day).days, 0)
    after = max((opening.last_day - span.last_day).days, 0)
    slack = SLACK_SHARE * (_enough(before) + _enough(after))
    score = open_days / span.days * (1 - 2 * SLACK_SHARE + slack)
    params = {"stay_days": span.days, "open_days": open_days, "slack_before_days": before, "slack_after_days": after}
    return Evidence(score, Reason("dates_open_days", params))


def _inside(span: DaySpan, opening: DaySpan) -> DaySpan | None:
    if not span.overlaps(opening):
        return None
    first, last = max(span.first_day, opening.first_day), min(span.last_day, opening.last_day)
    return DaySpan(first_day=first, last_day=last)


def _enough(slack_days: int) -> float:
    return min(slack_days, ENOUGH_SLACK_DAYS) / ENOUGH_SLACK_DAYS

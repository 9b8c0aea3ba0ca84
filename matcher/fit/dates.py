"""How well the placement's window carries the stay."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.fit.feature import FULL, Points, feature
from matcher.model import DaySpan, Evidence, LearnerSide, Reason
from matcher.model.days import closed_days

ENOUGH_SLACK_DAYS = 7  # a week before or after the stay takes up any change of flights
SLACK_SHARE = 0.1  # of the score, for each end of the stay

Window = tuple[DaySpan, tuple[DaySpan, ...]]
Days = NDArray[np.int64]


class StayDays(NamedTuple):
    """The days of a stay; `starts`: on which days it could begin, empty if the round fixes its dates."""

    first_day: date
    last_day: date
    starts: tuple[date, ...]


def _stay_days(side: LearnerSide) -> StayDays:
    return StayDays(side.stay.first_day, side.stay.last_day, side.starts)


def open_days(stays: Sequence[StayDays], windows: Sequence[Window]) -> Points:
    """Points of every stay in every window, as `dates` gives them; shape (stays, windows)."""
    first = np.array([window.first_day.toordinal() for window, _ in windows], dtype=np.int64)
    last = np.array([window.last_day.toordinal() for window, _ in windows], dtype=np.int64)
    closing = [(place, *window) for place, window in enumerate(windows) if window[1]]
    row_of: dict[tuple[date, date], Points] = {}
    for stay in dict.fromkeys(stay[:2] for stay in stays):
        begin, end = stay[0].toordinal(), stay[1].toordinal()
        open_ = np.maximum(np.minimum(last, end) - np.maximum(first, begin) + 1, 0)
        for place, opening, closed in closing:
            open_[place] = _open_days(DaySpan(first_day=stay[0], last_day=stay[1]), opening, closed)
        before, after = np.maximum(begin - first, 0), np.maximum(last - end, 0)
        row_of[stay] = np.rint(_score(end - begin + 1, open_, before, after) * FULL).astype(np.int16)
    return np.array([row_of[stay[:2]] for stay in stays], dtype=np.int16).reshape(len(stays), len(windows))


@feature(
    learner=_stay_days,
    placement=lambda side: (side.placement.window, side.placement.closed),
    table=open_days,
)
def dates(stay: StayDays, window: Window) -> Evidence:
    """How many of the stay's days the host is open, with some slack before and after in case journeys change."""
    span, (opening, closed) = DaySpan(first_day=stay.first_day, last_day=stay.last_day), window
    open_ = _open_days(span, opening, closed)
    before = max((span.first_day - opening.first_day).days, 0)
    after = max((opening.last_day - span.last_day).days, 0)
    params = {"stay_days": span.days, "open_days": open_, "slack_before_days": before, "slack_after_days": after}
    reason = Reason("dates_open_days", params)
    if stay.starts:
        reason = Reason("dates_start_proposed", params | _starts(stay, opening))
    return Evidence(float(_score(span.days, open_, before, after)), reason)


def _score(stay_days: int, open_: int | Days, before: int | Days, after: int | Days) -> NDArray[np.float64]:
    slack = SLACK_SHARE * (_enough(before) + _enough(after))
    score: NDArray[np.float64] = open_ / stay_days * (1 - 2 * SLACK_SHARE + slack)
    return score


def _enough(slack_days: int | Days) -> NDArray[np.float64]:
    share: NDArray[np.float64] = np.minimum(slack_days, ENOUGH_SLACK_DAYS) / ENOUGH_SLACK_DAYS
    return share


def _open_days(span: DaySpan, opening: DaySpan, closed: tuple[DaySpan, ...]) -> int:
    if not span.overlaps(opening):
        return 0
    first, last = max(span.first_day, opening.first_day), min(span.last_day, opening.last_day)
    inside = DaySpan(first_day=first, last_day=last)
    return inside.days - closed_days(inside, closed)


def _starts(stay: StayDays, opening: DaySpan) -> dict[str, object]:
    """The start proposed, of how many, and how many of these the window carries."""
    length = stay.last_day - stay.first_day
    here = sum(opening.first_day <= start and start + length <= opening.last_day for start in stay.starts)
    return {"stay_from": stay.first_day, "starts": len(stay.starts), "starts_here": here}

"""Hard rules about days: the stay in the host's window, its length, the learner's own limits."""

from datetime import date, timedelta

from matcher.codelists.activities import activity_length_days
from matcher.eligibility.days import months_after
from matcher.eligibility.rule import rule
from matcher.model import Activity, DaySpan, LearnerSide, Reason
from matcher.model.days import days_in, gaps

MOST_CLOSED_SHARE = 0.25  # of a stay's days: a week's closing in a month abroad is borne, more empties the stay


@rule(
    learner=lambda side: (side.stay.first_day, side.stay.last_day),
    placement=lambda side: (side.placement.window, side.placement.closed),
    is_dated=True,
)
def stay_within_window(first_day: date, last_day: date, window: DaySpan, closed: tuple[DaySpan, ...]) -> Reason | None:
    """Every day of the stay lies in the placement's window, and the host is closed on at most a quarter of them."""
    span = DaySpan(first_day=first_day, last_day=last_day)
    days = {"stay_from": first_day, "stay_to": last_day, "window_from": window.first_day, "window_to": window.last_day}
    if not window.covers(span):
        outside = next(gaps(span, [window]))
        return Reason("stay_outside_window", days | {"day": outside.first_day})
    shut = sorted(days_in(span, closed))
    most = int(MOST_CLOSED_SHARE * span.days)
    if len(shut) > most:
        counted = {"closed_days": len(shut), "stay_days": span.days, "most_closed_days": most, "day": shut[most]}
        return Reason("host_closed_too_long", days | counted)
    return None


def _days_there(side: LearnerSide) -> int:
    """The days of a stay without those on which the learner is away in between."""
    if not side.learner.available_days:
        return side.stay.days
    return side.stay.days - sum(gap.days for gap in absences(side))


def absences(side: LearnerSide) -> tuple[DaySpan, ...]:
    """When the learner is not available though the stay goes on, as the spans of days in `available_days` leave it."""
    return tuple(gaps(side.stay, side.learner.available_days)) if side.learner.available_days else ()


@rule(learner=lambda side: (side.stay.activity, _days_there(side), side.stay.first_day), is_dated=True)
def activity_length(activity: Activity, days: int, first_day: date) -> Reason | None:
    """The stay is as long as its activity type allows, first and last day counted, travel days not.

    The shorter stays that the programme allows learners with fewer opportunities have to be justified: by a waiver.
    """
    shortest, longest = activity_length_days(activity)
    if shortest <= days <= longest:
        return None
    params = {"activity": activity.value, "days": days, "shortest": shortest, "longest": longest}
    if days < shortest:
        return Reason("stay_too_short", params)
    return Reason("stay_too_long", params | {"day": first_day + timedelta(days=longest)})


@rule(
    learner=lambda side: (side.learner.graduated_on, side.stay.last_day),
    settings=lambda terms: (terms.rules.graduated_within_months,),
    is_dated=True,
)
def enrolled_or_recent_graduate(graduated_on: date | None, last_day: date, months: int) -> Reason | None:
    """The learner is still enrolled, or the whole stay takes place within the set months after graduation."""
    if graduated_on is None:
        return None
    latest = months_after(graduated_on, months)
    if last_day <= latest:
        return None
    return Reason(
        "graduated_too_long_ago",
        {"graduated_on": graduated_on, "months": months, "last_possible_day": latest, "stay_to": last_day},
    )


@rule(
    learner=lambda side: (
        side.learner.available_from,
        side.learner.available_to,
        side.learner.available_days,
        side.stay.first_day,
        side.stay.last_day,
    ),
    settings=lambda terms: (terms.rules.split_stay_gap_days,),
    is_dated=True,
)
def learner_available(
    available_from: date | None,
    available_to: date | None,
    available_days: tuple[DaySpan, ...],
    first_day: date,
    last_day: date,
    most_gap_days: int,
) -> Reason | None:
    """The learner is available on every day of the stay, or away no longer than the round allows stays to be split."""
    if available_from is not None and first_day < available_from:
        return Reason("learner_not_yet_available", {"available_from": available_from, "stay_from": first_day})
    if available_to is not None and last_day > available_to:
        return Reason("learner_no_longer_available", {"available_to": available_to, "stay_to": last_day})
    for gap in gaps(DaySpan(first_day=first_day, last_day=last_day), available_days) if available_days else ():
        in_between = first_day < gap.first_day and gap.last_day < last_day
        if not in_between or gap.days > most_gap_days:
            away = {"away_from": gap.first_day, "away_to": gap.last_day, "days": gap.days}
            return Reason("learner_away", away | {"in_between": in_between, "most_gap_days": most_gap_days})
    return None

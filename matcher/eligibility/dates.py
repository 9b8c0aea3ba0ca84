"""Hard rules about days: the stay in the host's window, its length, the learner's own limits."""

from datetime import date

from matcher.codelists.activities import activity_length_days
from matcher.eligibility.days import months_after
from matcher.eligibility.rule import rule
from matcher.model import Activity, DaySpan, Reason
from matcher.model.days import closed_days

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
        return Reason("stay_outside_window", days)
    shut = closed_days(span, closed)
    if shut > MOST_CLOSED_SHARE * span.days:
        return Reason("host_closed_too_long", days | {"closed_days": shut, "stay_days": span.days})
    return None


@rule(learner=lambda side: (side.stay.activity, side.stay.days))
def activity_length(activity: Activity, days: int) -> Reason | None:
    """The stay is as long as its activity type allows, first and last day counted, travel days not.

    The shorter stays that the programme allows learners with fewer opportunities have to be justified: by a waiver.
    """
    shortest, longest = activity_length_days(activity)
    if shortest <= days <= longest:
        return None
    code = "stay_too_short" if days < shortest else "stay_too_long"
    return Reason(code, {"activity": activity.value, "days": days, "shortest": shortest, "longest": longest})


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
        side.stay.first_day,
        side.stay.last_day,
    ),
    is_dated=True,
)
def learner_available(
    available_from: date | None, available_to: date | None, first_day: date, last_day: date
) -> Reason | None:
    """The learner is available on every day of the stay."""
    if available_from is not None and first_day < available_from:
        return Reason("learner_not_yet_available", {"available_from": available_from, "stay_from": first_day})
    if available_to is not None and last_day > available_to:
        return Reason("learner_no_longer_available", {"available_to": available_to, "stay_to": last_day})
    return None

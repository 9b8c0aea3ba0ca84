"""Hard rules about age, true on every day of the stay even if a birthday falls inside it."""

from datetime import date, timedelta

from matcher.eligibility.days import birthday
from matcher.eligibility.rule import rule
from matcher.model import Reason

OF_AGE = 18  # Directive 94/33/EC, article 3: a young person is under 18


@rule(
    learner=lambda side: (side.learner.birth_date, side.stay.first_day, side.stay.last_day),
    placement=lambda side: (side.placement.min_age,),
    is_dated=True,
)
def minimum_age(birth_date: date | None, first_day: date, last_day: date, min_age: int | None) -> Reason | None:
    """The learner has the age that the host asks for on every day of the stay, so from the first."""
    if not min_age:
        return None
    if birth_date is None:
        return Reason("birth_date_unknown", {"min_age": min_age})
    reached_on = birthday(birth_date, min_age)
    if reached_on <= first_day:
        return None
    code = "too_young_at_first" if reached_on <= last_day else "too_young"
    return Reason(code, {"min_age": min_age, "reached_on": reached_on, "stay_from": first_day, "stay_to": last_day})


@rule(
    learner=lambda side: (side.learner.birth_date, side.stay.first_day, side.stay.last_day),
    placement=lambda side: (side.placement.night_work, side.placement.hazards, side.placement.supervised),
    is_dated=True,
)
def minor_protection(
    birth_date: date | None,
    first_day: date,
    last_day: date,
    night_work: bool | None,
    hazards: tuple[str, ...],
    supervised: bool | None,
) -> Reason | None:
    """Nobody under 18 on any day of the stay works at night, or with hazards unless supervised (Directive 94/33/EC)."""
    unsupervised = hazards if not supervised else ()
    if not (night_work or unsupervised):
        return None
    if birth_date is None:
        return Reason("minor_or_not_unknown", {"night_work": bool(night_work), "hazards": unsupervised})
    of_age_on = birthday(birth_date, OF_AGE)
    if of_age_on <= first_day:
        return None
    params = {"of_age_on": of_age_on, "last_day_as_minor": min(of_age_on - timedelta(days=1), last_day)}
    if night_work:
        return Reason("night_work_for_minor", params)
    return Reason("hazards_for_minor", params | {"hazards": unsupervised, "supervision_stated": supervised is False})

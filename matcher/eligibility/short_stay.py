"""A warning, not a rule: stays longer than visa-free entry covers need a visa or residence title in time."""

from collections import defaultdict
from datetime import timedelta

from matcher.codelists.countries import short_stay_rule_applies
from matcher.eligibility.place import home_countries
from matcher.model import LearnerSide, PlacementSide, Reason, Round, Stay

VISA_FREE_DAYS = 90  # in any 180, days of entry and exit counted: Regulation (EU) 2018/1806, article 4


def stay_warning(learner: LearnerSide, placement: PlacementSide) -> Reason | None:
    """What the learner has to arrange before this stay, because it outlasts 90 days in 180."""
    country, host_country = learner.learner.country, placement.destination.country
    if not _outlasts(learner.stay) or country is None or not short_stay_rule_applies(country, host_country):
        return None
    return Reason("visa_free_days_exceeded", _days(learner.stay) | {"country": country, "host_country": host_country})


def warnings(round: Round) -> tuple[Reason, ...]:
    """One warning for each sending country and stay that outlasts 90 days in 180 at some destination."""
    concerned: dict[tuple[str, str], list[str]] = defaultdict(list)
    for learner, country in zip(round.learners, home_countries(round), strict=True):
        if country is not None and _outlasts(round.stay_by_id[learner.stay]):
            concerned[country, learner.stay].append(learner.id)
    found = []
    for (country, stay), learners in sorted(concerned.items()):
        there = tuple(place.id for place in round.destinations if short_stay_rule_applies(country, place.country))
        if there:
            params = _days(round.stay_by_id[stay]) | {"country": country, "stay": stay}
            found.append(
                Reason("visa_free_stay_too_long", params | {"learners": tuple(learners), "destinations": there})
            )
    return tuple(found)


def _outlasts(stay: Stay) -> bool:
    return stay.days > VISA_FREE_DAYS


def _days(stay: Stay) -> dict[str, object]:
    day_too_many = stay.first_day + timedelta(days=VISA_FREE_DAYS)
    return {"days": stay.days, "most_days": VISA_FREE_DAYS, "first_day_too_many": day_too_many}

"""A warning, not a rule: stays longer than visa-free entry covers need a visa or residence title in time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from matcher.codelists.countries import short_stay_rule_since
from matcher.model import Destination, LearnerSide, PlacementSide, Reason, Stay

VISA_FREE_DAYS = 90  # in any 180, days of entry and exit counted: Regulation (EU) 2018/1806, article 4

Excess = tuple[date, int]  # the first day too many, and how many days of the stay count in all


def stay_warning(learner: LearnerSide, placement: PlacementSide) -> Reason | None:
    """What the learner has to arrange before this stay, because it outlasts 90 days in 180."""
    country, host_country = learner.learner.country, placement.destination.country
    excess = _excess(learner.stay, country, host_country)
    if excess is None:
        return None
    return Reason("visa_free_days_exceeded", _params(excess) | {"country": country, "host_country": host_country})


def warnings(learners: Iterable[LearnerSide], destinations: Sequence[Destination]) -> tuple[Reason, ...]:
    """One warning for each sending country and stay that outlasts 90 days in 180 at some destination."""
    concerned: dict[tuple[str, Stay], list[str]] = defaultdict(list)
    for side in learners:
        if side.stay.days > VISA_FREE_DAYS and side.learner.country is not None:
            concerned[side.learner.country, side.stay].append(side.learner.id)
    found = []
    for (country, stay), people in sorted(concerned.items(), key=lambda item: _by_day(*item[0])):
        there: dict[Excess, list[str]] = defaultdict(list)
        for place in destinations:
            if (excess := _excess(stay, country, place.country)) is not None:
                there[excess].append(place.id)
        for excess, ids in sorted(there.items()):
            params = _params(excess) | {"country": country, "stay": stay.id}
            found.append(
                Reason("visa_free_stay_too_long", params | {"learners": tuple(people), "destinations": tuple(ids)})
            )
    return tuple(found)


def _by_day(country: str, stay: Stay) -> tuple[str, str, date]:
    return country, stay.id, stay.first_day


def _excess(stay: Stay, country: str | None, host_country: str) -> Excess | None:
    """Where a stay passes 90 days within 180; only days on which the rule binds count, earlier journeys are unknown."""
    since = short_stay_rule_since(country, host_country) if country is not None else None
    if since is None:
        return None
    first = max(stay.first_day, since)
    days = (stay.last_day - first).days + 1
    return (first + timedelta(days=VISA_FREE_DAYS), days) if days > VISA_FREE_DAYS else None


def _params(excess: Excess) -> dict[str, object]:
    first_day_too_many, days = excess
    return {"days": days, "most_days": VISA_FREE_DAYS, "first_day_too_many": first_day_too_many}

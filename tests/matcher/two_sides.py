"""A learner and a placement that suit each other; a test changes what it is about."""

from datetime import date
from typing import Any

from matcher.model import (
    Activity,
    DaySpan,
    Destination,
    FieldGuess,
    Group,
    Learner,
    LearnerSide,
    Placement,
    PlacementSide,
    Stay,
)


def span(first_day: str, last_day: str) -> DaySpan:
    return DaySpan(first_day=date.fromisoformat(first_day), last_day=date.fromisoformat(last_day))


def stay(first_day: str = "2022-10-02", last_day: str = "2022-10-31", activity: str = "short-term") -> Stay:
    return Stay(id="short", activity=Activity(activity), **dict(span(first_day, last_day)))


OCTOBER = stay()


def learner_side(
    *, stay: Stay = OCTOBER, group: Group | None = None, field: str | FieldGuess | None = "0714", **learner: Any
) -> LearnerSide:
    described = {"id": "ana", "stay": stay.id, "country": "RS", "group": group.id if group else None} | learner
    guess = FieldGuess(field, 1.0, "code given") if isinstance(field, str) else field
    return LearnerSide(Learner.model_validate(described), stay, group, guess)


def placement_side(
    *, fields: tuple[str | FieldGuess, ...] = ("0714",), country: str = "ES", city: str = "Seville", **placement: Any
) -> PlacementSide:
    described: dict[str, Any] = {
        "id": "acme-1",
        "host": "Acme",
        "destination": "seville",
        "places": 1,
        "window": span("2022-10-02", "2022-10-31"),
    } | placement
    destination = Destination(id=described["destination"], beds=10, city=city, country=country)
    guesses = tuple(FieldGuess(code, 1.0, "code given") if isinstance(code, str) else code for code in fields)
    return PlacementSide(Placement.model_validate(described), destination, guesses)

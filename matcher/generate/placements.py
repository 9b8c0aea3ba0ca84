"""The placements of a synthetic round."""

from collections.abc import Iterator
from itertools import permutations

import numpy as np

from matcher.generate.calendar import YEAR
from matcher.generate.draws import Choices, Draws, Happens, Numbers, one_of
from matcher.generate.plan import RoundPlan
from matcher.generate.tables import Columns, Stretch, stretches
from matcher.generate.words import Field, countries, fields, titles

WORKING_LEVELS = ("A1", "A2", "B1")
REQUIRED = one_of({"": 86, "en A2": 7, "en B1": 7})
MIN_AGE = one_of({"": 62, "16": 18, "18": 20})
NEEDS_MET = one_of(
    {"": 78, "step-free access": 8, "quiet workplace": 4, "step-free access; quiet workplace; vegetarian meals": 10}
)
EQF_MIN = one_of({"": 60, "3": 15, "4": 25})
SLACK_DAYS = one_of({0: 45, 1: 15, 7: 25, 13: 15})
WINDOWS = one_of({"wave": 70, "season": 22, "year": 8})
SEASON_DAYS = (50, 90)
STYLE = one_of({"code": 60, "both": 25, "title": 15})
NIGHT_FIELDS, LOUD_FIELDS = {"1013", "0721", "0913"}, {"0715", "0722", "0732", "0821"}
PLACES_PER_LEARNER = 1.15
USES_OF_A_PLACE = 2.0  # over a year: a place in a long window takes one learner after another
MOST_TASKS = 3


def placement_columns(plan: RoundPlan) -> Iterator[Columns]:
    drawn_from = _Words(plan)
    for stretch in stretches(plan.placements):
        yield _columns(plan, stretch, drawn_from)


class _Words:
    """What the cells of placements are drawn from, by study field or by the destination's country."""

    def __init__(self, plan: RoundPlan) -> None:
        self.field = Choices([range(len(fields()))], [[field.share for field in fields()]])
        self.tasks = Choices([_some_of(field) for field in fields()])
        self.title = Choices([[field.title, *_titles(field)] for field in fields()])
        self.languages = Choices([_working(country.language) for country in countries()])
        self.destination = Choices([range(len(plan.destinations.ids))], [plan.destinations.share])
        self.stay = one_of({number: stay.share for number, stay in enumerate(plan.stays)})
        self.first_day = np.array([stay.first_day for stay in plan.stays], dtype="datetime64[D]")
        self.last_day = np.array([stay.last_day for stay in plan.stays], dtype="datetime64[D]")


def _some_of(field: Field) -> list[str]:
    return ["", *("; ".join(some) for size in range(1, MOST_TASKS + 1) for some in permutations(field.tasks, size))]


def _titles(field: Field) -> list[str]:
    return [
        title.text for title in titles() if title.field == field.code and title.language in ("it", "es", "fr", "de")
    ]


def _working(language: str) -> list[str]:
    """Cells of working languages: English and the country's own, at levels that hosts ask for."""
    other = [f"{language} {level}" for level in WORKING_LEVELS] if language != "en" else [""]
    both = [" | ".join(filter(None, (f"en {level}", own))) for level in WORKING_LEVELS for own in other]
    return ["", *both, *filter(None, other)]


def _columns(plan: RoundPlan, stretch: Stretch, words: _Words) -> Columns:
    draws = plan.draws(stretch.rows, "placements", stretch.number)
    number = np.arange(stretch.first, stretch.after)
    destination, field = draws.place(words.destination), draws.place(words.field)
    country = plan.destinations.country[destination]
    first_day, last_day = _windows(draws, words)
    codes = np.array([one.code for one in fields()], dtype=object)[field]
    style = np.array(draws.of(STYLE), dtype=object)
    nace = np.array([one.nace for one in fields()], dtype=object)[field]
    return {
        "id": [f"P{one:07}" for one in number.tolist()],
        "host": [f"{fields()[one].firm} {place:07} (synthetic)" for one, place in zip(
            field.tolist(), _hosts(draws, number), strict=True)],
        "destination": [plan.destinations.ids[one] for one in destination.tolist()],
        "places": _places(plan, draws),
        "study_fields": np.where(style == "title", "", codes).tolist(),
        "study_title": np.where(style == "code", "", draws.of(words.title, field)).tolist(),
        "tasks": draws.of(words.tasks, field),
        "languages": draws.of(words.languages, country),
        "required_language": draws.of(REQUIRED),
        "from": first_day,
        "to": last_day,
        "min_age": draws.of(MIN_AGE),
        "needs_met": draws.of(NEEDS_MET),
        "nace": np.where(draws.happens(0.9), nace, "").tolist(),
        "eqf_min": draws.of(EQF_MIN),
        "night_work": _yes(draws.happens(0.15) & np.isin(codes, list(NIGHT_FIELDS))),
        "hazards": np.where(draws.happens(0.3) & np.isin(codes, list(LOUD_FIELDS)), "noise", "").tolist(),
        "supervised": _yes(draws.happens(0.8)),
    }  # fmt: skip


def _yes(holds: Happens) -> list[str]:
    return ["yes" if one else "no" for one in holds.tolist()]


def _hosts(draws: Draws, number: Numbers) -> list[int]:
    """Every third placement is a further one of the host before it."""
    hosts: list[int] = (number - (draws.happens(1 / 3) & (number > 0))).tolist()
    return hosts


def _places(plan: RoundPlan, draws: Draws) -> list[int]:
    """One place or more, so that over all placements there are somewhat more than learners."""
    uses = USES_OF_A_PLACE if len(plan.stays) > 1 else 1.0
    further = max(PLACES_PER_LEARNER * plan.learners / (plan.placements * uses) - 1, 0.0)
    places: list[int] = (1 + np.floor(2 * further * draws.chances() + draws.chances()).astype(np.int64)).tolist()
    return places


def _windows(draws: Draws, words: _Words) -> tuple[list[str], list[str]]:
    """First and last days: around one wave, over a season, or the whole year."""
    kind = np.array(draws.of(WINDOWS), dtype=object)
    stay = draws.place(words.stay)
    first = words.first_day[stay] - np.array(draws.of(SLACK_DAYS))
    last = words.last_day[stay] + np.array(draws.of(SLACK_DAYS)) + (kind == "season") * draws.whole(*SEASON_DAYS)
    year = [np.datetime64(day) for day in YEAR]
    first, last = np.where(kind == "year", np.minimum(first, year[0]), first), np.where(kind == "year", year[1], last)
    return first.astype(str).tolist(), np.maximum(first, last).astype(str).tolist()

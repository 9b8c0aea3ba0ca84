"""The learners of a synthetic round."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from matcher.generate.draws import Choices, Draws, Happens, Numbers, one_of
from matcher.generate.plan import SCHOOLS_PER_SENDER, RoundPlan
from matcher.generate.tables import Columns, Stretch, stretches
from matcher.generate.words import Field, countries, fields, titles

ENGLISH = {" A1": 5, " A2": 22, " B1": 38, " B2": 23, " C1": 5, "": 1, None: 6}  # None: no English
FURTHER = {None: 70, "it A1": 6, "es A1": 6, "de A2": 6, "fr A1": 5, "it A2": 3, "es B1": 2, "de B1": 2}
NEEDS = one_of({"": 96, "step-free access": 1.5, "quiet workplace": 1.5, "vegetarian meals": 1})
EQF = one_of({"4": 72, "3": 15, "5": 5, "": 8})
WISHES = one_of({0: 40, 1: 25, 2: 20, 3: 15})
AGES_DAYS = (int(15.7 * 365.25), int(20.5 * 365.25))  # at the first day of a short stay
LONG_AGES_DAYS = (int(17.8 * 365.25), int(23.5 * 365.25))
UNKNOWN_TITLE = "profil 7"
UNKNOWN_SHARE = 0.02
CODE_SHARE = 0.25  # of the learners have an ISCED-F code beside the title
MOST_SKILLS = 3


def learner_columns(plan: RoundPlan) -> Iterator[Columns]:
    drawn_from = _Words(plan)
    for stretch in stretches(plan.learners):
        yield _columns(plan, stretch, drawn_from)


class _Words:
    """What the cells of learners are drawn from; most of it by the sender's country or by the study field."""

    def __init__(self, plan: RoundPlan) -> None:
        field_number = {field.code: number for number, field in enumerate(fields())}
        spoken = [[t for t in titles() if t.language == country.language] for country in countries()]
        shares = [[fields()[field_number[t.field]].share for t in some] for some in spoken]
        self.title = Choices([[t.text for t in some] for some in spoken], shares)
        self.field_of_title = np.array([field_number[t.field] for some in spoken for t in some])
        self.code = np.array([field.code for field in fields()], dtype=object)
        self.skills = Choices([_some_of(field) for field in fields()])
        self.languages = Choices(*zip(*[_spoken(country.language) for country in countries()], strict=True))
        self.stay = one_of({number: stay.share for number, stay in enumerate(plan.stays)})
        self.destination = Choices([range(len(plan.destinations.ids))], [plan.destinations.share])
        self.language = np.array([country.language for country in countries()], dtype=object)
        self.country = np.array([country.code for country in countries()], dtype=object)
        self.first_day = np.array([stay.first_day for stay in plan.stays], dtype="datetime64[D]")
        self.is_long = np.array([stay.activity == "long-term" for stay in plan.stays])


def _some_of(field: Field) -> list[str]:
    skills = sorted(field.skills)
    return [""] + ["; ".join(some) for size in range(1, MOST_SKILLS + 1) for some in combinations(skills, size)]


def _spoken(language: str) -> tuple[list[str], list[float]]:
    """Cells of languages as learners of a country fill them in, with their shares."""
    cells: dict[str, float] = {"": 4.0}
    for english, english_share in ENGLISH.items():
        for further, share in FURTHER.items():
            stated = [f"{language} native", None if english is None else f"en{english}", further]
            known = {part.split()[0]: part for part in stated if part}
            cells["; ".join(known.values())] = english_share * share / 100
    return list(cells), list(cells.values())


def _columns(plan: RoundPlan, stretch: Stretch, words: _Words) -> Columns:
    draws = plan.draws(stretch.rows, "learners", stretch.number)
    number = np.arange(stretch.first, stretch.after)
    group = np.searchsorted(plan.groups.upto, number, side="right")
    inside = group < len(plan.groups.size)
    sender, stay = _together(plan, group, inside, draws, words)
    country = plan.sender_country[sender]
    title = draws.place(words.title, country)
    field = words.field_of_title[title]
    known = ~draws.happens(UNKNOWN_SHARE)
    born, graduated = _ages(draws, stay, words)
    return {
        "id": [f"L{one:07}" for one in number.tolist()],
        "school": [f"S{one:05}-{school}" for one, school in zip(
            sender.tolist(), draws.whole(1, SCHOOLS_PER_SENDER).tolist(), strict=True)],
        "sending_partner": [f"SP{one:05}" for one in sender.tolist()],
        "group": [f"G{one:05}" if one < len(plan.groups.size) else "" for one in group.tolist()],
        "stay": [plan.stays[one].id for one in stay.tolist()],
        "study_title": np.where(known, words.title.values[title], UNKNOWN_TITLE).tolist(),
        "study_language": words.language[country].tolist(),
        "isced_f": np.where(known & draws.happens(CODE_SHARE), words.code[field], "").tolist(),
        "eqf": draws.of(EQF),
        "languages": draws.of(words.languages, country),
        "birth_date": born,
        "graduated_on": graduated,
        "preferences": _wishes(plan, draws, words),
        "needs": draws.of(NEEDS),
        "skills": draws.of(words.skills, field),
        "fewer_opportunities": np.where(draws.happens(0.15), "yes", "no").tolist(),
        "country": words.country[country].tolist(),
    }  # fmt: skip


def _together(plan: RoundPlan, group: Numbers, inside: Happens, draws: Draws, words: _Words) -> tuple[Numbers, Numbers]:
    """Sender and stay of each learner: those of the group, or drawn."""
    sender = draws.whole(0, len(plan.sender_country) - 1)
    stay = draws.place(words.stay)
    sender[inside], stay[inside] = plan.groups.sender[group[inside]], plan.groups.stay[group[inside]]
    return sender, stay


def _ages(draws: Draws, stay: Numbers, words: _Words) -> tuple[list[str], list[str]]:
    """Dates of birth, and of graduation for long stays; two of a hundred left out."""
    is_long, first_day = words.is_long[stay], words.first_day[stay]
    age_days = np.where(is_long, draws.whole(*LONG_AGES_DAYS), draws.whole(*AGES_DAYS))
    born = np.where(draws.happens(0.02), "", (first_day - age_days).astype(str))
    since_days = draws.whole(60, 330)
    graduated = np.where(is_long & draws.happens(0.9), (first_day - since_days + 60).astype(str), "")
    return born.tolist(), graduated.tolist()


def _wishes(plan: RoundPlan, draws: Draws, words: _Words) -> list[str]:
    """None to three wishes each: destinations, or cities as people call them."""
    named = np.array([*plan.destinations.ids, *plan.destinations.city], dtype=object)
    by_city = len(plan.destinations.ids) * draws.happens(0.2)
    wishes = zip(*(named[draws.place(words.destination) + by_city].tolist() for _ in range(3)), strict=True)
    return [" > ".join(dict.fromkeys(three[:count])) for three, count in zip(wishes, draws.of(WISHES), strict=True)]

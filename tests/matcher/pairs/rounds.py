"""Random rounds, small and full of edge cases, and the slow way to their pairs."""

from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from matcher.eligibility import Bans, broken_rules
from matcher.fit import evidence, fit_of
from matcher.model import (
    RULE_NAMES,
    Activity,
    Cefr,
    DaySpan,
    Destination,
    FieldGuess,
    Group,
    LanguageNeed,
    LanguageSkill,
    Learner,
    Pin,
    Placement,
    Round,
    Rules,
    SendingPartner,
    Stay,
    Waiver,
    Weights,
)
from matcher.pairs import Sides

FIRST = date(2022, 10, 3)
STAYS = (
    Stay(id="long", activity=Activity.LONG_TERM, first_day=FIRST, last_day=FIRST + timedelta(days=89)),
    Stay(id="short", activity=Activity.SHORT_TERM, first_day=FIRST, last_day=FIRST + timedelta(days=29)),
    Stay(id="too-short", activity=Activity.SHORT_TERM, first_day=FIRST, last_day=FIRST + timedelta(days=5)),
)
DESTINATIONS = (
    Destination(id="bologna", beds=9, city="Bologna", country="IT"),
    Destination(id="seville", beds=9, city="Seville", country="ES"),
)
GROUPS = (
    Group(id="g1", stay="short", destination="seville"),
    Group(id="g2", stay="short"),
)
PARTNERS = (SendingPartner(id="ccis", country="RS"), SendingPartner(id="incoma", country="ES"))
LEARNER_IDS, PLACEMENT_IDS = ("l0", "l1", "l2", "l3"), ("p0", "p1", "p2", "p3")


class StudyFields(NamedTuple):
    of_learner: tuple[FieldGuess | None, ...]
    of_placement: tuple[tuple[FieldGuess, ...], ...]


def few(*values: object) -> st.SearchStrategy[object]:
    return st.sampled_from(values)


def some(*values: object) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


days_around = st.sampled_from([-1, 0, 1, 10]).map(lambda days: FIRST + timedelta(days=days))
levels = st.none() | st.sampled_from(Cefr)
languages = st.sampled_from(["en", "it", "sr", "hr"])
skills = st.builds(LanguageSkill, language=languages, level=levels, tested=st.booleans())
needs = st.lists(st.builds(LanguageNeed, language=languages, level=levels), max_size=2).map(tuple)
guesses = st.builds(
    FieldGuess, st.sampled_from(["0713", "0714", "0710", "1013"]), st.sampled_from([0.6, 0.93, 1.0]), st.just("title")
)
birth_dates = st.sampled_from([date(2004, 10, 3), date(2004, 10, 15), date(2004, 2, 29), date(2006, 1, 1)])

learners = st.fixed_dictionaries(
    {
        "stay": few("short", "short", "long", "too-short"),
        "country": few("RS", "ES", None),
        "sending_partner": few("ccis", "incoma", None),
        "group": few(None, "g1", "g2"),
        "eqf": few(None, 3, 4, 5),
        "languages": st.none() | st.lists(skills, max_size=2).map(tuple),
        "birth_date": st.none() | birth_dates,
        "graduated_on": few(None, None, date(2021, 11, 1), date(2021, 10, 31)),
        "available_from": st.none() | days_around,
        "preferences": some("Seville", "bologna", "Acme", "Lyon"),
        "needs": few((), (), ("Step-free access",)),
        "skills": some("wiring", "cooking", "of", "!"),
    }
)
windows = st.builds(
    lambda before, days: DaySpan(first_day=before, last_day=before + timedelta(days=days)),
    days_around,
    st.sampled_from([29, 30, 60, 120]),
)
placements = st.fixed_dictionaries(
    {
        "host": few("Acme", "Beta"),
        "destination": few("bologna", "seville"),
        "window": windows,
        "closed": few((), (DaySpan(first_day=date(2022, 10, 10), last_day=date(2022, 10, 17)),)),
        "min_age": few(None, 18),
        "night_work": few(None, None, True),
        "hazards": few((), ("welding",)),
        "supervised": few(None, True),
        "languages": needs,
        "required_language": needs,
        "needs_met": few((), ("step free access",)),
        "eqf_min": few(None, 4),
        "tasks": few(None, "wiring houses", "cooking and wirings", "?"),
        "nace": few(None, "43", "56"),
    }
)
rules = st.builds(
    Rules,
    weights=st.sampled_from(
        [Weights(), Weights(level=0, tasks=7), Weights.model_validate(dict.fromkeys(Weights.model_fields, 0))]
    ),
    switched_off=st.lists(st.sampled_from(RULE_NAMES), unique=True, max_size=9).map(tuple),
    study_field_floor=st.sampled_from([0.0, 0.2, 0.5]),
    waivers=st.lists(
        st.builds(
            lambda rule, names: Waiver(rule=rule, reason="agreed", author="M. Rossi", **names),
            st.sampled_from(RULE_NAMES),
            st.fixed_dictionaries(
                {}, optional={"learner": st.sampled_from(LEARNER_IDS), "placement": st.sampled_from(PLACEMENT_IDS)}
            ).filter(bool),
        ),
        max_size=4,
    ).map(tuple),
)
pins = st.builds(
    Pin,
    kind=st.sampled_from(["ban", "ban", "pin"]),
    learner=st.none() | st.sampled_from(LEARNER_IDS),
    group=st.none() | st.sampled_from(["g1", "g2"]),
    placement=st.none() | st.sampled_from(PLACEMENT_IDS),
    destination=st.none() | st.sampled_from(["bologna", "seville"]),
    reason=st.just("agreed"),
    author=st.just("M. Rossi"),
)


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Round, StudyFields]:
    """A round and the study fields of its learners and placements."""
    people = draw(st.lists(st.tuples(learners, st.none() | guesses), max_size=4))
    offers = draw(st.lists(st.tuples(placements, st.lists(guesses, max_size=2).map(tuple)), max_size=4))
    planned = Round(
        name="Autumn",
        seed="autumn",
        stays=STAYS,
        learners=tuple(
            Learner.model_validate({"id": id_, **fields}) for id_, (fields, _) in zip(LEARNER_IDS, people, strict=False)
        ),
        placements=tuple(
            Placement.model_validate({"id": id_, "places": 1, **fields})
            for id_, (fields, _) in zip(PLACEMENT_IDS, offers, strict=False)
        ),
        destinations=DESTINATIONS,
        groups=GROUPS,
        sending_partners=PARTNERS,
        pins=tuple(draw(st.lists(pins, max_size=3))),
        rules=draw(rules),
    )
    return planned, StudyFields(tuple(field for _, field in people), tuple(fields for _, fields in offers))


def pairs_one_by_one(sides: Sides, planned: Round) -> list[tuple[int, int, int]]:
    """Learner, placement and fit of every eligible pair, each asked on its own."""
    weights, bans = planned.rules.weights, Bans(planned.pins)
    return [
        (number, place, fit_of(evidence(learner, placement, weights), weights))
        for number, learner in enumerate(sides.learners)
        for place, placement in enumerate(sides.placements)
        if not broken_rules(learner, placement, planned.rules, bans)
    ]

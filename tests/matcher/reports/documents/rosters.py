"""Small rosters: a learner with a Cyrillic study title and names of the field's languages, and their contacts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from matcher.model import (
    Activity,
    Allocation,
    Assignment,
    Cefr,
    Destination,
    FieldGuess,
    Group,
    LanguageNeed,
    LanguageSkill,
    Learner,
    Placement,
    Round,
    SendingPartner,
    Stay,
)
from matcher.profiles import StudyFields
from matcher.reports.documents import Contacts, LearningAgreement, Roster, learning_agreement, roster_of
from tests.matcher.explain.situations import WINDOW, learner, placement, round_of

STAYS = (
    Stay(id="long", activity=Activity.LONG_TERM, first_day=date(2026, 10, 5), last_day=date(2027, 1, 10)),
    Stay(id="short", activity=Activity.SHORT_TERM, first_day=date(2026, 10, 2), last_day=date(2026, 10, 31)),
)
PARTNERS = (SendingPartner(id="ccis", name="Chamber of Commerce", country="RS"),)
FIELD, OTHER = FieldGuess("0714", 1.0, "given"), FieldGuess("0410", 1.0, "given")
LANGUAGE = {
    "score": 1.0,
    "weight": 2,
    "reason": "language_shared",
    "params": {"language": "en", "level": "B1", "need": "en", "wants": "A2", "tested": False},
}
CONTACTS = {
    "learners": {
        "l0": {
            "given_name": "Ђорђе",
            "family_name": "Živković-Çelë",
            "email": "dj@example.org",
            "phone": "+381 11 123",
            "address": "Ulica lipa 5, Niš",
            "guardians": [{"name": "Ана Живковић", "phone": "+381 11 456"}],
            "emergency_contact": "Ана Живковић, +381 11 456",
        }
    },
    "sending_partners": {
        "ccis": {"responsible": {"name": "Jelena Čolić"}, "emergency": {"name": "Besnik Ëndrra", "phone": "+381 1"}}
    },
    "hosts": {
        "Electrónica Triana": {
            "name": "Electrónica Triana S.L.",
            "address": "Calle Betis 7",
            "responsible": {"name": "María Muñoz"},
            "mentor": {"name": "José Łącki", "email": "jose@example.es"},
            "emergency": {"name": "María Muñoz", "phone": "0034 95"},
        }
    },
    "hosting_partners": {"INCOMA": {"responsible": {"name": "Ana Gil", "phone": "+34 95 1"}}},
    "companions": {"g1": [{"name": "Мирјана Петровић", "email": "mp@example.org"}]},
}


def a_learner(id: str = "l0", **fields: Any) -> Learner:
    described = {
        "school": "ETŠ „Никола Тесла“",
        "sending_partner": "ccis",
        "group": "g1",
        "study_title": "Електротехничар рачунара",
        "study_language": "sr",
        "eqf": 4,
        "languages": (LanguageSkill(language="en", level=Cefr.B1), LanguageSkill(language="sr", level=Cefr.NATIVE)),
        "birth_date": date(2009, 5, 17),
        "skills": ("soldering",),
    }
    return learner(id, **described | fields)


def a_placement(id: str = "p0", **fields: Any) -> Placement:
    described = {
        "host": "Electrónica Triana",
        "places": 9,
        "study_fields": ("0714",),
        "tasks": "repairing boards; soldering",
        "languages": (LanguageNeed(language="en", level=Cefr.A2), LanguageNeed(language="es", level=Cefr.A2)),
        "nace": "26",
        "hazards": ("electricity",),
        "supervised": True,
        "window": WINDOW.model_copy(update={"first_day": date(2026, 9, 1)}),
    }
    return placement(id, **described | fields)


def a_round(learners: list[Learner] | None = None, placements: list[Placement] | None = None, **fields: Any) -> Round:
    learners = [a_learner()] if learners is None else learners
    described: dict[str, Any] = {
        "name": "Autumn 2026",
        "stays": STAYS,
        "sending_partners": PARTNERS,
        "groups": (Group(id="g1", stay="short", sending_partner="ccis", companions=1),),
        "destinations": (
            Destination(id="bologna", beds=9, city="Bologna", country="IT", hosting_partner="Uniser"),
            Destination(id="seville", beds=9, city="Seville", country="ES", hosting_partner="INCOMA"),
        ),
    }
    return round_of(learners, [a_placement()] if placements is None else placements, **described | fields)


def an_answer(round: Round, at: Sequence[int]) -> Allocation:
    """An answer that places learners where we say, eligible or not: people pin what rules would not allow."""
    stays, placements = round.stay_by_id, round.placements
    assignments = tuple(
        Assignment.model_validate(
            {
                "learner": learner.id,
                "placement": placements[place].id,
                "destination": placements[place].destination,
                "stay": learner.stay,
                "from": stays[learner.stay].first_day,
                "to": stays[learner.stay].last_day,
                "fit": 500,
                "evidence": {"language": LANGUAGE},
                "pinned": False,
            }
        )
        for learner, place in zip(round.learners, at, strict=True)
        if place >= 0
    )
    where = {learner.group: placements[place].destination for learner, place in zip(round.learners, at, strict=True)}
    return Allocation.model_validate(
        {
            "round": round.name,
            "rules_version": "1",
            "input_digest": round.digest,
            "software": {},
            "seed": round.seed,
            "status": "feasible",
            "objective": {"placed": 0, "fit": 0, "value": 0},
            "bound": {"placed": 0, "value": 0},
            "gap": 0,
            "unplaced": (),
            "destinations": (),
            "certificate": {},
            "assignments": assignments,
            "groups": [
                {"group": group.id, "destination": where.get(group.id), "companions": group.companions, "placed": 1}
                for group in round.groups
            ],
        }
    )


def a_roster(
    round: Round | None = None, contacts: Any = None, at: list[int] | None = None, field: FieldGuess | None = FIELD
) -> Roster:
    """Everybody on the first placement, or where `at` says; `field` is what everybody studies."""
    round = round or a_round()
    fields = StudyFields(
        (field,) * len(round.learners),
        tuple(tuple(FieldGuess(code, 1.0, "given") for code in one.study_fields) for one in round.placements),
        (),
    )
    answer = an_answer(round, [0] * len(round.learners) if at is None else at)
    return roster_of(round, answer, fields, Contacts.model_validate(CONTACTS if contacts is None else contacts))


def an_agreement(contacts: Any = None, field: FieldGuess | None = FIELD, **fields: Any) -> LearningAgreement:
    """The agreement of one learner; `fields` are those of the learner, or of the placement as `at_host={…}`."""
    at_host = fields.pop("at_host", {})
    roster = a_roster(a_round([a_learner(**fields)], [a_placement(**at_host)]), contacts, field=field)
    return learning_agreement(roster, roster.placed[0])


def codes(agreement: LearningAgreement) -> set[str]:
    return {warning.code for warning in agreement.warnings}

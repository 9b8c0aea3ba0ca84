"""Every reason that a rule or a feature can give, brought about, and the sentence that a coordinator reads."""

from datetime import date
from typing import Any

import pytest

from matcher.codelists.languages import parse_needs, parse_skills
from matcher.eligibility import RULES, Bans, stay_warning
from matcher.explain import sentence
from matcher.fit import FEATURES
from matcher.model import Group, Pin, Reason, Rules
from tests.matcher.eligibility.verdicts import USUAL, verdict
from tests.matcher.explain.test_sentences import codes_in
from tests.matcher.fit.found import found
from tests.matcher.two_sides import learner_side, placement_side, span, stay

RULE = {rule.name: rule for rule in RULES}
FEATURE = {feature.name: feature for feature in FEATURES}
LONG = stay("2022-10-03", "2023-01-01", "long-term")
WIDE = {"window": span("2022-09-25", "2023-12-31")}
NEVER_SAID = {"skill_in_tasks"}  # of one skill; together they are skills_in_tasks


def en(text: str) -> Any:
    return {"languages": parse_skills(text)}


def demands(text: str) -> Any:
    return {"required_language": parse_needs(text)}


def works_in(text: str) -> Any:
    return {"languages": parse_needs(text)}


BROKEN: list[tuple[str, str, Any, Any, str]] = [
    ("stay_within_window", "stay_outside_window", {}, {"window": span("2022-10-02", "2022-10-30")},
     ("the stay 2 October 2022 to 31 October 2022 is not inside the window 2 October 2022 to 30 October 2022: not on"
      " 31 October 2022")),
    ("stay_within_window", "host_closed_too_long", {}, WIDE | {"closed": [span("2022-10-10", "2022-10-17")]},
     "the host is closed on 8 of the stay's 30 days; 17 October 2022 is one more than the 7 that are borne"),
    ("activity_length", "stay_too_short", {"stay": stay("2022-10-02", "2022-10-10")}, {},
     "9 days are too short for short-term, which takes 10 to 89"),
    ("activity_length", "stay_too_long", {"stay": stay("2022-10-03", "2022-12-31")}, {},
     "90 days are too long for short-term, which takes 10 to 89: one too many on 31 December 2022"),
    ("enrolled_or_recent_graduate", "graduated_too_long_ago", {"graduated_on": date(2021, 10, 30)}, {},
     "graduated on 30 October 2021: the stay must end by 30 October 2022, not on 31 October 2022"),
    ("host_country_differs", "country_unknown", {"country": None}, {},
     "the learner's country is not stated: a stay in Spain may be one at home"),
    ("host_country_differs", "same_country", {"country": "ES"}, {}, "the host is in the learner's own country Spain"),
    ("minimum_age", "birth_date_unknown", {}, {"min_age": 18},
     "the host takes learners from 18 years; the birth date is not stated"),
    ("minimum_age", "too_young", {"birth_date": date(2004, 11, 1)}, {"min_age": 18},
     "the host takes learners from 18 years, reached only on 1 November 2022"),
    ("minimum_age", "too_young_at_first", {"birth_date": date(2004, 10, 31)}, {"min_age": 18},
     "the host takes learners from 18 years, reached during the stay, on 31 October 2022"),
    ("minor_protection", "minor_or_not_unknown", {}, {"night_work": True, "hazards": ("noise",)},
     "the work has night work and harmful noise; without a birth date nobody can tell whether the learner is of age"),
    ("minor_protection", "night_work_for_minor", {"birth_date": date(2004, 10, 15)}, {"night_work": True},
     "under 18 until 14 October 2022; the work includes nights"),
    ("minor_protection", "hazards_for_minor", {"birth_date": date(2006, 1, 1)}, {"hazards": ("noise", "heights")},
     ("under 18 until 31 October 2022; the work has harmful noise; work at height with a risk of falling, with no"
      " supervision stated")),
    ("minor_protection", "hazards_for_minor", {"birth_date": date(2004, 10, 15)},
     {"hazards": ("noise",), "supervised": False},
     "under 18 until 14 October 2022; the work has harmful noise, without supervision"),
    ("required_language", "languages_not_stated", {}, demands("en B1 | it A2"),
     "the host demands English B1 or Italian A2; the learner's languages are not stated"),
    ("required_language", "language_level_unknown", en("en"), demands("en B1"),
     "the host demands English B1; the learner's level in English is not stated"),
    ("required_language", "language_below_level", en("en B1 (speaking A2)"), demands("en B1 (speaking B1)"),
     "the host demands English B1 (speaking B1); the learner has English B1 (speaking A2)"),
    ("required_language", "language_missing", en("de"), demands("en, it A1"),
     "the host demands English or Italian A1, which the learner does not speak"),
    ("needs_met", "needs_unmet", {"needs": ("step-free access",)}, {}, "the host does not meet: step-free access"),
    ("eqf_minimum", "eqf_unknown", {}, {"eqf_min": 4},
     "the host takes learners from EQF level 4; the learner's level is not stated"),
    ("eqf_minimum", "eqf_too_low", {"eqf": 3}, {"eqf_min": 4},
     "the host takes learners from EQF level 4; the learner is at 3"),
    ("study_field_floor", "study_field_unknown", {"field": None}, {},
     ("the study title is not understood yet; the host wants 0714 Electronics and automation. Confirm the title to open"
      " this door")),
    ("study_field_floor", "study_field_too_far", {"field": "1013"}, {},
     "studies 1013 Hotels, restaurants, catering; the host wants 0714 Electronics and automation, which is too far"),
    ("learner_available", "learner_not_yet_available", {"available_from": date(2022, 10, 3)}, {},
     "the learner is available from 3 October 2022, the stay begins on 2 October 2022"),
    ("learner_available", "learner_no_longer_available", {"available_to": date(2022, 10, 30)}, {},
     "the learner is available until 30 October 2022, the stay ends on 31 October 2022"),
    ("learner_available", "learner_away",
     {"available_days": [span("2022-10-01", "2022-10-16"), span("2022-10-20", "2022-12-31")]}, {},
     ("the learner is away from 17 October 2022 to 19 October 2022, in the middle of the stay; this round splits no"
      " stays")),
    ("learner_available", "learner_away", {"available_days": [span("2022-10-04", "2022-12-31")]}, {},
     "the learner is away from 2 October 2022 to 3 October 2022, at an end of the stay"),
    ("group_destination", "group_goes_elsewhere", {"group": Group(id="g1", stay="short", destination="lyon")}, {},
     "group g1 goes to lyon"),
    ("bans", "banned", {}, {}, "banned by M. Rossi: was there last year"),
]  # fmt: skip
FOUND: list[tuple[str, str, Any, Any, str]] = [
    ("study_profile", "study_field_closeness", {}, {},
     "studies 0714 Electronics and automation, the host wants 0714 Electronics and automation: the same study field"),
    ("study_profile", "study_business_closeness", {"field": "0716"}, {"fields": (), "nace": "45"},
     "studies 0716 Motor vehicles, ships, aircraft, the host's business is NACE 45: 76% close"),
    ("study_profile", "study_profile_not_stated", {"field": None}, {},
     "study field not stated by the learner; counted as neutral"),
    ("language", "language_shared", en("en B1"), works_in("en A2 | it"),
     "speaks English B1; the host works in English A2 (self-declared)"),
    ("language", "language_shared", en("en B1 (speaking A2, tested)"), works_in("en speaking B1"),
     "speaks English B1 (speaking A2); the host works in English speaking B1"),
    ("language", "language_neighbouring", en("sr native (tested)"), works_in("hr B2"),
     "speaks Serbian native, which is understood there; the host works in Croatian B2"),
    ("language", "language_not_shared", en("de B1"), works_in("en"),
     "none of the learner's languages is one the host works in (English)"),
    ("language", "language_level_not_stated", en("en"), works_in("en B1"),
     "speaks English, level not stated; the host works in English B1; counted as neutral"),
    ("language", "language_not_stated", en("en"), {}, "language not stated by the host; counted as neutral"),
    ("dates", "dates_open_days", {}, {"window": span("2022-10-01", "2022-11-05")},
     "the host is open on 30 of 30 days, with 1 day to spare before and 5 days after"),
    ("dates", "dates_start_proposed", {"starts": (date(2022, 10, 2), date(2022, 10, 9))},
     {"window": span("2022-10-01", "2022-11-05")},
     ("begins on 2 October 2022, one of 2 possible starts, 1 of which this host's dates carry; the host is open on 30"
      " of 30 days, with 1 day to spare before and 5 days after")),
    ("level", "level_compared", {"eqf": 5}, {"eqf_min": 4}, "EQF level 5 against 4 asked"),
    ("level", "level_not_stated", {"eqf": 5}, {}, "EQF level not stated by the host; counted as neutral"),
    ("tasks", "skills_in_tasks", {"skills": ("soldering", "cooking")}, {"tasks": "soldering boards"},
     "the tasks ask for soldering"),
    ("tasks", "no_skill_in_tasks", {"skills": ("cooking", "baking")}, {"tasks": "soldering boards"},
     "none of 2 skills is named in the tasks"),
    ("tasks", "tasks_not_stated", {}, {}, "skills or tasks not stated by learner and host; counted as neutral"),
    ("preferences", "wish_met", {"preferences": ("Lyon", "Seville")}, {}, "wish number 2: Seville"),
    ("preferences", "wish_not_met", {"preferences": ("Lyon",)}, {}, "not on the learner's list of wishes"),
    ("preferences", "preferences_not_stated", {}, {}, "wishes not stated by the learner; counted as neutral"),
]  # fmt: skip


def broken(rule: str, learner: Any, placement: Any, rules: Rules = USUAL) -> Reason | None:
    ban = Pin(kind="ban", learner="ana", destination="seville", reason="was there last year", author="M. Rossi")
    bans = Bans([ban] if rule == "bans" else [])
    return verdict(RULE[rule], learner_side(**learner), placement_side(**placement), rules, bans)  # type: ignore[index]


@pytest.mark.parametrize(("rule", "code", "learner", "placement", "words"), BROKEN)
def test_a_broken_rule_is_one_sentence(rule: str, code: str, learner: Any, placement: Any, words: str) -> None:
    reason = broken(rule, learner, placement)
    assert reason is not None
    assert (reason.code, sentence(reason)) == (code, words)


@pytest.mark.parametrize(("feature", "code", "learner", "placement", "words"), FOUND)
def test_what_a_feature_found_is_one_sentence(
    feature: str, code: str, learner: Any, placement: Any, words: str
) -> None:
    starts = {"starts": learner["starts"]} if "starts" in learner else {}
    side = learner_side(**{name: value for name, value in learner.items() if name != "starts"})
    evidence = found(FEATURE[feature], side if not starts else begun(side, **starts), placement_side(**placement))
    assert (evidence.reason.code, sentence(evidence.reason)) == (code, words)


def begun(side: Any, starts: tuple[date, ...]) -> Any:
    return type(side)(side.learner, side.stay, side.group, side.field, starts)


def test_a_rule_that_splits_stays_says_how_far() -> None:
    away = {"available_days": [span("2022-10-01", "2022-10-16"), span("2022-10-20", "2022-12-31")]}
    reason = broken("learner_available", away, {}, Rules(split_stay_gap_days=2))
    assert reason is not None
    assert sentence(reason).endswith("in the middle of the stay; this round splits stays by at most 2 days")


def test_the_first_day_too_many_without_a_visa_is_said() -> None:
    reason = stay_warning(learner_side(stay=LONG), placement_side())
    assert reason is not None
    assert sentence(reason) == (
        "91 days pass the 90 visa-free days for nationals of Serbia in Spain, from 1 January 2023 on; a visa or"
        " residence title is needed in time"
    )


def test_every_reason_of_rules_and_features_is_brought_about_here() -> None:
    said = {code for _, code, *_ in (*BROKEN, *FOUND)} | {"visa_free_days_exceeded", "visa_free_stay_too_long"}
    written = codes_in("eligibility") | codes_in("fit") | {f"{feature.name}_not_stated" for feature in FEATURES}
    written -= {code for code in written if code.startswith("_") or code.endswith("_")}
    assert written - said - NEVER_SAID == {"dates_not_stated"}  # a stay and a window always have dates
    assert {rule for rule, *_ in BROKEN} == set(RULE)
    assert {feature for feature, *_ in FOUND} == set(FEATURE)

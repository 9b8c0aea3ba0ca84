"""Reasons of hard rules and features as sentences: what is said about one pair."""

from collections.abc import Callable, Mapping
from typing import Any

from matcher.codelists.countries import country_label
from matcher.explain.named import field_name, hazards_named, language_named, languages_named, shown

Params = Mapping[str, Any]
Words = str | Callable[[Params], str]


def _fields_too_far(params: Params) -> str:
    wanted = " or ".join(map(field_name, params["wanted"])) or f"a firm of NACE {params['nace']}"
    return f"studies {field_name(params['field'])}; the host wants {wanted}, which is too far"


def _study_unknown(params: Params) -> str:
    wanted = " or ".join(map(field_name, params["wanted"])) or f"a firm of NACE {params['nace']}"
    return f"the study title is not understood yet; the host wants {wanted}. Confirm the title to open this door"


def _study_field(params: Params) -> str:
    mine, theirs = params["field"], params["wanted"]
    nearness = "the same study field" if params["closeness"] == 1 else f"{shown(params['closeness'])} near"
    return f"studies {field_name(mine)}, the host wants {field_name(theirs)}: {nearness}{_unsure(params)}"


def _study_business(params: Params) -> str:
    return (
        f"studies {field_name(params['field'])}, the host's business is NACE {params['wanted']}:"
        f" {shown(params['closeness'])} near{_unsure(params)}"
    )


def _unsure(params: Params) -> str:
    return (
        "" if params["confidence"] >= 0.995 else f", the titles understood with confidence {params['confidence']:.2f}"
    )


def _language(params: Params) -> str:
    has = f"speaks {language_named(params['language'], params['level'])}"
    near = "" if params["language"] == params["need"] else ", which is understood there"
    return f"{has}{near}; {_works_in(params)}" + ("" if params["tested"] else " (self-declared)")


def _works_in(params: Params) -> str:
    return f"the host works in {language_named(params['need'], params['wants'])}"


def _no_level(params: Params) -> str:
    return f"speaks {language_named(params['language'])}, level not stated; {_works_in(params)}; counted as neutral"


def _demands(rest: Callable[[Params], str]) -> Callable[[Params], str]:
    return lambda params: f"the host demands {languages_named(params['required'], 'or')}{rest(params)}"


def _level_missing(params: Params) -> str:
    return f"; the learner's level in {languages_named(params['languages'], 'and')} is not stated"


def _not_stated(what: str) -> Callable[[Params], str]:
    sides = {"learner": "the learner", "placement": "the host", "both": "learner and host"}

    def say(params: Params) -> str:
        by = params["by"]
        who = sides.get(by, shown(by)) if isinstance(by, str) else shown(by)
        return f"{what} not stated by {who}; counted as neutral"

    return say


def _supervision(params: Params) -> str:
    stated = "without supervision" if params["supervision_stated"] else "with no supervision stated"
    work = f"the work has {hazards_named(params['hazards'])}, {stated}"
    return f"under 18 until {shown(params['last_day_as_minor'])}; {work}"


def _age_unknown(params: Params) -> str:
    work = ["night work"] * params["night_work"] + [hazards_named(params["hazards"])] * bool(params["hazards"])
    return f"the work has {' and '.join(work)}; without a birth date nobody can tell whether the learner is of age"


def _away(params: Params) -> str:
    away = f"the learner is away from {shown(params['away_from'])} to {shown(params['away_to'])}"
    if not params["in_between"]:
        return f"{away}, at an end of the stay"
    if not params["most_gap_days"]:
        return f"{away}, in the middle of the stay; this round splits no stays"
    return f"{away}, in the middle of the stay; this round splits stays by at most {params['most_gap_days']} days"


PAIR_SENTENCES: Mapping[str, Words] = {
    # hard rules
    "stay_outside_window": "the stay {stay_from} to {stay_to} is not inside the window {window_from} to {window_to}:"
    " not on {day}",
    "host_closed_too_long": "the host is closed on {closed_days} of the stay's {stay_days} days; {day} is one more than"
    " the {most_closed_days} that are borne",
    "stay_too_short": "{days} days are too short for {activity}, which takes {shortest} to {longest}",
    "stay_too_long": "{days} days are too long for {activity}, which takes {shortest} to {longest}: one too many on"
    " {day}",
    "graduated_too_long_ago": "graduated on {graduated_on}: the stay must end by {last_possible_day}, not on {stay_to}",
    "country_unknown": lambda params: (
        f"the learner's country is not stated: a stay in {country_label(params['host_country'])} may be one at home"
    ),
    "same_country": lambda params: f"the host is in the learner's own country {country_label(params['country'])}",
    "birth_date_unknown": "the host takes learners from {min_age} years; the birth date is not stated",
    "too_young": "the host takes learners from {min_age} years, reached only on {reached_on}",
    "too_young_at_first": "the host takes learners from {min_age} years, reached during the stay, on {reached_on}",
    "minor_or_not_unknown": _age_unknown,
    "night_work_for_minor": "under 18 until {last_day_as_minor}; the work includes nights",
    "hazards_for_minor": _supervision,
    "languages_not_stated": _demands(lambda _: "; the learner's languages are not stated"),
    "language_level_unknown": _demands(_level_missing),
    "language_below_level": _demands(lambda params: f"; the learner has {languages_named(params['has'], 'and')}"),
    "language_missing": _demands(lambda _: ", which the learner does not speak"),
    "needs_unmet": "the host does not meet: {needs}",
    "eqf_unknown": "the host takes learners from EQF level {eqf_min}; the learner's level is not stated",
    "eqf_too_low": "the host takes learners from EQF level {eqf_min}; the learner is at {eqf}",
    "study_field_unknown": _study_unknown,
    "study_field_too_far": _fields_too_far,
    "learner_not_yet_available": "the learner is available from {available_from}, the stay begins on {stay_from}",
    "learner_no_longer_available": "the learner is available until {available_to}, the stay ends on {stay_to}",
    "learner_away": _away,
    "group_goes_elsewhere": "group {group} goes to {destination}",
    "banned": "banned by {author}: {reason}",
    # features
    "study_field_closeness": _study_field,
    "study_business_closeness": _study_business,
    "study_profile_not_stated": _not_stated("study field"),
    "language_shared": _language,
    "language_neighbouring": _language,
    "language_not_shared": lambda params: (
        f"none of the learner's languages is one the host works in ({language_named(params['need'], params['wants'])})"
    ),
    "language_level_not_stated": _no_level,
    "language_not_stated": _not_stated("language"),
    "dates_open_days": "the host is open on {open_days} of {stay_days} days, with {slack_before_days} days to spare"
    " before and {slack_after_days} after",
    "dates_start_proposed": "begins on {stay_from}, one of {starts} possible starts, {starts_here} of which this host's"
    " dates carry; the host is open on {open_days} of {stay_days} days, with {slack_before_days} days to spare before"
    " and {slack_after_days} after",
    "dates_not_stated": _not_stated("dates"),
    "level_compared": "EQF level {eqf} against {eqf_min} asked",
    "level_not_stated": _not_stated("EQF level"),
    "skill_in_tasks": "the tasks ask for {skill}",
    "skills_in_tasks": "the tasks ask for {skills}",
    "no_skill_in_tasks": "none of {of} skills is named in the tasks",
    "tasks_not_stated": _not_stated("skills or tasks"),
    "wish_met": "wish number {place}: {wish}",
    "wish_not_met": "not on the learner's list of wishes",
    "preferences_not_stated": _not_stated("wishes"),
}

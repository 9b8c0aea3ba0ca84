"""Reasons of hard rules and features as sentences: what is said about one pair."""

from collections.abc import Callable, Mapping

from matcher.explain.amounts import days
from matcher.explain.named import (
    AND,
    OR,
    Params,
    country_named,
    field_name,
    hazards_named,
    language_named,
    languages_named,
)
from matcher.explain.study_sentences import study_business, study_field
from matcher.said import N_, Counted, Listed, Said, Words

Say = Callable[[Params], Said]


def _wanted(params: Params) -> object:
    """What a host wants: study fields, or else what it does."""
    fields = tuple(map(field_name, params["wanted"]))
    return Listed(fields, OR) if fields else Said("a firm of NACE {nace}", nace=params["nace"])


def _fields_too_far(params: Params) -> Said:
    return Said(
        "studies {field}; the host wants {wanted}, which is too far",
        field=field_name(params["field"]),
        wanted=_wanted(params),
    )


def _study_unknown(params: Params) -> Said:
    return Said(
        "the study title is not understood yet; the host wants {wanted}. Confirm the title to open this door",
        wanted=_wanted(params),
    )


SHARED: Mapping[tuple[bool, bool], str] = {
    (True, True): N_("speaks {language}; the host works in {need}"),
    (True, False): N_("speaks {language}; the host works in {need} (self-declared)"),
    (False, True): N_("speaks {language}, which is understood there; the host works in {need}"),
    (False, False): N_("speaks {language}, which is understood there; the host works in {need} (self-declared)"),
}
"""By whether the language is the one that is needed, and whether it was tested."""


def _language(params: Params) -> Said:
    words = SHARED[params["language"] == params["need"], bool(params["tested"])]
    return Said(words, language=language_named(params["language"], params["level"]), need=_need(params))


def _need(params: Params) -> Listed:
    return language_named(params["need"], params["wants"])


def _no_level(params: Params) -> Said:
    return Said(
        "speaks {language}, level not stated; the host works in {need}; counted as neutral",
        language=language_named(params["language"]),
        need=_need(params),
    )


def _demands(words: str) -> Say:
    return lambda params: Said(words, required=languages_named(params["required"], OR))


def _level_unknown(params: Params) -> Said:
    return Said(
        "the host demands {required}; the learner's level in {languages} is not stated",
        required=languages_named(params["required"], OR),
        languages=languages_named(params["languages"], AND),
    )


def _below_level(params: Params) -> Said:
    return Said(
        "the host demands {required}; the learner has {has}",
        required=languages_named(params["required"], OR),
        has=languages_named(params["has"], AND),
    )


SIDES = {"learner": N_("the learner"), "placement": N_("the host"), "both": N_("learner and host")}


def _not_stated(what: str) -> Say:
    def say(params: Params) -> Said:
        by = params["by"]
        who = Said(SIDES[by]) if isinstance(by, str) and by in SIDES else by
        return Said("{what} not stated by {who}; counted as neutral", what=Said(what), who=who)

    return say


def _supervision(params: Params) -> Said:
    said = {"day": params["last_day_as_minor"], "hazards": hazards_named(params["hazards"])}
    if params["supervision_stated"]:
        return Said("under 18 until {day}; the work has {hazards}, without supervision", **said)
    return Said("under 18 until {day}; the work has {hazards}, with no supervision stated", **said)


def _age_unknown(params: Params) -> Said:
    night = (Said("night work"),) if params["night_work"] else ()
    hazards = (hazards_named(params["hazards"]),) if params["hazards"] else ()
    return Said(
        "the work has {work}; without a birth date nobody can tell whether the learner is of age",
        work=Listed((*night, *hazards), AND),
    )


def _away(params: Params) -> Said:
    away = {"first": params["away_from"], "last": params["away_to"]}
    if not params["in_between"]:
        return Said("the learner is away from {first} to {last}, at an end of the stay", **away)
    if not params["most_gap_days"]:
        return Said(
            "the learner is away from {first} to {last}, in the middle of the stay; this round splits no stays", **away
        )
    words = Counted(
        "days",
        "the learner is away from {first} to {last}, in the middle of the stay; this round splits stays by at most"
        " {days} day",
        "the learner is away from {first} to {last}, in the middle of the stay; this round splits stays by at most"
        " {days} days",
    )
    return Said(words, **away, days=params["most_gap_days"])


def _spare(words: str) -> Say:
    """Dates that carry a stay, with what is to spare at either end."""

    def say(params: Params) -> Said:
        spare = {"before": days(params["slack_before_days"]), "after": days(params["slack_after_days"])}
        named = {name: value for name, value in params.items() if not name.startswith("slack_")}
        return Said(words, **named, **spare)

    return say


def _activity(words: Words) -> Say:
    return lambda params: Said(words, **{**params, "activity": activity_named(params["activity"])})


ACTIVITIES = {
    "short-term": N_("short-term"),
    "long-term": N_("long-term"),
    "job-shadowing": N_("job-shadowing"),
    "teaching": N_("teaching"),
    "course": N_("course"),
}


def activity_named(activity: str) -> Said:
    return Said(ACTIVITIES.get(str(activity), str(activity)))


PAIR_SENTENCES: Mapping[str, Words | Say] = {
    # hard rules
    "stay_outside_window": N_(
        "the stay {stay_from} to {stay_to} is not inside the window {window_from} to {window_to}: not on {day}"
    ),
    "host_closed_too_long": Counted(
        "most_closed_days",
        "the host is closed on {closed_days} of the stay's {stay_days} days; {day} is one more than the"
        " {most_closed_days} that is borne",
        "the host is closed on {closed_days} of the stay's {stay_days} days; {day} is one more than the"
        " {most_closed_days} that are borne",
    ),
    "stay_too_short": _activity(
        Counted(
            "days",
            "{days} day is too short for {activity}, which takes {shortest} to {longest}",
            "{days} days are too short for {activity}, which takes {shortest} to {longest}",
        )
    ),
    "stay_too_long": _activity(
        N_("{days} days are too long for {activity}, which takes {shortest} to {longest}: one too many on {day}")
    ),
    "graduated_too_long_ago": N_(
        "graduated on {graduated_on}: the stay must end by {last_possible_day}, not on {stay_to}"
    ),
    "country_unknown": lambda params: Said(
        "the learner's country is not stated: a stay in {country} may be one at home",
        country=country_named(params["host_country"]),
    ),
    "same_country": lambda params: Said(
        "the host is in the learner's own country {country}", country=country_named(params["country"])
    ),
    "birth_date_unknown": N_("the host takes learners from {min_age} years; the birth date is not stated"),
    "too_young": N_("the host takes learners from {min_age} years, reached only on {reached_on}"),
    "too_young_at_first": N_("the host takes learners from {min_age} years, reached during the stay, on {reached_on}"),
    "minor_or_not_unknown": _age_unknown,
    "night_work_for_minor": N_("under 18 until {last_day_as_minor}; the work includes nights"),
    "hazards_for_minor": _supervision,
    "languages_not_stated": _demands(N_("the host demands {required}; the learner's languages are not stated")),
    "language_level_unknown": _level_unknown,
    "language_below_level": _below_level,
    "language_missing": _demands(N_("the host demands {required}, which the learner does not speak")),
    "needs_unmet": N_("the host does not meet: {needs}"),
    "eqf_unknown": N_("the host takes learners from EQF level {eqf_min}; the learner's level is not stated"),
    "eqf_too_low": N_("the host takes learners from EQF level {eqf_min}; the learner is at {eqf}"),
    "study_field_unknown": _study_unknown,
    "study_field_too_far": _fields_too_far,
    "learner_not_yet_available": N_("the learner is available from {available_from}, the stay begins on {stay_from}"),
    "learner_no_longer_available": N_("the learner is available until {available_to}, the stay ends on {stay_to}"),
    "learner_away": _away,
    "group_goes_elsewhere": N_("group {group} goes to {destination}"),
    "banned": N_("banned by {author}: {reason}"),
    # features
    "study_field_closeness": study_field,
    "study_business_closeness": study_business,
    "study_profile_not_stated": _not_stated(N_("study field")),
    "language_shared": _language,
    "language_neighbouring": _language,
    "language_not_shared": lambda params: Said(
        "none of the learner's languages is one the host works in ({need})", need=_need(params)
    ),
    "language_level_not_stated": _no_level,
    "language_not_stated": _not_stated(N_("language")),
    "dates_open_days": _spare(
        N_("the host is open on {open_days} of {stay_days} days, with {before} to spare before and {after} after")
    ),
    "dates_start_proposed": _spare(
        N_(
            "begins on {stay_from}, one of {starts} possible starts, {starts_here} of which this host's dates carry;"
            " the host is open on {open_days} of {stay_days} days, with {before} to spare before and {after} after"
        )
    ),
    "dates_not_stated": _not_stated(N_("dates")),
    "level_compared": N_("EQF level {eqf} against {eqf_min} asked"),
    "level_not_stated": _not_stated(N_("EQF level")),
    "skill_in_tasks": N_("the tasks ask for {skill}"),
    "skills_in_tasks": N_("the tasks ask for {skills}"),
    "no_skill_in_tasks": Counted(
        "of", "the learner's {of} skill is not named in the tasks", "none of {of} skills is named in the tasks"
    ),
    "tasks_not_stated": _not_stated(N_("skills or tasks")),
    "wish_met": N_("wish number {place}: {wish}"),
    "wish_not_met": N_("not on the learner's list of wishes"),
    "preferences_not_stated": _not_stated(N_("wishes")),
}

"""Reason codes as sentences that a coordinator, a school or a host reads."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from matcher.codelists.countries import country_label
from matcher.codelists.isced import label
from matcher.explain.named import hazards_named, language_named, languages_named
from matcher.model import Reason

Params = Mapping[str, Any]

MOST_NAMED = 12  # ids in a sentence; a reason's parameters hold all

ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # not strftime, which follows the locale  # fmt: skip


def sentence(reason: Reason) -> str:
    """Say a reason in words; a code without words of its own is shown as it is, with its values."""
    words = SENTENCES.get(reason.code)
    if words is None:
        return f"{reason.code}: " + ", ".join(f"{name} {shown(value)}" for name, value in reason.params.items())
    return words(reason.params) if callable(words) else words.format(**_shown(reason.params))


def shown(value: object) -> str:
    """A value as a reader sees it: dates by day, lists with commas, what is missing as a dash."""
    if value is None or value == "":
        return "–"
    if (day := _day(value)) is not None:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, str) or not isinstance(value, Iterable):
        return str(value)
    return ", ".join(map(shown, value))


def some(ids: Sequence[str]) -> str:
    """The first of many ids, and how many more there are."""
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return ", ".join(ids[:MOST_NAMED]) + more


def _day(value: object) -> date | None:
    """The day that a date is, or a text as dates stand in allocation.json."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and ISO_DATE.fullmatch(value) else None
    except ValueError:
        return None


def field_name(code: str) -> str:
    return f"{code} {label(code)}"


def _shown(params: Params) -> dict[str, str]:
    return {name: shown(value) for name, value in params.items()}


RULE_WORDS: Mapping[str, str] = {
    "stay_within_window": "the placement's dates",
    "activity_length": "the length of the stay",
    "enrolled_or_recent_graduate": "time since graduation",
    "host_country_differs": "a host in the learner's own country",
    "minimum_age": "minimum age",
    "minor_protection": "protection of minors",
    "required_language": "required language",
    "needs_met": "the learner's needs",
    "eqf_minimum": "EQF level",
    "study_field_floor": "study field",
    "learner_available": "the learner's own dates",
    "group_destination": "the group's destination",
    "bans": "a ban",
}


def _shut_by_rule(params: Params) -> str:
    alone = f", {params['only']} of them by nothing else" if params["only"] else ""
    return f"{RULE_WORDS[params['rule']]}: shuts {params['shut']} of {params['placements']} placements{alone}"


def _would_open(params: Params) -> str:
    opens = f"{RULE_WORDS[params['rule']]}: {params['placements']} placement(s) would open"
    free = params["with_free_places"]  # None: nothing has been planned yet
    return opens if free is None else f"{opens}, {free or 'none'} with a free place"


def _crowded(params: Params) -> str:
    """What is full; a band that isn't `likely` has at least one of them."""
    full = [name for name, free in (("places", "free_places"), ("beds", "free_beds")) if params[free] <= 0]
    return f"{' and '.join(full)} full in the last run"


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


def _another_start(params: Params) -> str:
    who = f", were group {params['group']} to begin then" if params["group"] else ""
    return f"open with the stay from {shown(params['stay_from'])}{who}: the first of {params['starts']} such start(s)"


def _starts(params: Params) -> str:
    counts = zip(params["starts"], params["learners"], strict=True)
    begun = ", ".join(f"{shown(day)} ({count} placed)" for day, count in counts)
    return (
        f"stay {params['stay']} may begin on {params['possible']} days; proposed are {begun}: everybody in turn got the"
        " start with most room left, and places are allocated for these starts; other starts may place more"
    )


def _visa(params: Params) -> str:
    return (
        f"{some(params['learners'])}: {params['days']} days pass the {params['most_days']} visa-free days for nationals"
        f" of {country_label(params['country'])} at {shown(params['destinations'])}, from"
        f" {shown(params['first_day_too_many'])} on; a visa or residence title is needed in time"
    )


def _reserve(params: Params) -> str:
    said = f"the reserve for learners with fewer opportunities ({params['published_in']}) is kept"
    if params["learners"] is None:
        return f"{said}; they are too few to be counted here"
    return (
        f"{said}: at least {params['reserved']} of the {params['learners']} who have an open placement,"
        f" {params['placed']} are placed"
    )


def _balance(verb: str, otherwise: str) -> Callable[[Params], str]:
    def say(params: Params) -> str:
        lost, fit = params["fit_lost"], params["fit"]
        price = f"{lost} points of fit, {lost / fit:.2%} of the total" if lost else "nothing"
        return (
            f"{verb} at least {params['rate_balanced']:.0%} of its learners placed, {params['rate']:.0%} {otherwise};"
            f" the price is {price}"
        )

    return say


def _no_balance(params: Params) -> str:
    return (
        f"one sending partner has only {params['rate']:.0%} of its learners placed, and no way was found to raise that"
        f" for {params['most_fit_lost']:.1%} of the total fit or less"
    )


COST_WORDS: Mapping[str, str] = {
    "placed": "learner(s) placed",
    "retained": "of the published placed",
    "unmoved": "of the published unmoved",
    "fit": "point(s) of total fit",
    "value": "point(s) of total value",
}


def _pairs_left_out(params: Params) -> str:
    known = {stage: cost for stage, cost in params["at_most"].items() if cost is not None}
    costs = ", ".join(f"{cost} {COST_WORDS[stage]}" for stage, cost in known.items() if cost)
    so_large = (
        f"in so large a round only each learner's best pairs, and some drawn besides, are decided about:"
        f" {params['pairs']} eligible pairs were left out"
    )
    if not known:
        return f"{so_large}; this kind of proof does not tell what that can have cost"
    if not costs:
        return f"{so_large}, which cost nothing: the proof holds for all pairs"
    return f"{so_large}; with all of them the proof's bounds would be higher by at most: {costs}"


LIMIT_WORDS: Mapping[str, str] = {
    "pairs": "a pin",
    "groups": "a group's destination",
    "places": "the places of a placement",
    "beds": "the beds of a destination",
    "sender_ceiling": "the sending partner's ceiling",
    "sender_floor": "a sending partner's floor",
    "cell_ceiling": "a ceiling of the flow plan",
    "cell_floor": "a floor of the flow plan or the reserve",
    "max_per_sender": "the host's most learners per sending partner",
    "destination_minimum": "a destination's minimum of learners",
    "moves": "the number of published learners who may move",
}


def _limit_words(limits: Iterable[str]) -> str:
    return " and ".join(LIMIT_WORDS[limit] for limit in limits)


def _free_but_limited(params: Params) -> str:
    return (
        f"{params['open']} placement(s) at {shown(params['destinations'])} still have places and beds;"
        f" shut by {_limit_words(params['limits'])}"
    )


def _limited(params: Params) -> str:
    return f"a place and a bed are free, but moving there would break {_limit_words(params['limits'])}"


def _displaces(params: Params) -> str:
    fewer = ", and one learner fewer is placed" if params["placed_change"] < 0 else ""
    return (
        f"full, with a cutoff of {shown(params['cutoff'])}; {params['displaced']} would be left without a placement:"
        f" total fit {params['change']:+d}{fewer}"
    )


def _chain(params: Params) -> str:
    first, *rest = params["to"]
    on = f", from where somebody moves on to {rest[0]}" if rest else ""
    return (
        f"full, with a cutoff of {shown(params['cutoff'])}; possible if {params['displaced']} moves to {first}{on}:"
        f" total fit {params['change']:+d}"
    )


SENTENCES: Mapping[str, str | Callable[[Params], str]] = {
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
    # why somebody is unplaced, and what would change it
    "shut_by_rule": _shut_by_rule,
    "round_infeasible": "nobody is placed, as the demands of this round contradict each other",
    "no_door_open": "no placement of the round is open to this learner",
    "shut_by_pin": "{open} placement(s) would be open, but a pin fixes a destination where none of them lies",
    "doors_full": "{open} placement(s) are open; none has a place left for the whole stay (cutoff {cutoff})",
    "places_free_beds_full": "{open} placement(s) still have places, but no bed is free at {destinations}",
    "free_but_limited": _free_but_limited,
    "free_but_unused": "{open} placement(s) at {destinations} still have a place and a bed: the search has not used"
    " them, or they add nothing to the total",
    "group_stays_home": "group {group} does not travel: at no destination are {beds} bed(s) for learner and companions"
    " free beside a place for this learner",
    "group_home_with_room": "group {group} does not travel, though {destinations} had {beds} beds for learner and"
    " companions and a place for this learner: a limit of the round, or a search not at its end",
    "group_is_elsewhere": "group {group} goes to {destination}, where {open} placement(s) are open, none of them with"
    " a place left; {elsewhere} more are open elsewhere",
    "would_open": _would_open,
    "title_to_confirm": "the study title {title} awaits a person's confirmation; guesses: {guesses}",
    # warnings of a round
    "visa_free_stay_too_long": _visa,
    "visa_free_days_exceeded": lambda params: (
        f"{params['days']} days pass the {params['most_days']} visa-free days for nationals of"
        f" {country_label(params['country'])} in {country_label(params['host_country'])}, from"
        f" {shown(params['first_day_too_many'])} on; a visa or residence title is needed in time"
    ),
    "starts_proposed": _starts,
    "stay_split": "{who} is away from {away_from} to {away_to}, in the middle of the stay: {days} days for which place"
    " and bed are kept",
    "pairs_left_out": _pairs_left_out,
    "title_unresolved": "study title {title} ({language}, {country}) of {count} learner(s) or placement(s) is not"
    " understood; confirm it in confirmations.csv. Guesses: {guesses}",
    "reserve_kept": _reserve,
    "balance_applied": _balance("with balance every sending partner has", "without"),
    "balance_possible": _balance("with balance every sending partner would have", "now"),
    "balance_none": _no_balance,
    "pin_not_met": "pinned to {destination}, but not placed there: {who}",
    # what an alternative to an assignment would mean
    "another_start_would_do": _another_start,
    "alternative_free": "free: moving there changes the total fit by {change}",
    "alternative_published": "free, at a change of {change} in fit; but who is published stays, unless moving places"
    " somebody else",
    "alternative_full": _displaces,
    "alternative_chain": _chain,
    "alternative_full_firm": "full, with a cutoff of {cutoff}; nobody there can give way",
    "alternative_left_out": "eligible, but in so large a round only each learner's best pairs, and some drawn besides,"
    " are decided about: this is none of them",
    "alternative_beds_full": "{destination} has no free bed",
    "alternative_group": "group {group} goes to {destination} together",
    "alternative_group_home": "group {group} stays at home; with companions it would need {beds} bed(s) there, where"
    " {free_beds} are free",
    "alternative_pinned": "pinned to {to}",
    "alternative_limited": _limited,
    "placed_here": "placed here",
    # how likely a placement is before a run
    "band_likely": "likely: the last run left {free_places} place(s) and {free_beds} bed(s) free",
    "band_contested": lambda params: (
        f"contested: {_crowded(params)}; a fit above {params['need']} would win a place at its prices"
    ),
    "band_closed": lambda params: (
        f"closed: {_crowded(params)}; at its prices it would take a fit above {params['need']}"
    ),
}

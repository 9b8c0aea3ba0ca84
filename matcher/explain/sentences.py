"""Reason codes as sentences that a coordinator, a school or a host reads."""

from collections.abc import Callable, Iterable, Mapping

from matcher.explain.named import AND, country_named, some
from matcher.explain.pair_sentences import PAIR_SENTENCES, Params, Say
from matcher.model import Reason
from matcher.said import N_, Listed, Percent, Said, Words, counted, shown


def sentence(reason: Reason) -> Said:
    """Say a reason in words; a code without words of its own is shown as it is, with its values."""
    words = SENTENCES.get(reason.code)
    if words is None:
        values = ", ".join(f"{name} {shown(value)}" for name, value in reason.params.items())
        return Said(UNKNOWN, code=reason.code, values=values)
    return words(reason.params) if callable(words) else Said(words, **reason.params)


UNKNOWN = "{code}: {values}"  # nothing to translate

RULE_WORDS: Mapping[str, str] = {
    "stay_within_window": N_("the placement's dates"),
    "activity_length": N_("the length of the stay"),
    "enrolled_or_recent_graduate": N_("time since graduation"),
    "host_country_differs": N_("a host in the learner's own country"),
    "minimum_age": N_("minimum age"),
    "minor_protection": N_("protection of minors"),
    "required_language": N_("required language"),
    "needs_met": N_("the learner's needs"),
    "eqf_minimum": N_("EQF level"),
    "study_field_floor": N_("study field"),
    "learner_available": N_("the learner's own dates"),
    "group_destination": N_("the group's destination"),
    "bans": N_("a ban"),
}
RULES_SAID: Mapping[str, Said] = {rule: Said(words) for rule, words in RULE_WORDS.items()}


def _shut_by_rule(params: Params) -> Said:
    said = {"rule": RULES_SAID[params["rule"]], "shut": params["shut"], "placements": params["placements"]}
    if not params["only"]:
        return Said("{rule}: shuts {shut} of {placements} placements", **said)
    return Said(
        "{rule}: shuts {shut} of {placements} placements, {only} of them by nothing else", **said, only=params["only"]
    )


def _would_open(params: Params) -> Said:
    said = {"rule": RULES_SAID[params["rule"]], "placements": params["placements"]}
    free = params["with_free_places"]
    if free is None:  # nothing has been planned yet
        return Said(counted("placements", "{rule}: {placements} placement(s) would open"), **said)
    if not free:
        return Said(
            counted("placements", "{rule}: {placements} placement(s) would open, none with a free place"), **said
        )
    words = counted("placements", "{rule}: {placements} placement(s) would open, {free} with a free place")
    return Said(words, **said, free=free)


BANDS: Mapping[str, Mapping[tuple[bool, bool], str]] = {
    "band_contested": {
        (True, True): N_(
            "contested: places and beds full in the last run; a fit above {need} would win a place at its prices"
        ),
        (True, False): N_("contested: places full in the last run; a fit above {need} would win a place at its prices"),
        (False, True): N_("contested: beds full in the last run; a fit above {need} would win a place at its prices"),
    },
    "band_closed": {
        (True, True): N_(
            "closed: places and beds full in the last run; at its prices it would take a fit above {need}"
        ),
        (True, False): N_("closed: places full in the last run; at its prices it would take a fit above {need}"),
        (False, True): N_("closed: beds full in the last run; at its prices it would take a fit above {need}"),
    },
}
"""By whether places are full, and beds; a band that isn't `likely` has at least one of them full."""


def _band(full: Mapping[tuple[bool, bool], str]) -> Say:
    def say(params: Params) -> Said:
        words = full[params["free_places"] <= 0, params["free_beds"] <= 0]
        return Said(words, need=params["need"])

    return say


def _another_start(params: Params) -> Said:
    if not params["group"]:
        return Said("open with the stay from {stay_from}: the first of {starts} such start(s)", **params)
    return Said(
        "open with the stay from {stay_from}, were group {group} to begin then: the first of {starts} such start(s)",
        **params,
    )


def _starts(params: Params) -> Said:
    counts = zip(params["starts"], params["learners"], strict=True)
    return Said(
        "stay {stay} may begin on {possible} days; proposed are {begun}: everybody in turn got the start with most room"
        " left, and places are allocated for these starts; other starts may place more",
        stay=params["stay"],
        possible=params["possible"],
        begun=tuple(Said("{day} ({count} placed)", day=day, count=count) for day, count in counts),
    )


def _visa(params: Params) -> Said:
    return Said(
        "{learners}: {days} days pass the {most_days} visa-free days for nationals of {country} at {destinations}, from"
        " {first_day_too_many} on; a visa or residence title is needed in time",
        **{**params, "learners": some(params["learners"]), "country": country_named(params["country"])},
    )


def _visa_exceeded(params: Params) -> Said:
    countries = {name: country_named(params[name]) for name in ("country", "host_country")}
    return Said(
        "{days} days pass the {most_days} visa-free days for nationals of {country} in {host_country}, from"
        " {first_day_too_many} on; a visa or residence title is needed in time",
        **{**params, **countries},
    )


def _reserve(params: Params) -> Said:
    if params["learners"] is None:
        return Said(
            "the reserve for learners with fewer opportunities ({published_in}) is kept; they are too few to be counted"
            " here",
            published_in=params["published_in"],
        )
    return Said(
        "the reserve for learners with fewer opportunities ({published_in}) is kept: at least {reserved} of the"
        " {learners} who have an open placement, {placed} are placed",
        **params,
    )


def _balance(for_nothing: str, at_a_price: str) -> Say:
    def say(params: Params) -> Said:
        lost = params["fit_lost"]
        rates = {"balanced": Percent(params["rate_balanced"]), "rate": Percent(params["rate"])}
        if not lost:
            return Said(for_nothing, **rates)
        return Said(at_a_price, **rates, lost=lost, share=Percent(lost / params["fit"], 2))

    return say


def _no_balance(params: Params) -> Said:
    return Said(
        "one sending partner has only {rate} of its learners placed, and no way was found to raise that for {most} of"
        " the total fit or less",
        rate=Percent(params["rate"]),
        most=Percent(params["most_fit_lost"], 1),
    )


COSTS: Mapping[str, str] = {
    "placed": N_("{cost} learner(s) placed"),
    "retained": N_("{cost} of the published placed"),
    "unmoved": N_("{cost} of the published unmoved"),
    "fit": N_("{cost} point(s) of total fit"),
    "value": N_("{cost} point(s) of total value"),
}


def _pairs_left_out(params: Params) -> Said:
    known = {stage: cost for stage, cost in params["at_most"].items() if cost is not None}
    costs = tuple(Said(COSTS[stage], cost=cost) for stage, cost in known.items() if cost)
    if not known:
        return Said(
            "in so large a round only each learner's best pairs, and some drawn besides, are decided about: {pairs}"
            " eligible pairs were left out; this kind of proof does not tell what that can have cost",
            pairs=params["pairs"],
        )
    if not costs:
        return Said(
            "in so large a round only each learner's best pairs, and some drawn besides, are decided about: {pairs}"
            " eligible pairs were left out, which cost nothing: the proof holds for all pairs",
            pairs=params["pairs"],
        )
    return Said(
        "in so large a round only each learner's best pairs, and some drawn besides, are decided about: {pairs}"
        " eligible pairs were left out; with all of them the proof's bounds would be higher by at most: {costs}",
        pairs=params["pairs"],
        costs=costs,
    )


LIMIT_WORDS: Mapping[str, str] = {
    "pairs": N_("a pin"),
    "groups": N_("a group's destination"),
    "places": N_("the places of a placement"),
    "beds": N_("the beds of a destination"),
    "sender_ceiling": N_("the sending partner's ceiling"),
    "sender_floor": N_("a sending partner's floor"),
    "cell_ceiling": N_("a ceiling of the flow plan"),
    "cell_floor": N_("a floor of the flow plan or the reserve"),
    "max_per_sender": N_("the host's most learners per sending partner"),
    "destination_minimum": N_("a destination's minimum of learners"),
    "moves": N_("the number of published learners who may move"),
}


def _limits(limits: Iterable[str]) -> Listed:
    return Listed(tuple(Said(LIMIT_WORDS[limit]) for limit in limits), AND)


def _free_but_limited(params: Params) -> Said:
    words = counted("open", "{open} placement(s) at {destinations} still have places and beds; shut by {limits}")
    return Said(words, **{**params, "limits": _limits(params["limits"])})


def _limited(params: Params) -> Said:
    return Said("a place and a bed are free, but moving there would break {limits}", limits=_limits(params["limits"]))


def _displaces(params: Params) -> Said:
    said = {"cutoff": params["cutoff"], "displaced": params["displaced"], "change": f"{params['change']:+d}"}
    if params["placed_change"] < 0:
        return Said(
            "full, with a cutoff of {cutoff}; {displaced} would be left without a placement: total fit {change}, and"
            " one learner fewer is placed",
            **said,
        )
    return Said(
        "full, with a cutoff of {cutoff}; {displaced} would be left without a placement: total fit {change}", **said
    )


def _chain(params: Params) -> Said:
    first, *rest = params["to"]
    said = {"cutoff": params["cutoff"], "displaced": params["displaced"], "first": first}
    if not rest:
        return Said(
            "full, with a cutoff of {cutoff}; possible if {displaced} moves to {first}: total fit {change}",
            **said,
            change=f"{params['change']:+d}",
        )
    return Said(
        "full, with a cutoff of {cutoff}; possible if {displaced} moves to {first}, from where somebody moves on to"
        " {second}: total fit {change}",
        **said,
        second=rest[0],
        change=f"{params['change']:+d}",
    )


SENTENCES: Mapping[str, Words | Callable[[Params], Said]] = {
    **PAIR_SENTENCES,
    # why somebody is unplaced, and what would change it
    "shut_by_rule": _shut_by_rule,
    "round_infeasible": N_("nobody is placed, as the demands of this round contradict each other"),
    "no_door_open": N_("no placement of the round is open to this learner"),
    "shut_by_pin": counted(
        "open", "{open} placement(s) would be open, but a pin fixes a destination where none of them lies"
    ),
    "doors_full": counted(
        "open", "{open} placement(s) are open; none has a place left for the whole stay (cutoff {cutoff})"
    ),
    "places_free_beds_full": counted(
        "open", "{open} placement(s) still have places, but no bed is free at {destinations}"
    ),
    "free_but_limited": _free_but_limited,
    "free_but_unused": counted(
        "open",
        "{open} placement(s) at {destinations} still have a place and a bed: the search has not used them, or they add"
        " nothing to the total",
    ),
    "group_stays_home": N_(
        "group {group} does not travel: at no destination are {beds} bed(s) for learner and companions free beside a"
        " place for this learner"
    ),
    "group_home_with_room": N_(
        "group {group} does not travel, though {destinations} had {beds} beds for learner and companions and a place"
        " for this learner: a limit of the round, or a search not at its end"
    ),
    "group_is_elsewhere": N_(
        "group {group} goes to {destination}, where {open} placement(s) are open, none of them with a place left;"
        " {elsewhere} more are open elsewhere"
    ),
    "would_open": _would_open,
    "title_to_confirm": N_("the study title {title} awaits a person's confirmation; guesses: {guesses}"),
    # warnings of a round
    "visa_free_stay_too_long": _visa,
    "visa_free_days_exceeded": _visa_exceeded,
    "starts_proposed": _starts,
    "stay_split": N_(
        "{who} is away from {away_from} to {away_to}, in the middle of the stay: {days} days for which place and bed"
        " are kept"
    ),
    "pairs_left_out": _pairs_left_out,
    "title_unresolved": N_(
        "study title {title} ({language}, {country}) of {count} learner(s) or placement(s) is not understood; confirm"
        " it in confirmations.csv. Guesses: {guesses}"
    ),
    "reserve_kept": _reserve,
    "balance_applied": _balance(
        N_(
            "with balance every sending partner has at least {balanced} of its learners placed, {rate} without; the"
            " price is nothing"
        ),
        N_(
            "with balance every sending partner has at least {balanced} of its learners placed, {rate} without; the"
            " price is {lost} points of fit, {share} of the total"
        ),
    ),
    "balance_possible": _balance(
        N_(
            "with balance every sending partner would have at least {balanced} of its learners placed, {rate} now; the"
            " price is nothing"
        ),
        N_(
            "with balance every sending partner would have at least {balanced} of its learners placed, {rate} now; the"
            " price is {lost} points of fit, {share} of the total"
        ),
    ),
    "balance_none": _no_balance,
    "pin_not_met": N_("pinned to {destination}, but not placed there: {who}"),
    # what an alternative to an assignment would mean
    "another_start_would_do": _another_start,
    "alternative_free": N_("free: moving there changes the total fit by {change}"),
    "alternative_published": N_(
        "free, at a change of {change} in fit; but who is published stays, unless moving places somebody else"
    ),
    "alternative_full": _displaces,
    "alternative_chain": _chain,
    "alternative_full_firm": N_("full, with a cutoff of {cutoff}; nobody there can give way"),
    "alternative_left_out": N_(
        "eligible, but in so large a round only each learner's best pairs, and some drawn besides, are decided about:"
        " this is none of them"
    ),
    "alternative_beds_full": N_("{destination} has no free bed"),
    "alternative_group": N_("group {group} goes to {destination} together"),
    "alternative_group_home": N_(
        "group {group} stays at home; with companions it would need {beds} bed(s) there, where {free_beds} are free"
    ),
    "alternative_pinned": N_("pinned to {to}"),
    "alternative_limited": _limited,
    "placed_here": N_("placed here"),
    # how likely a placement is before a run
    "band_likely": N_("likely: the last run left {free_places} place(s) and {free_beds} bed(s) free"),
    "band_contested": _band(BANDS["band_contested"]),
    "band_closed": _band(BANDS["band_closed"]),
}

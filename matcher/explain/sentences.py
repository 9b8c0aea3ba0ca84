"""Reason codes as sentences that a coordinator, a school or a host reads."""

from collections.abc import Callable, Mapping

from matcher.explain.amounts import beds, places
from matcher.explain.named import Params, country_named, some
from matcher.explain.pair_sentences import PAIR_SENTENCES, Say
from matcher.explain.unplaced_sentences import UNPLACED_SENTENCES, limits_named
from matcher.model import Reason
from matcher.said import N_, Counted, Percent, Said, Words, shown


def sentence(reason: Reason) -> Said:
    """Say a reason in words; a code without words of its own is shown as it is, with its values."""
    words = SENTENCES.get(reason.code)
    if words is None:
        values = ", ".join(f"{name} {shown(value)}" for name, value in reason.params.items())
        return Said(UNKNOWN, code=reason.code, values=values)
    return words(reason.params) if callable(words) else Said(words, **reason.params)


UNKNOWN = "{code}: {values}"  # nothing to translate

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


def _likely(params: Params) -> Said:
    return Said(
        "likely: the last run left {places} and {beds} free",
        places=places(params["free_places"]),
        beds=beds(params["free_beds"]),
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


def _balance(for_nothing: str, at_a_price: Counted) -> Say:
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


COSTS: Mapping[str, Words] = {
    "placed": Counted("cost", "{cost} learner placed", "{cost} learners placed"),
    "retained": N_("{cost} of the published placed"),
    "unmoved": N_("{cost} of the published unmoved"),
    "fit": Counted("cost", "{cost} point of total fit", "{cost} points of total fit"),
    "value": Counted("cost", "{cost} point of total value", "{cost} points of total value"),
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


def _limited(params: Params) -> Said:
    return Said(
        "a place and a bed are free, but moving there would break {limits}", limits=limits_named(params["limits"])
    )


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
    **UNPLACED_SENTENCES,
    # warnings of a round
    "visa_free_stay_too_long": _visa,
    "visa_free_days_exceeded": _visa_exceeded,
    "starts_proposed": _starts,
    "stay_split": Counted(
        "days",
        "{who} is away from {away_from} to {away_to}, in the middle of the stay: {days} day for which place and bed"
        " are kept",
        "{who} is away from {away_from} to {away_to}, in the middle of the stay: {days} days for which place and bed"
        " are kept",
    ),
    "pairs_left_out": _pairs_left_out,
    "title_unresolved": Counted(
        "count",
        "study title {title} ({language}, {country}) of {count} learner or placement is not understood; confirm it in"
        " confirmations.csv. Guesses: {guesses}",
        "study title {title} ({language}, {country}) of {count} learners or placements is not understood; confirm it in"
        " confirmations.csv. Guesses: {guesses}",
    ),
    "reserve_kept": _reserve,
    "balance_applied": _balance(
        N_(
            "with balance every sending partner has at least {balanced} of its learners placed, {rate} without; the"
            " price is nothing"
        ),
        Counted(
            "lost",
            "with balance every sending partner has at least {balanced} of its learners placed, {rate} without; the"
            " price is {lost} point of fit, {share} of the total",
            "with balance every sending partner has at least {balanced} of its learners placed, {rate} without; the"
            " price is {lost} points of fit, {share} of the total",
        ),
    ),
    "balance_possible": _balance(
        N_(
            "with balance every sending partner would have at least {balanced} of its learners placed, {rate} now; the"
            " price is nothing"
        ),
        Counted(
            "lost",
            "with balance every sending partner would have at least {balanced} of its learners placed, {rate} now; the"
            " price is {lost} point of fit, {share} of the total",
            "with balance every sending partner would have at least {balanced} of its learners placed, {rate} now; the"
            " price is {lost} points of fit, {share} of the total",
        ),
    ),
    "balance_none": _no_balance,
    "pin_not_met": N_("pinned to {destination}, but not placed there: {who}"),
    # what an alternative to an assignment would mean
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
    "alternative_group_home": Counted(
        "beds",
        "group {group} stays at home; with companions it would need {beds} bed there; free: {free_beds}",
        "group {group} stays at home; with companions it would need {beds} beds there; free: {free_beds}",
    ),
    "alternative_pinned": N_("pinned to {to}"),
    "alternative_limited": _limited,
    "placed_here": N_("placed here"),
    # how likely a placement is before a run
    "band_likely": _likely,
    "band_contested": _band(BANDS["band_contested"]),
    "band_closed": _band(BANDS["band_closed"]),
}

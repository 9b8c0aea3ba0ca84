"""Reason codes as sentences that a coordinator, a school or a host reads."""

from collections.abc import Callable, Iterable, Mapping

from matcher.codelists.countries import country_label
from matcher.explain.named import shown, some
from matcher.explain.pair_sentences import PAIR_SENTENCES, Params, Words
from matcher.model import Reason


def sentence(reason: Reason) -> str:
    """Say a reason in words; a code without words of its own is shown as it is, with its values."""
    words = SENTENCES.get(reason.code)
    if words is None:
        return f"{reason.code}: " + ", ".join(f"{name} {shown(value)}" for name, value in reason.params.items())
    return words(reason.params) if callable(words) else words.format(**_shown(reason.params))


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


SENTENCES: Mapping[str, Words] = {
    **PAIR_SENTENCES,
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

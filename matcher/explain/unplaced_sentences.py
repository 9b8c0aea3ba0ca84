"""Why somebody is without a placement, and what would open one, as sentences."""

from collections.abc import Iterable, Mapping

from matcher.explain.named import AND, Params
from matcher.explain.pair_sentences import Say
from matcher.said import N_, Counted, Listed, Said, Words

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
        words = Counted(
            "placements",
            "{rule}: shuts {shut} of {placements} placement",
            "{rule}: shuts {shut} of {placements} placements",
        )
        return Said(words, **said)
    words = Counted(
        "placements",
        "{rule}: shuts {shut} of {placements} placement, {only} of them by nothing else",
        "{rule}: shuts {shut} of {placements} placements, {only} of them by nothing else",
    )
    return Said(words, **said, only=params["only"])


def _would_open(params: Params) -> Said:
    said = {"rule": RULES_SAID[params["rule"]], "placements": params["placements"]}
    free = params["with_free_places"]
    if free is None:  # nothing has been planned yet
        words = Counted(
            "placements", "{rule}: {placements} placement would open", "{rule}: {placements} placements would open"
        )
        return Said(words, **said)
    if not free:
        words = Counted(
            "placements",
            "{rule}: {placements} placement would open, without a free place",
            "{rule}: {placements} placements would open, none with a free place",
        )
        return Said(words, **said)
    words = Counted(
        "placements",
        "{rule}: {placements} placement would open, with a free place",
        "{rule}: {placements} placements would open, {free} with a free place",
    )
    return Said(words, **said, free=free)


def _another_start(params: Params) -> Said:
    if not params["group"]:
        words = Counted(
            "starts",
            "open with the stay from {stay_from}: the only such start",
            "open with the stay from {stay_from}: the first of {starts} such starts",
        )
        return Said(words, **params)
    words = Counted(
        "starts",
        "open with the stay from {stay_from}, were group {group} to begin then: the only such start",
        "open with the stay from {stay_from}, were group {group} to begin then: the first of {starts} such starts",
    )
    return Said(words, **params)


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


def limits_named(limits: Iterable[str]) -> Listed:
    return Listed(tuple(Said(LIMIT_WORDS[limit]) for limit in limits), AND)


def _free_but_limited(params: Params) -> Said:
    words = Counted(
        "open",
        "{open} placement at {destinations} still has places and beds; shut by {limits}",
        "{open} placements at {destinations} still have places and beds; shut by {limits}",
    )
    return Said(words, **{**params, "limits": limits_named(params["limits"])})


UNPLACED_SENTENCES: Mapping[str, Words | Say] = {
    "shut_by_rule": _shut_by_rule,
    "round_infeasible": N_("nobody is placed, as the demands of this round contradict each other"),
    "no_door_open": N_("no placement of the round is open to this learner"),
    "shut_by_pin": Counted(
        "open",
        "{open} placement would be open, but a pin fixes a destination where it does not lie",
        "{open} placements would be open, but a pin fixes a destination where none of them lies",
    ),
    "doors_full": Counted(
        "open",
        "{open} placement is open, without a place left for the whole stay (cutoff {cutoff})",
        "{open} placements are open; none has a place left for the whole stay (cutoff {cutoff})",
    ),
    "places_free_beds_full": Counted(
        "open",
        "{open} placement still has places, but no bed is free at {destinations}",
        "{open} placements still have places, but no bed is free at {destinations}",
    ),
    "free_but_limited": _free_but_limited,
    "free_but_unused": Counted(
        "open",
        "{open} placement at {destinations} still has a place and a bed: the search has not used them, or they add"
        " nothing to the total",
        "{open} placements at {destinations} still have a place and a bed: the search has not used them, or they add"
        " nothing to the total",
    ),
    "group_stays_home": Counted(
        "beds",
        "group {group} does not travel: at no destination is {beds} bed for learner and companions free beside a place"
        " for this learner",
        "group {group} does not travel: at no destination are {beds} beds for learner and companions free beside a"
        " place for this learner",
    ),
    "group_home_with_room": Counted(
        "beds",
        "group {group} does not travel, though {destinations} had {beds} bed for learner and companions and a place"
        " for this learner: a limit of the round, or a search not at its end",
        "group {group} does not travel, though {destinations} had {beds} beds for learner and companions and a place"
        " for this learner: a limit of the round, or a search not at its end",
    ),
    "group_is_elsewhere": Counted(
        "open",
        "group {group} goes to {destination}, where {open} placement is open, without a place left; open elsewhere:"
        " {elsewhere}",
        "group {group} goes to {destination}, where {open} placements are open, none of them with a place left; open"
        " elsewhere: {elsewhere}",
    ),
    "would_open": _would_open,
    "title_to_confirm": N_("the study title {title} awaits a person's confirmation; guesses: {guesses}"),
    "another_start_would_do": _another_start,
}

"""What roles are for, as a refusal says it: actions, and who may do them."""

from collections.abc import Mapping, Sequence

from matcher.said import N_, Listed, Said

ACTIONS = frozenset(
    (
        N_("asking for an allocation"),
        N_("cancelling a run"),
        N_("changing a learner"),
        N_("changing a placement"),
        N_("changing a round"),
        N_("changing an identity"),
        N_("changing learners"),
        N_("changing placements"),
        N_("changing rules"),
        N_("closing a round"),
        N_("confirming a title"),
        N_("erasing a person"),
        N_("exporting a person"),
        N_("exporting assignments"),
        N_("giving a key this role"),
        N_("importing a round"),
        N_("inviting somebody"),
        N_("lifting a pin"),
        N_("linking an organisation"),
        N_("making an organisation"),
        N_("making coordinators and auditors"),
        N_("mending a round"),
        N_("objecting"),
        N_("offering a placement"),
        N_("parting with somebody"),
        N_("pinning"),
        N_("planning a round"),
        N_("planning flows"),
        N_("posting a notice"),
        N_("previewing"),
        N_("publishing a run"),
        N_("ranking the reserve list"),
        N_("reading the demand"),
        N_("reading what titles mean"),
        N_("reading what was withdrawn"),
        N_("reading who is linked"),
        N_("renaming a party"),
        N_("reopening a round"),
        N_("reviewing an objection"),
        N_("sending this table"),
        N_("setting how long a round is kept"),
        N_("settling a request"),
        N_("signing in for an organisation"),
        N_("taking a budget line back"),
        N_("taking away the mobility export"),
        N_("withdrawing a placement"),
        N_("writing documents"),
    )
)
"""Those that can be named in every language; others are said as "this"."""

ENTITLED = frozenset(
    (
        N_("its members"),
        N_("people of the organisation who have all their roles"),
        N_("people of the organisation, in roles they have; the first one, for who made it"),
        N_("somebody who did not decide, publish or object"),
        N_("the coordinator, and those whose learners have it"),
        N_("the hosting partner of their destination, or the coordinator"),
        N_("the learner's own school, sending partner or coordinator"),
        N_("their own school, sending partner or coordinator"),
        N_("those who have it themselves"),
        N_("who runs the service"),
        N_("who stated it, and coordinators"),
    )
)
ROLES: Mapping[str, str] = {
    "coordinator": N_("coordinators"),
    "sending": N_("sending partners"),
    "school": N_("schools"),
    "hosting": N_("hosting partners"),
    "auditor": N_("auditors"),
}


def refusal(action: str, needed: str | Sequence[str]) -> Said:
    """Say who may do what; `needed` are roles, or words of `ENTITLED`."""
    who = Said(needed) if isinstance(needed, str) else Listed(tuple(Said(ROLES[role]) for role in needed))
    if action in ACTIONS:
        return Said("{action} is for: {needed}", action=Said(action), needed=who)
    return Said("this is for: {needed}", needed=who)

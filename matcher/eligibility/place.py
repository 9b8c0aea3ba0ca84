"""Hard rules about where: another country, the group's destination, needs that are met, bans."""

from matcher.codelists.folding import fold
from matcher.eligibility.bans import Bans
from matcher.eligibility.rule import rule
from matcher.model import Reason, Round


def home_countries(round: Round) -> tuple[str | None, ...]:
    """Where each learner lives and studies: as stated, else the sending partner's country; in the round's order."""
    of_partner = {partner.id: partner.country for partner in round.sending_partners}
    return tuple(learner.country or of_partner.get(learner.sending_partner or "") for learner in round.learners)


@rule(learner=lambda side: (side.learner.country,), placement=lambda side: (side.destination.country,))
def host_country_differs(country: str | None, host_country: str) -> Reason | None:
    """The host is in another country than the learner's: a mobility crosses a border."""
    if country is None:
        return Reason("country_unknown", {"host_country": host_country})
    return Reason("same_country", {"country": country}) if country == host_country else None


@rule(
    learner=lambda side: (side.group.id if side.group else None, side.group.destination if side.group else None),
    placement=lambda side: (side.destination.id,),
)
def group_destination(group: str | None, fixed: str | None, destination: str) -> Reason | None:
    """A learner goes where the group goes, if its destination is already fixed."""
    if fixed is None or fixed == destination:
        return None
    return Reason("group_goes_elsewhere", {"group": group, "destination": fixed})


@rule(learner=lambda side: (side.learner.needs,), placement=lambda side: (side.placement.needs_met,))
def needs_met(needs: tuple[str, ...], met: tuple[str, ...]) -> Reason | None:
    """The host meets every need that the learner states."""
    if not needs:
        return None
    folded = {fold(need) for need in met}
    unmet = tuple(need for need in needs if fold(need) not in folded)
    return Reason("needs_unmet", {"needs": unmet}) if unmet else None


@rule(
    learner=lambda side: (side.learner.id, side.learner.group),
    placement=lambda side: (side.placement.id, side.destination.id),
    settings=lambda terms: (terms.bans,),
)
def bans(learner: str, group: str | None, placement: str, destination: str, bans: Bans) -> Reason | None:
    """Nobody has banned the pair."""
    pin = bans.between(bans.naming_learner(learner, group), bans.naming_placement(placement, destination))
    if pin is None:
        return None
    return Reason("banned", {"reason": pin.reason, "author": pin.author})

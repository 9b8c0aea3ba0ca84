"""The bound with places and beds priced: every party picks its best destination by itself (as good as the LP's)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.allocation.groups.descent import FloatArray, Slope
from matcher.allocation.groups.market import Market, Prices


@dataclass(frozen=True)
class PartyWorth:
    """What parties are worth at given prices: `reduced` (pairs,), `net` (learners, destinations) after the bed,
    `party` (parties, destinations) after all beds."""

    reduced: FloatArray
    net: FloatArray
    party: FloatArray


def party_worth(market: Market, prices: Prices) -> PartyWorth:
    """Return what each party is worth at each destination, places and beds paid."""
    who = market.parties
    reduced = market.reduced(prices)
    paid = market.bed_paid(prices.bed)
    net = np.maximum(market.member_worth(reduced) - paid[who.party], 0.0)
    worth = np.add.reduceat(net, who.first_learner, axis=0) - who.companions[:, None] * paid
    return PartyWorth(reduced, net, worth)


def lagrangian(market: Market, start: Prices, flat: FloatArray) -> Slope:
    """Evaluate the bound at `flat` prices laid out as those of `start`."""
    who, prices = market.parties, start.like(flat)
    worth = party_worth(market, prices)
    choice = worth.party.argmax(axis=1)
    best = worth.party[np.arange(who.count), choice]
    travels = best > 0
    learner = np.flatnonzero(travels[who.party] & (worth.net[np.arange(who.learners), choice[who.party]] > 0))
    pairs = market.chosen_pairs(worth.reduced, learner, choice[who.party[learner]])
    party = np.flatnonzero(travels)
    beds = who.companions[party] + np.bincount(who.party[learner], minlength=who.count)[party]
    bound = best[travels].sum() + prices.place.sum(axis=1) @ who.places + prices.bed.sum(axis=1) @ who.beds
    subgradient = Prices(
        who.places[:, None] - market.place_use(pairs),
        who.beds[:, None] - market.bed_use(party, choice[party], beds.astype(np.float64)),
        kept_surplus(market, pairs),
    )
    return Slope(float(bound - prices.stage @ market.attained), subgradient.flat())


def kept_surplus(market: Market, pairs: npt.NDArray[np.int64]) -> FloatArray:
    """Return by how much some pairs exceed what each earlier stage attained. Shape (earlier stages,)."""
    return np.asarray(market.kept[:, pairs].sum(axis=1) - market.attained)

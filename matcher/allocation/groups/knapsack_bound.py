"""The bound with places priced and beds kept whole: every destination packs what it can host, by dynamic programming.

Lagrangian decomposition of the generalised assignment structure (Jörnsten and Näsberg 1986): each party's worth is
split into a price of its own, paid once, and a profit that the destinations' bed knapsacks compete for.
"""

from dataclasses import dataclass

import numpy as np

from matcher.allocation.groups.descent import FloatArray, Slope
from matcher.allocation.groups.lagrangian import kept_surplus, party_worth
from matcher.allocation.groups.market import Market, Prices
from matcher.allocation.groups.offers import alone_by_row, rows_of_destinations, worth_by_beds
from matcher.allocation.groups.packer import Packer, taken


@dataclass
class KnapsackBound:
    """Evaluates the bound at prices of places, earlier stages and parties; bed prices stay where days overlap."""

    market: Market
    start: Prices
    guide: FloatArray  # (rows,): about what a bed is worth; only for speed

    def __post_init__(self) -> None:
        self.rows = rows_of_destinations(self.market.parties)
        self.packer = Packer(self.rows, self.guide, np.full(self.rows.count, 4.0 * self.guide.max(initial=0.0) + 1.0))

    def flat(self, prices: Prices, party: FloatArray) -> FloatArray:
        return np.concatenate([prices.place.ravel(), prices.stage, party])

    def unflat(self, flat: FloatArray) -> tuple[Prices, FloatArray]:
        place, stage, party = np.split(flat, np.cumsum([self.start.place.size, self.start.stage.size]))
        return Prices(place.reshape(self.start.place.shape), self.start.bed, stage), party

    def __call__(self, flat: FloatArray) -> Slope:
        prices, party_price = self.unflat(flat)
        market, rows, who = self.market, self.rows, self.market.parties
        reduced = market.reduced(prices)
        paid = market.bed_paid(prices.bed)
        member = np.maximum(market.member_worth(reduced) - paid[who.party], 0.0)
        pay = who.companions[rows.groups, None] * paid[rows.groups] + party_price[rows.groups, None]
        worth, best_first = worth_by_beds(rows, member, pay)
        alone_profit = member[who.first_learner[rows.alone]] - party_price[rows.alone, None]
        alone, alone_order = alone_by_row(rows, alone_profit, int(who.beds.max(initial=0)))
        packing, item = self.packer.pack(worth, alone)
        chosen = taken(rows, packing, item, best_first, alone_profit, alone_order)
        pairs = market.chosen_pairs(reduced, chosen.learner, chosen.column)
        bound = (
            party_price.sum()
            + float(packing.value.sum())
            + prices.place.sum(axis=1) @ who.places
            + prices.bed.sum(axis=1) @ who.beds
            - prices.stage @ market.attained
        )
        times = np.bincount(chosen.party, minlength=who.count).astype(np.float64)
        slope = np.concatenate(
            [(who.places[:, None] - market.place_use(pairs)).ravel(), kept_surplus(market, pairs), 1.0 - times]
        )
        return Slope(float(bound), slope)


def from_lagrangian(market: Market, prices: Prices) -> tuple[KnapsackBound, FloatArray, FloatArray]:
    """Return the evaluator, its first prices (no worse a bound than theirs) and the scale of each price's moves."""
    who = market.parties
    best = np.maximum(party_worth(market, prices).party.max(axis=1), 0.0)
    kept = Prices(prices.place, np.zeros_like(prices.bed) if who.on_one_day_each else prices.bed, prices.stage)
    guide = prices.bed.ravel() if who.on_one_day_each else np.full(prices.bed.size, 1e-9)
    bound = KnapsackBound(market, kept, np.maximum(guide, 1e-9))
    weight = np.concatenate([np.ones(prices.place.size + prices.stage.size), who.size.astype(np.float64) ** 2])
    return bound, bound.flat(kept, best), weight

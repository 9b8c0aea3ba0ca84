"""The bound with places priced and beds kept whole: every destination packs what it can host, by dynamic programming.

Lagrangian decomposition of the generalised assignment structure (Jörnsten and Näsberg 1986): each party's worth is
split into a price of its own, paid once, and a profit that the destinations' bed knapsacks compete for.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from matcher.allocation.groups.descent import FloatArray, Slope
from matcher.allocation.groups.lagrangian import kept_surplus, party_worth
from matcher.allocation.groups.market import Market, Prices
from matcher.allocation.groups.parties import Parties
from matcher.allocation.packing import NEVER, Numbers, Packing, pack
from matcher.allocation.problem import IntArray

GUIDE_STEP = 0.03  # relative; how far the guide may move between two evaluations
FILTER_WIDTH = 1.5  # keep items this many times the last rounding loss below being worth their beds


@dataclass(frozen=True)
class Rows:
    """The knapsacks: one per destination and binding day on which a party's stay begins.

    A party on several binding days competes for the beds of the first; on the others it pays the bed price.
    """

    who: Parties

    def __post_init__(self) -> None:
        who = self.who
        groups = np.flatnonzero(who.group >= 0)
        alone = np.flatnonzero(who.group < 0)
        slots = np.arange(int(who.size[groups].max(initial=1)))
        member = np.where(slots < who.size[groups, None], who.first_learner[groups, None] + slots, who.learners)
        object.__setattr__(self, "groups", groups)
        object.__setattr__(self, "alone", alone)
        object.__setattr__(self, "member", member)

    groups: IntArray = field(init=False)
    alone: IntArray = field(init=False)
    member: IntArray = field(init=False)

    @property
    def count(self) -> int:
        return self.who.destinations * len(self.who.days)

    def row(self, party: IntArray) -> IntArray:
        """Return the knapsack of each party at each destination. Shape (parties given, destinations)."""
        return np.arange(self.who.destinations) * len(self.who.days) + self.who.first_day[party][:, None]

    def beds(self) -> IntArray:
        return np.repeat(self.who.beds, len(self.who.days))


def worth_by_beds(rows: Rows, member_worth: Numbers, companions_pay: Numbers) -> tuple[Numbers, IntArray]:
    """Return what each group is worth by the number of beds it gets, and its members from best to worst.

    Shapes (groups, destinations, most beds) and (groups, destinations, most members).
    """
    who, groups = rows.who, rows.groups
    padded = np.concatenate([member_worth, np.zeros((1, who.destinations), dtype=member_worth.dtype)])
    each = padded[rows.member].transpose(0, 2, 1)
    best_first = np.argsort(-each, axis=2, kind="stable")
    total = np.take_along_axis(each, best_first, axis=2).cumsum(axis=2)
    companions = who.companions[groups]
    width = int((who.size[groups] + companions).max(initial=1))
    placed = np.arange(1, width + 1) - companions[:, None]
    possible = (placed >= 1) & (placed <= who.size[groups, None])
    at = np.broadcast_to(np.clip(placed - 1, 0, total.shape[2] - 1)[:, None, :], (*total.shape[:2], width))
    worth = np.take_along_axis(total, at, axis=2) - companions_pay[:, :, None]
    return np.where(possible[:, None, :], worth, NEVER), best_first


def alone_by_row(rows: Rows, profit: Numbers, most: int) -> tuple[Numbers, IntArray]:
    """Return the worth of the best 1, 2, … learners alone in each row, and who they are, from best to worst.

    Parameters
    ----------
    profit
        Shape (parties alone, destinations).
    most
        More than so many have no bed anyway.
    """
    who, days = rows.who, len(rows.who.days)
    most = min(most, len(rows.alone))
    worth = np.zeros((rows.count, most), dtype=profit.dtype)
    order = np.zeros((rows.count, most), dtype=np.int64)
    day = who.first_day[rows.alone]
    for today in range(days):
        present = np.where((day == today)[:, None], profit, 0).T
        best_first = np.argsort(-present, axis=1, kind="stable")[:, :most]
        worth[today::days] = np.maximum(np.take_along_axis(present, best_first, axis=1), 0).cumsum(axis=1)
        order[today::days] = best_first
    return worth, order


@dataclass
class KnapsackBound:
    """Evaluates the bound at prices of places, earlier stages and parties; bed prices stay where days overlap."""

    market: Market
    start: Prices
    guide: FloatArray  # (rows,): about what a bed is worth; only for speed

    def __post_init__(self) -> None:
        self.rows = Rows(self.market.parties)
        self._width = np.full(self.rows.count, 4.0 * self.guide.max(initial=0.0) + 1.0)

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
        packing, item = self._pack(worth, alone)
        learner, destination, times = self._taken(packing, item, best_first, alone_profit, alone_order)
        pairs = market.chosen_pairs(reduced, learner, destination)
        bound = (
            party_price.sum()
            + float(packing.value.sum())
            + prices.place.sum(axis=1) @ who.places
            + prices.bed.sum(axis=1) @ who.beds
            - prices.stage @ market.attained
        )
        slope = np.concatenate(
            [(who.places[:, None] - market.place_use(pairs)).ravel(), kept_surplus(market, pairs), 1.0 - times]
        )
        return Slope(float(bound), slope)

    def _pack(self, worth: FloatArray, alone: FloatArray) -> tuple[Packing, IntArray]:
        """Pack only what may be worth its beds; widen the choice until nothing left out can matter."""
        rows, beds = self.rows, self.rows.beds()
        row = rows.row(rows.groups).ravel()
        by_item = worth.reshape(-1, worth.shape[2])
        alone_each = np.diff(alone, axis=1, prepend=0.0)
        relaxed = self._follow(row, by_item, alone_each)
        surplus = _surplus(by_item, self.guide[row])
        while True:
            item = np.flatnonzero(surplus > -self._width[row])
            packing = pack(row[item], by_item[item], alone, beds, trace=True)
            loss = relaxed - packing.value
            enough = self._width >= loss
            self._width = np.where(enough, self._width, FILTER_WIDTH * loss)
            if enough.all():
                self._width = np.minimum(self._width, FILTER_WIDTH * loss + 1.0)
                return packing, item

    def _follow(self, row: IntArray, by_item: FloatArray, alone_each: FloatArray) -> FloatArray:
        """Move the guide to the best of its neighbours; return what each row is worth with beds at that price."""
        tried = np.stack([self.guide, self.guide * (1 - GUIDE_STEP), self.guide * (1 + GUIDE_STEP)])
        worth = np.stack([_relaxed(guide, row, by_item, alone_each, self.rows.beds()) for guide in tried])
        best = worth.argmin(axis=0)
        self.guide = tried[best, np.arange(len(best))]
        return np.asarray(worth.min(axis=0))

    def _taken(
        self, packing: Packing, item: IntArray, best_first: IntArray, alone_profit: FloatArray, alone_order: IntArray
    ) -> tuple[IntArray, IntArray, npt.NDArray[np.float64]]:
        rows, who = self.rows, self.rows.who
        chosen = packing.group_beds > 0
        group, destination = np.divmod(item[chosen], who.destinations)
        party = rows.groups[group]
        placed = packing.group_beds[chosen] - who.companions[party]
        slot = np.arange(best_first.shape[2])
        which = slot < placed[:, None]
        learner = np.take_along_axis(rows.member[group], best_first[group, destination], axis=1)[which]
        where = np.broadcast_to(destination[:, None], which.shape)[which]
        lone_row, rank = np.nonzero(np.arange(alone_order.shape[1]) < packing.alone[:, None])
        lone, lone_at = alone_order[lone_row, rank], lone_row // len(who.days)
        worth_it = alone_profit[lone, lone_at] > 0
        lone_party, lone_at = rows.alone[lone[worth_it]], lone_at[worth_it]
        times = np.bincount(np.concatenate([party, lone_party]), minlength=who.count).astype(np.float64)
        return (
            np.concatenate([learner, who.first_learner[lone_party]]),
            np.concatenate([where, lone_at]),
            times,
        )


def _surplus(by_item: FloatArray, guide: FloatArray) -> FloatArray:
    """Return what each item is worth at best once each bed costs the guide."""
    beds = np.arange(1, by_item.shape[1] + 1)
    return np.asarray((by_item - guide[:, None] * beds).max(axis=1))


def _relaxed(
    guide: FloatArray, row: IntArray, by_item: FloatArray, alone_each: FloatArray, beds: IntArray
) -> FloatArray:
    gain = np.maximum(_surplus(by_item, guide[row]), 0.0)
    alone = np.maximum(alone_each - guide[:, None], 0.0).sum(axis=1)
    return np.asarray(guide * beds + np.bincount(row, weights=gain, minlength=len(beds)) + alone)


def from_lagrangian(market: Market, prices: Prices) -> tuple[KnapsackBound, FloatArray, FloatArray]:
    """Return the evaluator, its first prices (no worse a bound than theirs) and the scale of each price's moves."""
    who = market.parties
    best = np.maximum(party_worth(market, prices).party.max(axis=1), 0.0)
    kept = Prices(prices.place, np.zeros_like(prices.bed) if who.on_one_day_each else prices.bed, prices.stage)
    guide = prices.bed.ravel() if who.on_one_day_each else np.full(prices.bed.size, 1e-9)
    bound = KnapsackBound(market, kept, np.maximum(guide, 1e-9))
    weight = np.concatenate([np.ones(prices.place.size + prices.stage.size), who.size.astype(np.float64) ** 2])
    return bound, bound.flat(kept, best), weight

"""A destination's share of the knapsack bound in many cases at once: who must travel there, who must not."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcher.allocation.groups.descent import FloatArray
from matcher.allocation.groups.market import BoolArray, Market, Prices, first_best
from matcher.allocation.groups.offers import Rows, alone_by_row, worth_by_beds
from matcher.allocation.groups.packer import Packer, Taken, taken
from matcher.allocation.groups.parties import Parties
from matcher.allocation.packing import NEVER, Numbers
from matcher.allocation.problem import IntArray


@dataclass(frozen=True)
class Offer:
    """What stands before any case: each pair's worth without its place, party prices, bed prices where stays overlap.

    Shapes: `worth` (pairs,); `own` (parties,); `bed_paid` (parties, destinations); `bed_worth` (destinations,): what
    the bed prices come to over all beds.
    """

    who: Parties
    worth: Numbers
    own: Numbers
    bed_paid: Numbers
    bed_worth: Numbers

    @cached_property
    def pairs_at(self) -> list[IntArray]:
        """Pairs of each destination, ascending."""
        return [np.flatnonzero(self.who.pair_destination == place) for place in range(self.who.destinations)]

    @cached_property
    def placements_at(self) -> list[IntArray]:
        """Placements of each destination, ascending."""
        return [np.flatnonzero(self.who.destination == place) for place in range(self.who.destinations)]

    @cached_property
    def rank(self) -> IntArray:
        """Shape (placements,): position among those of the same destination."""
        rank = np.zeros(len(self.who.destination), dtype=np.int64)
        for mine in self.placements_at:
            rank[mine] = np.arange(len(mine))
        return rank

    @cached_property
    def most_placements(self) -> int:
        return max((len(mine) for mine in self.placements_at), default=0)

    @cached_property
    def places(self) -> IntArray:
        """Shape (destinations, most placements), 0 where there is none."""
        places = np.zeros((self.who.destinations, self.most_placements), dtype=np.int64)
        places[self.who.destination, self.rank] = self.who.places
        return places


def offer_of(market: Market, prices: Prices, own: FloatArray) -> Offer:
    """Return the offer at given prices of beds, earlier stages and parties."""
    who = market.parties
    free = Prices(np.zeros_like(prices.place), prices.bed, prices.stage)
    return Offer(who, market.reduced(free), own, market.bed_paid(prices.bed), prices.bed.sum(axis=1) * who.beds)


def attained_at(offer: Offer, pairs: IntArray) -> FloatArray:
    """Return what assigned pairs are worth at each destination, their parties' prices paid. Shape (destinations,)."""
    who = offer.who
    destination = who.pair_destination[pairs]
    beds = offer.bed_paid[who.party[who.learner[pairs]], destination]
    worth = np.bincount(destination, weights=offer.worth[pairs] - beds, minlength=who.destinations)
    party, first = np.unique(who.party[who.learner[pairs]], return_index=True)
    pay = offer.own[party] + who.companions[party] * offer.bed_paid[party, destination[first]]
    return np.asarray(
        worth - np.bincount(destination[first], weights=pay, minlength=who.destinations) + offer.bed_worth
    )


@dataclass(frozen=True)
class Priced:
    """What parties are worth in each case at some prices of places.

    Shapes: `reduced` (pairs of all cases,); `member` (learners, columns); `worth`, `best_first` as from
    `worth_by_beds`; `alone_profit` (parties alone, columns); `alone`, `alone_order` as from `alone_by_row`.
    """

    reduced: Numbers
    member: Numbers
    worth: Numbers
    best_first: IntArray
    alone_profit: Numbers
    alone: Numbers
    alone_order: IntArray


class CaseRows:
    """Some cases of some destinations, one per column.

    Parameters
    ----------
    must, never
        Shape (groups, columns): which groups travel to the column's destination, and which do not.
    """

    def __init__(self, offer: Offer, rows: Rows, must: BoolArray, never: BoolArray) -> None:
        self.offer, self.rows, self.must, self.never = offer, rows, must, never
        who, columns = offer.who, rows.columns
        pairs = [offer.pairs_at[place] for place in rows.destination.tolist()]
        self._pair = np.concatenate(pairs)
        column = np.repeat(np.arange(columns), [len(mine) for mine in pairs])
        code = column * who.learners + who.learner[self._pair]
        self._start = np.flatnonzero(np.diff(code, prepend=-1))
        self._length = np.diff(np.append(self._start, len(code)))
        self._column, self._learner = np.divmod(code[self._start], max(who.learners, 1))
        self._place = column * offer.most_placements + offer.rank[who.placement[self._pair]]
        self._worth = offer.worth[self._pair]
        self._paid = offer.bed_paid[:, rows.destination]
        self._pay = who.companions[rows.groups, None] * self._paid[rows.groups] + offer.own[rows.groups, None]

    def at(self, place: Numbers) -> Priced:
        """Return what parties are worth at prices of places. Shape (columns, placements, days)."""
        rows, who = self.rows, self.offer.who
        reduced = self._worth - self._paid_for_places(place)
        member = self._member_worth(reduced)
        worth, best_first = worth_by_beds(rows, member, self._pay)
        worth[self.never] = NEVER
        profit = member[who.first_learner[rows.alone]] - self.offer.own[rows.alone, None]
        return Priced(
            reduced, member, worth, best_first, profit, *alone_by_row(rows, profit, int(who.beds.max(initial=0)))
        )

    def _member_worth(self, reduced: Numbers) -> Numbers:
        member = np.zeros((self.offer.who.learners, self.rows.columns), dtype=reduced.dtype)
        if len(self._start):
            member[self._learner, self._column] = np.maximum.reduceat(reduced, self._start)
        member -= self._paid[self.offer.who.party]
        return np.maximum(member, 0, out=member)

    def _paid_for_places(self, place: Numbers) -> Numbers:
        if place.shape[2] == 1:
            return np.asarray(place.ravel()[self._place])
        who = self.offer.who
        party = who.party[who.learner[self._pair]]
        slots, days = place.shape[0] * place.shape[1], place.shape[2]
        until = np.zeros((slots, days + 1), dtype=place.dtype)
        np.cumsum(place.reshape(slots, days), axis=1, out=until[:, 1:])
        return np.asarray(until[self._place, who.after_day[party]] - until[self._place, who.first_day[party]])

    @cached_property
    def _stretch(self) -> IntArray:
        """Shape (learners, columns): which stretch of pairs a learner has in a column, -1 = none."""
        stretch = np.full((self.offer.who.learners, self.rows.columns), -1, dtype=np.int64)
        stretch[self._learner, self._column] = np.arange(len(self._start))
        return stretch

    def use(self, priced: Priced, chosen: Taken, days: int) -> FloatArray:
        """Return how many places are used by those chosen. Shape (columns, placements, days)."""
        who, offer = self.offer.who, self.offer
        stretch = self._stretch[chosen.learner, chosen.column]
        stretch = stretch[priced.member[chosen.learner, chosen.column] > 0]
        pair = first_best(priced.reduced, self._start[stretch], self._length[stretch])
        party = who.party[who.learner[self._pair[pair]]]
        code, slots = self._place[pair] * (days + 1), self.rows.columns * offer.most_placements
        begins = np.bincount(code + who.first_day[party], minlength=slots * (days + 1))
        ends = np.bincount(code + who.after_day[party], minlength=slots * (days + 1))
        use = (begins - ends).reshape(slots, days + 1).cumsum(axis=1)[:, :-1].astype(np.float64)
        return np.asarray(use.reshape(self.rows.columns, offer.most_placements, days))


def decided(rows: Rows, decisions: IntArray, goes: int) -> BoolArray:
    """Return which groups a case decides to go (1) or not (0), decisions as in `Case`. Shape (groups,)."""
    there = decisions[decisions[:, 1] == goes, 0]
    return np.asarray(np.isin(rows.who.group[rows.groups], there))


@dataclass(frozen=True)
class Shares:
    """The share of each column at some prices.

    Shapes: `bound` (columns,); `surplus` (columns, placements, days): places less those used; `times` (groups,
    columns): 1 where the group is taken.
    """

    bound: FloatArray
    surplus: FloatArray
    times: FloatArray


def shares(cases: CaseRows, packer: Packer, place: FloatArray) -> Shares:
    """Evaluate some cases at prices of places. Shape (columns, placements, days)."""
    rows, offer = cases.rows, cases.offer
    priced = cases.at(place)
    packing, item = packer.pack(priced.worth, priced.alone, cases.must)
    chosen = taken(rows, packing, item, priced.best_first, priced.alone_profit, priced.alone_order)
    places = offer.places[rows.destination]
    paid_back = (place.sum(axis=2) * places).sum(axis=1) + offer.bed_worth[rows.destination]
    times = np.zeros((offer.who.count, rows.columns))
    times[chosen.party, chosen.party_column] = 1.0
    return Shares(
        packing.value.reshape(rows.columns, len(offer.who.days)).sum(axis=1) + paid_back,
        places[:, :, None] - cases.use(priced, chosen, place.shape[2]),
        times[rows.groups],
    )

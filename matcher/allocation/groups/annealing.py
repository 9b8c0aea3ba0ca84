"""Moves and swaps of parties between destinations, guided by prices, with simulated annealing."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matcher.allocation.groups.market import FloatArray
from matcher.allocation.groups.site_prices import SitePrices, SitePricing
from matcher.allocation.groups.sites import Sites
from matcher.allocation.problem import IntArray

BOLDNESS = 800.0  # points below a party's best destination at which a try is e times rarer
SIZE_TASTE = 0.1  # how much rarer a swap is per bed of difference
SWAP_SHARE = 0.7
KEPT_VALUES = 400_000  # cached values of sites before the cache starts afresh


@dataclass(frozen=True)
class Schedule:
    """How long to anneal and how warm to start."""

    moves: int
    warmth: float  # points: a loss of so much is accepted every e-th time at first


class Annealing:
    """A search state: who is where, what each site is worth, the best state seen.

    Parameters
    ----------
    preference
        Shape (parties, destinations + 1): worth of each destination, and of home, to each party at guiding
        prices, in points.
    """

    def __init__(self, sites: Sites, preference: FloatArray, destination: IntArray, seed: int) -> None:
        self.sites = sites
        self.draw = np.random.default_rng(seed)
        self.where = destination.copy()
        who = sites.parties
        self.beds_of = (who.size + who.companions).tolist()
        self.home = who.destinations
        self._tries = _odds(preference)
        self._odds = np.exp(np.clip((preference - preference.max(axis=1, keepdims=True)) / BOLDNESS, -30, 0)).tolist()
        movable = sites.active & (who.forced < 0)
        self._movable = np.flatnonzero(movable).tolist()
        self._pick = np.cumsum(who.size[movable]) / max(1, who.size[movable].sum())
        self._marks = self.draw.integers(2**62, size=(who.count,)).tolist()
        self._cache: dict[tuple[int, int], int] = {}
        self._pricing = SitePricing(sites)
        self._load(destination)

    def _load(self, destination: IntArray) -> None:
        sites = self.sites
        self.where = destination.copy()
        self.members: list[set[int]] = [set() for _ in range(sites.count)]
        self.at_home: set[int] = set()
        for party in np.flatnonzero(sites.active).tolist():
            self._set_of(party, int(destination[party])).add(party)
        self.marks = [self._mark_of(members) for members in self.members]
        self.values = [self._value(site, self.marks[site], self.members[site]) for site in range(sites.count)]
        self.total = sum(self.values)
        self._prices: list[SitePrices | None] = [None] * sites.count
        self.best_total, self.best_where = self.total, self.where.copy()

    def _set_of(self, party: int, destination: int) -> set[int]:
        return self.at_home if destination < 0 else self.members[self.sites.site(party, destination)]

    def _mark_of(self, members: set[int]) -> int:
        mark = 0
        for party in members:
            mark ^= self._marks[party]
        return mark

    def _value(self, site: int, mark: int, members: set[int]) -> int:
        value = self._cache.get((site, mark))
        if value is None:
            if len(self._cache) > KEPT_VALUES:
                self._cache.clear()
            value = self._cache[site, mark] = self.sites.value(site, members)
        return value

    def gain_of_adding(self, party: int, destination: int) -> int:
        """Return what a party at home would add at a destination."""
        site = self.sites.site(party, destination)
        return (
            self._value(site, self.marks[site] ^ self._marks[party], self.members[site] | {party}) - self.values[site]
        )

    def run(self, schedule: Schedule, should_stop: Callable[[], bool]) -> None:
        """Anneal from the best state, cooling move by move."""
        self._load(self.best_where)
        if not self._movable:
            return
        for move in range(schedule.moves):
            if move % 16 == 0 and should_stop():
                return
            self._try(schedule.warmth * (1.0 - move / schedule.moves))

    def _try(self, temperature: float) -> None:
        moves = self._propose()
        if not moves:
            return
        floor = temperature * float(np.log(1.0 - self.draw.random()))
        if self._gain_at_most(moves) < floor:
            return
        changed = self._changed(moves)
        values = {site: self._value(site, mark, members) for site, (mark, members) in changed.items()}
        gain = sum(value - self.values[site] for site, value in values.items())
        if gain >= floor:
            self._accept(moves, changed, values)

    def _gain_at_most(self, moves: list[tuple[int, int]]) -> float:
        gain = 0.0
        for party, target in moves:
            source = int(self.where[party])
            if source >= 0:
                gain -= self._worth_at(party, source)
            if target >= 0:
                gain += self._worth_at(party, target)
        return gain

    def _worth_at(self, party: int, destination: int) -> float:
        site = self.sites.site(party, destination)
        prices = self._prices[site]
        if prices is None:
            prices = self._prices[site] = self._pricing.prices(site, self.members[site])
        return prices.worth[party]

    def _propose(self) -> list[tuple[int, int]]:
        """Return who goes where: one party to another destination, mostly with others coming back for its beds."""
        party = self._movable[int(np.searchsorted(self._pick, self.draw.random()))]
        source = int(self.where[party])
        target = int(np.searchsorted(self._tries[party], self.draw.random()))
        target = -1 if target >= self.home else target
        if target == source:
            return []
        moves = [(party, target)]
        if self.draw.random() < SWAP_SHARE:
            moves += [(other, source) for other in self._returning(party, source, target)]
        return moves

    def _returning(self, party: int, source: int, target: int) -> list[int]:
        there = self.at_home if target < 0 else self.members[self.sites.site(party, target)]
        others = sorted(other for other in there if self._may_take(other, party))
        beds, chosen = self.beds_of[party], list[int]()
        odds = [self._odds[other][source] for other in others]  # source -1 is home, the last column
        while others and beds > 0:
            weights = [
                odd * np.exp(-SIZE_TASTE * abs(self.beds_of[other] - beds))
                for odd, other in zip(odds, others, strict=True)
            ]
            pick = _pick(weights, self.draw.random())
            beds -= self.beds_of[others[pick]]
            chosen.append(others.pop(pick))
            odds.pop(pick)
            if self.draw.random() < 0.5 and beds < 3:
                break
        return chosen

    def _may_take(self, other: int, party: int) -> bool:
        forced = self.sites.parties.forced
        return bool(forced[other] < 0 and self.sites.offset[other] == self.sites.offset[party])

    def _changed(self, moves: list[tuple[int, int]]) -> dict[int, tuple[int, set[int]]]:
        changed: dict[int, tuple[int, set[int]]] = {}
        for party, target in moves:
            for destination in (int(self.where[party]), target):
                if destination >= 0:
                    site = self.sites.site(party, destination)
                    mark, members = changed.get(site, (self.marks[site], self.members[site]))
                    changed[site] = (mark ^ self._marks[party], members ^ {party})
        return changed

    def _accept(
        self,
        moves: list[tuple[int, int]],
        changed: dict[int, tuple[int, set[int]]],
        values: dict[int, int],
    ) -> None:
        for party, target in moves:
            if self.where[party] < 0:
                self.at_home.discard(party)
            elif target < 0:
                self.at_home.add(party)
            self.where[party] = target
        for site, (mark, members) in changed.items():
            self.total += values[site] - self.values[site]
            self.marks[site], self.members[site], self.values[site] = mark, members, values[site]
            self._prices[site] = None
        if self.total > self.best_total:
            self.best_total, self.best_where = self.total, self.where.copy()

    def restart(self, destination: IntArray) -> None:
        """Take up another state, and its worth, as the best if it is better."""
        best_total, best_where = self.best_total, self.best_where
        self._load(destination)
        if best_total > self.best_total:
            self.best_total, self.best_where = best_total, best_where


def _odds(preference: FloatArray) -> FloatArray:
    weight = np.exp(np.clip((preference - preference.max(axis=1, keepdims=True)) / BOLDNESS, -30, 0))
    return np.asarray((weight / weight.sum(axis=1, keepdims=True)).cumsum(axis=1) - 1e-12)


def _pick(weights: list[float], at: float) -> int:
    left = at * sum(weights)
    for index, weight in enumerate(weights):
        left -= weight
        if left <= 0:
            return index
    return len(weights) - 1


def insert_greedily(state: Annealing, order: IntArray, preference: FloatArray, tries: int = 5) -> None:
    """Send each group, in the order given, to the destination among its `tries` preferred where it adds most."""
    who = state.sites.parties
    where = state.best_where.copy()
    for party in order.tolist():
        options = [int(who.forced[party])] if who.forced[party] >= 0 else _preferred(preference[party, :-1], tries)
        gains = [(state.gain_of_adding(party, option), -rank) for rank, option in enumerate(options)]
        gain, rank = max(gains)
        if gain > 0:
            option = options[-rank]
            site = state.sites.site(party, option)
            where[party] = option
            state.members[site] = state.members[site] | {party}
            state.marks[site] ^= state._marks[party]
            state.values[site] += gain
    state.restart(where)


def _preferred(preference: FloatArray, tries: int) -> list[int]:
    chosen: list[int] = np.argsort(-preference, kind="stable")[:tries].tolist()
    return chosen

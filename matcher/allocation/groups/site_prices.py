"""Exact prices of one site's places and beds, which bound at once what any exchange of parties there can gain.

By weak duality the prices of the present parties bound the worth of every other set of parties at the site, so that a
search may turn down most proposals without solving anything (the dual of the transport problem, Gale 1957).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcher.allocation.groups.market import FloatArray
from matcher.allocation.groups.sites import Sites
from matcher.allocation.problem import IntArray

UNREACHED = -1e15
HOME, BEDS = 0, 1  # nodes before the placements


@dataclass(frozen=True)
class SitePrices:
    """`bed`: price of a bed; `worth` (parties,): what each party is worth at the site, its companions' beds paid."""

    bed: float
    worth: list[float]


@dataclass(frozen=True)
class _Offers:
    """A destination's pairs by party and learner: learner, position of the placement, worth, and where they change."""

    learner: IntArray
    place: IntArray
    worth: IntArray
    learner_start: IntArray
    party_start: IntArray
    party: IntArray


class SitePricing:
    """Prices sites for the sets of parties that a search has there."""

    def __init__(self, sites: Sites) -> None:
        self.sites = sites

    @cached_property
    def _offers(self) -> list[_Offers]:
        return [self._offers_at(destination) for destination in range(self.sites.parties.destinations)]

    def _offers_at(self, destination: int) -> _Offers:
        sites, who = self.sites, self.sites.parties
        pair = np.flatnonzero(who.pair_destination == destination)
        learner = who.learner[pair]
        start = np.flatnonzero(np.diff(learner, prepend=-1))
        party = who.party[learner[start]]
        party_start = np.flatnonzero(np.diff(party, prepend=-1))
        place = sites.placement_rank[who.placement[pair]]
        return _Offers(learner, place, sites.worth[pair], start, party_start, party[party_start])

    def prices(self, site: int, members: set[int]) -> SitePrices:
        """Return prices at which the best assignment of `members` wants exactly what it has."""
        sites, who = self.sites, self.sites.parties
        price, bed = self._potentials(site, sorted(members))
        offers = self._offers[site // sites.layers]
        worth = np.zeros(who.count)
        if len(offers.learner):
            best = np.maximum.reduceat(offers.worth - price[offers.place], offers.learner_start)
            worth[offers.party] = np.add.reduceat(np.maximum(best, 0.0), offers.party_start)
        return SitePrices(bed, (worth - bed * who.companions).tolist())

    def _potentials(self, site: int, members: list[int]) -> tuple[FloatArray, float]:
        """Return the least prices of a place with its bed, per placement, and of a bed: longest paths from home."""
        sites, who = self.sites, self.sites.parties
        capacity = sites.site_capacity[site]
        used = sites.placed(site, members)
        steps = self._exchanges(site, members, used, len(capacity))
        room = int(sites.beds[site] - who.companions[members].sum()) - len(used)
        steps[HOME, BEDS] = 0.0
        steps[BEDS, BEDS + 1 :] = 0.0
        left = capacity - np.bincount(sites.placement_rank[who.placement[used]], minlength=len(capacity))
        steps[BEDS + 1 :, BEDS] = np.where(left > 0, 0.0, UNREACHED)
        if room > 0:
            steps[BEDS, HOME] = 0.0
        price = np.full(len(steps), UNREACHED)
        price[HOME] = 0.0
        for _ in range(len(steps)):
            better = np.maximum(price, (price[:, None] + steps).max(axis=0))
            if (better == price).all():
                break
            price = better
        return price[BEDS + 1 :], float(price[BEDS])

    def _exchanges(self, site: int, members: list[int], used: IntArray, places: int) -> FloatArray:
        """Return what it gains to move somebody from one placement (or home) to another. Shape (nodes, nodes)."""
        sites, who = self.sites, self.sites.parties
        pair = sites.pairs_at(site, members)
        at = np.full(who.learners, HOME)
        at[who.learner[used]] = sites.placement_rank[who.placement[used]] + BEDS + 1
        has = np.zeros(who.learners)
        has[who.learner[used]] = sites.worth[used]
        steps = np.full((places + BEDS + 1, places + BEDS + 1), UNREACHED)
        learner = who.learner[pair]
        target = sites.placement_rank[who.placement[pair]] + BEDS + 1
        np.maximum.at(steps, (at[learner], target), sites.worth[pair] - has[learner])
        np.maximum.at(steps[:, HOME], at[who.learner[used]], -sites.worth[used].astype(np.float64))
        return steps

"""Destinations on days that decouple, as *sites*, and the exact flow that values a set of parties at one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow

from matcher.allocation.groups.parties import Parties
from matcher.allocation.problem import IntArray

NOWHERE = -1
OVERFULL = -(2**60)  # worth of companions without beds


@dataclass(frozen=True)
class Sites:
    """Places and beds that some parties share, none of whom is present at two sites.

    Attributes
    ----------
    worth
        Shape (pairs,): worth of each pair to the search, in whole points.
    strict
        Shape (pairs,): worth in which an earlier stage outweighs the later ones; 0 = not to be used.
    active
        Shape (parties,): who is to be placed here; the others are someone else's concern.
    offset
        Shape (parties,): the site of a party at destination d is d x `layers` + offset.
    layers
        Sites per destination.
    beds
        Shape (sites,).
    capacity
        Shape (placements, layers): places left.
    """

    parties: Parties
    worth: IntArray
    strict: IntArray
    active: npt.NDArray[np.bool_]
    offset: IntArray
    layers: int
    beds: IntArray
    capacity: IntArray

    @property
    def count(self) -> int:
        return len(self.beds)

    @cached_property
    def placement_rank(self) -> IntArray:
        """Shape (placements,): position of a placement among those of its destination."""
        destination = self.parties.destination
        order = np.argsort(destination, kind="stable")
        first = np.searchsorted(destination[order], destination[order], side="left")
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order)) - first
        return rank

    @cached_property
    def site_capacity(self) -> list[IntArray]:
        """Places of each site's placements, in the order of `placement_rank`."""
        destination = self.parties.destination
        return [
            self.capacity[destination == site // self.layers, site % self.layers].astype(np.int64)
            for site in range(self.count)
        ]

    @cached_property
    def _block_pairs(self) -> IntArray:
        who = self.parties
        return np.lexsort((who.learner, who.pair_destination, who.party[who.learner]))

    @cached_property
    def _block_start(self) -> IntArray:
        who, pair = self.parties, self._block_pairs
        code = who.party[who.learner[pair]] * who.destinations + who.pair_destination[pair]
        return np.searchsorted(code, np.arange(who.count * who.destinations + 1))

    @cached_property
    def _block_arrays(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], IntArray]:
        who, pair = self.parties, self._block_pairs
        learner = who.learner[pair]
        tail = (learner - who.first_learner[who.party[learner]]).astype(np.int32)
        head = self.placement_rank[who.placement[pair]].astype(np.int32)
        return tail, head, -self.worth[pair]

    def site(self, party: int, destination: int) -> int:
        return int(destination * self.layers + self.offset[party])

    def value(self, site: int, members: Iterable[int]) -> int:
        """Return the greatest worth of the parties `members` sharing a site, whose companions all have a bed."""
        flow = self._flow(site, sorted(members))
        if flow is None:
            return 0
        if isinstance(flow, int):
            return flow
        flow[0].solve()
        return -int(flow[0].optimal_cost())

    def placed(self, site: int, members: Iterable[int]) -> IntArray:
        """Return the pairs of an assignment of that worth."""
        flow = self._flow(site, sorted(members))
        if flow is None or isinstance(flow, int):
            return np.zeros(0, dtype=np.int64)
        solver, pair = flow
        solver.solve()
        used = solver.flows(np.arange(len(pair), dtype=np.int32)) > 0
        return np.asarray(pair[used])

    def pairs_at(self, site: int, members: list[int]) -> IntArray:
        """Return every pair of some parties at a site."""
        return self._arcs(site, members, 0)[3] if members else np.zeros(0, dtype=np.int64)

    def _flow(self, site: int, members: list[int]) -> tuple[min_cost_flow.SimpleMinCostFlow, IntArray] | int | None:
        """Return the flow learner -> placement -> beds, not yet solved, and the pairs of its first arcs."""
        who = self.parties
        room = int(self.beds[site] - who.companions[members].sum())
        if room < 0:
            return OVERFULL
        if room == 0 or not members:
            return None
        capacity = self.site_capacity[site]
        tail, head, cost, pair, learners = self._arcs(site, members, len(capacity) + 2)
        if not len(tail):
            return None
        places, bed, home = len(capacity), len(capacity), len(capacity) + 1
        slots, people = np.arange(places), np.arange(places + 2, places + 2 + learners)
        tails = np.concatenate([tail, slots, people, [bed]])
        heads = np.concatenate([head, np.full(places, bed), np.full(learners + 1, home)])
        most = np.ones(len(tails), dtype=np.int64)
        most[len(tail) : len(tail) + places] = capacity
        most[-1] = room
        costs = np.zeros(len(tails), dtype=np.int64)
        costs[: len(tail)] = cost
        supply = np.ones(places + 2 + learners, dtype=np.int64)
        supply[: places + 1], supply[home] = 0, -learners
        flow = min_cost_flow.SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(tails, heads, most, costs)
        flow.set_nodes_supplies(np.arange(len(supply)), supply)
        return flow, pair

    def _arcs(
        self, site: int, members: list[int], first_node: int
    ) -> tuple[npt.NDArray[np.integer[Any]], npt.NDArray[np.integer[Any]], IntArray, IntArray, int]:
        who, (tail, head, cost) = self.parties, self._block_arrays
        destination = site // self.layers
        sizes = who.size[members]
        node = first_node + np.cumsum(sizes) - sizes
        start = self._block_start[np.asarray(members) * who.destinations + destination]
        length = self._block_start[np.asarray(members) * who.destinations + destination + 1] - start
        arc = np.repeat(start - (np.cumsum(length) - length), length) + np.arange(int(length.sum()))
        return tail[arc] + np.repeat(node, length), head[arc], cost[arc], self._block_pairs[arc], int(sizes.sum())


def flow_of_everyone(sites: Sites, destination: IntArray) -> IntArray:
    """Return the pairs of the best assignment once every group's destination is settled; learners alone go anywhere.

    Parameters
    ----------
    destination
        Shape (parties,): where each group goes, -1 = nowhere; disregarded for learners alone.
    """
    who = sites.parties
    travelling = np.flatnonzero(sites.active & (who.group >= 0) & (destination >= 0))
    site = destination[travelling] * sites.layers + sites.offset[travelling]
    room = sites.beds - np.bincount(site, weights=who.companions[travelling], minlength=sites.count).astype(np.int64)
    party = who.party[who.learner]
    settled = np.where(who.group >= 0, destination, who.destinations)[party]
    pair = np.flatnonzero(
        sites.active[party] & ((settled == who.destinations) | (settled == who.pair_destination)) & (sites.strict > 0)
    )
    if not len(pair):
        return pair
    _, learner = np.unique(who.learner[pair], return_inverse=True)
    slot = who.placement[pair] * sites.layers + sites.offset[party[pair]]
    slots, head = np.unique(slot, return_inverse=True)
    slot_site = who.destination[slots // sites.layers] * sites.layers + slots % sites.layers
    return pair[_solve_everyone(learner, head, sites.strict[pair], sites.capacity.ravel()[slots], slot_site, room)]


def _solve_everyone(
    learner: IntArray, slot: IntArray, worth: IntArray, capacity: IntArray, slot_site: IntArray, room: IntArray
) -> npt.NDArray[np.bool_]:
    learners, slots, sites = int(learner.max()) + 1, len(capacity), len(room)
    site_node, home = learners + slots, learners + slots + sites
    tails = np.concatenate([learner, learners + np.arange(slots), site_node + np.arange(sites), np.arange(learners)])
    heads = np.concatenate([learners + slot, site_node + slot_site, np.full(sites, home), np.full(learners, home)])
    ones = np.ones(len(worth), dtype=np.int64)
    most = np.concatenate([ones, capacity, np.maximum(room, 0), np.ones(learners, dtype=np.int64)])
    costs = np.concatenate([-worth, np.zeros(slots + sites + learners, dtype=np.int64)])
    supply = np.zeros(home + 1, dtype=np.int64)
    supply[:learners], supply[home] = 1, -learners
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, most, costs)
    flow.set_nodes_supplies(np.arange(len(supply)), supply)
    flow.solve()
    return np.asarray(flow.flows(arcs[: len(worth)]) > 0)


def decoupled_sites(parties: Parties, worth: IntArray, strict: IntArray) -> Sites:
    """Return the sites of parties that are each present on one binding day: a destination on each of the days."""
    days = len(parties.days)
    return Sites(
        parties=parties,
        worth=worth,
        strict=strict,
        active=np.ones(parties.count, dtype=bool),
        offset=parties.first_day,
        layers=days,
        beds=np.repeat(parties.beds, days),
        capacity=np.repeat(parties.places[:, None], days, axis=1),
    )


def one_stay_sites(
    parties: Parties, worth: IntArray, strict: IntArray, active: npt.NDArray[np.bool_], taken: IntArray
) -> Sites:
    """Return the sites of parties of one and the same stay, given the pairs that others have `taken`."""
    first, after = parties.first_day[active][0], parties.after_day[active][0]
    places, beds = _left(parties, taken)
    return Sites(
        parties=parties,
        worth=worth,
        strict=strict,
        active=active,
        offset=np.zeros(parties.count, dtype=np.int64),
        layers=1,
        beds=np.maximum(beds[:, first:after].min(axis=1), 0),
        capacity=np.maximum(places[:, first:after].min(axis=1, keepdims=True), 0),
    )


def _left(parties: Parties, taken: IntArray) -> tuple[IntArray, IntArray]:
    """Return places and beds left on each binding day. Shapes (placements, days), (destinations, days)."""
    party = parties.party[parties.learner[taken]]
    places = parties.places[:, None] - _per_day(parties, parties.placement[taken], party, len(parties.places))
    beds = parties.beds[:, None] - _per_day(parties, parties.pair_destination[taken], party, parties.destinations)
    travelling, first = np.unique(party, return_index=True)
    where = np.repeat(parties.pair_destination[taken][first], parties.companions[travelling])
    who = np.repeat(travelling, parties.companions[travelling])
    return places, beds - _per_day(parties, where, who, parties.destinations)


def _per_day(parties: Parties, entity: IntArray, party: IntArray, entities: int) -> IntArray:
    width = len(parties.days) + 1
    begins = np.bincount(entity * width + parties.first_day[party], minlength=entities * width)
    ends = np.bincount(entity * width + parties.after_day[party], minlength=entities * width)
    return np.asarray((begins - ends).reshape(entities, width).cumsum(axis=1)[:, :-1])

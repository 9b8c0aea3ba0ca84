"""Solves the network exactly and reads the prices out of its residual network, as the solver hands none out."""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from matcher.allocation.answer import Certificate
from matcher.allocation.network import DESTINATION, MAX_PER_SENDER, PLACEMENT, RESERVE, SENDER, Network
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray

MOST_ROUNDS = 5_000  # rounds without an end mean a cycle that gains: the flow isn't optimal for these weights
UNREACHED = np.int64(2**61)


@dataclass(frozen=True)
class Flow:
    """`chosen` (learners,): the network's pair that each learner has, -1 = at home; `through` (arcs,): flow."""

    chosen: IntArray
    through: IntArray


def solve(net: Network, weight: IntArray) -> Flow | None:
    """Return the flow of greatest weight, or None if the demands cannot hold together.

    Parameters
    ----------
    weight
        Shape (open pairs,): worth of each pair in whole numbers.
    """
    if (net.capacity < net.lower).any():
        return None
    at_home = np.flatnonzero(net.home >= 0)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = (
        (net.pair_learner, net.pair_door, np.ones(len(net.pair), dtype=np.int64), -weight),
        (at_home, net.home[at_home], np.ones(len(at_home), dtype=np.int64), np.zeros(len(at_home), dtype=np.int64)),
        (net.tail, net.head, net.capacity - net.lower, np.zeros(len(net.tail), dtype=np.int64)),
    )
    for tail, head, capacity, cost in arcs:
        flow.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), capacity, cost)
    supply = _supplies(net)
    flow.set_nodes_supplies(np.arange(net.sink + 1, dtype=np.int32), supply)
    if net.learners == 0:
        return Flow(np.zeros(0, dtype=np.int64), net.lower.copy()) if not supply.any() else None
    if flow.solve() != flow.OPTIMAL:
        return None
    carried = flow.flows(np.arange(flow.num_arcs(), dtype=np.int32))
    taken = np.flatnonzero(carried[: len(net.pair)])
    chosen = np.full(net.learners, -1, dtype=np.int64)
    chosen[net.pair_learner[taken]] = taken
    return Flow(chosen, carried[len(net.pair) + len(at_home) :] + net.lower)


def _supplies(net: Network) -> IntArray:
    supply = np.zeros(net.sink + 1, dtype=np.int64)
    supply[: net.learners] = 1
    supply[net.sink] = -net.learners
    np.subtract.at(supply, net.tail, net.lower)
    np.add.at(supply, net.head, net.lower)
    return supply


def potentials(net: Network, flow: Flow, weight: IntArray) -> IntArray | None:
    """Return shortest distances in the residual network, or None if a cycle gains. Shape (nodes,).

    Bellman-Ford from everywhere at once. A learner is entered only backwards from where the learner is, so that
    learners are settled from the doors and only nodes behind doors are iterated. After the first round only the
    pairs of learners whose distance changed are looked at.
    """
    residual = _Residual(net, flow, weight)
    node = np.zeros(net.sink + 1, dtype=np.int64)
    learner = np.zeros(net.learners, dtype=np.int64)
    changed = np.arange(net.learners)
    lowest = _cheapest_path(weight, net.learners)
    for _ in range(MOST_ROUNDS):
        residual.relax_pairs(changed, learner, node)
        residual.relax_behind(node)
        settled = residual.learners(node)
        changed = np.flatnonzero(settled < learner)
        learner = settled
        if len(changed) == 0:
            return node
        if int(node.min()) < lowest:
            return None
    return None


def _cheapest_path(weight: IntArray, learners: int) -> int:
    """Return what no path that visits each learner once can fall below: each swaps one pair for another."""
    most, least = int(weight.max(initial=0)), int(weight.min(initial=0 if len(weight) == 0 else 2**62))
    return -((most - least) * learners + 2 * most)


class _Residual:
    """The arcs along which the flow could still change, arranged for relaxing many at once."""

    def __init__(self, net: Network, flow: Flow, weight: IntArray) -> None:
        self.net = net
        self.cost = -weight
        placed = flow.chosen >= 0
        taken = flow.chosen[placed]
        self.cost[taken] = UNREACHED  # full: no way forward
        self.start = np.searchsorted(net.pair_learner, np.arange(net.learners + 1))
        self.exit = np.where(placed, 0, net.home)
        self.exit[placed] = net.pair_door[taken]
        self.exit_cost = np.zeros(net.learners, dtype=np.int64)
        self.exit_cost[placed] = weight[taken]
        self.could_go_home = np.flatnonzero(placed & (net.home >= 0))
        forward, backward = flow.through < net.capacity, flow.through > net.lower
        self.source = np.concatenate([net.tail[forward], net.head[backward]])
        self.target = np.concatenate([net.head[forward], net.tail[backward]])

    def learners(self, node: IntArray) -> IntArray:
        return np.asarray(np.minimum(node[self.exit] + self.exit_cost, 0), dtype=np.int64)

    def relax_pairs(self, changed: IntArray, learner: IntArray, node: IntArray) -> None:
        """Relax the pairs and the ways home of the learners `changed`."""
        row = _rows(self.start, changed, self.net.learners)
        distance = learner[self.net.pair_learner[row]] + self.cost[row]
        np.minimum.at(node, self.net.pair_door[row], distance)
        home = self.could_go_home[learner[self.could_go_home] < 0]
        np.minimum.at(node, self.net.home[home], learner[home])

    def relax_behind(self, node: IntArray) -> None:
        """Relax the arcs behind the doors, which cost nothing, until nothing changes."""
        before = node + 1
        while (node < before).any():
            before = node.copy()
            np.minimum.at(node, self.target, node[self.source])


def _rows(start: IntArray, changed: IntArray, learners: int) -> IntArray | slice:
    if len(changed) == learners:
        return slice(None)
    length = start[changed + 1] - start[changed]
    offset = np.repeat(start[changed] - np.concatenate([[0], np.cumsum(length)[:-1]]), length)
    return offset + np.arange(len(offset))


def certificate(problem: AllocationProblem, net: Network, node: IntArray, stage_prices: list[int]) -> Certificate:
    """Return the prices that node potentials amount to: what a unit of each capacity is worth."""
    drop = node[net.head] - node[net.tail]
    up, down = np.maximum(drop, 0), np.maximum(-drop, 0)
    ceiled = (net.limit == SENDER) & (net.lower > 0)
    floored = np.zeros(len(net.tail), dtype=bool)
    of_sender = net.limit == SENDER
    floored[of_sender] = problem.sender_floor[net.first_key[of_sender]] > 0
    prices = {
        "placement": _table(net, up, net.limit == PLACEMENT, 2),
        "destination": _table(net, up, net.limit == DESTINATION, 2),
        "max_per_sender": _table(net, up, net.limit == MAX_PER_SENDER, 2),
        "sender_floor": _table(net, up, floored, 1),
        "cell_floor": _table(net, up, net.limit == RESERVE, 1),
        "sender_ceiling": _table(net, down, ceiled, 1),
        "stage": np.array([[stage, price] for stage, price in enumerate(stage_prices)], dtype=np.int64).reshape(-1, 2),
    }
    return Certificate({name: table for name, table in prices.items() if len(table)})


def _table(net: Network, price: IntArray, of_limit: BoolArray, keys: int) -> IntArray:
    rows = np.flatnonzero(of_limit & (price > 0))
    columns = (net.first_key[rows], net.second_key[rows])[:keys]
    return np.stack([*columns, price[rows]], axis=1)

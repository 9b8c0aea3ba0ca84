"""Why demands cannot hold together, and the cheapest way to mend that."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from matcher.allocation import flows
from matcher.allocation.answer import Allocation, Certificate, Conflict
from matcher.allocation.bounds import certified_bound
from matcher.allocation.calendar import Slots, destination_slots, placement_slots
from matcher.allocation.network import network
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray
from matcher.allocation.relaxation import FINEST, prices_of
from matcher.allocation.rows import Program, program

INVOLVED = {
    "sender_floor": "senders",
    "cell_floor": "cells",
    "destination_minimum": "destinations",
    "destination": "destinations",
    "placement": "placements",
}
LEAST_PROVEN = 1e-3  # a smaller shortfall may be the solver's rounding
DEMANDS = ("sender_floor", "cell_floor", "destination_minimum", "unmoved")  # rows that ask for at least so much


def infeasible(problem: AllocationProblem, conflicts: Sequence[Conflict]) -> Allocation:
    """Return the answer that nobody can be placed as demanded, with the reasons."""
    return Allocation(
        placement_of=np.full(problem.learners, -1, dtype=np.int64),
        group_destination=np.full(problem.groups, -1, dtype=np.int64),
        status="infeasible",
        placed=0,
        fit=0,
        conflicts=tuple(conflicts),
    )


def pin_conflicts(problem: AllocationProblem) -> list[Conflict]:
    """Return every single limit that the pins alone break."""
    pinned = np.flatnonzero(problem.pinned >= 0)
    if len(pinned) == 0:
        return []
    split = list(_split_groups(problem, pinned))
    if split:
        return split
    return [
        *_over_slots(problem, pinned, "placement"),
        *_over_slots(problem, pinned, "destination"),
        *_over_senders(problem, pinned),
        *_over_cells(problem, pinned),
        *_over_max_per_sender(problem, pinned),
    ]


def _split_groups(problem: AllocationProblem, pinned: IntArray) -> Iterator[Conflict]:
    group = problem.learner_group[pinned]
    destination = problem.placement_destination[problem.pinned[pinned]]
    for one in np.unique(group[group >= 0]).tolist():
        members = pinned[group == one]
        there = destination[group == one]
        counts = np.bincount(there)
        if (counts > 0).sum() > 1:
            fewest = len(members) - int(counts.max())
            yield Conflict("pins_split_group", {"group": one, "learners": members.tolist()}, {"pins_to_lift": fewest})


def _over_slots(problem: AllocationProblem, pinned: IntArray, entity: str) -> Iterator[Conflict]:
    slots: Slots = placement_slots(problem) if entity == "placement" else destination_slots(problem)
    capacity = problem.placement_capacity if entity == "placement" else problem.destination_beds
    where = problem.pinned[pinned]
    if entity == "destination":
        where = problem.placement_destination[where]
    for one, day in zip(slots.entity.tolist(), slots.day.tolist(), strict=True):
        here = pinned[(where == one) & (problem.stay_first_day[pinned] <= day) & (problem.stay_last_day[pinned] >= day)]
        companions = 0
        if entity == "destination":
            groups = np.unique(problem.learner_group[here])
            companions = int(problem.group_companions[groups[groups >= 0]].sum())
        missing = len(here) + companions - int(capacity[one])
        if missing > 0:
            unit = "places" if entity == "placement" else "beds"
            params = {entity: one, "day": day, "learners": here.tolist(), unit: int(capacity[one])}
            if companions:
                params["companions"] = companions
            proof = Certificate({entity: np.array([[one, day, 1]], dtype=np.int64)})
            yield Conflict(f"pins_over_{unit}", params, {f"{unit}_missing": missing}, proof)


def _over_senders(problem: AllocationProblem, pinned: IntArray) -> Iterator[Conflict]:
    for sender in np.flatnonzero(problem.sender_ceiling >= 0).tolist():
        here = pinned[problem.learner_sender[pinned] == sender]
        yield from _over("pins_over_sender_ceiling", "sender", sender, here, problem.sender_ceiling, "sender_ceiling")


def _over_cells(problem: AllocationProblem, pinned: IntArray) -> Iterator[Conflict]:
    for cell in np.flatnonzero(problem.cell_ceiling >= 0).tolist():
        pair = np.flatnonzero(problem.pairs_of_cell(cell) & problem.pair_open)
        here = np.intersect1d(problem.pair_learner[pair], pinned)
        yield from _over("pins_over_cell_ceiling", "cell", cell, here, problem.cell_ceiling, "cell_ceiling")


def _over(kind: str, entity: str, one: int, learners: IntArray, ceiling: IntArray, limit: str) -> Iterator[Conflict]:
    missing = len(learners) - int(ceiling[one])
    if missing > 0:
        params = {entity: one, "learners": learners.tolist(), "ceiling": int(ceiling[one])}
        proof = Certificate({limit: np.array([[one, 1]], dtype=np.int64)})
        yield Conflict(kind, params, {"ceiling_raised_by": missing}, proof)


def _over_max_per_sender(problem: AllocationProblem, pinned: IntArray) -> Iterator[Conflict]:
    limited = pinned[(problem.max_per_sender[problem.pinned[pinned]] >= 0) & (problem.learner_sender[pinned] >= 0)]
    both = np.stack([problem.pinned[limited], problem.learner_sender[limited]])
    for placement, sender in np.unique(both, axis=1).T.tolist():
        here = limited[(both[0] == placement) & (both[1] == sender)]
        most = int(problem.max_per_sender[placement])
        if len(here) > most:
            params = {"placement": placement, "sender": sender, "learners": here.tolist(), "max_per_sender": most}
            proof = Certificate({"max_per_sender": np.array([[placement, sender, 1]], dtype=np.int64)})
            yield Conflict("pins_over_max_per_sender", params, {"max_per_sender_raised_by": len(here) - most}, proof)


def floor_conflict(problem: AllocationProblem) -> Conflict | None:
    """Return by how little senders' floors must give way where nothing else makes demands of a flow network.

    A flow that counts learners of senders with a floor, each sender's up to the floor, reaches as much as any
    allocation can; its prices, turned round, prove that more is out of reach.
    """
    pinned = np.bincount(problem.learner_sender[problem.pinned >= 0] + 1, minlength=problem.senders + 1)[1:]
    floored = problem.sender_floor > pinned
    capped = problem.changed(
        sender_floor=np.zeros(problem.senders, dtype=np.int64),
        sender_ceiling=np.where(floored, problem.sender_floor, problem.sender_ceiling),
    )
    net = network(capped)
    counts = np.append(floored, False)[problem.learner_sender[net.pair_learner]].astype(np.int64)
    flow = flows.solve(net, counts)
    if flow is None:
        return None
    reached = np.bincount(problem.learner_sender[flow.chosen >= 0] + 1, minlength=problem.senders + 1)[1:]
    short = np.where(floored, problem.sender_floor - reached, 0)
    node = flows.potentials(net, flow, counts)
    proof = None if node is None else _turned_round(floored, flows.certificate(capped, net, node, []))
    lowered = [[sender, int(short[sender])] for sender in np.flatnonzero(short).tolist()]
    named = {"sender_floor": [sender for sender, _ in lowered]}
    return Conflict("demands_out_of_reach", _involved(named, proof), {"sender_floor_lowered_by": lowered}, proof)


def _turned_round(floored: BoolArray, certificate: Certificate) -> Certificate:
    """Return prices on floors: what a counted learner is worth, less what the cap takes of it."""
    worth = floored.astype(np.int64)
    prices = dict(certificate.prices)
    ceiling = prices.pop("sender_ceiling", np.zeros((0, 2), dtype=np.int64))
    worth[ceiling[:, 0]] = np.maximum(worth[ceiling[:, 0]] - ceiling[:, 1], 0)
    tables = {
        "sender_ceiling": ceiling[~floored[ceiling[:, 0]]],
        "sender_floor": np.stack([np.flatnonzero(worth), worth[worth > 0]], axis=1),
    }
    return Certificate(prices | {name: table for name, table in tables.items() if len(table)})


def demand_conflict(problem: AllocationProblem, seconds: float) -> Conflict | None:
    """Return which demands cannot be met together, and by how little they must give way; None if they can."""
    prog = program(problem)
    elastic = _Elastic(prog)
    short = elastic.least_shortfall(seconds)
    if short is None or not short.any():
        return None
    priced = elastic.proof(seconds)
    proof = priced if priced is not None and _proves(problem, priced) else None
    repair: dict[str, Any] = {}
    named: dict[str, list[int]] = {}
    for row, by in zip(elastic.rows.tolist(), short.tolist(), strict=True):
        limit, entity = prog.limit[row], int(prog.keys[row, 0])
        if by:
            named.setdefault(limit, []).append(entity)
        if by and limit == "unmoved":
            repair["moves_raised_by"] = by
        elif by:
            repair.setdefault(f"{limit}_lowered_by", []).append([entity, by])
    return Conflict("demands_out_of_reach", _involved(named, priced), repair, proof)


def _proves(problem: AllocationProblem, proof: Certificate) -> bool:
    """Say whether the bound of a proof is below 0; the program's rows may say more than prices can."""
    return certified_bound(problem, proof, np.zeros(problem.pairs, dtype=np.int64)) < 0


def _involved(short: Mapping[str, list[int]], priced: Certificate | None) -> dict[str, Any]:
    """Name what the conflict is between: the demands that fall short, and what has a price."""
    params: dict[str, Any] = {"demands": sorted(short)}
    tables = priced.prices if priced else {}
    for name, entity in INVOLVED.items():
        named = {*short.get(name, []), *(tables[name][:, 0].tolist() if name in tables else [])}
        if named:
            params[entity] = sorted({*params.get(entity, []), *named})
    return params


class _Elastic:
    """The program with every demand allowed to fall short, so that only pins and capacities are firm."""

    def __init__(self, prog: Program) -> None:
        self.prog = prog
        self.rows = np.flatnonzero(np.isin(np.array(prog.limit, dtype=object), DEMANDS))
        slack = sparse.csr_array(
            (-np.ones(len(self.rows)), (self.rows, np.arange(len(self.rows)))), shape=(len(prog.most), len(self.rows))
        )
        self.matrix = sparse.hstack([prog.matrix, slack]).tocsr().astype(float)
        self.cost = np.concatenate([np.zeros(prog.columns), np.ones(len(self.rows))])
        self.least = np.concatenate([prog.forced, np.zeros(len(self.rows))])
        self.most = np.concatenate([np.ones(prog.columns), np.full(len(self.rows), np.inf)])

    def least_shortfall(self, seconds: float) -> IntArray | None:
        answer = milp(
            self.cost,
            integrality=np.ones(len(self.cost)),
            bounds=Bounds(self.least, self.most),
            constraints=LinearConstraint(self.matrix, -np.inf, self.prog.most),
            options={"time_limit": max(seconds, 1.0)},
        )
        return None if answer.x is None else np.rint(answer.x[self.prog.columns :]).astype(np.int64)

    def proof(self, seconds: float) -> Certificate | None:
        """Return prices that prove the contradiction, None where only whole numbers contradict."""
        answer = linprog(
            self.cost,
            A_ub=self.matrix,
            b_ub=self.prog.most,
            bounds=np.stack([self.least, self.most], axis=1),
            method="highs",
            options={"time_limit": max(seconds, 1.0)},
        )
        if answer.status != 0 or answer.fun < LEAST_PROVEN:
            return None
        return Certificate(prices_of(self.prog, answer.ineqlin.marginals, FINEST), scale=FINEST)


def repaired(problem: AllocationProblem, conflicts: Sequence[Conflict]) -> AllocationProblem:
    """Return the problem with floors and minimums lowered, and moves allowed, as the conflicts' repairs say."""
    values: dict[str, Any] = {}
    for conflict in conflicts:
        for name in ("sender_floor", "cell_floor", "destination_minimum"):
            for entity, by in conflict.repair.get(f"{name}_lowered_by", []):
                values[name] = values.get(name, getattr(problem, name)).copy()
                values[name][entity] -= by
        if "moves_raised_by" in conflict.repair and not isinstance(problem.moves, str):
            values["moves"] = problem.moves + conflict.repair["moves_raised_by"]
    return problem.changed(**values)

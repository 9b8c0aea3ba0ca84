"""Canonical order: the same problem whatever the row order, and the way back."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.allocation.answer import PRICE_COLUMNS, Allocation, Case, Certificate, Conflict
from matcher.allocation.problem import AllocationProblem, IntArray, KeyArray

ENTITIES = ("learner", "placement", "destination", "sender", "group", "cell")
DEMAND_ENTITIES = {"sender_floor": "sender", "cell_floor": "cell", "destination_minimum": "destination"}


@dataclass(frozen=True)
class Order:
    """Row of the given problem for each canonical row, per kind of entity."""

    learner: IntArray
    placement: IntArray
    destination: IntArray
    sender: IntArray
    group: IntArray
    cell: IntArray
    pair: IntArray


def canonical(problem: AllocationProblem, seed: int) -> tuple[AllocationProblem, Order]:
    """Return the problem with every entity in an order that depends on keys and `seed`, never on rows."""
    learner_key = scrambled(problem.learner_key, seed)
    placement_key = scrambled(problem.placement_key, seed)
    learner, placement = _argsort(learner_key), _argsort(placement_key)
    learner_rank, placement_rank = _inverse(learner), _inverse(placement)
    code = learner_rank[problem.pair_learner] * max(problem.placements, 1) + placement_rank[problem.pair_placement]
    order = Order(
        learner=learner,
        placement=placement,
        destination=_by_first(problem.placement_destination, placement_rank, problem.destinations),
        sender=_by_first(problem.learner_sender, learner_rank, problem.senders),
        group=_by_first(problem.learner_group, learner_rank, problem.groups),
        cell=_cell_order(problem, learner_rank, placement_rank),
        pair=np.argsort(code),
    )
    return _permuted(problem, order, learner_rank, placement_rank), order


def scrambled(key: KeyArray, seed: int) -> KeyArray:
    """Return distinct keys in an order that no one can choose, another for each seed.

    The finaliser of SplitMix64 (Steele, Lea & Flood 2014): a bijection, so that distinct keys stay distinct.
    """
    mixed = key + np.uint64((seed * 0x9E3779B97F4A7C15) % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), dtype=np.uint64)


def restored(allocation: Allocation, order: Order) -> Allocation:
    """Return an answer to the canonical problem in the rows of the given one."""
    placement_of = np.empty_like(allocation.placement_of)
    placement_of[order.learner] = np.append(order.placement, -1)[allocation.placement_of]
    group_destination = np.empty_like(allocation.group_destination)
    group_destination[order.group] = np.append(order.destination, -1)[allocation.group_destination]
    return replace(
        allocation,
        placement_of=placement_of,
        group_destination=group_destination,
        stages=tuple(
            replace(stage, certificate=certificate_in(stage.certificate, order)) for stage in allocation.stages
        ),
        conflicts=tuple(conflict_in(conflict, order) for conflict in allocation.conflicts),
    )


def _permuted(
    problem: AllocationProblem, order: Order, learner_rank: IntArray, placement_rank: IntArray
) -> AllocationProblem:
    rank = {
        "sender": _inverse(order.sender),
        "group": _inverse(order.group),
        "destination": _inverse(order.destination),
    }
    rows = {"pair": order.pair, "learner": order.learner, "placement": order.placement, "stay": order.learner}
    rows |= {"destination": order.destination, "sender": order.sender, "group": order.group, "cell": order.cell}
    points_at = {
        "pair_learner": learner_rank,
        "pair_placement": placement_rank,
        "placement_destination": rank["destination"],
        "learner_sender": rank["sender"],
        "learner_group": rank["group"],
        "cell_sender": rank["sender"],
        "cell_destination": rank["destination"],
        "pinned": placement_rank,
        "previous": placement_rank,
    }
    row_kind = {"pinned": "learner", "previous": "learner", "max_per_sender": "placement"}
    values: dict[str, Any] = {}
    for field in fields(problem):
        value = getattr(problem, field.name)
        if isinstance(value, np.ndarray):
            value = value[rows[row_kind.get(field.name, field.name.split("_")[0])]]
            if field.name in points_at:
                value = np.append(points_at[field.name], -1)[value]
        values[field.name] = value
    return _assembled(values)


def _assembled(values: dict[str, Any]) -> AllocationProblem:
    problem = object.__new__(AllocationProblem)  # its arguments were checked when the given problem was made
    for name, value in values.items():
        object.__setattr__(problem, name, value)
    return problem


def certificate_in(certificate: Certificate, order: Order) -> Certificate:
    """Return a certificate with its entities in the rows that `order` names."""
    prices = {}
    for name, ordered in certificate.prices.items():
        table = ordered.copy()
        for column, entity in enumerate(PRICE_COLUMNS[name]):
            if entity not in {"day", "stage"}:
                table[:, column] = getattr(order, entity)[table[:, column]]
        prices[name] = table[np.lexsort(table.T[::-1])] if len(table) else table
    return replace(certificate, prices=prices, cases=tuple(_case(case, order) for case in certificate.cases))


def _case(case: Case, order: Order) -> Case:
    decisions, prices = case.decisions.copy(), case.prices.copy()
    decisions[:, 0] = order.group[decisions[:, 0]]
    prices[:, 0] = order.placement[prices[:, 0]]
    prices = prices[np.lexsort(prices.T[::-1])]
    return Case(int(order.destination[case.destination]), decisions, prices)


def conflict_in(conflict: Conflict, order: Order) -> Conflict:
    """Return a conflict with its entities in the rows that `order` names."""
    params = {name: _rows(name.removesuffix("s"), value, order) for name, value in conflict.params.items()}
    repair = dict(conflict.repair)
    for name, entity in DEMAND_ENTITIES.items():
        for row in repair.get(f"{name}_lowered_by", []):
            row[0] = _rows(entity, row[0], order)
    proof = None if conflict.proof is None else certificate_in(conflict.proof, order)
    return replace(conflict, params=params, repair=repair, proof=proof)


def _rows(entity: str, value: Any, order: Order) -> Any:
    if entity not in ENTITIES:
        return value
    rows = getattr(order, entity)
    return sorted(int(rows[one]) for one in value) if isinstance(value, list) else int(rows[value])


def _argsort(key: npt.NDArray[Any]) -> IntArray:
    return np.argsort(key, kind="stable").astype(np.int64)


def _inverse(order: IntArray) -> IntArray:
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank


def _by_first(entity: IntArray, rank: IntArray, entities: int) -> IntArray:
    """Order entities by the canonical rank of the first row that names each."""
    first = np.full(entities + 1, len(rank), dtype=np.int64)  # the last one gathers the rows that name none
    np.minimum.at(first, entity, rank)
    return _argsort(first[:entities])


def _cell_order(problem: AllocationProblem, learner_rank: IntArray, placement_rank: IntArray) -> IntArray:
    sender = np.append(_inverse(_by_first(problem.learner_sender, learner_rank, problem.senders)), -1)
    destination = _inverse(_by_first(problem.placement_destination, placement_rank, problem.destinations))
    destination = np.append(destination, -1)
    return np.lexsort(
        (
            problem.cell_ceiling,
            problem.cell_floor,
            problem.cell_reserved,
            problem.cell_stay,
            destination[problem.cell_destination],
            sender[problem.cell_sender],
        )
    ).astype(np.int64)

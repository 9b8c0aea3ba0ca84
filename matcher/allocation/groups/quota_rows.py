"""Quotas as rows that a bound may price: at least so many of some pairs, or at most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.allocation.groups.descent import FloatArray
from matcher.allocation.objective import must_stay
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray

UNMOVED = "unmoved"  # its price has no entity
MOST_CELLS = 20_000_000  # rows x pairs; more would take gigabytes, and their quotas have no price


@dataclass(frozen=True)
class QuotaRow:
    """The pairs' `value`, shape (pairs,), must add up to `least` at least; `table` and `entity` name its price."""

    table: str
    entity: int
    value: IntArray
    least: int


def quota_rows(problem: AllocationProblem) -> Sequence[QuotaRow]:
    """Return a row for those who must stay, and one per floor and ceiling of a sender or a cell, if not too many."""
    stay = must_stay(problem)
    unmoved = [QuotaRow(UNMOVED, -1, problem.pair_kept.astype(np.int64), stay)] if stay else []
    quotas = (problem.sender_floor, problem.sender_ceiling, problem.cell_floor, problem.cell_ceiling)
    if sum(map(len, quotas)) * problem.pairs > MOST_CELLS:
        return unmoved
    sender = problem.learner_sender[problem.pair_learner]
    return [
        *unmoved,
        *_rows("sender", [sender == one for one in range(problem.senders)], *quotas[:2]),
        *_rows("cell", [problem.pairs_of_cell(cell) for cell in range(problem.cells)], *quotas[2:]),
    ]


def _rows(name: str, masks: Sequence[BoolArray], floor: IntArray, ceiling: IntArray) -> Iterator[QuotaRow]:
    for entity, mask in enumerate(masks):
        if floor[entity] > 0:
            yield QuotaRow(f"{name}_floor", entity, mask.astype(np.int64), int(floor[entity]))
        if ceiling[entity] >= 0:
            yield QuotaRow(f"{name}_ceiling", entity, -mask.astype(np.int64), -int(ceiling[entity]))


def quota_tables(rows: Sequence[QuotaRow], price: FloatArray, scale: int) -> dict[str, IntArray]:
    """Return the rows' prices in whole numbers of 1/scale, by table."""
    whole = np.rint(price * scale).astype(np.int64).tolist()
    listed: dict[str, list[list[int]]] = {}
    for row, amount in zip(rows, whole, strict=True):
        if amount > 0:
            listed.setdefault(row.table, []).append([amount] if row.table == UNMOVED else [row.entity, amount])
    return {name: np.array(table, dtype=np.int64) for name, table in listed.items()}

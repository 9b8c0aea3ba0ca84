"""Quotas that no flow holds: at their prices it breaks few, and these keep whom they have as the flow chooses again."""

import numpy as np

from matcher.allocation.clearing.rest import HELD_BY_FLOW, best_of_rest
from matcher.allocation.clearing.uses import FloatArray, Uses
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray

FINENESS = 16  # of a point


def best_within_quotas(
    problem: AllocationProblem,
    uses: Uses,
    room: IntArray,
    rows: IntArray,
    worth: FloatArray,
    price: FloatArray,
    turns: int,
) -> IntArray:
    """Return pairs among `rows`, on simple ways, that a flow chooses and no ceiling forbids.

    A ceiling that too many break keeps those worth most, who may only come there by a pair of their own; the flow
    chooses again, and nearly all ceilings hold after a few turns.

    Parameters
    ----------
    room
        Shape (limits,): what others leave.
    worth
        Shape (pairs of the problem,): in points.
    price
        Shape (rows of quotas,): to begin with.
    """
    quotas, of_rows = uses.quotas, room[uses.slots :]
    paid = quotas.paid(np.where(quotas.named(*HELD_BY_FLOW), 0.0, price))
    pairs = rows[:0]
    for _ in range(turns):
        left = worth[rows] - paid[quotas.kind[rows]]
        pairs = best_of_rest(problem, uses, room, rows, np.rint(FINENESS * left).astype(np.int64))
        over = quotas.taken_by(pairs) - of_rows
        if not (over[~quotas.asks] > 0).any():
            return pairs
        rows = rows[_allowed(problem, uses, rows, pairs, of_rows, left[np.searchsorted(rows, pairs)])]
    return _within(uses, pairs, of_rows, worth)


def _allowed(
    problem: AllocationProblem, uses: Uses, rows: IntArray, pairs: IntArray, room: IntArray, left: FloatArray
) -> BoolArray:
    """Return which of `rows` remain if ceilings that too many `pairs` break keep whom is worth most. As `rows`."""
    quotas = uses.quotas
    full = (quotas.taken_by(pairs) > room) & ~quotas.asks
    which, row = quotas.entries(pairs)
    kept = full[row] & _first(row, -left[which], room)
    learner = problem.pair_learner
    may = np.unique(row[kept] * problem.learners + learner[pairs[which[kept]]])
    which, row = quotas.entries(rows)
    concerned = full[row]
    wants = row[concerned] * problem.learners + learner[rows[which[concerned]]]
    allowed = np.ones(len(rows), dtype=bool)
    allowed[which[concerned][~np.isin(wants, may)]] = False
    return allowed


def _first(row: IntArray, key: FloatArray, most: IntArray) -> BoolArray:
    """Return which entries are among the `most` of least key of their row. As `row`."""
    order = np.lexsort((key, row))
    start = np.searchsorted(row[order], row[order])
    first = np.zeros(len(row), dtype=bool)
    first[order] = np.arange(len(row)) - start < most[row[order]]
    return first


def _within(uses: Uses, pairs: IntArray, room: IntArray, worth: FloatArray) -> IntArray:
    """Return `pairs` without those of least worth in rows that allow fewer."""
    quotas = uses.quotas
    which, row = quotas.entries(pairs)
    dropped = np.zeros(len(pairs), dtype=bool)
    beyond = ~quotas.asks[row] & ~_first(row, -worth[pairs[which]], room)
    dropped[which[beyond]] = True
    return pairs[~dropped]

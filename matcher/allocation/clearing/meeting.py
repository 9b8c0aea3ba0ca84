"""Floors, minimums and stays not met yet: learners whom they count take the place of others whom nothing asks for."""

from collections.abc import Callable

import numpy as np

from matcher.allocation.bounds import surely_opens
from matcher.allocation.clearing.settling import Settling
from matcher.allocation.problem import BoolArray, IntArray

PASSES = 3  # over what is unmet; who had to go is placed elsewhere in between
MOST_LEAVE = 3  # learners who give up their places for one
TRIES, FEWEST_TRIES = 8, 40  # pairs for each learner that is missing, and at least
HOPELESS = 0.03  # of the learners are missing: some demand is out of reach, or nearly


def meet(settling: Settling, worth: IntArray, should_stop: Callable[[], bool]) -> None:
    """Settle learners whom unmet rows count, as far as that goes; `worth` (pairs of the problem,) breaks ties."""
    for _ in range(PASSES):
        unmet = settling.unmet
        missing = -int(settling.room[settling.uses.slots + unmet].sum())
        if not missing or missing > FEWEST_TRIES + HOPELESS * settling.problem.learners:
            return
        for row in unmet.tolist():
            _meet_row(settling, row, worth, should_stop)
        settling.fill(worth)


def _meet_row(settling: Settling, row: int, worth: IntArray, should_stop: Callable[[], bool]) -> None:
    limit = settling.uses.slots + row
    tries = FEWEST_TRIES + TRIES * -int(settling.room[limit])
    for pair in _candidates(settling, row, worth)[:tries].tolist():
        if settling.room[limit] >= 0 or should_stop():
            return
        _try(settling, pair, worth)


def _candidates(settling: Settling, row: int, worth: IntArray) -> IntArray:
    """Return pairs that a row counts, of learners whom it doesn't count where they are, best first."""
    problem = settling.problem
    counts = _counted_by(settling, row)
    pair_of = settling.pair_of
    settled = pair_of >= 0
    done = np.zeros(problem.learners, dtype=bool)
    done[settled] = counts[pair_of[settled]]
    rows = np.flatnonzero(counts & problem.pair_open & (~done & (problem.pinned < 0))[problem.pair_learner])
    rows = rows[settling.may_go(rows)]
    now = np.append(worth, 0)[pair_of]
    return rows[np.argsort(now[problem.pair_learner[rows]] - worth[rows], kind="stable")]


def _counted_by(settling: Settling, row: int) -> BoolArray:
    quotas = settling.uses.quotas
    counts = np.zeros(quotas.counts.shape[0], dtype=bool)
    counts[quotas.counts[:, [row]].tocoo().row] = True
    return counts[quotas.kind]


def _try(settling: Settling, pair: int, worth: IntArray) -> None:
    """Settle a pair if others whom nothing asks for can leave it the room; else change nothing."""
    before = int(settling.pair_of[settling.problem.pair_learner[pair]])
    left = []
    if before >= 0:
        if not _may_leave(settling, np.array([before]), pair)[0]:
            return
        settling.give_up(before)
        left.append(before)
    for _ in range(MOST_LEAVE):
        if settling.fits(pair):
            settling.settle(pair)
            return
        other = _who_leaves(settling, pair, worth)
        if other is None:
            break
        settling.give_up(other)
        left.append(other)
    if settling.fits(pair):
        settling.settle(pair)
        return
    for one in reversed(left):
        settling.settle(one)


def _who_leaves(settling: Settling, pair: int, worth: IntArray) -> int | None:
    """Return the settled pair, of least worth, that takes most of what is full for another; None: nobody may leave."""
    full = settling.uses.full(settling.room, pair)
    settled = settling.pair_of[(settling.pair_of >= 0) & (settling.problem.pinned < 0)]
    shares = settling.uses.takes(settled, full).sum(axis=1)
    shares[~_may_leave(settling, settled, pair)] = 0
    if not shares.any():
        return None
    most = settled[shares == shares.max()]
    return int(most[worth[most].argmin()])


def _may_leave(settling: Settling, settled: IntArray, pair: int) -> BoolArray:
    """Say whose leaving would not break a demand that holds, unless the pair meets it in their stead. As `settled`."""
    quotas = settling.uses.quotas
    room = settling.room[settling.uses.slots :].copy()
    rows, counts = quotas.of(pair)
    room[rows] -= counts
    tight = quotas.asks & (room <= 0)
    which, row = quotas.entries(settled)
    may = np.ones(len(settled), dtype=bool)
    may[which[tight[row]]] = False
    return may


def empty_what_misses(settling: Settling) -> None:
    """Close destinations that miss their minimum, unless somebody is pinned there; who was there goes home."""
    quotas, problem = settling.uses.quotas, settling.problem
    missed = settling.unmet
    missed = missed[quotas.named("destination_minimum")[missed]]
    destination = quotas.keys[missed, 0]
    closing = ~surely_opens(problem)[destination]
    settling.close(destination[closing])
    for pair in settling.pair_of[settling.pair_of >= 0].tolist():
        if settling.doors.closed[problem.pair_destination[pair]]:
            settling.give_up(pair)
    settling.room[settling.uses.slots + missed[closing]] = 0

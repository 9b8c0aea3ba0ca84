"""Who would have to give way for a learner on a full placement, and where they could go instead."""

from collections.abc import Iterator
from typing import NamedTuple

from matcher.explain.moves import obstacles
from matcher.explain.situation import Situation

MOST_PLACES = 20  # alternatives looked at for each person who would have to move, best fit first
MOST_TRIES = 2_000  # chains checked, those that cost least first


class Chain(NamedTuple):
    """Moves made together, in order: the learner first, then who gives way to the one before.

    `moves` holds (learner, placement), placement -1 = unplaced; `placed_change` and `fit_change` what it all adds.
    """

    moves: tuple[tuple[int, int], ...]
    placed_change: int
    fit_change: int


def shortest_chain(situation: Situation, learner: int, placement: int) -> Chain | None:
    """Return the chain that brings a learner onto a full placement: at most two others move on to free places.

    The shorter comes first, then the one that costs least. If nobody there can be moved on, somebody would stay
    without a placement; None: nobody there can give way at all.
    """
    for chains in (_one_moves, _two_move, _one_drops):
        found = sorted((chain for chain in chains(situation, learner, placement)), key=_cost)
        for chain in found[:MOST_TRIES]:
            if not obstacles(situation, dict(chain.moves)):
                return chain
    return None


def _cost(chain: Chain) -> tuple[int, int, tuple[tuple[int, int], ...]]:
    return -chain.placed_change, -chain.fit_change, chain.moves


def _one_moves(situation: Situation, learner: int, placement: int) -> Iterator[Chain]:
    for other in situation.hosted_by(placement).tolist():
        for to in _ends(situation, other, learner):
            yield _chain(situation, (learner, placement), (other, to))


def _two_move(situation: Situation, learner: int, placement: int) -> Iterator[Chain]:
    for other in situation.hosted_by(placement).tolist():
        for through in _best(situation, other, placement):
            for third in situation.hosted_by(through).tolist():
                for to in _ends(situation, third, learner) if third != learner else ():
                    yield _chain(situation, (learner, placement), (other, through), (third, to))


def _one_drops(situation: Situation, learner: int, placement: int) -> Iterator[Chain]:
    for other in situation.hosted_by(placement).tolist():
        yield _chain(situation, (learner, placement), (other, -1))


def _best(situation: Situation, learner: int, but: int) -> list[int]:
    fit = situation.planned.problem.pair_fit[situation.pairs_of(learner)]
    best = situation.open_to(learner)[(-fit).argsort(kind="stable")]
    return [place for place in best.tolist() if place != but][:MOST_PLACES]


def _ends(situation: Situation, mover: int, learner: int) -> list[int]:
    """Where a mover could go without sending anybody on: free places, and the one that `learner` leaves."""
    free, left = situation.free_places(situation.stay(mover)), situation.at(learner)
    fit = situation.planned.problem.pair_fit[situation.pairs_of(mover)]
    best = situation.open_to(mover)[(-fit).argsort(kind="stable")]
    ends = [place for place in best.tolist() if place != situation.at(mover) and (free[place] > 0 or place == left)]
    return ends[:MOST_PLACES]


def _chain(situation: Situation, *moves: tuple[int, int]) -> Chain:
    placed = sum((to >= 0) - (situation.at(learner) >= 0) for learner, to in moves)
    fit = sum((situation.fit_at(learner, to) or 0) - max(int(situation.fit[learner]), 0) for learner, to in moves)
    return Chain(moves, placed, fit)

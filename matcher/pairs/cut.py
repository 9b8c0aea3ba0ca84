"""Which of a learner's pairs are kept where a round has too many: the best, and enough of the rest."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.fit.feature import Points
from matcher.pairs.distinct import Index
from matcher.pairs.doors import Mask
from matcher.pairs.ties import Keys, mixed, rank_within


class Cut(NamedTuple):
    """How much is kept.

    A few pairs drawn at random nearly always make a complete matching possible where one exists (Walkup 1980, for
    two per person); a dozen leave room for uneven places.
    """

    most_pairs: int = 6_000_000  # a round with no more keeps them all
    best: int = 32  # per learner who travels alone: those with the best fit
    elsewhere: int = 16  # placements drawn per learner besides, wherever they are; the eligible ones are kept
    destinations: int = 8  # per group: where its members fit best together ...
    drawn_destinations: int = 4  # ... and drawn among those where as many of them can go
    there: int = 16  # best pairs per member at each of these


CUT = Cut()
NEVER = Cut(most_pairs=2**62)
MEMBER = 1 << 20  # worth of a member who can go, far above the fits of a whole group


@dataclass(frozen=True, slots=True)
class CutReport:
    """What was left out: number of pairs, and per learner the best fit among them (-1: nothing was left out)."""

    pairs_left_out: int
    best_left_out: Points  # (learners,)


def best_kept(fit: Points, cut: Cut, learner_keys: Keys, placement_keys: Keys) -> Mask:
    """The pairs that learners who travel alone keep; equals are drawn, differently for each learner.

    Parameters
    ----------
    fit
        Shape (learners, places), -1 where not eligible.
    """
    if fit.shape[1] <= cut.best:
        return fit >= 0
    least = np.partition(fit, fit.shape[1] - cut.best, axis=1)[:, fit.shape[1] - cut.best]
    cell = np.flatnonzero(fit >= np.maximum(least, 0)[:, None])  # the best, and all that equal the last of them
    row, place = np.divmod(cell.astype(np.int32), np.int32(fit.shape[1]))
    above = fit.ravel()[cell] > least[row]
    kept = np.zeros(fit.shape, dtype=np.bool_)
    kept.ravel()[cell[above]] = True
    free = cut.best - np.bincount(row[above], minlength=len(fit))
    cell, row, place = cell[~above], row[~above], place[~above]
    wanted = rank_within(row, mixed(learner_keys[row], placement_keys[place])) < free[row]
    kept.ravel()[cell[wanted]] = True
    _keep_elsewhere(kept, fit, cut, learner_keys)
    return kept


def _keep_elsewhere(kept: Mask, fit: Points, cut: Cut, learner_keys: Keys) -> None:
    draw = np.arange(1, cut.elsewhere + 1, dtype=np.uint64)
    drawn = (mixed(learner_keys[:, None], draw[None, :]) % np.uint64(fit.shape[1])).astype(np.int64)
    row = np.arange(len(fit))[:, None]
    kept[row, drawn] |= fit[row, drawn] >= 0


def kept_there(
    fit: Points, cut: Cut, chosen: Mask, destination: Index, learner_keys: Keys, placement_keys: Keys
) -> Mask:
    """The pairs that group members keep: the best at each destination chosen for the group.

    Parameters
    ----------
    chosen
        Shape (learners, destinations).
    destination
        Shape (places,).
    """
    kept = chosen[:, destination] & (fit >= 0)
    row, place = np.divmod(np.flatnonzero(kept), fit.shape[1])
    order = mixed(learner_keys[row], placement_keys[place])
    rank = rank_within(row * chosen.shape[1] + destination[place], -fit[row, place], order)
    kept[row[rank >= cut.there], place[rank >= cut.there]] = False
    return kept


def chosen_destinations(worth: NDArray[np.int64], cut: Cut, group_keys: Keys, destination_keys: Keys) -> Mask:
    """Where each group's pairs are kept. Shape (groups, destinations).

    Parameters
    ----------
    worth
        Shape (groups, destinations): over the members, MEMBER and the best fit there of each who can go.
    """
    drawn = mixed(group_keys[:, None], destination_keys[None, :])
    by_worth = np.lexsort((drawn, -worth), axis=1)[:, : cut.destinations]
    members = worth // MEMBER
    by_draw = np.lexsort((drawn, -members), axis=1)[:, : cut.drawn_destinations]
    chosen = np.zeros(worth.shape, dtype=np.bool_)
    np.put_along_axis(chosen, by_worth, True, axis=1)
    np.put_along_axis(chosen, by_draw, True, axis=1)
    return chosen & (worth > 0)

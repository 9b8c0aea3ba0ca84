"""What a cut can have cost at most: every eligible pair, also those left out, weighed at the certificate's prices."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.model import Round
from matcher.pairs.build import Pairs, best_by_destination
from matcher.pairs.distinct import Index
from matcher.pairs.shared import shared_out
from matcher.pairs.sides import Sides
from matcher.pairs.work import Block, Work, work_of

Whole = NDArray[np.int64]


class Prices(NamedTuple):
    """A certificate's prices and what its bound grants at them; whole numbers of 1/`scale` points.

    A pair is reduced to `scale` x (`place` + `points` x fit) + credit - price, as `matcher.allocation.Certificate`
    says: `place` and `points` are the stage's worth of being placed and of a point of fit, earlier stages' prices
    worked in. What makes a pair cheaper and hangs on more than its learner (a floor of the flow plan) goes into the
    credit at its most; ceilings may be left out: the bound stays true.

    Attributes
    ----------
    stay
        Shape (learners,): row of `placement`.
    placement
        Shape (stays, placements): what a place and a bed cost over the days of the stay.
    credit
        Shape (learners,).
    granted
        Shape (learners,): the best reduced value of each one's kept pairs, at least 0; for group members unread.
    companions, group_granted
        Shape (groups, destinations): what companions pay; shape (groups,): the best worth of each group, at least 0.
    """

    place: int
    points: int
    scale: int
    stay: Whole
    placement: Whole
    credit: Whole
    granted: Whole
    companions: Whole
    group_granted: Whole


class CutBound(NamedTuple):
    """How much more than its bound a problem could be worth without the cut, in 1/`scale` points.

    `learners` and `groups` say by whom: 0 for those to whom the cut made no difference at these prices. Building the
    pairs again with `whole` for the others lessens the bound.
    """

    total: int
    learners: Whole  # (learners,): those who travel alone
    groups: Whole  # (groups,)


def cut_bound(sides: Sides, round: Round, pairs: Pairs, prices: Prices, *, workers: int | None = 1) -> CutBound:
    """Weigh every eligible pair at the prices, a bounded number at a time: the pairs left out are not kept anywhere.

    Whoever finds nothing better than what the bound already grants adds nothing to it; everybody else adds the
    difference. So `bound + total` is a bound of the round without the cut.
    """
    learner_gain = np.zeros(len(sides.learners), dtype=np.int64)
    group_worth = -prices.companions
    if pairs.cut.pairs_left_out:
        work = pairs.work or work_of(sides, round)
        concerned = concerned_by(work, pairs, prices)
        shards = [shard[concerned[shard]] for shard in work.shards()]
        for alone, gain, worth in shared_out(_weighed, work, shards, workers, prices, tables_of(work, round)):
            learner_gain[alone] = gain
            group_worth = group_worth + worth
    groups = np.maximum(group_worth.max(axis=1, initial=0) - prices.group_granted, 0)
    return CutBound(sum(learner_gain.tolist()) + sum(groups.tolist()), learner_gain, groups)


def concerned_by(work: Work, pairs: Pairs, prices: Prices) -> NDArray[np.bool_]:
    """Group members, and whoever would gain from the best pair left out if its place cost no more than the cheapest."""
    left_out = pairs.cut.best_left_out.astype(np.int64)
    cheapest = prices.placement.min(axis=1, initial=0)[prices.stay]
    most = prices.scale * (prices.place + prices.points * left_out) + prices.credit - cheapest
    concerned: NDArray[np.bool_] = (work.group >= 0) | ((left_out >= 0) & (most > prices.granted))
    return concerned


class Tables(NamedTuple):
    """Where a worker's groups and destinations stand in the round's tables, and how many there are."""

    group: Index
    destination: Index
    groups: int
    destinations: int


def tables_of(work: Work, round: Round) -> Tables:
    """Say where the groups and destinations that a worker counts stand in the round's tables."""
    groups = {group.id: number for number, group in enumerate(round.groups)}
    destinations = {destination.id: number for number, destination in enumerate(round.destinations)}
    return Tables(
        _places(work.group_ids, groups), _places(work.destination_ids, destinations), len(groups), len(destinations)
    )


def _places(ids: Iterable[str], place: dict[str, int]) -> Index:
    return np.array([place[id_] for id_ in ids], dtype=np.int32)


def _weighed(work: Work, learners: Index, prices: Prices, tables: Tables) -> tuple[Index, Whole, Whole]:
    """Of some learners: those alone, what each would gain, and the worth that members add to groups."""
    people, gains = [learners[:0]], [np.zeros(0, dtype=np.int64)]
    worth = np.zeros(prices.companions.shape, dtype=np.int64)
    for block in work.blocks(learners):
        reduced = reduced_block(block, prices)
        alone = work.group[block.learners] < 0
        people.append(block.learners[alone])
        gains.append(np.maximum(reduced[alone].max(axis=1) - prices.granted[block.learners[alone]], 0))
        if not alone.all():
            members = Block(block.learners[~alone], block.places, block.fit[~alone])
            best, there = best_by_destination(work, members, reduced[~alone])
            group = tables.group[work.group[members.learners]]
            np.add.at(worth, (group[:, None], tables.destination[there][None, :]), np.maximum(best, 0))
    return np.concatenate(people), np.concatenate(gains), worth


def reduced_block(block: Block, prices: Prices) -> Whole:
    """What is left of each pair once its place and bed are paid; 0 where not eligible. Shape of the block."""
    stays, row = np.unique(prices.stay[block.learners], return_inverse=True)
    reduced = block.fit.astype(np.int64) * (prices.scale * prices.points) + prices.scale * prices.place
    reduced += prices.credit[block.learners][:, None]
    reduced -= prices.placement[stays][:, block.places][row]
    reduced[block.fit < 0] = 0
    return reduced

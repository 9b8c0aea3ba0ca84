"""What a cut can have cost at most where a certificate packs parties into beds: by how much party prices would rise."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from matcher.model import Round
from matcher.pairs.bound import Prices, Tables, Whole, concerned_by, reduced_block, tables_of
from matcher.pairs.build import Pairs, best_by_destination
from matcher.pairs.distinct import Index
from matcher.pairs.doors import Mask
from matcher.pairs.shared import shared_out
from matcher.pairs.sides import Sides
from matcher.pairs.work import Block, Work, work_of

KEPT = np.iinfo(np.int64).min // 2  # stands for a pair that was not left out


class KeptBest(NamedTuple):
    """The best reduced value of a learner's kept pairs at a destination, at least 0; shape (rows,).

    `code` is learner x destinations + destination, ascending; where no row is, nothing was kept.
    """

    code: Whole
    value: Whole


class LeftOut(NamedTuple):
    """What left-out pairs add to what was kept.

    Attributes
    ----------
    learners
        Shape (learners,): of who travels alone, above the own price and the pairs kept at the same destination.
    groups
        Shape (groups, destinations): over the members, above the pairs kept there.
    """

    learners: Whole
    groups: Whole


def left_out_worth(
    sides: Sides, round: Round, pairs: Pairs, prices: Prices, kept: KeptBest, *, workers: int | None = 1
) -> LeftOut:
    """Weigh every pair left out at the prices; `prices.granted` holds what those who travel alone pay for themselves.

    A party that pays so much more for itself is nowhere worth more than it was before, whatever a destination's beds
    are given to: so the sum over the parties is all that the bound can rise by.
    """
    work = pairs.work or work_of(sides, round)
    concerned = concerned_by(work, pairs, prices)
    shards = [shard[concerned[shard]] for shard in work.shards()]
    found = LeftOut(
        np.zeros(len(sides.learners), dtype=np.int64),
        np.zeros((len(round.groups), len(round.destinations)), dtype=np.int64),
    )
    tables = tables_of(work, round)
    for alone, gain, members in shared_out(_weighed, work, shards, workers, pairs, prices, kept, tables):
        found.learners[alone] = gain
        np.add(found.groups, members, out=found.groups)
    return found


def _weighed(
    work: Work, learners: Index, pairs: Pairs, prices: Prices, kept: KeptBest, tables: Tables
) -> tuple[Index, Whole, Whole]:
    """Of some learners: those alone, what each would gain, and what members' pairs left out add to their groups."""
    people, gains = [learners[:0]], [np.zeros(0, dtype=np.int64)]
    members = np.zeros((tables.groups, tables.destinations), dtype=np.int64)
    for block, best, there in _best_left_out(work, learners, pairs, prices, tables):
        before = _kept_there(kept, block.learners, there, tables.destinations)
        alone = work.group[block.learners] < 0
        who = block.learners[alone]
        people.append(who)
        above = best[alone] - np.maximum(before[alone], prices.granted[who][:, None])
        gains.append(np.maximum(above, 0).max(axis=1))
        group = tables.group[work.group[block.learners[~alone]]]
        more = np.maximum(best[~alone] - before[~alone], 0)
        np.add.at(members, (group[:, None], there[None, :]), more)
    return np.concatenate(people), np.concatenate(gains), members


def _best_left_out(
    work: Work, learners: Index, pairs: Pairs, prices: Prices, tables: Tables
) -> Iterator[tuple[Block, Whole, Index]]:
    """Blocks with the best of each learner's pairs left out at each destination in reach, and these destinations."""
    for block in work.blocks(learners):
        reduced = reduced_block(block, prices)
        reduced[(block.fit < 0) | _kept_in(block, pairs)] = KEPT
        best, there = best_by_destination(work, block, reduced)
        yield block, best, tables.destination[there]


def _kept_in(block: Block, pairs: Pairs) -> Mask:
    """Which pairs of a block were kept. Shape of the block."""
    first = np.searchsorted(pairs.learner, block.learners, side="left")
    count = np.searchsorted(pairs.learner, block.learners, side="right") - first
    row = np.repeat(np.arange(len(block.learners)), count)
    pair = np.arange(len(row)) + np.repeat(first - np.cumsum(count) + count, count)
    kept = np.zeros(block.fit.shape, dtype=np.bool_)
    kept[row, np.searchsorted(block.places, pairs.placement[pair])] = True
    return kept


def _kept_there(kept: KeptBest, learners: Index, there: Index, destinations: int) -> Whole:
    """What was kept of each learner at each of these destinations, 0 where nothing was. Shape (learners, there)."""
    if not len(kept.code):
        return np.zeros((len(learners), len(there)), dtype=np.int64)
    wanted = learners.astype(np.int64)[:, None] * destinations + there[None, :]
    found = np.minimum(np.searchsorted(kept.code, wanted), len(kept.code) - 1)
    return np.where(kept.code[found] == wanted, kept.value[found], 0)

"""Stays whose dates the round leaves open: which start is proposed to whom, where most room is left.

Starts are proposed before places are allocated, to one traveller (a group, or a learner alone) after another: those
with the least choice first, each at the start where most room is left at the placements open to them. Whoever has a
start takes up room there, shared out by how much each placement has. It is a good choice of starts, not a proven one;
the allocation is proven for the starts proposed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from matcher.model import Round, Stay
from matcher.pairs.doors import Mask
from matcher.pairs.reach import StayReach, reaches_of
from matcher.pairs.room import PLACE, Room, Rows, Whole, room_of
from matcher.pairs.sides import Sides, StudyFields, looked_up
from matcher.pairs.ties import tie_keys

MORE = 1 << 50  # one more learner who finds a place outweighs all room


def sides_of(round: Round, study_fields: StudyFields) -> Sides:
    """Look up what a round's learners and placements refer to, and propose a start where a stay's dates are open."""
    sides = looked_up(round, study_fields)
    if not any(stay.length_days for stay in round.stays):
        return sides
    learners = list(sides.learners)
    for learner, stay, possible in _proposed(sides, round):
        learners[learner] = replace(learners[learner], stay=stay, starts=possible)
    return sides.with_learners(learners)


Rank = tuple[bool, bool, bool, int, int]


class _Traveller(NamedTuple):
    """A group, or a learner alone: members as places in the learners of their stay."""

    reach: StayReach
    first_row: int  # of the stay's starts in the room
    members: tuple[int, ...]
    companions: int
    published: date | None  # when an earlier run has the stay begin


def _proposed(sides: Sides, round: Round) -> Iterator[tuple[int, Stay, tuple[date, ...]]]:
    """Learner, stay with its dates fixed, and the days on which it could begin, of all whose stay leaves it open."""
    reaches = list(reaches_of(sides, round))
    room = room_of(sides, round, [start for reach in reaches for start in reach.starts])
    for traveller in _travellers(sides, round, reaches):
        reach = traveller.reach
        places, open_ = _open_to(traveller)
        start = _taken(traveller, places, open_, room)
        if reach.is_flexible:
            could = np.flatnonzero(open_.any(axis=(0, 2))).tolist()
            possible = tuple(reach.starts[row].first_day for row in could)
            for member in traveller.members:
                yield int(reach.learners[member]), reach.starts[start], possible


def _travellers(sides: Sides, round: Round, reaches: Sequence[StayReach]) -> list[_Traveller]:
    """Everybody in the order in which they are given starts: fixed stays, groups, learners alone."""
    published = {row.learner: row.first_day for row in round.previous if row.first_day is not None}
    keys = tie_keys(round.seed, (side.learner.id for side in sides.learners)).tolist()
    ranked: list[tuple[Rank, int, _Traveller]] = []
    first_row = 0
    for reach in reaches:
        choice = reach.choice()
        for members in _parties(sides, reach):
            learners = reach.learners[list(members)].tolist()
            group = sides.learners[learners[0]].group
            ids = (sides.learners[learner].learner.id for learner in learners)
            start = next((published[id_] for id_ in ids if id_ in published), None)
            traveller = _Traveller(reach, first_row, members, group.companions if group else 0, start)
            least = int(choice[reach.class_of[list(members)]].sum()) // len(members)
            rank = (reach.is_flexible, start is None, group is None, least, keys[learners[0]])
            ranked.append((rank, len(ranked), traveller))
        first_row += len(reach.starts)
    return [traveller for _, _, traveller in sorted(ranked, key=lambda row: row[:2])]


def _parties(sides: Sides, reach: StayReach) -> list[tuple[int, ...]]:
    """Who travels together, as places in the learners of a stay."""
    groups: Mapping[str, list[int]] = defaultdict(list)
    alone = []
    for place, learner in enumerate(reach.learners.tolist()):
        group = sides.learners[learner].group
        if group is None:
            alone.append((place,))
        else:
            groups[group.id].append(place)
    return [*map(tuple, groups.values()), *alone]


def _open_to(traveller: _Traveller) -> tuple[Rows, Mask]:
    """The placements open to any member, and which are to whom at which start: shape (members, starts, places)."""
    reach = traveller.reach
    found = [reach.open_to(int(reach.class_of[member])) for member in traveller.members]
    if len(found) == 1:
        return found[0].places, found[0].open[None]
    places = np.unique(np.concatenate([one.places for one in found]))
    open_ = np.zeros((len(found), len(reach.starts), len(places)), dtype=np.bool_)
    for member, one in enumerate(found):
        open_[member][:, np.searchsorted(places, one.places)] = one.open
    return places, open_


def _taken(traveller: _Traveller, places: Rows, open_: Mask, room: Room) -> int:
    """Choose a start among those of the stay and take up the room that it needs.

    Parameters
    ----------
    open_
        Shape (members, starts, places).
    """
    rows = traveller.first_row + np.arange(open_.shape[1])
    published = [stay.first_day == traveller.published for stay in traveller.reach.starts]
    if any(published):
        rows, open_ = rows[published], open_[:, published]
    some = open_.any(axis=(0, 1))
    start = 0
    if some.any():
        choose = _for_group if len(open_) > 1 or traveller.companions else _for_one
        start = choose(traveller, open_[:, :, some], places[some], rows, room)
    return int(rows[start]) - traveller.first_row


def _for_one(traveller: _Traveller, open_: Mask, places: Rows, rows: Whole, room: Room) -> int:
    del traveller
    left = room.left(rows, places) * open_[0]
    worth = left.sum(axis=1)
    start = int(worth.argmax() if worth.any() else open_[0].sum(axis=1).argmax())
    room.take(int(rows[start]), places, _shares(open_[0, start], left[start]))
    return start


def _for_group(traveller: _Traveller, open_: Mask, places: Rows, rows: Whole, room: Room) -> int:
    """The start at which most members find room at one destination; then where most room is."""
    order = np.argsort(room.town[places], kind="stable")
    places, open_ = places[order], open_[:, :, order]
    towns, first = np.unique(room.town[places], return_index=True)
    left = room.left(rows, places)
    there = np.add.reduceat(left * open_.any(axis=0), first, axis=1)
    members = np.logical_or.reduceat(open_ & (left > 0), first, axis=2).sum(axis=0)
    beds = room.beds[rows][:, towns] // PLACE - traveller.companions
    finding = np.maximum(np.minimum(np.minimum(members, there // PLACE), beds), 0)
    start, at = divmod(int((finding * MORE + np.minimum(there, MORE - 1)).argmax()), len(towns))
    here = room.town[places] == towns[at]
    shares = sum((_shares(mine & here, left[start]) for mine in open_[:, start]), np.zeros(len(places), dtype=np.int64))
    room.take(int(rows[start]), places, shares, companions=traveller.companions, town=int(towns[at]))
    return start


def _shares(open_: Mask, left: Whole) -> Whole:
    """One place, shared out among the open placements by how much room each has."""
    mine = left * open_
    return PLACE * mine // max(int(mine.sum()), 1)

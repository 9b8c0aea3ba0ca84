"""Settles, step by step as prices follow, who cannot be part of a flow: stays across several slots, and groups."""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from matcher.allocation.clearing.demand import Demand
from matcher.allocation.clearing.doors import Doors
from matcher.allocation.clearing.prices import Clearing, Schedule, goal_of
from matcher.allocation.clearing.uses import FloatArray, Uses
from matcher.allocation.problem import AllocationProblem, BoolArray, IntArray

TURNS = 6
FIRST_BLUR, BLUR = 50.0, 10.0  # points
FIRST = 8  # times as many steps are taken before anybody is settled
SETTLED_AT_ONCE = 0.3  # of those that are expected to be placed
LEAST_SHARE = 0.05  # whom prices want less is left at home; pairs that are wanted less are not tried


class Settling:
    """Who is settled so far, and the room that is left.

    Shapes: `pair_of` (learners,): the pair that a settled learner has, -1 = none; `waiting` (learners,): left at home
    for now; `group_at` (groups,): where a group goes, -1 = undecided or at home; `room` (limits,).
    """

    def __init__(self, problem: AllocationProblem, uses: Uses, doors: Doors) -> None:
        """Settle nobody yet but those who are pinned."""
        self.problem, self.uses, self.doors = problem, uses, doors
        self.room = uses.room(doors.asked)
        self.pair_of = np.full(problem.learners, -1, dtype=np.int64)
        self.waiting = np.zeros(problem.learners, dtype=bool)
        self.group_at = np.full(problem.groups, -1, dtype=np.int64)
        wanting = np.bincount(problem.learner_group[problem.pair_learner] + 1, minlength=problem.groups + 1)
        self.undecided = wanting[1:] > 0
        self._crossing = self._those_who_cross()
        for pair in np.flatnonzero((problem.pinned >= 0)[problem.pair_learner] & problem.pair_open).tolist():
            self._pin(pair)

    def _those_who_cross(self) -> BoolArray:
        """Shape (learners,): some pair of theirs takes several slots of a kind."""
        crossing = np.zeros(self.problem.learners, dtype=bool)
        crossing[self.problem.pair_learner[~self.uses.simple[self.uses.way]]] = True
        return crossing

    def _pin(self, pair: int) -> None:
        group = int(self.problem.learner_group[self.problem.pair_learner[pair]])
        if group >= 0 and self.undecided[group]:
            self._send(group, int(self.problem.pair_destination[pair]), int(self.uses.way[pair]))
        self.settle(pair)

    def open_rows(self) -> IntArray:
        """Return the pairs of the problem that are still possible. Ascending."""
        problem = self.problem
        learner = problem.pair_learner
        possible = ((self.pair_of < 0) & ~self.waiting)[learner] & problem.pair_open
        possible &= (self.uses.least(self.room) > 0)[self.uses.way]
        if len(self.uses.quotas):
            possible &= self.uses.quotas.allowing(self.room[self.uses.slots :])[self.uses.quotas.kind]
        if self.doors.closed.any():
            possible &= ~self.doors.closed[problem.pair_destination]
        if problem.groups:
            group = problem.learner_group[learner]
            free = np.append(self.undecided, True)[group]
            possible &= free | (np.append(self.group_at, -1)[group] == problem.pair_destination)
        return np.flatnonzero(possible)

    def run(
        self, worth: FloatArray, near: BoolArray, price: FloatArray, steps: int, should_stop: Callable[[], bool]
    ) -> FloatArray:
        """Settle everybody who cannot be part of a flow; return the prices at the end. Shape (limits,).

        Parameters
        ----------
        worth, near
            Shape (pairs of the problem,): in points; whether the pair is looked at.
        steps
            Of each search for prices.
        """
        for turn in range(TURNS + 1):  # members of the groups settled last may take several slots each
            if not (self.undecided.any() or self._crossing_open().any()):
                break
            rows = self.open_rows()
            demand = Demand(self.problem, self.uses, rows[near[rows]], self.undecided)
            clearing = Clearing(demand, goal_of(worth[demand.row]), self.room.astype(float), price, np.zeros(0))
            schedule = Schedule(steps, BLUR, BLUR) if turn else Schedule(FIRST * steps, FIRST_BLUR, BLUR)
            choice = clearing.run(schedule, should_stop).choice
            price = clearing.price
            share = 1.0 if turn >= TURNS - 1 else SETTLED_AT_ONCE
            self._settle_crossing(demand, choice.share, share)
            self._settle_groups(demand, choice.travel, share)
        self.waiting |= self._crossing_open()
        return price

    def _crossing_open(self) -> BoolArray:
        undecided = np.append(self.undecided, False)[self.problem.learner_group]
        crossing: BoolArray = self._crossing & (self.pair_of < 0) & ~self.waiting & ~undecided
        return crossing

    def _settle_groups(self, demand: Demand, travel: FloatArray, share: float) -> None:
        if not self.undecided.any():
            return
        options = demand.options
        expected = np.bincount(options.group, travel, len(self.group_at))
        most = int(np.ceil(share * expected.sum()))
        claimed = self._unclaimed()
        for option in np.argsort(-travel, kind="stable").tolist():
            if most <= 0 or travel[option] < LEAST_SHARE:
                break
            group, way = int(options.group[option]), int(options.way[option])
            stretch = slice(self.uses.bed_first[way], self.uses.bed_after[way])
            people = int(self._size[group] + self.problem.group_companions[group])
            if self.undecided[group] and claimed[stretch].min(initial=people) >= people:
                claimed[stretch] -= people
                self._send(group, int(options.destination[option]), way)
                most -= 1
        gone = self.undecided & ((expected < LEAST_SHARE) | (share == 1.0))
        self.undecided &= ~gone
        at_home = gone & (self.group_at < 0)
        self.waiting |= np.append(at_home, False)[self.problem.learner_group]

    @cached_property
    def _size(self) -> IntArray:
        return np.bincount(self.problem.learner_group + 1, minlength=self.problem.groups + 1)[1:]

    def _unclaimed(self) -> IntArray:
        """Return the room of each slot less the members of groups on their way there. Shape (slots,)."""
        problem = self.problem
        group = problem.learner_group[problem.pair_learner]
        there = np.append(self.group_at, -1)[group] == problem.pair_destination
        coming = np.flatnonzero(there & (group >= 0) & (self.pair_of < 0)[problem.pair_learner])
        _, first = np.unique(problem.pair_learner[coming], return_index=True)
        way = self.uses.way[coming[first]]
        return self.room[: self.uses.slots] - self.uses.bed_load(way, np.ones(len(way))).astype(np.int64)

    def _send(self, group: int, destination: int, way: int) -> None:
        self.group_at[group] = destination
        self.undecided[group] = False
        self.room[self.uses.bed_first[way] : self.uses.bed_after[way]] -= self.problem.group_companions[group]

    def _settle_crossing(self, demand: Demand, wanted: FloatArray, share: float) -> None:
        """Give those whom prices place most surely the pair that they want, as long as there is room."""
        learner = self.problem.pair_learner[demand.row]
        crossing = self._crossing_open()
        expected = np.bincount(learner, wanted, self.problem.learners)
        most = int(np.ceil(share * expected[crossing].sum()))
        tried = np.flatnonzero(crossing[learner] & (wanted >= LEAST_SHARE))
        tried = tried[np.argsort(-wanted[tried], kind="stable")]
        for pair, who in zip(demand.row[tried].tolist(), learner[tried].tolist(), strict=True):
            if most <= 0:
                break
            if self.pair_of[who] < 0 and self.fits(pair):
                self.settle(pair)
                most -= 1
        self.waiting |= crossing & (self.pair_of < 0) & (expected < LEAST_SHARE)

    def fits(self, pair: int) -> bool:
        """Say whether there is room for a pair."""
        way, uses = self.uses.way[pair], self.uses
        places = self.room[uses.place_first[way] : uses.place_after[way]]
        beds = self.room[uses.bed_first[way] : uses.bed_after[way]]
        if places.min(initial=1) <= 0 or beds.min(initial=1) <= 0:
            return False
        return not len(uses.quotas) or uses.quotas.allow(self.room[uses.slots :], pair)

    def settle(self, pair: int) -> None:
        """Settle a pair, room or not."""
        self.uses.change(self.room, pair, -1)
        self.pair_of[self.problem.pair_learner[pair]] = pair

    def give_up(self, pair: int) -> None:
        """Leave whoever is settled on a pair at home; companions keep their beds."""
        self.uses.change(self.room, pair, 1)
        self.pair_of[self.problem.pair_learner[pair]] = -1

    def take(self, pairs: IntArray) -> None:
        """Settle pairs for which there is room."""
        self.room -= self.uses.taken_by(pairs)
        self.pair_of[self.problem.pair_learner[pairs]] = pairs

    def close(self, destinations: IntArray) -> None:
        """Let nobody in any more, and ask for no minimum."""
        closed, asked = self.doors.closed.copy(), self.doors.asked.copy()
        closed[destinations], asked[destinations] = True, False
        self.doors = Doors(asked, closed)

    def may_go(self, pairs: IntArray) -> BoolArray:
        """Say which pairs are where their learner's group goes, if there is one, and where it is open. As `pairs`."""
        problem = self.problem
        group, there = problem.learner_group[problem.pair_learner[pairs]], problem.pair_destination[pairs]
        goes: BoolArray = ((group < 0) | (np.append(self.group_at, -1)[group] == there)) & ~self.doors.closed[there]
        return goes

    @property
    def unmet(self) -> IntArray:
        """Rows of quotas that ask for more than is settled. Shape (rows unmet,)."""
        return np.flatnonzero(self.room[self.uses.slots :] < 0)

    def fill(self, worth: IntArray) -> None:
        """Place whoever is left wherever there is still room, the most worthwhile pairs first."""
        self.waiting[:] = False
        rows = self.open_rows()
        rows = rows[~np.append(self.undecided, False)[self.problem.learner_group[self.problem.pair_learner[rows]]]]
        for pair in rows[np.argsort(-worth[rows], kind="stable")].tolist():
            if self.pair_of[self.problem.pair_learner[pair]] < 0 and self.fits(pair):
                self.settle(pair)

    @property
    def placement_of(self) -> IntArray:
        """Shape (learners,): -1 = at home."""
        placed = self.pair_of >= 0
        placement_of = np.full(self.problem.learners, -1, dtype=np.int64)
        placement_of[placed] = self.problem.pair_placement[self.pair_of[placed]]
        return placement_of

"""Prices at which about as many want a place or a bed as there are: what too many want gets dearer, step by step.

The bound at given prices, blurred so that it has a slope everywhere (smoothing, Nesterov 2005), falls fastest if the
price of each slot changes by the logarithm of how many want it for everyone who has room (iterative scaling, as in
Sinkhorn's for transport problems); momentum and a blur that shrinks with every step bring it near the unblurred best.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matcher.allocation.clearing.demand import Choice, Demand
from matcher.allocation.clearing.uses import FloatArray
from matcher.allocation.problem import IntArray

FEW, MOMENTUM = 80, (0.85, 0.9)  # more momentum makes large rounds swing
STEP = 0.5  # of the change that would clear a slot if nothing else changed; stays take several slots at once
LEAST_ROOM = 1e-3  # stands for none
NOBODY = 1e-12  # stands for a load of none
TIE = 1e-3  # points by which the next of equal pairs counts as further away


class Schedule(NamedTuple):
    """How many steps to take, and the blur of the first and the last, in units of value."""

    steps: int
    first: float
    last: float

    @property
    def shrink(self) -> float:
        """The blur of each step for that of the one before."""
        return float((self.last / self.first) ** (1.0 / max(self.steps - 1, 1)))

    @property
    def momentum(self) -> float:
        """The share of the last change that goes on; fewer steps bear less."""
        return MOMENTUM[0] if self.steps < FEW else MOMENTUM[1]


@dataclass(frozen=True)
class Goal:
    """What is maximised: `value` (pairs of a demand,), while each stage before keeps what it attained.

    Shapes: `kept` (stages, pairs of the demand); `attained`, `most` (stages,): what each came to, and could at most.
    """

    value: FloatArray
    kept: FloatArray
    attained: FloatArray
    most: FloatArray

    def worth(self, stage: FloatArray) -> FloatArray:
        """Return what pairs are worth with earlier stages at a price. Shape (pairs,)."""
        worth = self.value
        for price, kept in zip(stage.tolist(), self.kept, strict=True):
            worth = worth + price * kept
        return worth


def goal_of(value: FloatArray) -> Goal:
    """Return the goal of a first stage, or of all in one sum."""
    return Goal(value, np.zeros((0, len(value))), np.zeros(0), np.zeros(0))


@dataclass(frozen=True)
class Cleared:
    """Prices found: `price` (limits,), `stage` (stages,), the bound they prove, and what everybody chooses there."""

    price: FloatArray
    stage: FloatArray
    bound: float
    choice: Choice


class Clearing:
    """A search for the prices of `room` under a demand, from `price` on, all (limits,), and from `stage` (stages,)."""

    def __init__(self, demand: Demand, goal: Goal, room: FloatArray, price: FloatArray, stage: FloatArray) -> None:
        self.demand, self.goal, self.room = demand, goal, room
        self.price, self.stage = price, stage
        self.best: Cleared | None = None

    def run(self, schedule: Schedule, should_stop: Callable[[], bool]) -> Cleared:
        """Take the steps of a schedule, at least one, until told to stop; return where the last one led."""
        blur, change = schedule.first, np.zeros(len(self.price) + len(self.stage))
        last = self._at(blur)
        for _ in range(1, schedule.steps):
            if should_stop():
                break
            before = np.concatenate([self.price, self.stage])
            pressure = np.concatenate([self._crowding(last.choice), self._lack(last.choice)])
            now = np.maximum(before + STEP * blur * pressure + schedule.momentum * change, 0.0)
            change, blur = (now - before) * schedule.shrink, blur * schedule.shrink
            self.price, self.stage = np.split(now, [len(self.price)])
            last = self._at(blur)
        return last

    def _at(self, blur: float) -> Cleared:
        choice = self.demand.choose(self.goal.worth(self.stage), self.price, blur)
        paid_back = float((self.price * self.room).sum())  # products of matrices may hang on the number of threads
        bound = choice.worth + paid_back - float((self.stage * self.goal.attained).sum())
        here = Cleared(self.price, self.stage, bound, choice)
        if self.best is None or bound < self.best.bound:
            self.best = here
        return here

    def _crowding(self, choice: Choice) -> FloatArray:
        """Return the logarithm of how many want each slot for everyone who has room there; of rows, that of odds."""
        slots = self.demand.uses.slots
        load, room = choice.load[:slots], self.room[:slots]
        crowding = np.log((np.maximum(load, 0.0) + NOBODY) / np.maximum(room, LEAST_ROOM))
        return np.concatenate([crowding, self.demand.pressure(choice.load, self.room)])

    def _lack(self, choice: Choice) -> FloatArray:
        """Return the same for what earlier stages may fall short of their most."""
        goal = self.goal
        kept = np.array([(of_stage * choice.share).sum() for of_stage in goal.kept])
        short = np.maximum(goal.most - kept, 0.0)
        return np.asarray(np.log((short + 1.0) / (goal.most - goal.attained + 1.0)))


def nearest(demand: Demand, worth: FloatArray, price: FloatArray, most: int) -> IntArray:
    """Return the pairs of the problem that are, at given prices, nearest to the best of their segment. Ascending.

    Parameters
    ----------
    worth
        Shape (pairs of the demand,).
    most
        How many; all of them if they are no more.
    """
    if len(demand.row) <= most:
        return np.sort(demand.row)
    left = demand.left(worth, price)
    behind = np.repeat(np.maximum.reduceat(left, demand.start), demand.length) - left
    behind += (np.arange(len(left)) - np.repeat(demand.start, demand.length)) * TIE
    return np.sort(demand.row[np.argpartition(behind, most)[:most]])

"""Projected subgradient descent on nonnegative prices: lowers a bound, whatever computes it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

MEMORY = 0.7  # share of the last direction kept: deflection damps the zigzag (Camerini, Fratta, Maffioli 1975)
PATIENCE = 15  # evaluations without progress before the step shrinks and the best point is taken up again
SHRINK = 0.7
PROGRESS = 2e-6  # relative; less counts as none
LEAST_STEP = 2e-3  # of the Polyak step; below it, nothing moves any more


@dataclass(frozen=True)
class Slope:
    """A bound at some prices, and the subgradient there."""

    bound: float
    subgradient: FloatArray


Evaluate = Callable[[FloatArray], Slope]


@dataclass
class Descent:
    """A resumable descent from `prices` with Polyak steps towards `target`, a value known to be attained.

    `weight` says how far each price moves per unit of subgradient, squared units of its usual size.
    """

    evaluate: Evaluate
    prices: FloatArray
    weight: FloatArray
    target: float

    def __post_init__(self) -> None:
        self.best = self.prices
        self.bound = np.inf
        self.step = 1.0
        self.evaluations = 0
        self._idle = 0
        self._direction = np.zeros_like(self.prices)

    @property
    def done(self) -> bool:
        return self.step < LEAST_STEP or self.bound <= self.target

    def run(self, evaluations: int, should_stop: Callable[[], bool]) -> None:
        """Take at most so many steps."""
        for _ in range(evaluations):
            if self.done or should_stop():
                return
            self._advance()

    def _advance(self) -> None:
        slope = self.evaluate(self.prices)
        self.evaluations += 1
        self._idle = 0 if slope.bound < self.bound * (1 - PROGRESS) else self._idle + 1
        if slope.bound < self.bound:
            self.bound, self.best = slope.bound, self.prices
        if self._idle > PATIENCE:
            self._restart()
            return
        self._direction = MEMORY * self._direction + (1 - MEMORY) * slope.subgradient
        length = float(self._direction @ (self.weight * self._direction))
        move = self.step * max(slope.bound - self.target, 0.0) / (length + 1e-9)
        self.prices = np.maximum(0.0, self.prices - move * self.weight * self._direction)

    def _restart(self) -> None:
        self.step *= SHRINK
        self._idle = 0
        self.prices = self.best
        self._direction = np.zeros_like(self.prices)

"""Where groups may go: an option for each destination in reach of a group, worth what its members find there."""

import numpy as np

from matcher.allocation.clearing.uses import FloatArray, Uses
from matcher.allocation.problem import AllocationProblem, IntArray


class Options:
    """The options of groups, those of one group one after the other.

    Attributes
    ----------
    group, destination, way, companions
        Shape (options,): whose option it is, where to, a way with the beds there, and how many companions need one.
    of
        Shape (segments,): the option that each segment, the pairs of a member at a destination, belongs to.
    """

    def __init__(self, problem: AllocationProblem, uses: Uses, first_pair: IntArray) -> None:
        """Gather options; `first_pair` (segments,) is a pair of the problem in each segment."""
        self.uses = uses
        group = problem.learner_group[problem.pair_learner[first_pair]]
        destination = problem.pair_destination[first_pair]
        self._start = np.flatnonzero(np.diff(group * problem.destinations + destination, prepend=-1))
        self.of = _numbered(self._start, len(group))
        self.group, self.destination = group[self._start], destination[self._start]
        self.way = uses.way[first_pair[self._start]]
        self._group_start = np.flatnonzero(np.diff(self.group, prepend=-1))
        self._group_of = _numbered(self._group_start, len(self.group))
        self.companions = problem.group_companions[self.group]
        size = np.bincount(problem.learner_group + 1, minlength=problem.groups + 1)[1:]
        self._people = (size + problem.group_companions)[self.group]

    def __len__(self) -> int:
        return len(self.group)

    def choose(self, best: FloatArray, total: FloatArray, price: FloatArray, blur: float) -> tuple[float, FloatArray]:
        """Return what groups' exact choices are worth, and the blurred ones. Shape (options,).

        Parameters
        ----------
        best, total
            Shape (segments,): the best pair's worth, and how many times as much all pairs together weigh, blurred.
        """
        if not len(self):
            return 0.0, np.zeros(0)
        pay = self.companions * self.uses.bed_paid(self.way, price)
        exact = np.add.reduceat(best, self._start) - pay
        left = np.add.reduceat(best + blur * np.log(total), self._start) - pay
        most = np.maximum(np.maximum.reduceat(left, self._group_start), 0.0)
        blurs = blur * self._people  # so that a group minds a price as much as a learner does
        travel = np.exp((left - most[self._group_of]) / blurs)
        home = np.exp(-most / blurs[self._group_start])
        travel /= (np.add.reduceat(travel, self._group_start) + home)[self._group_of]
        return float(np.maximum(np.maximum.reduceat(exact, self._group_start), 0.0).sum()), travel


def _numbered(start: IntArray, length: int) -> IntArray:
    """Return, for each of `length`, which of the stretches that begin at `start` it lies in."""
    return np.repeat(np.arange(len(start)), np.diff(np.append(start, length)))

"""What parties want at given prices: segmented maxima over the pairs, and the use of places and beds that follows."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.allocation.groups.parties import Parties
from matcher.allocation.problem import IntArray

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Prices:
    """Prices per binding day: `place` (placements, days), `bed` (destinations, days), `stage` (earlier stages,)."""

    place: FloatArray
    bed: FloatArray
    stage: FloatArray

    def flat(self) -> FloatArray:
        return np.concatenate([self.place.ravel(), self.bed.ravel(), self.stage])

    def like(self, flat: FloatArray) -> "Prices":
        """Return the prices that `flat` holds in the order of `flat()`."""
        place, bed, stage = np.split(flat, np.cumsum([self.place.size, self.bed.size]))
        return replace(self, place=place.reshape(self.place.shape), bed=bed.reshape(self.bed.shape), stage=stage.copy())


@dataclass(frozen=True)
class Market:
    """The pairs' worth in one stage, with the earlier stages that are kept.

    Parameters
    ----------
    value
        Shape (pairs,), canonical order: worth in this stage.
    kept
        Shape (earlier stages, pairs): worth in each earlier stage.
    attained
        Shape (earlier stages,): what each of them must at least come to.
    """

    parties: Parties
    value: FloatArray
    kept: FloatArray
    attained: FloatArray

    def free_prices(self) -> Prices:
        days = len(self.parties.days)
        return Prices(
            np.zeros((len(self.parties.places), days)),
            np.zeros((self.parties.destinations, days)),
            np.zeros(len(self.attained)),
        )

    def reduced(self, prices: Prices) -> FloatArray:
        """Return what each pair is worth once its places and the earlier stages are accounted for. Shape (pairs,)."""
        worth = self.value - self._place_paid(prices.place)
        for price, stage in zip(prices.stage, self.kept, strict=True):
            worth += price * stage
        return worth

    def _place_paid(self, place: FloatArray) -> FloatArray:
        who = self.parties
        if place.shape[1] == 1:
            return np.asarray(place[:, 0][who.placement])
        until = _running(place)
        return np.asarray(until[who.placement, self._after] - until[who.placement, self._first])

    @cached_property
    def _first(self) -> IntArray:
        return self.parties.first_day[self.parties.party[self.parties.learner]]

    @cached_property
    def _after(self) -> IntArray:
        return self.parties.after_day[self.parties.party[self.parties.learner]]

    def member_worth(self, reduced: FloatArray) -> FloatArray:
        """Return the best of each learner at each destination, at least 0. Shape (learners, destinations)."""
        who = self.parties
        worth = np.zeros(who.learners * who.destinations)
        if len(who.segment_start):
            worth[who.segment_code] = np.maximum.reduceat(reduced, who.segment_start)
        return np.maximum(worth, 0.0, out=worth).reshape(who.learners, who.destinations)

    def bed_paid(self, bed: FloatArray) -> FloatArray:
        """Return what a bed costs over each party's stay. Shape (parties, destinations)."""
        until = _running(bed)
        return np.asarray((until[:, self.parties.after_day] - until[:, self.parties.first_day]).T)

    def chosen_pairs(self, reduced: FloatArray, learner: IntArray, destination: IntArray) -> IntArray:
        """Return the best pair of each learner at the destination given with it, where there is one."""
        who = self.parties
        segment = who.segment_of[learner * who.destinations + destination]
        segment = segment[segment >= 0]
        start = who.segment_start[segment]
        return first_best(reduced, start, who.segment_after[segment] - start)

    def place_use(self, pairs: IntArray) -> FloatArray:
        """Return how many places of each placement on each day some pairs use. Shape (placements, days)."""
        who = self.parties
        party = who.party[who.learner[pairs]]
        return _use(who.placement[pairs], np.ones(len(pairs)), who, party, len(who.places))

    def bed_use(self, party: IntArray, destination: IntArray, beds: FloatArray) -> FloatArray:
        """Return how many beds of each destination on each day parties use. Shape (destinations, days)."""
        return _use(destination, beds, self.parties, party, self.parties.destinations)


def first_best(worth: FloatArray, start: IntArray, length: IntArray) -> IntArray:
    """Return the first of the greatest in each stretch of `worth`. Shape (stretches,)."""
    if not len(start):
        return np.zeros(0, dtype=np.int64)
    begins = np.cumsum(length) - length
    place = np.repeat(start - begins, length) + np.arange(int(length.sum()))
    there = worth[place]
    is_best = there == np.repeat(np.maximum.reduceat(there, begins), length)
    _, first = np.unique(np.repeat(np.arange(len(start)), length)[is_best], return_index=True)
    return np.asarray(place[is_best][first])


def _running(daily: FloatArray) -> FloatArray:
    until = np.zeros((daily.shape[0], daily.shape[1] + 1))
    np.cumsum(daily, axis=1, out=until[:, 1:])
    return until


def _use(entity: IntArray, amount: FloatArray, who: Parties, party: IntArray, entities: int) -> FloatArray:
    days = len(who.days)
    if days == 1:
        return np.asarray(np.bincount(entity, weights=amount, minlength=entities).reshape(-1, 1), dtype=np.float64)
    width = days + 1
    begins = np.bincount(entity * width + who.first_day[party], weights=amount, minlength=entities * width)
    ends = np.bincount(entity * width + who.after_day[party], weights=amount, minlength=entities * width)
    return np.asarray((begins - ends).reshape(entities, width).cumsum(axis=1)[:, :days])

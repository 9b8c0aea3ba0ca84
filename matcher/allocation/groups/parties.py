"""A problem with groups in canonical order: who travels together, which pairs they have, which days bind."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.allocation.groups.bound_to_stay import bound_to_stay
from matcher.allocation.problem import AllocationProblem, IntArray

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Parties:
    """Groups and learners alone as *parties*, each at one destination or at home; all indices are canonical.

    Learners are ordered by party and key, parties by their first key, placements by key, destinations by the first
    key of their placements, pairs by learner, destination, placement: the row order of the problem leaves no trace.

    Shapes: `row_of_learner`, `party` (learners,); `group`, `size`, `companions`, `first_day`, `after_day`, `forced`
    (parties,); `row_of_pair`, `learner`, `placement` (pairs,); `row_of_placement`, `places`, `destination`
    (placements,); `row_of_destination`, `beds` (destinations,); `days` (binding days,). A party is present on
    binding days `first_day` to before `after_day`; `forced` is the destination that a pin prescribes or where too many
    of a group were published for it to leave, -1 = none.
    """

    row_of_learner: IntArray
    party: IntArray
    group: IntArray
    size: IntArray
    companions: IntArray
    first_day: IntArray
    after_day: IntArray
    forced: IntArray
    row_of_pair: IntArray
    learner: IntArray
    placement: IntArray
    row_of_placement: IntArray
    places: IntArray
    destination: IntArray
    row_of_destination: IntArray
    beds: IntArray
    days: IntArray

    @property
    def learners(self) -> int:
        return len(self.party)

    @property
    def count(self) -> int:
        return len(self.size)

    @property
    def destinations(self) -> int:
        return len(self.beds)

    @cached_property
    def first_learner(self) -> IntArray:
        """Shape (parties,): where a party's learners begin."""
        return np.cumsum(self.size) - self.size

    @cached_property
    def pair_destination(self) -> IntArray:
        return self.destination[self.placement]

    @cached_property
    def segment_start(self) -> IntArray:
        """Shape (segments,): where the pairs of one learner at one destination begin."""
        code = self.learner * self.destinations + self.pair_destination
        return np.flatnonzero(np.diff(code, prepend=-1))

    @cached_property
    def segment_code(self) -> IntArray:
        """Shape (segments,): learner x destinations + destination."""
        start = self.segment_start
        return self.learner[start] * self.destinations + self.pair_destination[start]

    @cached_property
    def segment_after(self) -> IntArray:
        return np.append(self.segment_start[1:], len(self.learner))

    @cached_property
    def segment_of(self) -> npt.NDArray[np.int32]:
        """Shape (learners x destinations,): the segment of a learner at a destination, -1 = no pair there."""
        found = np.full(self.learners * self.destinations, -1, dtype=np.int32)
        found[self.segment_code] = np.arange(len(self.segment_code), dtype=np.int32)
        return found

    @cached_property
    def on_one_day_each(self) -> bool:
        """Whether every party is present on exactly one binding day, so that the days decouple."""
        return bool((self.after_day - self.first_day == 1).all())


def gather_parties(problem: AllocationProblem) -> Parties:
    """Bring a problem into canonical order, without the pairs that a pin or a full placement rules out."""
    learners, party, group = _canonical_learners(problem)
    size = np.bincount(party, minlength=len(group))
    leader = learners[np.cumsum(size) - size]
    companions = np.append(problem.group_companions, 0)[group]
    days = binding_days(problem.stay_first_day, problem.stay_last_day)
    placements, destinations = _canonical_sides(problem)
    destination_rank = _inverse(destinations)
    forced = _forced(problem, learners, party, len(group), destination_rank)
    rows = _usable_pairs(problem, _by_learner(forced, party, learners), destination_rank)
    rank, place_rank = _inverse(learners), _inverse(placements)
    order = np.lexsort(
        (
            place_rank[problem.pair_placement[rows]],
            destination_rank[problem.pair_destination[rows]],
            rank[problem.pair_learner[rows]],
        )
    )
    rows = rows[order]
    return Parties(
        row_of_learner=learners,
        party=party,
        group=group,
        size=size,
        companions=companions,
        first_day=np.searchsorted(days, problem.stay_first_day[leader], side="left"),
        after_day=np.searchsorted(days, problem.stay_last_day[leader], side="right"),
        forced=forced,
        row_of_pair=rows,
        learner=rank[problem.pair_learner[rows]],
        placement=place_rank[problem.pair_placement[rows]],
        row_of_placement=placements,
        places=problem.placement_capacity[placements],
        destination=destination_rank[problem.placement_destination[placements]],
        row_of_destination=destinations,
        beds=problem.destination_beds[destinations],
        days=days,
    )


def binding_days(first_day: IntArray, last_day: IntArray) -> IntArray:
    """Return one day of every largest set of stays that overlap: who fits on these fits on every day. Ascending."""
    stays = np.unique(np.stack([last_day, first_day], axis=1), axis=0) if len(first_day) else np.zeros((0, 2), np.int64)
    starts = np.sort(stays[:, 1])
    days: list[int] = []
    for end in np.unique(stays[:, 0]).tolist():
        before = days[-1] if days else int(starts[0]) - 1
        if np.searchsorted(starts, end, side="right") > np.searchsorted(starts, before, side="right"):
            days.append(end)
    return np.array(days, dtype=np.int64)


def _canonical_learners(problem: AllocationProblem) -> tuple[IntArray, IntArray, IntArray]:
    by_key = np.argsort(problem.learner_key, kind="stable")
    group = problem.learner_group[by_key]
    label = np.where(group >= 0, group, problem.groups + np.arange(problem.learners))
    _, first, code = np.unique(label, return_index=True, return_inverse=True)
    rank = _inverse(np.argsort(first, kind="stable"))[code]
    order = np.argsort(rank, kind="stable")
    return by_key[order], rank[order], group[np.sort(first)]


def _canonical_sides(problem: AllocationProblem) -> tuple[IntArray, IntArray]:
    placements = np.argsort(problem.placement_key, kind="stable")
    first = np.full(problem.destinations, problem.placements, dtype=np.int64)
    np.minimum.at(first, problem.placement_destination[placements], np.arange(problem.placements))
    return placements, np.argsort(first, kind="stable")


def _forced(
    problem: AllocationProblem, learners: IntArray, party: IntArray, parties: int, destination_rank: IntArray
) -> IntArray:
    forced = np.full(parties, -1, dtype=np.int64)
    stays = np.append(bound_to_stay(problem), -1)[problem.learner_group[learners]]
    forced[party[stays >= 0]] = destination_rank[stays[stays >= 0]]
    pin = problem.pinned[learners]
    forced[party[pin >= 0]] = destination_rank[problem.placement_destination[pin[pin >= 0]]]
    return forced


def _by_learner(forced: IntArray, party: IntArray, learners: IntArray) -> IntArray:
    by_row = np.empty_like(forced, shape=len(learners))
    by_row[learners] = forced[party]
    return by_row


def _usable_pairs(problem: AllocationProblem, forced: IntArray, destination_rank: IntArray) -> IntArray:
    asked = forced[problem.pair_learner]
    reachable = (asked < 0) | (asked == destination_rank[problem.pair_destination])
    return np.flatnonzero(problem.pair_open & reachable & (problem.placement_capacity[problem.pair_placement] > 0))


def _inverse(order: IntArray) -> IntArray:
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank

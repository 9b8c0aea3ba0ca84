"""Why a learner is without a placement, and what would open a door."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from matcher.explain.arrivals import arrival_limits
from matcher.explain.planned import Planned
from matcher.explain.situation import Situation
from matcher.explain.titles import titles_to_confirm
from matcher.model import Learner, Reason, Round, RuleName
from matcher.pairs import DoorCounts, FreePlaces, door_counts
from matcher.pairs.buckets import buckets_of
from matcher.pairs.distinct import distinct
from matcher.pairs.doors import doors_of

Ints = npt.NDArray[np.int64]


def reasons_unplaced(planned: Planned) -> dict[int, tuple[Reason, ...]]:
    """Return, for the index of every unplaced learner, what kept each kind of door shut.

    The first reason is the decisive one: no door open, a pin, group elsewhere or at home, places full, beds full, a
    limit of the round. Then one `shut_by_rule` for each rule that shuts a door, a title that nobody understands, and
    one `would_open` for each rule that alone shuts some.
    """
    unplaced = np.flatnonzero(planned.allocation.placement_of < 0)
    return reasons_of(Situation(planned), unplaced.tolist())


def reasons_of(situation: Situation, learners: Sequence[int]) -> dict[int, tuple[Reason, ...]]:
    """Return the same for some learners."""
    planned = situation.planned
    if not learners:
        return {}
    doors = _counts(situation, learners)
    titles = titles_to_confirm(planned)
    opens = _would_open(learners, doors)
    decisive, shut = _decisive(situation, learners, doors), _Shut(planned, doors)
    return {
        learner: (decisive[learner], *shut.of(row), *titles.get(learner, ()), *opens[learner])
        for row, learner in enumerate(learners)
    }


def _decisive(situation: Situation, learners: Sequence[int], doors: DoorCounts) -> dict[int, Reason]:
    """The first reason of each learner; those of whom a very large round has left pairs out are looked at in turn."""
    judge, eligible = _Judge(situation), dict(zip(learners, doors.open.tolist(), strict=True))
    found = {
        learner: judge.decisive(learner, eligible[learner], open_)
        for learner, open_ in eligible_of(situation.planned, learners)
    }
    for learner in eligible.keys() - found.keys():
        found[learner] = judge.decisive(learner, eligible[learner], situation.open_to(learner))
    return found


class _Judge:
    """Finds the decisive reason; learners who are alike for a limit are judged once."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.planned = situation.planned

    def decisive(self, learner: int, eligible: int, open_: Ints) -> Reason:
        """The first of all reasons; `eligible` placements break no hard rule, and pins leave `open_` of them."""
        if self.planned.allocation.status == "infeasible":
            return Reason("round_infeasible", {"open": eligible})
        if eligible == 0:
            return Reason("no_door_open")
        if len(open_) == 0:
            return Reason("shut_by_pin", {"open": eligible})
        group = int(self.planned.problem.learner_group[learner])
        return self._crowded(learner, open_) if group < 0 else self._in_group(learner, open_, group)

    def _in_group(self, learner: int, open_: Ints, group: int) -> Reason:
        destinations = self.planned.problem.placement_destination[open_]
        name, where = self.planned.round.groups[group].id, int(self.planned.allocation.group_destination[group])
        if where < 0:
            return self._at_home(learner, open_, group)
        there = open_[destinations == where]
        if not (self.situation.free_places(self.situation.stay(learner))[there] > 0).any():
            params = {"group": name, "destination": self.planned.round.destinations[where].id}
            return Reason("group_is_elsewhere", params | {"open": len(there), "elsewhere": len(open_) - len(there)})
        return self._crowded(learner, there)

    def _at_home(self, learner: int, open_: Ints, group: int) -> Reason:
        """Whether some destination has a place for this learner and beds for learner and companions."""
        stay = self.situation.stay(learner)
        destinations = self.planned.problem.placement_destination[open_]
        beds = 1 + int(self.planned.problem.group_companions[group])
        room = (self.situation.free_places(stay)[open_] > 0) & (self.situation.free_beds(stay)[destinations] >= beds)
        params: dict[str, object] = {"group": self.planned.round.groups[group].id, "beds": beds}
        if not room.any():
            return Reason("group_stays_home", params)
        return Reason("group_home_with_room", params | {"destinations": self._names(destinations[room])})

    def _crowded(self, learner: int, open_: Ints) -> Reason:
        stay = self.situation.stay(learner)
        free = open_[self.situation.free_places(stay)[open_] > 0]
        if len(free) == 0:
            cutoffs = self.situation.occupancy.cutoff[open_]
            cutoff = int(cutoffs[cutoffs >= 0].min()) if (cutoffs >= 0).any() else None
            return Reason("doors_full", {"open": len(open_), "cutoff": cutoff})
        destinations = self.planned.problem.placement_destination[free]
        with_bed = self.situation.free_beds(stay)[destinations] > 0
        if not with_bed.any():
            return Reason("places_free_beds_full", {"open": len(free), "destinations": self._names(destinations)})
        return self._limited(learner, free[with_bed])

    def _limited(self, learner: int, free: Ints) -> Reason:
        params: dict[str, object] = {"destinations": self._names(self.planned.problem.placement_destination[free])}
        limits = arrival_limits(self.situation, learner, free)
        shut = np.logical_or.reduce(list(limits.values()), axis=0) if limits else np.zeros(len(free), dtype=np.bool_)
        if not shut.all():
            return Reason("free_but_unused", params | {"open": int((~shut).sum())})
        return Reason("free_but_limited", params | {"open": len(free), "limits": tuple(sorted(limits))})

    def _names(self, destinations: Ints) -> tuple[str, ...]:
        return tuple(self.planned.round.destinations[place].id for place in np.unique(destinations).tolist())


def eligible_of(planned: Planned, learners: Sequence[int]) -> Iterator[tuple[int, Ints]]:
    """Every open placement of each of those learners of whom a very large round has left pairs out, in some order."""
    cut = [learner for learner in learners if planned.pairs.cut.best_left_out[learner] >= 0]
    if not cut:
        return
    sides = planned.sides.with_learners(planned.sides.learners[one] for one in cut)
    buckets = buckets_of(doors_of(sides, planned.round), len(cut), len(sides.placements))
    place_of = {destination.id: place for place, destination in enumerate(planned.round.destinations)}
    for rows, places in buckets.blocks(np.arange(len(cut), dtype=np.int32)):
        for row, mask in zip(rows.tolist(), buckets.eligible(rows, places), strict=True):
            open_ = places[mask].astype(np.int64)
            for town in pinned_destinations(planned.round, planned.round.learners[cut[row]]):
                open_ = open_[planned.problem.placement_destination[open_] == place_of[town]]
            yield cut[row], open_


def pinned_destinations(round: Round, learner: Learner) -> tuple[str, ...]:
    """Return where pins send a learner: the last pin that names them, else the last that names their group."""
    pins = [pin for pin in round.pins if pin.kind == "pin" and pin.destination]
    own = [pin.destination or "" for pin in pins if pin.learner == learner.id]
    group = [pin.destination or "" for pin in pins if learner.group and pin.group == learner.group]
    return tuple((own or group)[-1:])


class _Shut:
    """States which rules shut how many doors; learners to whom a rule shuts as many share the reason."""

    def __init__(self, planned: Planned, counts: DoorCounts) -> None:
        self.counts = counts
        self._placements = planned.problem.placements
        self._reason = lru_cache(maxsize=None)(self._state)

    def of(self, row: int) -> Iterator[Reason]:
        counts = self.counts
        for rule, shut, only in zip(counts.rules, counts.shut[row].tolist(), counts.only[row].tolist(), strict=True):
            if shut:
                yield self._reason(rule, shut, only)

    def _state(self, rule: RuleName, shut: int, only: int) -> Reason:
        return Reason("shut_by_rule", {"rule": rule, "shut": shut, "only": only, "placements": self._placements})


def would_open(situation: Situation, learners: Sequence[int]) -> dict[int, tuple[Reason, ...]]:
    """Return, for each rule that alone shuts doors to a learner, how many, and how many of them have a free place."""
    return _would_open(learners, _counts(situation, learners))


def _counts(situation: Situation, learners: Sequence[int]) -> DoorCounts:
    """How many doors each rule shuts to each learner, and how many of those with a free place during their stay."""
    problem = situation.planned.problem
    stays = distinct(map(situation.stay, learners))
    free = np.array([situation.free_places(stay) > 0 for stay in stays.values], dtype=np.bool_)
    free_places = FreePlaces(stays.number, free.reshape(len(stays.values), problem.placements))
    return door_counts(situation.planned.sides, situation.planned.round, learners, free_places)


def _would_open(learners: Sequence[int], doors: DoorCounts) -> dict[int, tuple[Reason, ...]]:
    reason = lru_cache(maxsize=None)(_opening)
    return {
        learner: tuple(
            reason(rule, only, free)
            for rule, only, free in zip(
                doors.rules, doors.only[row].tolist(), doors.only_free[row].tolist(), strict=True
            )
            if only
        )
        for row, learner in enumerate(learners)
    }


def _opening(rule: RuleName, only: int, free: int) -> Reason:
    return Reason("would_open", {"rule": rule, "placements": only, "with_free_places": free})

"""Where everybody goes: greedy insertion, annealing, and the exact flow once the groups are settled."""

from collections.abc import Callable

import numpy as np

from matcher.allocation.groups.annealing import Annealing, Schedule, insert_greedily
from matcher.allocation.groups.market import BoolArray, FloatArray
from matcher.allocation.groups.parties import Parties
from matcher.allocation.groups.sites import Sites, decoupled_sites, flow_of_everyone, one_stay_sites
from matcher.allocation.groups.stages import Ladder
from matcher.allocation.problem import IntArray

LEAST_MOVES = 500
WARMTH = (100.0, 200.0, 60.0)  # of the rounds in turn, in points; measured on rounds of 426 to 10 000 learners
ROUNDS = 6
PASSES, LAST_ROUNDS = 2, 2  # over the stays, where stays overlap only in part; rounds of the pass after them


class Search:
    """The best assignment so far of some parties, as canonical pairs; rounds of annealing improve it.

    Parameters
    ----------
    preference
        Shape (parties, destinations + 1): what parties are worth at each destination, and home, at guiding prices.
    """

    def __init__(self, sites: Sites, preference: FloatArray, seed: int, start: IntArray | None) -> None:
        self.sites, self.preference = sites, preference
        who = sites.parties
        home = np.full(who.count, -1, dtype=np.int64)
        self.pairs = np.zeros(0, dtype=np.int64) if start is None else start
        self.state = Annealing(sites, preference, home, seed)
        if start is None:
            self._insert()
        else:
            self._adopt(start)

    def _insert(self) -> None:
        who = self.sites.parties
        groups = np.flatnonzero(self.sites.active & (who.group >= 0))
        best = self.preference[groups, :-1].max(axis=1, initial=0)
        best[who.forced[groups] >= 0] = np.inf
        insert_greedily(self.state, groups[np.argsort(-best, kind="stable")], self.preference)
        self._adopt(self.settle())

    def _adopt(self, pairs: IntArray) -> None:
        """Take up an assignment if it is better than the best."""
        if len(self.pairs) == 0 or self.worth(pairs) > self.worth(self.pairs):
            self.pairs = pairs
        self.state.restart(destinations_of(self.sites.parties, self.pairs))

    def worth(self, pairs: IntArray) -> int:
        return sum(self.sites.strict[pairs].tolist())

    def settle(self) -> IntArray:
        """Return the best pairs while every group stays where the annealing has it."""
        return flow_of_everyone(self.sites, self.state.best_where)

    def run(
        self,
        rounds: int,
        moves: int,
        should_stop: Callable[[], bool],
        on_better: Callable[[IntArray], None] | None = None,
    ) -> None:
        """Anneal in rounds, `moves` in all, each starting from the best; `on_better` is told the pairs of a better."""
        for turn in range(rounds):
            if should_stop():
                return
            schedule = Schedule(max(LEAST_MOVES, moves // rounds), WARMTH[turn % len(WARMTH)])
            self.state.run(schedule, should_stop)
            best = self.pairs
            self._adopt(self.settle())
            if on_better is not None and self.pairs is not best:
                on_better(self.pairs)


def destinations_of(who: Parties, pairs: IntArray) -> IntArray:
    """Return where the parties of some pairs are, -1 = at home. Shape (parties,)."""
    where = np.full(who.count, -1, dtype=np.int64)
    where[who.party[who.learner[pairs]]] = who.pair_destination[pairs]
    return where


def search_together(who: Parties, steps: Ladder, preference: FloatArray, seed: int) -> Search:
    """Return the search over all parties, whose days decouple."""
    return Search(decoupled_sites(who, steps.soft, steps.strict), preference, seed, None)


def search_by_stay(
    who: Parties,
    steps: Ladder,
    preference: FloatArray,
    worthwhile: BoolArray,
    seed: int,
    moves: int,
    should_stop: Callable[[], bool],
) -> IntArray:
    """Return pairs found one stay after the other, long ones first, each with the places and beds the others leave.

    Parameters
    ----------
    worthwhile
        Shape (pairs,): whether a pair is worth its places and beds over the whole stay at guiding prices; on the
        first pass only these are taken.
    moves
        Of annealing, over all stays and passes.
    """
    stays = np.unique(np.stack([who.after_day - who.first_day, who.first_day], axis=1), axis=0)[::-1]
    taken = np.zeros(0, dtype=np.int64)
    for turn in range(PASSES + 1):
        for length, first in stays.tolist():
            active = (who.after_day - who.first_day == length) & (who.first_day == first)
            mine = active[who.party[who.learner[taken]]]
            others, start = taken[~mine], taken[mine]
            usable = worthwhile | (turn > 0)
            sites = one_stay_sites(who, steps.soft * usable, steps.strict * usable, active, others)
            found = Search(sites, preference, seed, start if turn else None)
            rounds = 1 if turn < PASSES else LAST_ROUNDS
            share = float(active.mean()) * rounds / (PASSES + LAST_ROUNDS)
            found.run(rounds, int(moves * share), should_stop)
            taken = np.concatenate([others, found.pairs])
    return taken

"""Stage by stage, prices that prove a bound: none, the Lagrangian's, those with beds packed whole, those of cases."""

from dataclasses import dataclass, replace

import numpy as np

from matcher.allocation.answer import Case, Certificate, Stage
from matcher.allocation.bounds import certified_bound
from matcher.allocation.groups.branching import Branching, Leaf
from matcher.allocation.groups.case_bound import Offer, attained_at, offer_of
from matcher.allocation.groups.descent import Descent, FloatArray
from matcher.allocation.groups.effort import Effort
from matcher.allocation.groups.knapsack_bound import KnapsackBound, from_lagrangian
from matcher.allocation.groups.lagrangian import lagrangian
from matcher.allocation.groups.market import Market, Prices
from matcher.allocation.groups.parties import Parties
from matcher.allocation.groups.quota_rows import quota_rows, quota_tables
from matcher.allocation.objective import pair_values
from matcher.allocation.problem import AllocationProblem, IntArray
from matcher.allocation.progress import Run
from matcher.allocation.staged import worth

FINEST = 2**16  # prices are whole numbers of 1/scale points
LARGEST_VALUE = 10**6  # above it, coarser prices keep every sum below 2**63
FIRST_STEP = 0.1  # of the Polyak step, where the start is good already
FEWEST_PER_DESTINATION = 200  # evaluations of cases, below which telling cases apart cannot pay
LEAST_GAIN = 0.03  # of the gap; less isn't worth a longer certificate


@dataclass(frozen=True)
class Proof:
    """A certified bound, and the prices behind it to go on from."""

    bound: int
    certificate: Certificate


def scale_for(value: IntArray) -> int:
    return FINEST if int(value.max(initial=0)) <= LARGEST_VALUE else 2**6


def price_tables(who: Parties, prices: Prices, scale: int, party: FloatArray | None = None) -> dict[str, IntArray]:
    """Return prices in whole numbers of 1/scale, by the rows of the problem."""
    tables = {
        "placement": _daily(who.row_of_placement, who.days, prices.place, scale),
        "destination": _daily(who.row_of_destination, who.days, prices.bed, scale),
        "stage": _listed(np.arange(len(prices.stage)), prices.stage, scale),
    }
    if party is not None:
        grouped = who.group >= 0
        leader = who.row_of_learner[who.first_learner]
        tables["group"] = _listed(who.group[grouped], party[grouped], scale)
        tables["learner"] = _listed(leader[~grouped], party[~grouped], scale)
    return {name: table for name, table in tables.items() if len(table)}


def _listed(entity: IntArray, price: FloatArray, scale: int) -> IntArray:
    whole = np.rint(price * scale).astype(np.int64)
    table = np.stack([entity, whole], axis=1)[whole > 0]
    return np.asarray(table[np.argsort(table[:, 0], kind="stable")])


def _daily(entity: IntArray, days: IntArray, price: FloatArray, scale: int) -> IntArray:
    whole = np.rint(price * scale).astype(np.int64)
    row, day = np.nonzero(whole > 0)
    table = np.stack([entity[row], days[day], whole[row, day]], axis=1)
    return np.asarray(table[np.lexsort((table[:, 1], table[:, 0]))])


def case_of(offer: Offer, leaf: Leaf, scale: int) -> Case:
    """Return a case in whole numbers of 1/scale, by the rows of the problem."""
    who = offer.who
    mine = offer.placements_at[leaf.destination]
    groups = who.group[who.group >= 0]
    decisions = [(int(groups[group]), goes) for group, goes in leaf.decisions]
    return Case(
        int(who.row_of_destination[leaf.destination]),
        np.array(decisions, dtype=np.int64).reshape(len(decisions), 2),
        _daily(who.row_of_placement[mine], who.days, leaf.place[: len(mine)], scale),
    )


class Prover:
    """Certifies one stage: keeps the best proof so far and can go on improving it."""

    def __init__(
        self,
        problem: AllocationProblem,
        who: Parties,
        stage: str,
        earlier: list[tuple[IntArray, int]],
        placement_of: IntArray,
    ) -> None:
        self.problem, self.who, self.earlier = problem, who, earlier
        self.value = pair_values(problem, stage)  # type: ignore[arg-type]
        self.attained = worth(problem, placement_of, self.value)
        taken = placement_of[problem.pair_learner] == problem.pair_placement
        self.pairs = np.flatnonzero(taken[who.row_of_pair])
        self.scale = scale_for(self.value)
        self.quotas = quota_rows(problem)
        self.proof = self._proof(Certificate())

    def _proof(self, certificate: Certificate) -> Proof:
        return Proof(certified_bound(self.problem, certificate, self.value, self.earlier), certificate)

    @property
    def proven(self) -> bool:
        return self.proof.bound <= self.attained

    def consider(self, certificate: Certificate) -> None:
        """Keep a certificate if it proves more."""
        proof = self._proof(certificate)
        if proof.bound < self.proof.bound:
            self.proof = proof

    def market(self) -> Market:
        """Return the stage with the earlier ones and the quotas as rows that are kept."""
        rows = self.who.row_of_pair
        kept = [*self.earlier, *((quota.value, quota.least) for quota in self.quotas)]
        values = np.array([value[rows] for value, _ in kept], dtype=np.float64).reshape(len(kept), len(rows))
        least = np.array([least for _, least in kept], dtype=np.float64)
        return Market(self.who, self.value[rows].astype(np.float64), values, least)

    def _tables(self, prices: Prices, party: FloatArray | None = None) -> dict[str, IntArray]:
        stages, quotas = np.split(prices.stage, [len(self.earlier)])
        tables = price_tables(self.who, replace(prices, stage=stages), self.scale, party)
        return tables | quota_tables(self.quotas, quotas, self.scale)

    def prove(self, start: Prices | None, run: Run, effort: Effort, share: float) -> None:
        """Sharpen the proof as far as the effort goes, from prices of places and beds if there are any.

        Parameters
        ----------
        share
            Of the effort for cases.
        """
        descent, prices = self._lagrangian(start, run, effort.evaluations)
        if self.proven or run.over:
            return
        knapsack, evaluator = self._knapsacks(prices, run, effort.packings)
        left = int(share * effort.cases(descent.evaluations, knapsack.evaluations))
        if not (self.proven or run.over) and len(evaluator.rows.groups):
            self._cases(*evaluator.unflat(knapsack.best), evaluator.packer.guide, run, left)

    def _lagrangian(self, start: Prices | None, run: Run, evaluations: int) -> tuple[Descent, Prices]:
        """Price places and beds from `start` on."""
        market = self.market()
        free = market.free_prices()
        first = free if start is None else replace(start, stage=np.append(start.stage, np.zeros(len(self.quotas))))
        descent = Descent(
            lambda flat: lagrangian(market, free, flat),
            first.flat(),
            np.ones(first.flat().size),
            float(self.attained),
        )
        descent.step = 1.0 if start is None else FIRST_STEP
        descent.run(evaluations, lambda: run.over)
        prices = free.like(descent.best)
        self.consider(Certificate(self._tables(prices), self.scale))
        return descent, prices

    def _knapsacks(self, prices: Prices, run: Run, evaluations: int) -> tuple[Descent, KnapsackBound]:
        """Keep beds whole and give every party a price, starting from the Lagrangian's."""
        evaluator, flat, weight = from_lagrangian(self.market(), prices)
        descent = Descent(evaluator, flat, weight, float(self.attained))
        descent.step = FIRST_STEP
        descent.run(evaluations, lambda: run.over)
        best, party = evaluator.unflat(descent.best)
        self.consider(Certificate(self._tables(best, party), self.scale, "knapsack"))
        return descent, evaluator

    def _cases(self, prices: Prices, party: FloatArray, guide: FloatArray, run: Run, evaluations: int) -> None:
        """Tell apart who travels to each destination, each case with its own prices of places."""
        offer = offer_of(self.market(), prices, party)
        branching = Branching(offer, prices.place, guide, attained_at(offer, self.pairs))
        if evaluations < FEWEST_PER_DESTINATION * len(branching.leaves):
            return
        branching.run(evaluations, lambda: run.over)
        tables = self._tables(replace(prices, place=np.zeros_like(prices.place)), party)
        cases = tuple(case_of(offer, leaf, self.scale) for leaves in branching.leaves for leaf in leaves)
        known = self.proof
        self.consider(Certificate(tables, self.scale, "cases", cases))
        if known.bound - self.proof.bound < LEAST_GAIN * (known.bound - self.attained):
            self.proof = known

    def stage(self, name: str) -> Stage:
        return Stage(name, self.attained, self.proof.bound, self.proof.certificate)  # type: ignore[arg-type]

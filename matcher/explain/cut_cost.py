"""What leaving pairs out of a very large round can have cost at most: the certificate's prices asked about them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.allocation import AllocationProblem
from matcher.allocation.answer import Case
from matcher.allocation.bounds import (
    Earlier,
    best_of_learner,
    group_worth,
    paid_over_stay,
    readable_prices,
    reduced_values,
)
from matcher.allocation.objective import pair_values
from matcher.explain.planned import Planned
from matcher.pairs import KeptBest, Prices, cut_bound, left_out_worth

Ints = npt.NDArray[np.int64]
Tables = Mapping[str, Ints]

NOBODY_GAINS = np.int64(2**62)  # granted to those of whom no pair was left out


@dataclass(frozen=True, slots=True)
class CutCost:
    """By how much a stage's bound could be higher if no pair had been left out."""

    stage: str
    at_most: int


def cut_costs(planned: Planned, workers: int | None = 1) -> tuple[CutCost, ...]:
    """Return one row per stage; none if nothing was left out or nothing was decided."""
    if not planned.pairs.cut.pairs_left_out:
        return ()
    return tuple(
        CutCost(stage.name, _at_most(planned, place, workers)) for place, stage in enumerate(planned.allocation.stages)
    )


def _at_most(planned: Planned, place: int, workers: int | None) -> int:
    stage = planned.allocation.stages[place]
    if stage.certificate.kind == "prices":
        found = cut_bound(planned.sides, planned.round, planned.pairs, prices_of(planned, place), workers=workers)
        return -(-found.total // stage.certificate.scale)
    rise = packed_rise(planned, place, workers)
    return -(-rise.total // stage.certificate.scale)


def prices_of(planned: Planned, place: int) -> Prices:
    """Return a stage's prices as `cut_bound` takes them, all in 1/scale of the certificate's points."""
    problem, priced = planned.problem, _priced(planned, place)
    stays, _ = _stays(planned)
    reduced = reduced_values(problem, priced.tables, priced.value, priced.earlier)
    return _prices(planned, priced, _placement_prices(planned, priced.tables, stays))._replace(
        granted=_granted(planned, best_of_learner(problem, reduced)),
        companions=-group_worth(problem, priced.tables, np.zeros(problem.pairs, dtype=np.int64)),
        group_granted=_group_granted(planned, priced.tables, reduced),
    )


class _Priced(NamedTuple):
    """A stage's certificate with what it is about: tables of prices, scaled value of each pair, and stages before."""

    tables: Tables
    value: Ints
    earlier: Earlier
    weight: Mapping[str, int]  # worth of a unit of each stage


def _priced(planned: Planned, place: int) -> _Priced:
    problem, stages = planned.problem, planned.allocation.stages
    stage, earlier = stages[place], stages[:place]
    tables = readable_prices(problem, stage.certificate, len(earlier))
    weight: dict[str, int] = {stage.name: stage.certificate.scale}
    for number, price in tables["stage"].tolist():
        weight[earlier[number].name] = weight.get(earlier[number].name, 0) + price
    value = pair_values(problem, stage.name) * stage.certificate.scale
    return _Priced(tables, value, [(pair_values(problem, one.name), one.value) for one in earlier], weight)


def _prices(planned: Planned, priced: _Priced, placement: Ints) -> Prices:
    """What any pair would be worth and cost; nobody is granted anything yet."""
    problem, weight = planned.problem, priced.weight
    return Prices(
        place=weight.get("placed", 0) + weight.get("value", 0) * (problem.place_value or 0),
        points=weight.get("fit", 0) + weight.get("value", 0),
        scale=1,
        stay=_stays(planned)[1],
        placement=placement,
        credit=_credit(planned, priced.tables, weight.get("retained", 0)),
        granted=np.zeros(problem.learners, dtype=np.int64),
        companions=np.zeros((problem.groups, problem.destinations), dtype=np.int64),
        group_granted=np.zeros(problem.groups, dtype=np.int64),
    )


class PackedRise(NamedTuple):
    """By how much each party's own price would have to rise so that no pair left out is worth anything."""

    learners: Ints  # (learners,): those who travel alone
    groups: Ints  # (groups,)

    @property
    def total(self) -> int:
        return int(sum(self.learners.tolist()) + sum(self.groups.tolist()))


def packed_rise(planned: Planned, place: int, workers: int | None = 1) -> PackedRise:
    """Return the rise for a stage whose certificate packs parties into beds, in 1/scale of the certificate's points.

    A party's own price is paid wherever it goes; with it risen by the most that left-out pairs add to its worth
    anywhere, in whichever case of a destination, no packing is worth more than before. So the bound over all pairs
    rises by no more than these rises together. Where cases price a place differently, a pair left out pays the
    lowest price and what was kept the highest.
    """
    problem, certificate = planned.problem, planned.allocation.stages[place].certificate
    priced, (stays, stay) = _priced(planned, place), _stays(planned)
    lowest, highest = case_prices(problem, certificate.cases, stays)
    reduced = reduced_values(problem, priced.tables, priced.value, priced.earlier)
    row = stay[problem.pair_learner]
    kept = _kept_best(problem, reduced - highest[row, problem.pair_placement])
    own, own_of_group = (_own_price(priced.tables, name, rows) for name, rows in
                         (("learner", problem.learners), ("group", problem.groups)))  # fmt: skip
    prices = _prices(planned, priced, _placement_prices(planned, priced.tables, stays) + lowest)
    prices = prices._replace(granted=_granted(planned, own))
    found = left_out_worth(planned.sides, planned.round, planned.pairs, prices, kept, workers=workers)
    worth = group_worth(problem, priced.tables, reduced - lowest[row, problem.pair_placement])
    could_stay = np.minimum(found.groups, np.maximum(worth + found.groups - own_of_group[:, None], 0))
    rise = np.where(must_travel(problem, certificate.cases), found.groups, could_stay)
    return PackedRise(found.learners, rise.max(axis=1, initial=0))


def _own_price(tables: Tables, name: str, rows: int) -> Ints:
    own = np.zeros(rows, dtype=np.int64)
    np.add.at(own, tables[name][:, 0], tables[name][:, 1])
    return own


def _kept_best(problem: AllocationProblem, reduced: Ints) -> KeptBest:
    code = problem.pair_learner * problem.destinations + problem.pair_destination
    codes, row = np.unique(code, return_inverse=True)
    best = np.zeros(len(codes), dtype=np.int64)
    np.maximum.at(best, row, reduced)
    return KeptBest(codes, best)


def case_prices(problem: AllocationProblem, cases: Sequence[Case], stays: Ints) -> tuple[Ints, Ints]:
    """Return the lowest and the highest that a place costs in any case of its destination; all 0 without cases.

    Shapes (stays, placements); `stays` holds a learner of each.
    """
    lowest, highest = (np.zeros((len(stays), problem.placements), dtype=np.int64) for _ in range(2))
    seen = np.zeros(problem.destinations, dtype=np.bool_)
    for case in cases:
        here = np.flatnonzero(problem.placement_destination == case.destination)
        paid = np.array(
            [paid_over_stay(problem, case.prices, here, np.full(len(here), one), problem.placements) for one in stays],
            dtype=np.int64,
        ).reshape(len(stays), len(here))
        lowest[:, here] = np.minimum(lowest[:, here], paid) if seen[case.destination] else paid
        highest[:, here] = np.maximum(highest[:, here], paid)
        seen[case.destination] = True
    return lowest, highest


def must_travel(problem: AllocationProblem, cases: Sequence[Case]) -> npt.NDArray[np.bool_]:
    """Return which groups some case sends to its destination. Shape (groups, destinations)."""
    must = np.zeros((problem.groups, problem.destinations), dtype=np.bool_)
    for case in cases:
        must[case.decisions[case.decisions[:, 1] == 1, 0], case.destination] = True
    return must


def _stays(planned: Planned) -> tuple[Ints, Ints]:
    """A learner of every stay by its days, and the place of each learner's among them."""
    problem = planned.problem
    days = np.stack([problem.stay_first_day, problem.stay_last_day], axis=1)
    _, someone, stay = np.unique(days, axis=0, return_index=True, return_inverse=True)
    return someone, stay.reshape(-1)


def _placement_prices(planned: Planned, tables: Tables, stays: Ints) -> Ints:
    """What a place and a bed cost over each stay, less what helps a destination to open. Shape (stays, placements)."""
    problem = planned.problem
    places, where = np.arange(problem.placements), problem.placement_destination
    credit = np.zeros(problem.destinations, dtype=np.int64)
    np.add.at(credit, tables["destination_minimum"][:, 0], tables["destination_minimum"][:, -1])
    rows = [np.zeros((0, problem.placements), dtype=np.int64)]
    for one in stays.tolist():
        learner = np.full(problem.placements, one)
        paid = paid_over_stay(problem, tables["placement"], places, learner, problem.placements)
        beds = paid_over_stay(problem, tables["destination"], where, learner, problem.destinations)
        rows.append((paid + beds - credit[where])[None, :])
    return np.concatenate(rows)


def _credit(planned: Planned, tables: Tables, retained: int) -> Ints:
    """What makes all pairs of a learner worth more (or less, by a sender's ceiling). Shape (learners,)."""
    problem = planned.problem
    senders = np.zeros(problem.senders + 1, dtype=np.int64)  # the last is for learners without a sender
    for name, sign in (("sender_floor", 1), ("sender_ceiling", -1)):
        np.add.at(senders, tables[name][:, 0], sign * tables[name][:, -1])
    credit = senders[problem.learner_sender]
    for cell, price in tables["cell_floor"].tolist():
        sender = problem.cell_sender[cell]
        credit += np.where((sender < 0) | (problem.learner_sender == sender), price, 0)
    published = np.zeros(problem.learners, dtype=np.bool_)
    published[problem.pair_learner[problem.pair_kept]] = True
    return credit + np.where(published, retained, 0)


def _granted(planned: Planned, to_learner: Ints) -> Ints:
    return np.where(planned.pairs.cut.best_left_out < 0, NOBODY_GAINS, to_learner)


def _group_granted(planned: Planned, tables: Tables, reduced: Ints) -> Ints:
    problem = planned.problem
    granted = group_worth(problem, tables, reduced).max(axis=1, initial=0)
    touched = np.zeros(problem.groups, dtype=np.bool_)
    touched[problem.learner_group[(planned.pairs.cut.best_left_out >= 0) & (problem.learner_group >= 0)]] = True
    return np.where(touched, granted, NOBODY_GAINS)

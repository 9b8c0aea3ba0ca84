"""What leaving pairs out of a very large round can have cost at most: the certificate's prices asked about them all."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
from matcher.pairs import Prices, cut_bound

Ints = npt.NDArray[np.int64]
Tables = Mapping[str, Ints]

NOBODY_GAINS = np.int64(2**62)  # granted to those of whom no pair was left out


@dataclass(frozen=True, slots=True)
class CutCost:
    """By how much a stage's bound could be higher if no pair had been left out; None: its certificate doesn't tell."""

    stage: str
    at_most: int | None


def cut_costs(planned: Planned, workers: int | None = 1) -> tuple[CutCost, ...]:
    """Return one row per stage; none if nothing was left out or nothing was decided."""
    if not planned.pairs.cut.pairs_left_out:
        return ()
    return tuple(
        CutCost(stage.name, _at_most(planned, place, workers)) for place, stage in enumerate(planned.allocation.stages)
    )


def _at_most(planned: Planned, place: int, workers: int | None) -> int | None:
    stage = planned.allocation.stages[place]
    if stage.certificate.kind != "prices":
        return None
    found = cut_bound(planned.sides, planned.round, planned.pairs, prices_of(planned, place), workers=workers)
    return -(-found.total // stage.certificate.scale)


def prices_of(planned: Planned, place: int) -> Prices:
    """Return a stage's prices as `cut_bound` takes them, all in 1/scale of the certificate's points."""
    problem, stages = planned.problem, planned.allocation.stages
    stage, earlier = stages[place], stages[:place]
    kept: Earlier = [(pair_values(problem, one.name), one.value) for one in earlier]
    tables = readable_prices(problem, stage.certificate, len(earlier))
    value = pair_values(problem, stage.name) * stage.certificate.scale
    reduced = reduced_values(problem, tables, value, kept)
    weight = {stage.name: stage.certificate.scale}
    for number, price in tables["stage"].tolist():
        weight[earlier[number].name] = weight.get(earlier[number].name, 0) + price
    stays, stay = _stays(planned)
    return Prices(
        place=weight.get("placed", 0) + weight.get("value", 0) * (problem.place_value or 0),
        points=weight.get("fit", 0) + weight.get("value", 0),
        scale=1,
        stay=stay,
        placement=_placement_prices(planned, tables, stays),
        credit=_credit(planned, tables, weight.get("retained", 0)),
        granted=_granted(planned, reduced),
        companions=-group_worth(problem, tables, np.zeros(problem.pairs, dtype=np.int64)),
        group_granted=_group_granted(planned, tables, reduced),
    )


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


def _granted(planned: Planned, reduced: Ints) -> Ints:
    return np.where(planned.pairs.cut.best_left_out < 0, NOBODY_GAINS, best_of_learner(planned.problem, reduced))


def _group_granted(planned: Planned, tables: Tables, reduced: Ints) -> Ints:
    problem = planned.problem
    granted = group_worth(problem, tables, reduced).max(axis=1, initial=0)
    touched = np.zeros(problem.groups, dtype=np.bool_)
    touched[problem.learner_group[(planned.pairs.cut.best_left_out >= 0) & (problem.learner_group >= 0)]] = True
    return np.where(touched, granted, NOBODY_GAINS)

"""What one more place or bed would add: proven exactly for flows, at most so much from the certificate's prices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from matcher.allocation import AllocationProblem
from matcher.allocation.answer import Stage
from matcher.allocation.arguments import MOST_FIT
from matcher.allocation.bounds import CertificateInvalid, certified_bound
from matcher.allocation.cases import bed_gains, dearest_places
from matcher.allocation.objective import pair_values
from matcher.explain.occupancy import Occupancy, occupancy_of
from matcher.explain.planned import Planned
from matcher.explain.residual import Gains, Ints, exact_gains, is_plain_flow

Kind = Literal["exact", "bound"]

PAID_PER_PLACE = ("prices", "knapsack")  # kinds of certificate whose bound grows by a placement's prices per place
PAID_PER_BED = ("prices",)
MOST_REBOUND_PAIRS = 4_000_000  # destinations x pairs up to which bounds are worked out again with one more bed


@dataclass(frozen=True, slots=True)
class Marginal:
    """What one more place of a placement, or bed of a destination, on every day would add in each stage.

    `kind` "exact": the best answer would gain just that. "bound": what is possible at most would grow by no more; who
    compares with an answer that isn't proven adds its gap. A stage's bound holds for answers at least as good in the
    stages before. None: the certificate doesn't tell.
    """

    of: Literal["placement", "destination"]
    id: str
    taken: int  # on the fullest day
    capacity: int
    cutoff: int | None  # lowest fit admitted
    kind: Kind
    gains: Mapping[str, int | None]  # stage name -> whole number


def marginals(planned: Planned) -> tuple[Marginal, ...]:
    """Return one row per destination, then one per placement; none if the round has no answer."""
    if not planned.allocation.stages:
        return ()
    exact = exact_gains(planned) if is_plain_flow(planned) else None
    kind: Kind = "exact" if exact else "bound"
    places, beds = exact or (_place_bounds(planned), _bed_bounds(planned))
    return (*_destinations(planned, beds, kind), *_placements(planned, places, kind))


def _destinations(planned: Planned, gains: Gains, kind: Kind) -> Iterator[Marginal]:
    occupancy = occupancy_of(planned)
    most, lowest = occupancy.people_at.max(axis=1, initial=0), _lowest_fit(planned, occupancy)
    for at, row in enumerate(planned.round.destinations):
        yield Marginal("destination", row.id, int(most[at]), row.beds, _shown(lowest[at]), kind, _one(gains, at))


def _placements(planned: Planned, gains: Gains, kind: Kind) -> Iterator[Marginal]:
    occupancy = occupancy_of(planned)
    most, lowest = occupancy.learners_at.max(axis=1, initial=0), occupancy.cutoff
    for at, row in enumerate(planned.round.placements):
        yield Marginal("placement", row.id, int(most[at]), row.places, _shown(lowest[at]), kind, _one(gains, at))


def _one(gains: Gains, entity: int) -> dict[str, int | None]:
    return {name: None if table is None else int(table[entity]) for name, table in gains.items()}


def _shown(cutoff: int) -> int | None:
    return int(cutoff) if cutoff >= 0 else None


def _lowest_fit(planned: Planned, occupancy: Occupancy) -> Ints:
    """Shape (destinations,), -1 where nobody is."""
    cutoff, where = occupancy.cutoff, planned.problem.placement_destination
    lowest = np.full(planned.problem.destinations, MOST_FIT + 1, dtype=np.int64)
    np.minimum.at(lowest, where[cutoff >= 0], cutoff[cutoff >= 0])
    return np.where(lowest > MOST_FIT, -1, lowest)


def _place_bounds(planned: Planned) -> Gains:
    return {stage.name: _place_bound(planned, stage) for stage in planned.allocation.stages}


def _place_bound(planned: Planned, stage: Stage) -> Ints | None:
    if stage.certificate.kind == "cases":
        return dearest_places(planned.problem, stage.certificate)
    if stage.certificate.kind in PAID_PER_PLACE:
        return _priced(stage, "placement", planned.problem.placements)
    return None


def _bed_bounds(planned: Planned) -> Gains:
    return {
        stage.name: _priced(stage, "destination", planned.problem.destinations)
        if stage.certificate.kind in PAID_PER_BED
        else _rebounded(planned, position)
        for position, stage in enumerate(planned.allocation.stages)
    }


def _priced(stage: Stage, name: str, entities: int) -> Ints:
    """Each entity's prices of all days, which one more unit adds to the bound, rounded up."""
    price = np.zeros(entities, dtype=np.int64)
    if (table := stage.certificate.prices.get(name)) is not None:
        np.add.at(price, table[:, 0], table[:, -1])
    return -(-price // stage.certificate.scale)


def _rebounded(planned: Planned, position: int) -> Ints | None:
    """The same, from the bound worked out again with one more bed at each destination in turn."""
    problem, stage = planned.problem, planned.allocation.stages[position]
    if stage.certificate.kind == "cases":
        kept = [(pair_values(problem, before.name), before.value) for before in planned.allocation.stages[:position]]
        return bed_gains(problem, stage.certificate, pair_values(problem, stage.name), kept)
    if problem.destinations * problem.pairs > MOST_REBOUND_PAIRS:
        return None
    extra = np.eye(problem.destinations, dtype=np.int64)
    more = [problem.changed(destination_beds=problem.destination_beds + one) for one in extra]
    bounds = [bound for one in more if (bound := bound_of(planned, position, one)) is not None]
    return np.array(bounds, dtype=np.int64) - stage.bound if len(bounds) == len(more) else None


def bound_of(planned: Planned, position: int, problem: AllocationProblem) -> int | None:
    """What a stage's certificate proves for a changed problem; None if it is no certificate for that."""
    stages = planned.allocation.stages
    kept = [(pair_values(problem, stage.name), stage.value) for stage in stages[:position]]
    stage = stages[position]
    try:
        return certified_bound(problem, stage.certificate, pair_values(problem, stage.name), kept)
    except CertificateInvalid:
        return None

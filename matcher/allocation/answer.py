"""What was decided: who goes where, how good that is stage by stage, and the prices that prove it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Status = Literal["optimal", "feasible", "cancelled", "infeasible"]
StageName = Literal["placed", "retained", "unmoved", "fit", "value"]

PRICE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "placement": ("placement", "day"),  # places of a placement on a day
    "destination": ("destination", "day"),  # beds of a destination on a day
    "group": ("group",),  # kinds "knapsack" and "cases" only, as "learner"
    "learner": ("learner",),
    "sender_ceiling": ("sender",),
    "sender_floor": ("sender",),
    "cell_ceiling": ("cell",),
    "cell_floor": ("cell",),
    "max_per_sender": ("placement", "sender"),
    "destination_minimum": ("destination",),
    "unmoved": (),  # published learners who must stay where they are, when at most k may move
    "stage": ("stage",),  # what an earlier stage attained, kept
}


@dataclass(frozen=True)
class Case:
    """One case of a destination, and prices of its places that hold in this case only.

    `decisions` (decisions, 2): group, then 1 if it travels to the destination or 0 if not, in the order in which the
    cases were told apart; `prices` (rows, 3): placement, day, price.
    """

    destination: int
    decisions: IntArray
    prices: IntArray


@dataclass(frozen=True)
class Certificate:
    """Prices from which the bound of one stage follows without a solver.

    Every price is a nonnegative whole number of 1/`scale` points. `prices[name]` has shape (rows, columns + 1): the
    entity as in `PRICE_COLUMNS[name]`, then its price; what isn't listed costs nothing. With v the stage's value of
    a pair, and its reduced value

        r = v + sum(stage prices x the pair's value in that stage) - placement and destination prices of the days of
            the stay - sender_ceiling - cell_ceiling - max_per_sender + sender_floor + cell_floor
            + destination_minimum + unmoved (if it is the published pair),

    any feasible allocation is worth at most

        sum over learners alone: max(0, best r)                            (a pinned learner: r of the pin)
      + sum over groups: max(0, max over destinations of
            sum over members max(0, best r there) - companions x destination prices of the days of the stay)
      + sum over destinations: max(0, sum(price x places) + sum(price x beds) - destination_minimum x minimum)
            (not less than 0, unless a pin opens the destination)
      + sum(ceiling x price) - sum(floor x price) + sum(max_per_sender x price) - unmoved x those who must stay
      - sum(stage price x value attained in that stage).

    Divided by `scale` and rounded down, as every stage's value is a whole number.

    `kind` says how to read it; "prices" is the form above, "knapsack" that of `matcher.allocation.knapsacks`, "cases"
    that of `matcher.allocation.cases`, the only one with `cases`.
    """

    prices: Mapping[str, IntArray] = field(default_factory=dict)
    scale: int = 1
    kind: str = "prices"
    cases: Sequence[Case] = ()


@dataclass(frozen=True)
class Stage:
    """One objective, kept before the next: what was attained, and what nobody can exceed who keeps the earlier ones."""

    name: StageName
    value: int
    bound: int
    certificate: Certificate

    @property
    def gap(self) -> float:
        """(bound - value) / bound; 0.0 if proven."""
        return (self.bound - self.value) / self.bound if self.bound > self.value else 0.0


@dataclass(frozen=True)
class Conflict:
    """Hard demands that cannot hold together, in indices, and the cheapest repair.

    `kind` is a stable code ("pins_over_places", "floor_over_places", ...); `params` holds the indices and figures;
    `repair` what to change by how much, for example {"places_missing": 2}. With every pair worth nothing the prices
    of `proof` give a bound below 0, which no feasible allocation allows; None: the conflict speaks for itself or
    was found by search.
    """

    kind: str
    params: Mapping[str, Any]
    repair: Mapping[str, Any]
    proof: Certificate | None = None


@dataclass(frozen=True)
class Allocation:
    """The answer for a problem.

    `placement_of` (learners,) and `group_destination` (groups,) hold -1 for unplaced and not travelling. `value`
    and `bound` are those of the last stage, `gap` that of the first stage that isn't proven. An infeasible problem
    has nobody placed, no stages, and says why in `conflicts`.
    """

    placement_of: IntArray
    group_destination: IntArray
    status: Status
    placed: int
    fit: int
    stages: tuple[Stage, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def value(self) -> int:
        return self.stages[-1].value if self.stages else 0

    @property
    def bound(self) -> int:
        return self.stages[-1].bound if self.stages else 0

    @property
    def gap(self) -> float:
        return next((stage.gap for stage in self.stages if stage.gap > 0), 0.0)

    @property
    def certificate(self) -> Certificate:
        return self.stages[-1].certificate if self.stages else Certificate()

    @property
    def prices(self) -> Mapping[str, IntArray]:
        """The certificate's prices of the last stage."""
        return self.certificate.prices

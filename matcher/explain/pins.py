"""What a pin costs: how much more could at most be possible without it, from the certificate's prices."""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.explain.marginals import bound_of
from matcher.explain.planned import Planned

MOST_REBOUND_PAIRS = 20_000_000  # pins x pairs up to which this takes seconds


@dataclass(frozen=True, slots=True)
class PinCost:
    """A pin of a learner on a placement, and by how much lifting it alone could at most raise what is possible.

    Who compares with an answer that isn't proven adds its gap. None: the certificate doesn't tell, or there are too
    many pins.
    """

    learner: str
    placement: str
    author: str
    reason: str
    at_most: Mapping[str, int | None]  # stage name -> whole number


def pin_costs(planned: Planned) -> tuple[PinCost, ...]:
    """Return one row for each pin of a learner on a placement; none if the round has no answer."""
    stages, problem = planned.allocation.stages, planned.problem
    place_of = {learner.id: place for place, learner in enumerate(planned.round.learners)}
    pins = [pin for pin in planned.round.pins if pin.kind == "pin" and pin.learner and pin.placement]
    affordable = len(pins) * problem.pairs <= MOST_REBOUND_PAIRS
    return tuple(
        PinCost(
            pin.learner or "",
            pin.placement or "",
            pin.author,
            pin.reason,
            {
                stage.name: _without(planned, position, place_of[pin.learner or ""]) if affordable else None
                for position, stage in enumerate(stages)
            },
        )
        for pin in (pins if stages else ())
    )


def _without(planned: Planned, position: int, learner: int) -> int | None:
    pinned = planned.problem.pinned.copy()
    pinned[learner] = -1
    bound = bound_of(planned, position, planned.problem.changed(pinned=pinned))
    return None if bound is None else max(0, bound - planned.allocation.stages[position].bound)

"""Who was served how well: placement rate, mean fit and tail, by partner, country, age and flag."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.explain.planned import Planned
from matcher.model import Learner, LearnerSide

Ints = npt.NDArray[np.int64]

SMALLEST_CELL = 5  # fewer learners than this could be recognised: their figures are not shown


@dataclass(frozen=True, slots=True)
class FairnessRow:
    """One part of the learners; figures are None where fewer than SMALLEST_CELL learners stand behind them."""

    by: str
    value: str
    learners: int | None
    placed_rate: float | None = None  # 0-1
    mean_fit: float | None = None  # of the placed, 0-1000
    worst_decile_fit: float | None = None  # mean fit of the tenth of the placed who fit least
    outside_wishes: float | None = None  # share of the placed who stated wishes and got none of the first three


def fairness(planned: Planned) -> tuple[FairnessRow, ...]:
    """Return the fairness report of an allocation. Sex and nationality are not held, so they cannot be reported."""
    return tuple(row for by, part in PARTS.items() for row in _rows(planned, by, part))


def _age(side: LearnerSide) -> str:
    birth, first = side.learner.birth_date, side.stay.first_day
    if birth is None:
        return "not stated"
    return (
        "minor" if (first.year - birth.year - ((first.month, first.day) < (birth.month, birth.day))) < 18 else "adult"
    )


def _flag(learner: Learner) -> str:
    return {True: "yes", False: "no", None: "not stated"}[learner.fewer_opportunities]


PARTS: Mapping[str, Callable[[LearnerSide], str]] = {
    "sending partner": lambda side: side.learner.sending_partner or "none",
    "country": lambda side: side.learner.country or "not stated",
    "age at the stay's start": _age,
    "fewer opportunities": lambda side: _flag(side.learner),
}


def _rows(planned: Planned, by: str, part: Callable[[LearnerSide], str]) -> list[FairnessRow]:
    values = np.array([part(side) for side in planned.sides.learners], dtype=object)
    fit = fit_of_learners(planned)
    return [_row(planned, by, str(value), np.flatnonzero(values == value), fit) for value in sorted(set(values))]


def _row(planned: Planned, by: str, value: str, learners: Ints, fit: Ints) -> FairnessRow:
    if len(learners) < SMALLEST_CELL:
        return FairnessRow(by, value, None)
    placed = learners[fit[learners] >= 0]
    rate = len(placed) / len(learners)
    if len(placed) < SMALLEST_CELL:
        return FairnessRow(by, value, len(learners), rate)
    fits = np.sort(fit[placed])
    decile = fits[: max(1, len(fits) // 10)]
    return FairnessRow(
        by, value, len(learners), rate, float(fits.mean()), float(decile.mean()), _outside(planned, placed.tolist())
    )


def _outside(planned: Planned, placed: list[int]) -> float | None:
    stated = [place for place in placed if planned.sides.learners[place].learner.preferences]
    if len(stated) < SMALLEST_CELL:
        return None
    return sum(not _has_a_wish(planned, place) for place in stated) / len(stated)


def _has_a_wish(planned: Planned, place: int) -> bool:
    wishes = {wish.casefold() for wish in planned.sides.learners[place].learner.preferences[:3]}
    at = planned.sides.placements[int(planned.allocation.placement_of[place])]
    return bool(wishes & {at.destination.id.casefold(), at.destination.city.casefold(), at.placement.host.casefold()})


def fit_of_learners(planned: Planned) -> Ints:
    """Return the fit of every learner's assignment, -1 if unplaced. Shape (learners,)."""
    problem = planned.problem
    fit = np.full(problem.learners, -1, dtype=np.int64)
    mine = planned.allocation.placement_of[problem.pair_learner] == problem.pair_placement
    fit[problem.pair_learner[mine]] = problem.pair_fit[mine]
    return fit

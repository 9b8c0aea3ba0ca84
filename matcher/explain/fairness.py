"""Who was served how well: placement rate, mean fit and tail, by partner, country, age and flag."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.codelists.folding import fold
from matcher.eligibility.age import OF_AGE
from matcher.eligibility.days import birthday
from matcher.explain.planned import Planned
from matcher.explain.situation import fit_of_learners
from matcher.model import Learner, LearnerSide, PlacementSide
from matcher.pairs import Sides
from matcher.pairs.distinct import distinct

Ints = npt.NDArray[np.int64]

SMALLEST_CELL = 5  # fewer learners than this could be recognised: their figures are not shown
FIRST_WISHES = 3


@dataclass(frozen=True, slots=True)
class FairnessRow:
    """One part of the learners; figures are None where they, or others worked out from them, stand for too few."""

    by: str
    value: str
    learners: int | None
    placed_rate: float | None = None  # 0-1
    mean_fit: float | None = None  # of the placed, 0-1000
    worst_decile_fit: float | None = None  # mean fit of the tenth of the placed who fit least
    outside_wishes: float | None = None  # share of the placed who stated wishes and got none of the first three


def fairness(planned: Planned) -> tuple[FairnessRow, ...]:
    """Return the fairness report of an allocation. Sex and nationality are not held, so they cannot be reported."""
    return fairness_in(planned.sides, planned.allocation.placement_of, fit_of_learners(planned))


def fairness_in(sides: Sides, placement_of: Ints, fit: Ints) -> tuple[FairnessRow, ...]:
    """Return the same from where everybody is and how well they fit there: both -1 without a placement, by learner."""
    outside = _outside_wishes(sides, placement_of)
    return tuple(row for by, part in PARTS.items() for row in _rows(sides, by, part, fit, outside))


def _age(side: LearnerSide) -> str:
    if side.learner.birth_date is None:
        return "not stated"
    return "minor" if side.stay.first_day < birthday(side.learner.birth_date, OF_AGE) else "adult"


def _flag(learner: Learner) -> str:
    return {True: "yes", False: "no", None: "not stated"}[learner.fewer_opportunities]


PARTS: Mapping[str, Callable[[LearnerSide], str]] = {
    "sending partner": lambda side: side.learner.sending_partner or "none",
    "country": lambda side: side.learner.country or "not stated",
    "age at the stay's start": _age,
    "fewer opportunities": lambda side: _flag(side.learner),
}


def suppressed(counts: Sequence[int]) -> tuple[bool, ...]:
    """Return which cells of one part must stay hidden when the total of all is known.

    Those under SMALLEST_CELL; and as the hidden ones add up to the total less the others, the next smallest too until
    at least two cells and SMALLEST_CELL learners are hidden together. Empty cells tell nothing about anybody.
    """
    order = sorted((cell for cell, count in enumerate(counts) if count), key=lambda cell: (counts[cell], cell))
    hidden = {cell for cell in order if counts[cell] < SMALLEST_CELL}
    for cell in order:
        if not hidden or (len(hidden) > 1 and sum(counts[one] for one in hidden) >= SMALLEST_CELL):
            break
        hidden.add(cell)
    return tuple(cell in hidden for cell in range(len(counts)))


def _rows(sides: Sides, by: str, part: Callable[[LearnerSide], str], fit: Ints, outside: Ints) -> list[FairnessRow]:
    found = distinct(part(side) for side in sides.learners)
    order = sorted(range(len(found.values)), key=found.values.__getitem__)
    names = [found.values[value] for value in order]
    by_value = np.argsort(found.number, kind="stable")
    upto = np.cumsum(np.bincount(found.number, minlength=len(names)))[:-1]
    everyone = np.split(by_value, upto)
    members = [everyone[value] for value in order]
    return served(by, names, [fit[rows] for rows in members], [outside[rows] for rows in members])


def served(by: str, names: Sequence[str], fit: Sequence[Ints], outside: Sequence[Ints]) -> list[FairnessRow]:
    """Return a row for each part of the learners, with small cells hidden.

    Parameters
    ----------
    fit, outside
        One array for each name, one entry for each of its learners: the fit, -1 if unplaced; 1 for a placed one with
        none of the first wishes, 0 with one, -1 without a statement.
    """
    placed = [values[values >= 0] for values in fit]
    stated = [values[(values >= 0) & (there >= 0)] for values, there in zip(outside, fit, strict=True)]
    hidden = suppressed([len(values) for values in fit])
    few_placed = suppressed([len(values) for values in placed])
    few_wishes = suppressed([len(values) for values in stated])
    return [
        FairnessRow(
            by,
            name,
            None if hidden[cell] else len(fit[cell]),
            None if hidden[cell] else len(placed[cell]) / len(fit[cell]),
            None if hidden[cell] or few_placed[cell] else _mean(placed[cell]),
            None if hidden[cell] or few_placed[cell] else _mean(_worst_tenth(placed[cell])),
            None if hidden[cell] or few_wishes[cell] else _mean(stated[cell]),
        )
        for cell, name in enumerate(names)
    ]


def _mean(values: Ints) -> float | None:
    return float(values.mean()) if len(values) else None


def _worst_tenth(fit: Ints) -> Ints:
    return np.sort(fit)[: max(1, len(fit) // 10)]


def _outside_wishes(sides: Sides, placement_of: Ints) -> Ints:
    """1 where a placed learner has none of the first wishes, 0 with one, -1 unplaced or no wishes. (learners,)."""
    outside = np.full(len(sides.learners), -1, dtype=np.int64)
    for place in np.flatnonzero(placement_of >= 0).tolist():
        wishes = sides.learners[place].learner.preferences
        if wishes:
            outside[place] = not _has_a_wish(wishes, sides.placements[int(placement_of[place])])
    return outside


def _has_a_wish(stated: Sequence[str], at: PlacementSide) -> bool:
    wishes = {fold(wish) for wish in stated[:FIRST_WISHES]}
    return bool(wishes & {fold(at.destination.id), fold(at.destination.city), fold(at.placement.host)})

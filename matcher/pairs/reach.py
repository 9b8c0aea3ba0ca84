"""What is open to whom at which start of a stay; learners to whom all of it is alike are one class."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.model import LearnerSide, Round, Stay
from matcher.pairs.distinct import Index, classes
from matcher.pairs.doors import Door, Mask, doors_of, share_open
from matcher.pairs.sides import Sides


class Open(NamedTuple):
    """The placements that no rule shuts at every start, and at which starts each is open: shape (starts, places)."""

    places: NDArray[np.int64]
    open: Mask


@dataclass(frozen=True, slots=True)
class StayReach:
    """The learners of one stay and what is open to them whenever it begins.

    Attributes
    ----------
    stay, starts
        The stay, and the same with its dates fixed, once for each day on which it may begin.
    learners
        Shape (learners of the stay,): into the round's learners, ascending.
    class_of
        Shape (learners of the stay,).
    some_of
        Shape (classes,): the place of one learner of each class in `learners`.
    always, at_start
        The hard rules that do not read the stay's days, and those that do, at each start.
    pinned
        Shape (learners of the stay,): the row of `demanded` that pins ask for, -1 = none.
    demanded
        Shape (pins, placements): where each of them lets its learner go.
    """

    stay: Stay
    starts: tuple[Stay, ...]
    learners: Index
    class_of: Index
    some_of: Index
    always: tuple[Door, ...]
    at_start: tuple[tuple[Door, ...], ...]
    pinned: Index
    demanded: Mask

    @property
    def is_flexible(self) -> bool:
        return self.stay.length_days is not None

    def choice(self) -> NDArray[np.int64]:
        """How many placements are open, added up over the starts. Shape (classes,)."""
        counts = (int(np.count_nonzero(self.open_to(class_).open)) for class_ in range(len(self.some_of)))
        return np.fromiter(counts, dtype=np.int64, count=len(self.some_of))

    def open_to(self, class_: int) -> Open:
        """Which placements are open to the learners of a class at which start."""
        place = int(self.some_of[class_])
        if self.pinned[place] >= 0:
            places = np.flatnonzero(self.demanded[self.pinned[place]])
        else:
            places = np.arange(self.demanded.shape[1])
        places = _through(self.always, int(self.learners[place]), places)
        at_starts = np.zeros((len(self.starts), len(places)), dtype=np.bool_)
        for start, doors in enumerate(self.at_start):
            at_starts[start] = _all_open(doors, place, places)
        return Open(places, at_starts)


def reaches_of(sides: Sides, round: Round) -> Iterator[StayReach]:
    """Every stay that learners have, in the round's order."""
    always = _narrowest_first(doors_of(sides, round, dated=False))
    demanded, pinned = _pins(sides, round)
    stay_of = np.array([side.stay.id for side in sides.learners])
    for stay in round.stays:
        learners = np.flatnonzero(stay_of == stay.id).astype(np.int32)
        if len(learners):
            starts = tuple(map(stay.begun_on, stay.starts)) if stay.length_days else (stay,)
            of_stay = [sides.learners[learner] for learner in learners.tolist()]
            at_start = tuple(
                _narrowest_first(doors_of(_beginning(of_stay, start, sides), round, dated=True)) for start in starts
            )
            rows = [door.row[learners] for door in always] + [door.row for doors in at_start for door in doors]
            some_of, class_of = classes([*rows, pinned[learners] + 1], len(learners))
            yield StayReach(stay, starts, learners, class_of, some_of, always, at_start, pinned[learners], demanded)


def _narrowest_first(doors: Sequence[Door]) -> tuple[Door, ...]:
    return tuple(sorted((door for door in doors if not door.open.all()), key=share_open))


def _beginning(learners: Sequence[LearnerSide], start: Stay, sides: Sides) -> Sides:
    return sides.with_learners(LearnerSide(side.learner, start, side.group, side.field) for side in learners)


def _through(doors: Sequence[Door], row: int, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """The placements among some that all doors open; ask the narrowest first, and few are left to ask about."""
    for door in doors:
        places = places[door.open[door.row[row]][door.column[places]]]
    return places


def _all_open(doors: Sequence[Door], row: int, places: NDArray[np.int64]) -> Mask:
    found = np.zeros(len(places), dtype=np.bool_)
    left = np.arange(len(places))
    for door in doors:
        left = left[door.open[door.row[row]][door.column[places[left]]]]
    found[left] = True
    return found


def _pins(sides: Sides, round: Round) -> tuple[Mask, NDArray[np.int32]]:
    """Where pins let learners go, a row for each pin that says so, and each learner's row, -1 = none."""
    pins = [pin for pin in round.pins if pin.kind == "pin"]
    rows = [
        [pin.placement in (None, side.placement.id) and pin.destination in (None, side.destination.id)
         for side in sides.placements]
        for pin in pins
    ]  # fmt: skip
    row_of: dict[tuple[str, str | None], int] = {("group", pin.group): row for row, pin in enumerate(pins) if pin.group}
    row_of |= {("learner", pin.learner): row for row, pin in enumerate(pins) if pin.learner}
    pinned = [
        row_of.get(("learner", side.learner.id), row_of.get(("group", side.learner.group), -1))
        for side in sides.learners
    ]
    return np.array(rows, dtype=np.bool_).reshape(len(pins), len(sides.placements)), np.array(pinned, dtype=np.int32)

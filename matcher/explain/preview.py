"""What a learner could get, before and without deciding anything: ranked placements, and what would open more doors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.explain.learner import Option
from matcher.explain.scarcity import Scarcity
from matcher.model import LearnerSide, Reason, Stay
from matcher.pairs import Offers, ShutDoors, Sides

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Preview:
    """The placements open to a learner, best fit first, and what keeps the others shut.

    `open` counts all that are open, `options` shows some. Where the stay's dates are not fixed, an option is for its
    own best start; what is shut is said for the start at which least is.
    """

    learner: str
    open: int
    options: tuple[Option, ...]
    shut: tuple[Reason, ...]
    would_open: tuple[Reason, ...]


class _Start(NamedTuple):
    """What a learner finds with the stay on certain days; fit -1 where a door is shut."""

    side: LearnerSide
    doors: ShutDoors
    fit: Ints


def preview(sides: Sides, offers: Offers, learner: LearnerSide, top: int, scarcity: Scarcity | None = None) -> Preview:
    """Rank the placements that are open to a learner, who needn't be one of the round's.

    Parameters
    ----------
    offers
        Of these sides.
    top
        How many options to show.
    scarcity
        What the last run left; each option then says how likely it is.
    """
    starts = [_start(offers, side) for side in _starts(learner)]
    fits = np.array([start.fit for start in starts])
    best, start_of = fits.max(axis=0), fits.argmax(axis=0)
    ranked = np.argsort(-best, kind="stable")[: min(top, int((best >= 0).sum()))]
    widest = max(starts, key=lambda start: int((start.fit >= 0).sum()))
    return Preview(
        learner=learner.learner.id,
        open=int((best >= 0).sum()),
        options=tuple(
            _option(sides, offers, starts[start_of[at]].side, at, int(best[at]), scarcity) for at in ranked.tolist()
        ),
        shut=tuple(_shut(widest.doors)),
        would_open=tuple(_would_open(widest.doors, widest.side.stay, scarcity)),
    )


def _starts(learner: LearnerSide) -> Sequence[LearnerSide]:
    """The learner on each of the days on which the stay may begin."""
    stay = learner.stay
    if stay.length_days is None:
        return [learner]
    return [replace(learner, stay=stay.begun_on(day), starts=stay.starts) for day in stay.starts]


def _start(offers: Offers, side: LearnerSide) -> _Start:
    doors = offers.shut(side)
    return _Start(side, doors, np.where(doors.open, offers.fit(side).astype(np.int64), -1))


def _option(sides: Sides, offers: Offers, side: LearnerSide, at: int, fit: int, scarcity: Scarcity | None) -> Option:
    place = sides.placements[at]
    return Option(
        placement=place.placement.id,
        host=place.placement.host,
        destination=place.destination.id,
        fit=fit,
        evidence=offers.evidence(side, at),
        reasons=() if scarcity is None else (scarcity.band(side.stay, at, fit),),
    )


def _shut(doors: ShutDoors) -> Iterator[Reason]:
    """For each rule that shuts a door: how many, and how many of them it alone."""
    placements = doors.broken.shape[1]
    only = doors.only.sum(axis=1)
    for rule, shut, alone in zip(doors.rules, doors.broken.sum(axis=1).tolist(), only.tolist(), strict=True):
        if shut:
            yield Reason("shut_by_rule", {"rule": rule, "shut": shut, "only": alone, "placements": placements})


def _would_open(doors: ShutDoors, stay: Stay, scarcity: Scarcity | None) -> Iterator[Reason]:
    """For each rule that alone shuts doors: how many, and how many of them have a free place, as far as one knows."""
    free = None if scarcity is None else scarcity.left(stay.first_day, stay.last_day).places > 0
    for rule, alone in zip(doors.rules, doors.only, strict=True):
        if alone.any():
            with_free = None if free is None else int((alone & free).sum())
            yield Reason("would_open", {"rule": rule, "placements": int(alone.sum()), "with_free_places": with_free})

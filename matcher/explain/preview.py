"""What a learner could get, before and without deciding anything: ranked placements, and what would open more doors."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.explain.learner import Option
from matcher.explain.scarcity import Scarcity
from matcher.model import Evidence, LearnerSide, Reason, RuleName, Stay
from matcher.pairs import Offers, ShutDoors, Sides

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


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
    evidence: Callable[[int], dict[str, Evidence]]


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
    best, start_of = _best(starts)
    widest = max(starts, key=lambda start: _many(start.fit >= 0))
    only, open_ = widest.doors.only, _many(best >= 0)
    ranked = _first(best, min(top, open_))
    return Preview(
        learner=learner.learner.id,
        open=open_,
        options=tuple(_option(sides, starts[start_of(at)], at, int(best[at]), scarcity) for at in ranked.tolist()),
        shut=tuple(_shut(widest.doors, only)),
        would_open=tuple(_would_open(widest.doors.rules, only, widest.side.stay, scarcity)),
    )


def _starts(learner: LearnerSide) -> Sequence[LearnerSide]:
    """The learner on each of the days on which the stay may begin."""
    stay = learner.stay
    if stay.length_days is None:
        return [learner]
    return [replace(learner, stay=stay.begun_on(day), starts=stay.starts) for day in stay.starts]


def _start(offers: Offers, side: LearnerSide) -> _Start:
    doors = offers.shut(side)
    fit = np.where(doors.open, offers.fit(side).astype(np.int64), -1)
    return _Start(side, doors, fit, offers.evidence(side))


def _best(starts: Sequence[_Start]) -> tuple[Ints, Callable[[int], int]]:
    """The best fit of each placement on any of the days, and which of them that is."""
    if len(starts) == 1:
        return starts[0].fit, lambda _at: 0
    fits = np.array([start.fit for start in starts])
    return fits.max(axis=0), lambda at: int(fits[:, at].argmax())


def _first(best: Ints, top: int) -> Ints:
    """The placements with the best fits, in the round's order where they are equal."""
    if not top:
        return np.zeros(0, dtype=np.int64)
    among = np.flatnonzero(best >= np.partition(best, -top)[-top])
    return among[np.argsort(-best[among], kind="stable")][:top]


def _option(sides: Sides, start: _Start, at: int, fit: int, scarcity: Scarcity | None) -> Option:
    place = sides.placements[at]
    return Option(
        placement=place.placement.id,
        host=place.placement.host,
        destination=place.destination.id,
        fit=fit,
        evidence=start.evidence(at),
        reasons=() if scarcity is None else (scarcity.band(start.side.stay, at, fit),),
    )


def _shut(doors: ShutDoors, only: Mask) -> Iterator[Reason]:
    """For each rule that shuts a door: how many, and how many of them it alone."""
    placements = doors.broken.shape[1]
    for rule, broken, alone in zip(doors.rules, doors.broken, only, strict=True):
        if shut := _many(broken):
            counts = {"shut": shut, "only": _many(alone), "placements": placements}
            yield Reason("shut_by_rule", {"rule": rule, **counts})


def _would_open(rules: Sequence[RuleName], only: Mask, stay: Stay, scarcity: Scarcity | None) -> Iterator[Reason]:
    """For each rule that alone shuts doors: how many, and how many of them have a free place, as far as one knows."""
    free = None if scarcity is None else scarcity.left(stay.first_day, stay.last_day).places > 0
    for rule, alone in zip(rules, only, strict=True):
        if count := _many(alone):
            with_free = None if free is None else _many(alone & free)
            yield Reason("would_open", {"rule": rule, "placements": count, "with_free_places": with_free})


def _many(mask: Mask) -> int:
    return int(np.count_nonzero(mask))

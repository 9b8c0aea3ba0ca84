"""Whether the placement is where the learner wants to go."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from matcher.codelists.folding import fold
from matcher.fit.feature import BEST, FULL, Points, feature
from matcher.model import Evidence, LearnerSide, PlacementSide, Reason

# Score by place in the list of wishes. It does not depend on how many wishes there are: one more takes nothing from
# those before it.
PLACES = (1.0, 0.8, 0.6, 0.4)
FURTHER = 0.2
FEW = 8  # wishes for which one goes through all names: an index takes longer

Wish = tuple[int, str]  # place in the list, from 0, and the name that stands there


def _wishes(side: LearnerSide) -> tuple[Wish, ...] | None:
    return tuple(enumerate(side.learner.preferences)) or None


def _names(side: PlacementSide) -> tuple[str, ...]:
    """What people may call the placement: its destination, city or host."""
    return tuple(
        {fold(name): None for name in (side.destination.id, side.destination.city, side.placement.host) if name}
    )


def _score(place: int) -> float:
    return PLACES[place] if place < len(PLACES) else FURTHER


def wishes_in_names(wishes: Sequence[Wish], names: Sequence[tuple[str, ...]]) -> Points:
    """Points of every wish at every placement's names, as `preferences` gives them; shape (wishes, names)."""
    columns_of = _looked_for(names) if len(wishes) <= FEW else _looked_up(names)
    points = np.zeros((len(wishes), len(names)), dtype=np.int16)
    for row, (place, name) in enumerate(wishes):
        points[row, columns_of(fold(name))] = round(_score(place) * FULL)
    return points


def _looked_for(names: Sequence[tuple[str, ...]]) -> Callable[[str], list[int]]:
    return lambda name: [column for column, some in enumerate(names) if name in some]


def _looked_up(names: Sequence[tuple[str, ...]]) -> Callable[[str], list[int]]:
    columns = defaultdict(list)
    for column, some in enumerate(names):
        for name in some:
            columns[name].append(column)
    return lambda name: columns.get(name, [])


@feature(learner=_wishes, placement=_names, parts=BEST, table=wishes_in_names)
def preferences(wish: Wish, names: tuple[str, ...]) -> Evidence:
    """Whether destination, city or host is on the learner's list of wishes, and how far up."""
    place, name = wish
    if fold(name) not in names:
        return Evidence(0.0, Reason("wish_not_met"))
    return Evidence(_score(place), Reason("wish_met", {"wish": name, "place": place + 1}))

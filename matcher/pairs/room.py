"""How much room is left at every placement and destination whenever a stay may begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.model import Round, Stay
from matcher.pairs.distinct import Index, distinct
from matcher.pairs.sides import Sides

Whole = NDArray[np.int64]
Rows = NDArray[np.integer[Any]]

PLACE = 1 << 20  # room is counted in whole parts of a place or bed, so that every machine counts alike


@dataclass(frozen=True, slots=True)
class Room:
    """Room during stays, a row for each start; in parts of a place or bed, below 0 where more is taken than there is.

    Attributes
    ----------
    places, beds
        Shape (starts, placements), (starts, destinations).
    town
        Shape (placements,): the destination of each.
    beside
        By start: the rows of those whose stays share a day with it, its own among them.
    """

    places: Whole
    beds: Whole
    town: Index
    beside: tuple[Whole, ...]

    def left(self, rows: Whole, places: Rows) -> Whole:
        """Places that have a bed too. Shape (rows, places)."""
        beds = self.beds[rows][:, self.town[places]]
        return np.maximum(np.minimum(self.places[rows[:, None], places], beds), 0)

    def take(self, row: int, places: Rows, shares: Whole, *, companions: int = 0, town: int = 0) -> None:
        """Take up room at one start, and at all whose stays share a day with it."""
        rows = self.beside[row]
        self.places[rows[:, None], places] -= shares
        beds = np.bincount(self.town[places], shares, minlength=self.beds.shape[1]).astype(np.int64)
        beds[town] += companions * PLACE
        self.beds[rows] -= beds


def room_of(sides: Sides, round: Round, starts: Sequence[Stay]) -> Room:
    """All room of a round, none of it taken."""
    beds_of = {destination.id: destination.beds for destination in round.destinations}
    towns = distinct(side.destination.id for side in sides.placements)
    places = np.array([side.placement.places for side in sides.placements], dtype=np.int64)
    beds = np.array([beds_of[town] for town in towns.values], dtype=np.int64)
    beside = tuple(
        np.array([row for row, other in enumerate(starts) if other.overlaps(start)], dtype=np.int64) for start in starts
    )
    return Room(
        places=np.tile(places * PLACE, (len(starts), 1)),
        beds=np.tile(beds * PLACE, (len(starts), 1)),
        town=towns.number,
        beside=beside,
    )

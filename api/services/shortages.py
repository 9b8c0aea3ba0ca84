"""Where places are short and where they lie idle, as a table: study field by destination."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.explain import Shortage, field_name
from matcher.explain.shortages import UNKNOWN
from matcher.model import Destination
from matcher.reports.condensed import condensed
from matcher.store.engine import Session
from matcher.store.round_tables import list_nouns
from matcher.store.viewers import Viewer

EVERY = 1_000_000  # rows of a small table, none of which has so many


@dataclass(frozen=True, slots=True)
class ShortageRow:
    """A study field ("" if nobody knows it): learners who wait, and places still free in each city."""

    field: str
    waiting: int
    free: Sequence[int]


@dataclass(frozen=True, slots=True)
class ShortageTable:
    """A row for each study field, most waiting first; a column for each city, the smallest of many added up.

    `destinations` are those behind the cities, None behind a column that is added up.
    """

    cities: Sequence[str]
    destinations: Sequence[str | None]
    rows: Sequence[ShortageRow]


def shortage_table(session: Session, viewer: Viewer, round_id: str, found: Sequence[Shortage]) -> ShortageTable:
    """Set out shortages by the destinations of their round that the viewer sees."""
    nouns = list_nouns(session, viewer, round_id, "destination", "", EVERY)
    there = [noun for noun, _ in nouns if isinstance(noun, Destination)]
    fields = ["" if row.field == UNKNOWN else field_name(row.field) for row in found]
    free = np.array([[row.free_places.get(one.id, 0) for one in there] for row in found], dtype=np.int64)
    cities = [one.city or one.id for one in there]
    grid = condensed(fields, cities, free.reshape(len(fields), len(there)), most_rows=len(fields))
    rows = zip(fields, found, grid.values, strict=True)
    behind = {city: one.id for city, one in zip(cities, there, strict=True)}
    columns = [behind.get(city) for city in grid.columns]
    return ShortageTable(
        grid.columns, columns, [ShortageRow(field, row.unplaced, places) for field, row, places in rows]
    )

"""Where places are short and where they lie idle, as a table: study field by destination."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from api.services.overview import most_at_once
from matcher.explain import Shortage, field_name, shortages_in
from matcher.explain.shortages import UNKNOWN, by_field
from matcher.model import Destination
from matcher.profiles import resolve_titles
from matcher.reports.condensed import condensed
from matcher.store.engine import Session
from matcher.store.explained import get_answer
from matcher.store.overview import learners_placed, presences_at_placements
from matcher.store.round_tables import list_nouns
from matcher.store.run_inputs import input_of
from matcher.store.viewers import Viewer

EVERY = 1_000_000  # rows of a small table, none of which has so many


@dataclass(frozen=True, slots=True)
class ShortageRow:
    """A study field ("" if nobody knows it), its code: learners who wait, and places still free in each city."""

    code: str
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


@dataclass(frozen=True, slots=True)
class Shortages:
    """Where places are short by a run, and who waits, by study field."""

    rows: tuple[Shortage, ...]
    waiting: Mapping[str, tuple[str, ...]]


def shortages_of(session: Session, viewer: Viewer, run_id: str) -> Shortages:
    """Say where places are short and where they lie idle by a run: of its pairs nothing is needed.

    Raises
    ------
    UnknownId, InputForgotten
        If the viewer sees no answer of such a run, or its round was purged since.
    """
    get_answer(session, viewer, run_id)
    round = input_of(session, run_id)
    taken = most_at_once(presences_at_placements(session, viewer, run_id))
    placed = learners_placed(session, viewer, run_id)
    waiting = [place for place, learner in enumerate(round.learners) if learner.id not in placed]
    left = [placement.places - taken.get(placement.id, 0) for placement in round.placements]
    fields = resolve_titles(round)
    named = {
        field: tuple(round.learners[place].id for place in places)
        for field, places in by_field(fields, waiting).items()
    }
    return Shortages(shortages_in(round, fields, waiting, left), named)


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
        grid.columns, columns, [ShortageRow(row.field, field, row.unplaced, places) for field, row, places in rows]
    )

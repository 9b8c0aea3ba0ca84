"""What the last run left free and what it made scarce: how likely a placement is for somebody who asks now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.explain.marginals import PAID_PER_BED, PAID_PER_PLACE
from matcher.model import Allocation, Reason, Round, Stay

Ints = npt.NDArray[np.int64]
KEPT_STAYS = 64  # looked at before are kept; a round has a handful


class Left(NamedTuple):
    """What a run left for one span of days. Places and beds on the fullest day; prices in points of fit."""

    places: Ints  # (placements,)
    beds: Ints  # (destinations,)
    place_price: npt.NDArray[np.float64]  # (placements,)
    bed_price: npt.NDArray[np.float64]  # (destinations,)


@dataclass(frozen=True, slots=True)
class _Taken:
    """Rows that take something from a first to a last day, both counted."""

    at: Ints
    first: Ints
    last: Ints
    amount: Ints


class Scarcity:
    """The state in which a run's answer leaves a round; the round may have changed since."""

    def __init__(self, round: Round, answer: Allocation) -> None:
        self._placements = {row.id: at for at, row in enumerate(round.placements)}
        self._destinations = {row.id: at for at, row in enumerate(round.destinations)}
        self._places = np.array([row.places for row in round.placements], dtype=np.int64)
        self._beds = np.array([row.beds for row in round.destinations], dtype=np.int64)
        self._town = np.array([self._destinations[row.destination] for row in round.placements], dtype=np.int64)
        spans = [(row.first_day.toordinal(), row.last_day.toordinal()) for row in answer.assignments]
        learners = [(row.placement, *span, 1) for row, span in zip(answer.assignments, spans, strict=True)]
        people = [(row.destination, *span, 1) for row, span in zip(answer.assignments, spans, strict=True)]
        self._learners_at = _taken(learners, self._placements)
        self._people_at = _taken([*people, *_companions(round, answer)], self._destinations)
        self._place_cutoff = _lowest(((row.placement, row.fit) for row in answer.assignments), self._placements)
        self._town_cutoff = _lowest(((row.destination, row.fit) for row in answer.assignments), self._destinations)
        self._prices = _fit_prices(answer)
        self.left = lru_cache(KEPT_STAYS)(self._left)

    def band(self, stay: Stay, placement: int, fit: int) -> Reason:
        """Return `band_likely`, `band_contested` or `band_closed` with what it rests on.

        Likely: on every day of the stay a place and a bed stayed free. Otherwise somebody would have to give way.
        At the run's prices that adds to the total if the fit exceeds `need`: contested; if not, closed.
        """
        left, town = self.left(stay.first_day, stay.last_day), int(self._town[placement])
        free: dict[str, object] = {"free_places": int(left.places[placement]), "free_beds": int(left.beds[town])}
        if left.places[placement] > 0 and left.beds[town] > 0:
            return Reason("band_likely", free)
        need = self._need(left, placement, town)
        return Reason("band_contested" if fit > need else "band_closed", free | {"need": need})

    def _need(self, left: Left, placement: int, town: int) -> int:
        """The fit that somebody without another place must exceed; without a price, the lowest fit admitted."""
        price, lowest = 0.0, 0
        if left.places[placement] <= 0:
            price += left.place_price[placement]
            lowest = 0 if self._prices.per_place else int(self._place_cutoff[placement])
        if left.beds[town] <= 0:
            price += left.bed_price[town]
            lowest = max(lowest, 0 if self._prices.per_bed else int(self._town_cutoff[town]))
        return max(lowest, int(price - self._prices.placed))

    def _left(self, first_day: date, last_day: date) -> Left:
        first, last = first_day.toordinal(), last_day.toordinal()
        tables = self._prices.tables
        return Left(
            self._places - _most(self._learners_at, len(self._places), first, last),
            self._beds - _most(self._people_at, len(self._beds), first, last),
            _price(tables.get("placement", ()), self._placements, first, last),
            _price(tables.get("destination", ()), self._destinations, first, last),
        )


def _companions(round: Round, answer: Allocation) -> Iterable[tuple[str, int, int, int]]:
    """Where companions sleep, on the days of their group's members."""
    group_of = {row.id: row.group for row in round.learners if row.group}
    days = {group_of[row.learner]: row for row in answer.assignments if row.learner in group_of}
    for group in answer.groups:
        if group.destination is not None and group.group in days:
            row = days[group.group]
            yield group.destination, row.first_day.toordinal(), row.last_day.toordinal(), group.companions


def _taken(rows: Sequence[tuple[str, int, int, int]], place: Mapping[str, int]) -> _Taken:
    """Rows of what the round still has."""
    cells = [(place[id], *rest) for id, *rest in rows if id in place]
    return _Taken(*np.array(cells, dtype=np.int64).reshape(len(cells), 4).T)


def _most(taken: _Taken, rows: int, first: int, last: int) -> Ints:
    """The most that is taken on any day from `first` to `last`. Shape (rows,)."""
    meets = (taken.first <= last) & (taken.last >= first)
    at, amount = taken.at[meets], taken.amount[meets]
    change = np.zeros((rows, last - first + 2), dtype=np.int32)
    np.add.at(change, (at, np.maximum(taken.first[meets] - first, 0)), amount)
    np.add.at(change, (at, np.minimum(taken.last[meets], last) - first + 1), -amount)
    most: Ints = change.cumsum(axis=1)[:, :-1].max(axis=1, initial=0).astype(np.int64)
    return most


def _lowest(fits: Iterable[tuple[str, int]], place: Mapping[str, int]) -> Ints:
    lowest = np.full(len(place), 1001, dtype=np.int64)
    for id, fit in fits:
        if id in place:
            lowest[place[id]] = min(lowest[place[id]], fit)
    return np.where(lowest > 1000, 0, lowest)


class _FitPrices(NamedTuple):
    """Of the stage that decides about fit: prices per thing and day, and what being placed at all is worth."""

    tables: Mapping[str, Sequence[tuple[str, int, float]]]
    placed: float
    per_place: bool  # whether places have prices at all, and beds
    per_bed: bool


def _fit_prices(answer: Allocation) -> _FitPrices:
    stages = answer.certificate.get("stages", ())
    stage = next((row for row in reversed(stages) if row.get("stage") in ("fit", "value")), None)
    if stage is None:
        return _FitPrices({}, 0.0, False, False)
    scale = int(stage["scale"])
    tables = {
        name: [(id, date.fromisoformat(day).toordinal(), price / scale) for id, day, price in rows]
        for name, rows in stage["prices"].items()
        if name in ("placement", "destination")
    }
    kind = stage["kind"]
    return _FitPrices(tables, _placed_price(stages, stage) / scale, kind in PAID_PER_PLACE, kind in PAID_PER_BED)


def _placed_price(stages: Sequence[Mapping[str, Any]], stage: Mapping[str, Any]) -> int:
    numbers = [number for number, row in enumerate(stages) if row["stage"] == "placed"]
    return sum(price for number, price in stage["prices"].get("stage", ()) if number in numbers)


def _price(
    rows: Sequence[tuple[str, int, float]], place: Mapping[str, int], first: int, last: int
) -> npt.NDArray[np.float64]:
    """What the days from `first` to `last` cost together. Shape (things,)."""
    price = np.zeros(len(place), dtype=np.float64)
    for id, day, cost in rows:
        if id in place and first <= day <= last:
            price[place[id]] += cost
    return price

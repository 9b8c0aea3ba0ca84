"""What one more place or bed would add and what pins cost, as a reader takes it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matcher.explain import Marginal, Planned
from matcher.reports.town_names import town_names
from matcher.said import N_, Counted, Said, Words

MOST_PLACEMENTS, MOST_DESTINATIONS = 10, 40  # on the page; marginals.csv has all


@dataclass(frozen=True, slots=True)
class WorthRow:
    """A destination or placement: how full it is, the lowest fit admitted, and what one more unit would add."""

    name: str
    taken: int
    capacity: int
    cutoff: int | None
    words: str


def worth_rows(
    planned: Planned, marginals: Sequence[Marginal], of: Literal["destination", "placement"]
) -> list[WorthRow]:
    """Destinations, of many those where one more bed would add most; of placements those where a place would."""
    rows = [row for row in marginals if row.of == of]
    if of == "placement":
        rows = [row for row in rows if any(row.gains.values())]
    most = MOST_PLACEMENTS if of == "placement" else MOST_DESTINATIONS
    if of == "placement" or len(rows) > most:
        rows.sort(key=lambda row: (*(-(gain or 0) for gain in row.gains.values()), row.id))
    towns = town_names(planned.round)
    names = (towns[row.id] if of == "destination" else _placement(planned, row) for row in rows)
    return [
        WorthRow(name, row.taken, row.capacity, row.cutoff, gain_words(row.gains, row.kind))
        for name, row in zip(names, rows[:most], strict=False)
    ]


def _placement(planned: Planned, row: Marginal) -> str:
    return f"{row.id} {planned.round.placement_by_id[row.id].host}"


GAINS: Mapping[str, Words] = {
    "placed": Counted("count", "{gain} learner placed", "{gain} learners placed"),
    "retained": N_("{gain} of the published still placed"),
    "unmoved": N_("{gain} of the published unmoved"),
    "fit": N_("{gain} fit"),
    "value": Counted("count", "{gain} point of value", "{gain} points of value"),
}
LISTED = "{gains}"  # nothing to translate


def gain_words(gains: Mapping[str, int | None], kind: str) -> str:
    """The first stages that would gain, most important first, and the fit; a dash where the certificate is silent."""
    if not gains or None in gains.values():
        return "–"
    said = tuple(Said(GAINS[stage], gain=f"{gain:+d}", count=gain) for stage, gain in gains.items() if gain)
    if not said:
        return Said("nothing")
    return Said("at most {gains}", gains=said) if kind == "bound" else Said(LISTED, gains=said)

"""`report.html`: what a coordinator reads, in one file that needs no network."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from matcher.explain import (
    ConflictInWords,
    FairnessRow,
    Marginal,
    Occupancy,
    PinCost,
    Planned,
    conflict_in_words,
    fairness,
    field_name,
    fit_of_learners,
    marginals,
    occupancy_of,
    pin_costs,
    sentence,
    shortages,
)
from matcher.model import Allocation, Reason
from matcher.reports.balance import BalanceRow, balance_rows
from matcher.reports.charts import Bar, bars, heat_map, histogram, steps
from matcher.reports.condensed import MOST_COLUMNS, MOST_ROWS, Grid, condensed, largest
from matcher.reports.fit_columns import fit_columns
from matcher.reports.proof import STAGES, keeps_published
from matcher.reports.town_names import town_names
from matcher.reports.waiting import WaitingKind, waiting_kinds
from matcher.reports.worth import WorthRow, gain_words, worth_rows

MOST_PARTNERS = 100  # with a row of their own under fairness; of more, those of whom the least share is placed


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure at the top, and what it counts."""

    figure: str
    words: str


@dataclass(frozen=True, slots=True)
class BedChart:
    """A destination's people by day."""

    city: str
    chart: Markup
    fullest: int
    beds: int


@dataclass(frozen=True, slots=True)
class ShortageRow:
    """A study field: learners waiting, and places still free at each destination."""

    field: str
    unplaced: int
    free: Sequence[int]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template shows; it decides nothing."""

    name: str
    synthetic: bool
    shortened: str
    status: str
    proof: str
    tiles: Sequence[Tile]
    flows: Markup
    flow_table: Grid
    rates: Markup
    balance: Sequence[BalanceRow]
    fits: Markup
    fit_words: str
    beds: Sequence[BedChart]
    waiting: Sequence[WaitingKind]
    shortage_cities: Sequence[str]
    shortages: Sequence[ShortageRow]
    fairness: Sequence[FairnessRow]
    warnings: Sequence[str]
    conflicts: Sequence[ConflictInWords]
    worth_words: str
    bed_worth: Sequence[WorthRow]
    place_worth: Sequence[WorthRow]
    pins: Sequence[tuple[PinCost, str]]
    stages: Sequence[tuple[str, int, int]]
    digest: str
    rules_version: str
    seed: str
    software: str


def report_html(planned: Planned, answer: Allocation) -> str:
    """Render the report of an answer."""
    return template_environment().get_template("report.html").render(page=page_of(planned, answer))


@cache
def template_environment() -> Environment:
    """Where the templates are, strict about what they name and safe about what they show."""
    return Environment(
        loader=PackageLoader("matcher.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_of(planned: Planned, answer: Allocation) -> Page:
    """Gather what the report shows."""
    occupancy = occupancy_of(planned)
    cities = list(town_names(planned.round).values())
    flows, served = _flows(planned, cities), _fairness(planned)
    shortage_cities, short_of = _shortages(planned, cities)
    fit_chart, fit_words = _fits(planned)
    worth = marginals(planned)
    return Page(
        name=answer.round,
        synthetic="synthetic" in answer.round.lower(),
        status=answer.status,
        proof=_proof(answer),
        tiles=_tiles(planned, answer),
        shortened=_shortened(planned),
        flows=heat_map("flows", flows, "Who sends whom where", "Learners by sending partner and destination"),
        flow_table=flows,
        rates=_rates(served),
        balance=balance_rows(planned.round, answer),
        fits=fit_chart,
        fit_words=fit_words,
        beds=_beds(planned, occupancy, cities),
        waiting=waiting_kinds(planned, answer),
        shortage_cities=shortage_cities,
        shortages=short_of,
        fairness=served,
        warnings=[sentence(Reason(warning.code, warning.params)) for warning in answer.warnings],
        conflicts=[conflict_in_words(planned.round, conflict) for conflict in planned.allocation.conflicts],
        worth_words=_worth_words(answer, worth),
        bed_worth=worth_rows(planned, worth, "destination"),
        place_worth=worth_rows(planned, worth, "placement"),
        pins=[(cost, gain_words(cost.at_most, "bound")) for cost in pin_costs(planned)],
        stages=[(STAGES[stage["stage"]], stage["value"], stage["bound"]) for stage in answer.certificate["stages"]],
        digest=answer.input_digest,
        rules_version=answer.rules_version,
        seed=answer.seed,
        software=", ".join(f"{name} {version}" for name, version in answer.software.items()),
    )


def _proof(answer: Allocation) -> str:
    if answer.status == "infeasible":
        return "No allocation keeps every demand of this round; the conflict is below."
    others = "no allocation of this round"
    if keeps_published(answer):
        others += " that moves as few of the published"
    if answer.gap == 0:
        return f"Proven: {others} is better."
    return f"Certified: {others} is more than {answer.gap:.2%} better."


def _worth_words(answer: Allocation, worth: Sequence[Marginal]) -> str:
    if all(row.kind == "exact" for row in worth):
        return "What the best answer would gain, exactly."
    words = "What could be gained at most, from the prices of the proof."
    return (
        words if answer.gap == 0 else f"{words} It comes on top of the {answer.gap:.2%} that may be possible already."
    )


def _tiles(planned: Planned, answer: Allocation) -> list[Tile]:
    people = sum(row.people for row in answer.destinations)
    beds = sum(row.beds for row in answer.destinations)
    travelling = sum(group.destination is not None for group in answer.groups)
    companions = sum(row.companions for row in answer.destinations)
    tiles = [
        Tile(f"{answer.objective.placed} of {len(planned.round.learners)}", "learners placed"),
        Tile(f"{people} of {beds}", "beds taken on the fullest day, companions counted"),
    ]
    if answer.groups:
        tiles.append(
            Tile(f"{travelling} of {len(answer.groups)}", f"groups travel, companions with them: {companions}")
        )
    if answer.objective.placed:
        tiles.append(Tile(f"{answer.objective.fit / answer.objective.placed:.0f}", "mean fit of 1000"))
    return tiles


def _shortened(planned: Planned) -> str:
    """What of a large round the page does not show."""
    partners, destinations = len(planned.round.sending_partners), len(planned.round.destinations)
    if partners < MOST_ROWS and destinations <= MOST_COLUMNS:
        return ""
    return (
        f"This round has {partners} sending partners and {destinations} destinations: the page shows the largest and"
        f" the fullest, and under fairness the {MOST_PARTNERS} partners of whose learners the least share is placed."
        " The tables beside it hold all."
    )


def _flows(planned: Planned, cities: Sequence[str]) -> Grid:
    senders = len(planned.round.sending_partners)
    table = np.zeros((senders + 1, len(cities)), dtype=np.int64)
    placed = np.flatnonzero(planned.allocation.placement_of >= 0)
    where = planned.problem.placement_destination[planned.allocation.placement_of[placed]]
    np.add.at(table, (planned.problem.learner_sender[placed], where), 1)  # -1, no partner, is the last row
    names = [partner.name or partner.id for partner in planned.round.sending_partners]
    if table[-1].any():
        return condensed([*names, "no sending partner"], cities, table)
    return condensed(names, cities, table[:-1])


def _rates(served: Sequence[FairnessRow]) -> Markup:
    rows = [
        Bar(row.value, row.placed_rate, f"{row.placed_rate:.0%} of {row.learners}")
        for row in served
        if row.by == "sending partner" and row.placed_rate is not None
    ][:MOST_ROWS]
    return bars(
        "rates", rows, "Placement rate by sending partner", "; ".join(f"{row.label}: {row.words}" for row in rows)
    )


def _fairness(planned: Planned) -> list[FairnessRow]:
    names = {partner.id: partner.name or partner.id for partner in planned.round.sending_partners}
    rows = fairness(planned)
    partners = [replace(row, value=names.get(row.value, row.value)) for row in rows if row.by == "sending partner"]
    if len(partners) > MOST_PARTNERS:
        told = [row for row in partners if row.placed_rate is not None]
        partners = sorted(told, key=lambda row: row.placed_rate or 0.0)[:MOST_PARTNERS]
    return [*partners, *(row for row in rows if row.by != "sending partner")]


def _fits(planned: Planned) -> tuple[Markup, str]:
    fit = fit_of_learners(planned)
    found = fit_columns(fit[fit >= 0])
    if found is None:
        return Markup(), "Nobody is placed."
    words = (
        f"Half of the placed have a fit of {found.of_half:.0f} or more. The tenth who fit least lie between"
        f" {found.worst_from} and {found.worst_to}, with a mean of {found.worst_mean:.0f}; columns that lie wholly in"
        " this tail are orange."
    )
    return histogram("fits", found.counts, found.edges, "Distribution of fit", words, tail=found.tail), words


def _beds(planned: Planned, occupancy: Occupancy, cities: Sequence[str]) -> list[BedChart]:
    charts = []
    fullest_first = largest(occupancy.people_at.max(axis=1, initial=0).astype(np.int64), MOST_COLUMNS)
    for place in fullest_first:
        people, beds = occupancy.people_at[place].tolist(), planned.round.destinations[place].beds
        fullest = max(people, default=0)
        words = f"at most {fullest} people on a day, {beds} beds"
        first, title = date.fromordinal(occupancy.first_day), f"Beds used in {cities[place]}"
        chart = steps(f"beds-{place}", first, people, beds, title, words)
        charts.append(BedChart(cities[place], chart, fullest, beds))
    return charts


def _shortages(planned: Planned, cities: Sequence[str]) -> tuple[Sequence[str], list[ShortageRow]]:
    """The cities that have a column, and a row for each study field."""
    ids = [destination.id for destination in planned.round.destinations]
    found = shortages(planned)
    fields = [row.field if row.field == "unknown" else field_name(row.field) for row in found]
    free = np.array([[row.free_places.get(id, 0) for id in ids] for row in found], dtype=np.int64)
    grid = condensed(fields, cities, free.reshape(len(fields), len(ids)), most_rows=len(fields))
    rows = zip(fields, found, grid.values, strict=True)
    return grid.columns, [ShortageRow(field, row.unplaced, places) for field, row, places in rows]

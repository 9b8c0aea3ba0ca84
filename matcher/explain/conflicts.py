"""Demands that cannot hold together, in the round's own ids, names and dates, with the cheapest repair."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.allocation import Conflict
from matcher.explain.amounts import beds, more_places, people, pins, places
from matcher.explain.named import some
from matcher.model import FlowCell, Round
from matcher.said import N_, Counted, Listed, Said, shown
from matcher.said import Words as SaidWords

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ConflictInWords:
    """What contradicts what (`params`, by id), the sentence that says so, and the cheapest repair in words."""

    code: str
    params: Mapping[str, Any]
    sentence: str
    repair: str


def conflict_in_words(round: Round, conflict: Conflict) -> ConflictInWords:
    """Say a conflict of an infeasible answer in the user's own fields; an unknown kind is shown with its values."""
    params = _by_id(round, conflict.params)
    say = KINDS.get(conflict.kind, _unknown)
    sentence, repair = say(round, params, conflict.repair)
    return ConflictInWords(conflict.kind, params, sentence, repair)


def _by_id(round: Round, params: Mapping[str, Any]) -> Params:
    """Indices as ids, day numbers as dates; cells of the flow plan as partner, destination and stay."""
    tables: Mapping[str, Sequence[Any]] = {
        "learner": [row.id for row in round.learners],
        "placement": [row.id for row in round.placements],
        "destination": [row.id for row in round.destinations],
        "group": [row.id for row in round.groups],
        "sender": [row.id for row in round.sending_partners],
        "cell": [*map(_cell, round.flow_plan), *_reserve_cells(round)],
    }
    named: Params = {}
    for name, value in params.items():
        table = tables.get(name.removesuffix("s"))
        if name == "day":
            named[name] = date.fromordinal(value)
        elif table is None:
            named[name] = value
        else:
            named[name] = tuple(table[one] for one in value) if isinstance(value, list) else table[value]
    return named


def _cell(cell: FlowCell) -> dict[str, str | None]:
    return {"sending_partner": cell.sending_partner, "destination": cell.destination, "stay": cell.stay}


def _reserve_cells(round: Round) -> list[dict[str, str]]:
    """The reserve stands behind the flow plan: at destinations, then anywhere."""
    reserve = round.rules.reserve
    if reserve is None:
        return []
    at = [{"reserve": reserve.published_in, "destination": town} for town in round.reserved_at]
    return [*at, {"reserve": reserve.published_in}]


Words = tuple[str, str]


def _split_group(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    pinned = _pins(round)
    where = {learner: round.placement_by_id[pinned[learner]].destination for learner in params["learners"]}
    whom = tuple(Said("{learner} to {destination}", learner=one, destination=to) for one, to in where.items())
    words = N_("pins send the members of group {group} to different destinations: {whom}")
    return (
        Said(words, group=params["group"], whom=whom),
        Said("lift {pins}, so that one destination is left", pins=pins(repair["pins_to_lift"])),
    )


def _over_places(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    del round
    missing = repair["places_missing"]
    words = N_("pins put {people} on placement {placement}, which has {places}, on {day}: {missing}")
    sentence = Said(
        words,
        people=people(params["learners"]),
        placement=params["placement"],
        places=places(params["places"]),
        day=params["day"],
        missing=Said(Counted("count", "{count} place is missing", "{count} places are missing"), count=missing),
    )
    way_out = N_("lift {missing} of these pins, or ask the host for {more}")
    return sentence, Said(way_out, missing=missing, more=more_places(missing))


def _over_beds(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    missing, companions = repair["beds_missing"], params.get("companions", 0)
    said = {
        "people": people(params["learners"]),
        "city": _city(round, params["destination"]),
        "beds": beds(params["beds"]),
        "day": params["day"],
        "missing": Said(Counted("count", "{count} bed is missing", "{count} beds are missing"), count=missing),
    }
    more = Said(Counted("count", "{count} more bed", "{count} more beds"), count=missing)
    way_out = Said("lift pins that need {beds} there, or find {more}", beds=beds(missing), more=more)
    if not companions:
        return Said("pins bring {people} to {city}, which has {beds}, on {day}: {missing}", **said), way_out
    words = N_("pins bring {people} and {companions} of their groups to {city}, which has {beds}, on {day}: {missing}")
    with_them = Said(Counted("count", "{count} companion", "{count} companions"), count=companions)
    return Said(words, companions=with_them, **said), way_out


def _over_sender_ceiling(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    by, ceiling = repair["ceiling_raised_by"], params["ceiling"]
    partner = _partner(round, params["sender"])
    return (
        Said(
            "pins place {people} of {partner}, whose ceiling is {ceiling}",
            people=people(params["learners"]), partner=partner, ceiling=ceiling,
        ),
        Said("lift {by} of these pins, or raise the ceiling to {ceiling}", by=by, ceiling=ceiling + by),
    )  # fmt: skip


def _over_cell_ceiling(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    by, ceiling = repair["ceiling_raised_by"], params["ceiling"]
    sentence = Said(
        "pins bring {people} into the flow plan's cell of {cell}, whose ceiling is {ceiling}",
        people=people(params["learners"]),
        cell=_cell_words(round, params["cell"]),
        ceiling=ceiling,
    )
    way_out = N_("lift {by} of these pins, or raise the ceiling of that cell to {ceiling}")
    return sentence, Said(way_out, by=by, ceiling=ceiling + by)


def _over_max_per_sender(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    by, most = repair["max_per_sender_raised_by"], params["max_per_sender"]
    sentence = Said(
        "pins put {people} of {partner} on placement {placement}, which takes at most {most} of one sending partner",
        people=people(params["learners"]),
        partner=_partner(round, params["sender"]),
        placement=params["placement"],
        most=most,
    )
    way_out = N_("lift {by} of these pins, or raise max_per_sending_partner to {most}")
    return sentence, Said(way_out, by=by, most=most + by)


def _demands(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    asked = [
        *(_floor(round, round.sending_partners[row].id, by) for row, by in repair.get("sender_floor_lowered_by", ())),
        *(_cell_demand(round, row, by) for row, by in repair.get("cell_floor_lowered_by", ())),
        *(
            _minimum(round, round.destinations[row].id, by)
            for row, by in repair.get("destination_minimum_lowered_by", ())
        ),
    ]
    if by := repair.get("moves_raised_by"):
        asked.append(_moves(by))
    demands = Listed(tuple(words for words, _ in asked), "; ")
    repairs = Listed(tuple(words for _, words in asked), Said(", and "))
    if short := _bottleneck(round, params):
        return (
            Said("{demands}; what is short: {short}", demands=demands, short=short),
            Said("{repairs}; or add what is short", repairs=repairs),
        )
    return Said(ALONE, all=demands), Said(ALONE, all=repairs)


ALONE = "{all}"  # nothing to translate


def _moves(by: int) -> Words:
    more = Counted("by", "allow {by} more move", "allow {by} more moves")
    return Said("{by} more of the published have to move than may", by=by), Said(more, by=by)


def _floor(round: Round, sender: str, by: int) -> Words:
    partner = next(row for row in round.sending_partners if row.id == sender)
    coming = sum(learner.sending_partner == sender for learner in round.learners)
    said = {"floor": partner.floor, "partner": _partner(round, sender), "more": more_places(by)}
    words: SaidWords = N_("the floor of {floor} for {partner} needs {more} that its learners may have")
    if coming < partner.floor:
        words, said = FEW_COMING, said | {"coming": coming}
    return Said(words, **said), _lowered(partner.floor, by)


FEW_COMING = Counted(
    "coming",
    "the floor of {floor} for {partner} needs {more} that its learners may have: only {coming} learner is sent from"
    " there",
    "the floor of {floor} for {partner} needs {more} that its learners may have: only {coming} learners are sent from"
    " there",
)


def _lowered(floor: int, by: int) -> Said:
    return Said("lower that floor by {by}, to {floor}", by=by, floor=floor - by)


def _cell_demand(round: Round, row: int, by: int) -> Words:
    if row < len(round.flow_plan):
        return _cell_floor(round, round.flow_plan[row], by)
    cell = _reserve_cells(round)[row - len(round.flow_plan)]
    published_in = ", ".join([cell["reserve"], *([cell["destination"]] if "destination" in cell else [])])
    return (
        Said(
            "the reserve for learners with fewer opportunities ({published_in}) needs {more}",
            published_in=published_in,
            more=more_places(by),
        ),
        Said("lower that reserve by {places}", places=places(by)),
    )


def _cell_floor(round: Round, cell: FlowCell, by: int) -> Words:
    sentence = Said(
        "the flow plan's floor of {floor} for {cell} needs {more} that its learners may have",
        floor=cell.floor,
        cell=_cell_words(round, _cell(cell)),
        more=more_places(by),
    )
    return sentence, _lowered(cell.floor or 0, by)


def _minimum(round: Round, id: str, by: int) -> Words:
    minimum = round.destination_by_id[id].minimum_learners or 0
    words = Counted(
        "minimum",
        "{city} must open, and its minimum of {minimum} learner is out of reach by {by}",
        "{city} must open, and its minimum of {minimum} learners is out of reach by {by}",
    )
    return (
        Said(words, city=_city(round, id), minimum=minimum, by=by),
        Said("lower that minimum by {by}, to {minimum}, or lift the pins that open it", by=by, minimum=minimum - by),
    )


def _bottleneck(round: Round, params: Params) -> tuple[Said, ...]:
    """The beds and places that the proof prices; a destination whose minimum is asked is no shortage of beds."""
    towns = () if "destination_minimum" in params["demands"] else params.get("destinations", ())
    short = [Said("beds at {city}", city=_city(round, id)) for id in towns]
    if scarce := params.get("placements"):
        short.append(Said("places on {placements}", placements=some(scarce)))
    return tuple(short)


def _undecided(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    del round, params
    return (
        Said("the time was over before an allocation that keeps every demand was found, or shown not to exist"),
        Said("allow at least {seconds} seconds more, or lower floors and minimums", seconds=repair["seconds_more"]),
    )


def _unknown(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    del round
    return _values(params), _values(repair)


KINDS: Mapping[str, Callable[[Round, Params, Mapping[str, Any]], Words]] = {
    "pins_split_group": _split_group,
    "pins_over_places": _over_places,
    "pins_over_beds": _over_beds,
    "pins_over_sender_ceiling": _over_sender_ceiling,
    "pins_over_cell_ceiling": _over_cell_ceiling,
    "pins_over_max_per_sender": _over_max_per_sender,
    "demands_out_of_reach": _demands,
    "undecided": _undecided,
}


def _values(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {shown(value)}" for name, value in values.items())


def _pins(round: Round) -> dict[str, str]:
    return {pin.learner: pin.placement for pin in round.pins if pin.kind == "pin" and pin.learner and pin.placement}


def _partner(round: Round, id: str) -> str:
    return next((row.name for row in round.sending_partners if row.id == id and row.name), id)


def _city(round: Round, id: str) -> str:
    return round.destination_by_id[id].city or id


def _cell_words(round: Round, cell: Mapping[str, str | None]) -> Said:
    said = {
        "partner": _partner(round, str(cell["sending_partner"])),
        "city": _city(round, str(cell["destination"])),
    }
    if not cell["stay"]:
        return Said("{partner} at {city}", **said)
    return Said("{partner} at {city}, stay {stay}", **said, stay=cell["stay"])

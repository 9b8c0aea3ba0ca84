"""Demands that cannot hold together, in the round's own ids, names and dates, with the cheapest repair."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.allocation import Conflict
from matcher.explain.named import some
from matcher.model import FlowCell, Round
from matcher.said import shown

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
    """The reserve stands behind the flow plan."""
    reserve = round.rules.reserve
    return [{"reserve": reserve.published_in}] if reserve else []


Words = tuple[str, str]


def _split_group(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    pinned = _pins(round)
    where = {learner: round.placement_by_id[pinned[learner]].destination for learner in params["learners"]}
    whom = ", ".join(f"{learner} to {destination}" for learner, destination in where.items())
    return (
        f"pins send the members of group {params['group']} to different destinations: {whom}",
        f"lift {_count(repair['pins_to_lift'], 'pin')}, so that one destination is left",
    )


def _over_places(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    del round
    places, missing = params["places"], repair["places_missing"]
    sentence = (
        f"pins put {_people(params['learners'])} on placement {params['placement']}, which has"
        f" {_count(places, 'place')}, on {shown(params['day'])}: {_missing(missing, 'place')}"
    )
    return sentence, f"lift {missing} of these pins, or ask the host for {_count(missing, 'more place')}"


def _over_beds(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    missing, companions = repair["beds_missing"], params.get("companions", 0)
    also = f" and {_count(companions, 'companion')} of their groups" if companions else ""
    sentence = (
        f"pins bring {_people(params['learners'])}{also} to {_city(round, params['destination'])}, which has"
        f" {_count(params['beds'], 'bed')}, on {shown(params['day'])}: {_missing(missing, 'bed')}"
    )
    return sentence, f"lift pins that need {_count(missing, 'bed')} there, or find {_count(missing, 'more bed')}"


def _over_sender_ceiling(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    by, ceiling = repair["ceiling_raised_by"], params["ceiling"]
    return (
        f"pins place {_people(params['learners'])} of {_partner(round, params['sender'])}, whose ceiling is {ceiling}",
        f"lift {by} of these pins, or raise the ceiling to {ceiling + by}",
    )


def _over_cell_ceiling(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    by, ceiling = repair["ceiling_raised_by"], params["ceiling"]
    sentence = (
        f"pins bring {_people(params['learners'])} into the flow plan's cell of"
        f" {_cell_words(round, params['cell'])}, whose ceiling is {ceiling}"
    )
    return sentence, f"lift {by} of these pins, or raise the ceiling of that cell to {ceiling + by}"


def _over_max_per_sender(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    by, most = repair["max_per_sender_raised_by"], params["max_per_sender"]
    sentence = (
        f"pins put {_people(params['learners'])} of {_partner(round, params['sender'])} on placement"
        f" {params['placement']}, which takes at most {most} of one sending partner"
    )
    return sentence, f"lift {by} of these pins, or raise max_per_sending_partner to {most + by}"


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
        asked.append((f"{by} more of the published have to move than may", f"allow {_count(by, 'more move')}"))
    sentences, repairs = "; ".join(words for words, _ in asked), ", and ".join(words for _, words in asked)
    if short := _bottleneck(round, params):
        return f"{sentences}; what is short: {short}", f"{repairs}; or add what is short"
    return sentences, repairs


def _floor(round: Round, sender: str, by: int) -> Words:
    partner = next(row for row in round.sending_partners if row.id == sender)
    coming = sum(learner.sending_partner == sender for learner in round.learners)
    verb = "is" if coming == 1 else "are"
    few = f": only {_count(coming, 'learner')} {verb} sent from there" if coming < partner.floor else ""
    sentence = (
        f"the floor of {partner.floor} for {_partner(round, sender)} needs {_count(by, 'more place')} that"
        f" its learners may have{few}"
    )
    return sentence, f"lower that floor by {by}, to {partner.floor - by}"


def _cell_demand(round: Round, row: int, by: int) -> Words:
    if row < len(round.flow_plan):
        return _cell_floor(round, round.flow_plan[row], by)
    published_in = round.rules.reserve.published_in if round.rules.reserve else ""
    return (
        f"the reserve for learners with fewer opportunities ({published_in}) needs {_count(by, 'more place')}",
        f"lower that reserve by {_count(by, 'place')}",
    )


def _cell_floor(round: Round, cell: FlowCell, by: int) -> Words:
    sentence = (
        f"the flow plan's floor of {cell.floor} for {_cell_words(round, _cell(cell))} needs"
        f" {_count(by, 'more place')} that its learners may have"
    )
    return sentence, f"lower that floor by {by}, to {cell.floor - by}"


def _minimum(round: Round, id: str, by: int) -> Words:
    minimum = round.destination_by_id[id].minimum_learners
    return (
        f"{_city(round, id)} must open, and its minimum of {minimum} learners is out of reach by {by}",
        f"lower that minimum by {by}, to {minimum - by}, or lift the pins that open it",
    )


def _bottleneck(round: Round, params: Params) -> str:
    """The beds and places that the proof prices; a destination whose minimum is asked is no shortage of beds."""
    towns = () if "destination_minimum" in params["demands"] else params.get("destinations", ())
    short = [f"beds at {_city(round, id)}" for id in towns]
    if places := params.get("placements"):
        short.append(f"places on {some(places)}")
    return ", ".join(short)


def _undecided(round: Round, params: Params, repair: Mapping[str, Any]) -> Words:
    del round, params
    return (
        "the time was over before an allocation that keeps every demand was found, or shown not to exist",
        f"allow at least {repair['seconds_more']} seconds more, or lower floors and minimums",
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


def _count(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def _missing(number: int, unit: str) -> str:
    return f"{_count(number, unit)} {'is' if number == 1 else 'are'} missing"


def _people(ids: Sequence[str]) -> str:
    return f"{_count(len(ids), 'learner')} ({some(ids)})"


def _partner(round: Round, id: str) -> str:
    return next((row.name for row in round.sending_partners if row.id == id and row.name), id)


def _city(round: Round, id: str) -> str:
    return round.destination_by_id[id].city or id


def _cell_words(round: Round, cell: Mapping[str, str | None]) -> str:
    stay = f", stay {cell['stay']}" if cell["stay"] else ""
    return f"{_partner(round, str(cell['sending_partner']))} at {_city(round, str(cell['destination']))}{stay}"

"""A round and its pairs as the arrays that the allocation engine takes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt

from matcher.allocation import AllocationProblem
from matcher.eligibility import Bans, broken_rules
from matcher.explain import sentence
from matcher.model import Pin, Round, Rules
from matcher.pairs import Pairs, Sides
from matcher.pairs.ties import tie_keys
from matcher.said import N_, Said

Ints = npt.NDArray[np.int64]
Places = Mapping[str, int]  # an id's place in its table


def problem_of(round: Round, sides: Sides, pairs: Pairs) -> AllocationProblem:
    """State the round's allocation problem; entities keep their order in the round's tables."""
    placements, destinations = places_of(round.placements), places_of(round.destinations)
    senders, groups, stays = places_of(round.sending_partners), places_of(round.groups), places_of(round.stays)
    cells = round.flow_plan
    open_ = _at_pinned_destination(round, pairs, destinations)
    reserved = _reserved(round, pairs.learner[open_].astype(np.int64))
    reserve = [
        *_reserve_at(round, pairs, open_, reserved, destinations),
        *((-1, floor) for floor in _reserve_floors(round.rules, int(reserved.sum()))),
    ]
    return AllocationProblem(
        learners=len(round.learners),
        pair_learner=pairs.learner[open_],
        pair_placement=pairs.placement[open_],
        pair_fit=pairs.fit[open_],
        placement_capacity=_ints(placement.places for placement in round.placements),
        placement_destination=_ints(destinations[placement.destination] for placement in round.placements),
        destination_beds=_ints(destination.beds for destination in round.destinations),
        learner_group=_ints(groups.get(learner.group or "", -1) for learner in round.learners),
        group_companions=_ints(group.companions for group in round.groups),
        learner_sender=_ints(senders.get(learner.sending_partner or "", -1) for learner in round.learners),
        sender_floor=_ints(sender.floor for sender in round.sending_partners),
        sender_ceiling=_ints(-1 if s.ceiling is None else s.ceiling for s in round.sending_partners),
        learner_stay=_ints(stays[learner.stay] for learner in round.learners),
        max_per_sender=_ints(placement.max_per_sending_partner or -1 for placement in round.placements),
        destination_minimum=_ints(destination.minimum_learners for destination in round.destinations),
        stay_first_day=_ints(side.stay.first_day.toordinal() for side in sides.learners),
        stay_last_day=_ints(side.stay.last_day.toordinal() for side in sides.learners),
        pinned=_pinned(round, placements),
        previous=_previous(round, placements),
        moves=round.rules.moves,
        place_value=round.rules.place_value,
        learner_key=tie_keys(round.seed, [learner.id for learner in round.learners]),
        placement_key=tie_keys(round.seed, [placement.id for placement in round.placements]),
        learner_reserved=reserved,
        cell_sender=_ints([*(senders[cell.sending_partner] for cell in cells), *(-1 for _ in reserve)]),
        cell_destination=_ints([*(destinations[cell.destination] for cell in cells), *(where for where, _ in reserve)]),
        cell_stay=_ints([*(-1 if cell.stay is None else stays[cell.stay] for cell in cells), *(-1 for _ in reserve)]),
        cell_reserved=_ints([*(0 for _ in cells), *(1 for _ in reserve)]),
        cell_floor=_ints([*(cell.floor for cell in cells), *(floor for _, floor in reserve)]),
        cell_ceiling=_ints([*(-1 if cell.ceiling is None else cell.ceiling for cell in cells), *(-1 for _ in reserve)]),
    )


def _reserved(round: Round, open_to: Ints) -> Ints:
    """1 for learners with fewer opportunities who have an open placement and places reserved for them. (learners,)."""
    reserved = np.zeros(len(round.learners), dtype=np.int64)
    reserved[open_to] = 1
    flagged = [bool(round.rules.reserve and learner.fewer_opportunities) for learner in round.learners]
    return reserved * np.array(flagged, dtype=np.int64)


def _reserve_floors(rules: Rules, reserved: int) -> list[int]:
    """Return how many of the `reserved` learners must be placed: a list of one number, or of none."""
    if rules.reserve is None or not reserved:
        return []
    return [max(min(rules.reserve.places, reserved), ceil(rules.reserve.share * reserved - 1e-9))]


def _reserve_at(
    round: Round, pairs: Pairs, open_: npt.NDArray[np.bool_], reserved: Ints, destinations: Places
) -> list[tuple[int, int]]:
    """Return destination and how many of the `reserved` learners must be placed there, no more than can come."""
    if not round.reserved_at or not reserved.any():
        return []
    there = _ints(destinations[placement.destination] for placement in round.placements)[pairs.placement]
    wanted = open_ & (reserved == 1)[pairs.learner]
    return [
        (where, min(places, len(np.unique(pairs.learner[wanted & (there == where)]))))
        for where, places in ((destinations[town], places) for town, places in round.reserved_at.items())
    ]


def places_of(table: Sequence[object]) -> dict[str, int]:
    return {row.id: place for place, row in enumerate(table)}  # type: ignore[attr-defined]


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def refused_pins(sides: Sides, round: Round) -> list[Said]:
    """Return one sentence for every pin on a pair that a hard rule or another pin shuts, with the way out."""
    learners, placements = places_of(round.learners), places_of(round.placements)
    bans, towns = Bans(round.pins), _pinned_destinations(round)
    refused = []
    for pin, id in _pins_on_placements(round):
        learner, placement = sides.learners[learners[id]], sides.placements[placements[pin.placement or ""]]
        said = {"author": pin.author, "learner": id, "placement": pin.placement}
        shut = N_("{author} pinned {learner} on {placement}, but {reason}: lift the pin, or waive the rule {rule}")
        refused += [
            Said(shut, **said, reason=sentence(broken.reason), rule=broken.rule)
            for broken in broken_rules(learner, placement, round.rules, bans)
        ]
        town = towns.get(id)
        if town is not None and town != placement.destination.id:
            refused.append(_elsewhere(pin, id, pin.placement, town))
    return refused + _pins_apart(round)


def _pins_on_placements(round: Round) -> Iterator[tuple[Pin, str]]:
    """Return every pin on a placement with each learner whom it sends there; of a group it sends all."""
    members = defaultdict(list)
    for learner in round.learners:
        members[learner.group].append(learner.id)
    for pin in round.pins:
        if pin.kind == "pin" and pin.placement:
            yield from ((pin, id) for id in ([pin.learner] if pin.learner else members[pin.group]))


def _pins_apart(round: Round) -> list[Said]:
    """Return one sentence for every pin that sends somebody elsewhere than another of the same kind does."""
    sent: dict[tuple[str, str], str] = {}
    apart = []
    at_towns = [(pin, pin.learner or pin.group or "", pin.destination) for pin in round.pins if pin.kind == "pin"]
    for pin, who, there in [*((p, id, p.placement) for p, id in _pins_on_placements(round)), *at_towns]:
        kind = "placement" if pin.placement else "group" if pin.group else "learner"
        if there is not None and (other := sent.setdefault((kind, who), there)) != there:
            apart.append(_elsewhere(pin, who, there, other))
    return apart


def _elsewhere(pin: Pin, who: str, there: str | None, other: str) -> Said:
    words = N_(
        "{author} pinned {learner} on {placement}, which is not at {town}, where another pin sends the learner:"
        " lift one of the two"
    )
    return Said(words, author=pin.author, learner=who, placement=there, town=other)


def _pinned_destinations(round: Round) -> dict[str, str]:
    """Return where pins send learners: their own pin, else their group's."""
    pins = [(pin, pin.destination) for pin in round.pins if pin.kind == "pin" and pin.destination]
    of_learner = {pin.learner: town for pin, town in pins if pin.learner}
    of_group = {pin.group: town for pin, town in pins if pin.group}
    towns = {learner.id: of_learner.get(learner.id, of_group.get(learner.group or "")) for learner in round.learners}
    return {learner: town for learner, town in towns.items() if town is not None}


def _pinned(round: Round, placements: Places) -> Ints:
    pinned = {learner: placements[pin.placement or ""] for pin, learner in _pins_on_placements(round)}
    return _ints(pinned.get(learner.id, -1) for learner in round.learners)


def _previous(round: Round, placements: Places) -> Ints:
    previous = {row.learner: placements.get(row.placement, -1) for row in round.previous}
    return _ints(previous.get(learner.id, -1) for learner in round.learners)


def _at_pinned_destination(round: Round, pairs: Pairs, destinations: Places) -> npt.NDArray[np.bool_]:
    """Return which pairs are left when learners and groups pinned to a destination go nowhere else. Shape (pairs,)."""
    towns = {learner: destinations[town] for learner, town in _pinned_destinations(round).items()}
    wanted = _ints(towns.get(learner.id, -1) for learner in round.learners)
    there = _ints(destinations[placement.destination] for placement in round.placements)[pairs.placement]
    left: npt.NDArray[np.bool_] = (wanted[pairs.learner] < 0) | (wanted[pairs.learner] == there)
    return left

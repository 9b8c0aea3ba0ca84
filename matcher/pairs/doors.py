"""Each hard rule over a whole round: one verdict per pair of distinct keys, looked up for every pair of people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.eligibility import Bans, Key, Rule, Terms, rules_in_force
from matcher.model import LearnerSide, PlacementSide, Round, RuleName, Waiver
from matcher.pairs.distinct import Distinct, Index, classes, distinct
from matcher.pairs.sides import Sides

Mask = NDArray[np.bool_]
Numbers = frozenset[int]  # of the waivers that name a side


@dataclass(frozen=True, slots=True)
class Door:
    """One rule: learner `l` may pass to placement `p` if `open[row[l], column[p]]`.

    Rows that are open to the same columns are one row, and so are columns: there are as many as the rule can tell
    apart, not as many as there are values.
    """

    rule: RuleName
    row: Index  # (learners,)
    column: Index  # (placements,)
    open: Mask  # (rows, columns)


def doors_of(sides: Sides, round: Round, *, dated: bool | None = None) -> tuple[Door, ...]:
    """The hard rules in force, with waivers worked in; only those that read the stay's days, or only the others."""
    terms = Terms(round.rules, Bans(round.pins))
    rules = rules_in_force(round.rules)
    return tuple(_door(rule, sides, terms) for rule in rules if dated is None or rule.is_dated == dated)


def share_open(door: Door) -> float:
    """The share of all pairs that the door lets through."""
    weights = np.bincount(door.column, minlength=door.open.shape[1])
    return float((door.open @ weights)[door.row].mean()) if len(door.row) else 0.0


def _door(rule: Rule, sides: Sides, terms: Terms) -> Door:
    asked = _on_bans(sides, terms) if rule.name == "bans" else _on_keys(rule, sides, terms)
    waivers = tuple(waiver for waiver in terms.rules.waivers if waiver.rule == rule.name)
    learners = distinct(zip(asked.learner_keys, _waived_learners(waivers, sides.learners), strict=False))
    if waivers or rule.name == "bans":
        placements = distinct(zip(asked.placement_keys, _waived_placements(waivers, sides.placements), strict=False))
    else:
        placements = _unwaived(sides.placement_keys(rule.placement_key))
    verdicts = [
        not waived.isdisjoint(also_waived) or asked.is_open(learner_key, placement_key)
        for learner_key, waived in learners.values
        for placement_key, also_waived in placements.values
    ]
    open_ = np.array(verdicts, dtype=np.bool_).reshape(len(learners.values), len(placements.values))
    open_, rows = _merged(open_)
    turned, columns = _merged(open_.T)
    return Door(rule.name, rows[learners.number], columns[placements.number], np.ascontiguousarray(turned.T))


class _Asked(NamedTuple):
    learner_keys: Iterable[Key]
    placement_keys: Iterable[Key]
    is_open: Callable[[Key, Key], bool]


def _on_keys(rule: Rule, sides: Sides, terms: Terms) -> _Asked:
    return _Asked(
        map(rule.learner_key, sides.learners),
        map(rule.placement_key, sides.placements),
        lambda learner_key, placement_key: rule.verdict(learner_key, placement_key, terms) is None,
    )


def _on_bans(sides: Sides, terms: Terms) -> _Asked:
    """Asks by the bans that name a side, not by its id: few people are named in any, and all others are alike."""
    bans = terms.bans
    return _Asked(
        (bans.naming_learner(side.learner.id, side.learner.group) for side in sides.learners),
        (bans.naming_placement(side.placement.id, side.destination.id) for side in sides.placements),
        lambda learner_bans, placement_bans: bans.between(learner_bans, placement_bans) is None,
    )


def _waived_learners(waivers: Sequence[Waiver], sides: Sequence[LearnerSide]) -> Iterable[Numbers]:
    if not waivers:
        return repeat(frozenset())
    named = _numbers_by_id([waiver.learner for waiver in waivers])
    return (named.get(side.learner.id, frozenset()) | named.get(None, frozenset()) for side in sides)


def _waived_placements(waivers: Sequence[Waiver], sides: Sequence[PlacementSide]) -> Iterable[Numbers]:
    if not waivers:
        return repeat(frozenset())
    named = _numbers_by_id([waiver.placement for waiver in waivers])
    return (named.get(side.placement.id, frozenset()) | named.get(None, frozenset()) for side in sides)


def _numbers_by_id(ids: Sequence[str | None]) -> dict[str | None, Numbers]:
    return {id_: frozenset(number for number, other in enumerate(ids) if other == id_) for id_ in set(ids)}


def _unwaived(keys: Distinct[Key]) -> Distinct[tuple[Key, Numbers]]:
    return Distinct([(key, frozenset()) for key in keys.values], keys.number)


def _merged(open_: Mask) -> tuple[Mask, Index]:
    """Equal rows once, and the place of each row among them."""
    packed = np.packbits(open_, axis=1)
    firsts, index = classes(list(packed.T.astype(np.int32)), len(open_))
    return open_[firsts], index

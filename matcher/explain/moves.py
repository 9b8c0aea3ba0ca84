"""What stands in the way of moving a few learners: every limit of the round that would be broken."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from matcher.allocation.objective import must_stay
from matcher.explain.occupancy import Counts
from matcher.explain.situation import Days, Ints, Situation

Moves = Mapping[int, int]  # learner -> placement, -1 = unplaced


def obstacles(situation: Situation, moves: Moves) -> tuple[str, ...]:
    """Return the names of the limits that these moves, made together, would break; none: they can be made.

    A group that stays at home is an obstacle of its own, as its companions would need beds too.
    """
    return tuple(name for name, breaks in LIMITS.items() if breaks(situation, moves))


def _pairs(situation: Situation, moves: Moves) -> bool:
    pinned = situation.planned.problem.pinned
    return any(
        (to >= 0 and situation.fit_at(learner, to) is None) or pinned[learner] not in (-1, to)
        for learner, to in moves.items()
    )


def _groups(situation: Situation, moves: Moves) -> bool:
    problem, allocation = situation.planned.problem, situation.planned.allocation
    return any(
        to >= 0
        and problem.learner_group[learner] >= 0
        and allocation.group_destination[problem.learner_group[learner]] != problem.placement_destination[to]
        for learner, to in moves.items()
    )


def _places(situation: Situation, moves: Moves) -> bool:
    changes = _people(situation, moves, range(situation.planned.problem.placements))
    return _overflow(situation, changes, situation.occupancy.learners_at, situation.occupancy.places)


def _beds(situation: Situation, moves: Moves) -> bool:
    changes = _people(situation, moves, situation.planned.problem.placement_destination)
    changes += _companions_who_stay_home(situation, moves)
    return _overflow(situation, changes, situation.occupancy.people_at, situation.occupancy.beds)


class Change(NamedTuple):
    """People more (or fewer) at a placement or destination on the days of a stay."""

    entity: int
    by: int
    stay: Days


def _people(situation: Situation, moves: Moves, entity_of: Sequence[int] | Ints) -> list[Change]:
    """One fewer where each mover is, one more where they go; `entity_of` is looked up by placement."""
    return [
        Change(int(entity_of[placement]), by, situation.stay(learner))
        for learner, to in moves.items()
        for placement, by in ((situation.at(learner), -1), (to, 1))
        if placement >= 0
    ]


def _companions_who_stay_home(situation: Situation, moves: Moves) -> Iterator[Change]:
    """Companions travel if a member of their group does: the last one who leaves takes them along."""
    problem = situation.planned.problem
    for group in {int(problem.learner_group[learner]) for learner in moves} - {-1}:
        members = [learner for learner in moves if problem.learner_group[learner] == group]
        change = sum((moves[learner] >= 0) - (situation.at(learner) >= 0) for learner in members)
        if situation.placed_of_group[group] > 0 == situation.placed_of_group[group] + change:
            where = int(situation.planned.allocation.group_destination[group])
            yield Change(where, -int(problem.group_companions[group]), situation.stay(members[0]))


def _overflow(situation: Situation, changes: Sequence[Change], present: Counts, capacity: Ints) -> bool:
    """Whether somewhere where somebody arrives more people are present on a day than there is room for."""
    first_day = situation.occupancy.first_day
    rows = {change.entity: present[change.entity].copy() for change in changes if change.by > 0}
    for change in changes:
        if change.entity in rows:
            first, last = change.stay
            rows[change.entity][first - first_day : last - first_day + 1] += change.by
    return any(int(row.max(initial=0)) > int(capacity[entity]) for entity, row in rows.items())


def _sender_ceiling(situation: Situation, moves: Moves) -> bool:
    ceiling = situation.planned.problem.sender_ceiling
    return any(by > 0 and 0 <= ceiling[s] < situation.placed_of_sender[s] + by for s, by in _senders(situation, moves))


def _sender_floor(situation: Situation, moves: Moves) -> bool:
    floor = situation.planned.problem.sender_floor
    return any(by < 0 and situation.placed_of_sender[s] + by < floor[s] for s, by in _senders(situation, moves))


def _senders(situation: Situation, moves: Moves) -> Iterable[tuple[int, int]]:
    change: Counter[int] = Counter()
    for learner, to in moves.items():
        sender = int(situation.planned.problem.learner_sender[learner])
        change[sender] += (to >= 0) - (situation.at(learner) >= 0)
    return [(sender, by) for sender, by in change.items() if sender >= 0]


def _cell_ceiling(situation: Situation, moves: Moves) -> bool:
    ceiling = situation.planned.problem.cell_ceiling
    return any(by > 0 and 0 <= ceiling[cell] < count + by for cell, count, by in _cells(situation, moves))


def _cell_floor(situation: Situation, moves: Moves) -> bool:
    floor = situation.planned.problem.cell_floor
    return any(by < 0 and count + by < floor[cell] for cell, count, by in _cells(situation, moves))


def _cells(situation: Situation, moves: Moves) -> Iterator[tuple[int, int, int]]:
    for cell in range(situation.planned.problem.cells):
        change = sum(
            _counts(situation, cell, learner, to) - _counts(situation, cell, learner, situation.at(learner))
            for learner, to in moves.items()
        )
        if change:
            yield cell, situation.placed_of_cell[cell], change


def _counts(situation: Situation, cell: int, learner: int, placement: int) -> bool:
    problem = situation.planned.problem
    return bool(
        placement >= 0
        and problem.cell_sender[cell] in (-1, problem.learner_sender[learner])
        and problem.cell_stay[cell] in (-1, problem.learner_stay[learner])
        and problem.cell_destination[cell] in (-1, problem.placement_destination[placement])
        and problem.learner_reserved[learner] >= problem.cell_reserved[cell]
    )


def _max_per_sender(situation: Situation, moves: Moves) -> bool:
    problem = situation.planned.problem
    for placement in {to for to in moves.values() if to >= 0 and problem.max_per_sender[to] >= 0}:
        stayed = {*situation.hosted_by(placement).tolist()} - moves.keys()
        here = stayed | {learner for learner, to in moves.items() if to == placement}
        senders = Counter(int(problem.learner_sender[learner]) for learner in here)
        if any(sender >= 0 and count > problem.max_per_sender[placement] for sender, count in senders.items()):
            return True
    return False


def _destination_minimum(situation: Situation, moves: Moves) -> bool:
    problem = situation.planned.problem
    change: Counter[int] = Counter()
    for learner, to in moves.items():
        for placement, by in ((situation.at(learner), -1), (to, 1)):
            if placement >= 0:
                change[int(problem.placement_destination[placement])] += by
    after = {there: situation.learners_of_destination[there] + by for there, by in change.items() if by}
    return any(0 < count < problem.destination_minimum[there] for there, count in after.items())


def _moves(situation: Situation, moves: Moves) -> bool:
    problem = situation.planned.problem
    published = [(situation.at(learner), to, int(problem.previous[learner])) for learner, to in moves.items()]
    change = sum((to == before) - (at == before) for at, to, before in published if before >= 0)
    return change < 0 and situation.kept + change < must_stay(problem)


LIMITS: Mapping[str, Callable[[Situation, Moves], bool]] = {
    "pairs": _pairs,
    "groups": _groups,
    "places": _places,
    "beds": _beds,
    "sender_ceiling": _sender_ceiling,
    "sender_floor": _sender_floor,
    "cell_ceiling": _cell_ceiling,
    "cell_floor": _cell_floor,
    "max_per_sender": _max_per_sender,
    "destination_minimum": _destination_minimum,
    "moves": _moves,
}

"""Tiny random problems with every feature mixed, and the obvious way to solve them: try everything."""

import os
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from matcher.allocation import AllocationProblem

Given = dict[str, Any]
TIMES = int(os.environ.get("MATCHER_ENGINE_TIMES", "1"))  # as many random problems as usual


@st.composite
def problems(draw: st.DrawFn, *, groups: bool = True, sides: bool = True) -> Given:
    """Arguments of a problem with up to five learners. `sides`: limits that no flow network can hold."""
    learners = draw(st.integers(0, 5))
    placements = draw(st.integers(1, 4))
    destinations = draw(st.integers(1, 3))
    senders = draw(st.integers(1, 2))

    def some(count: int, low: int, high: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=count, max_size=count))

    everything = [(learner, placement) for learner in range(learners) for placement in range(placements)]
    pairs = [pair for pair in everything if draw(st.integers(0, 3))]
    given: Given = {
        "pair_learner": [learner for learner, _ in pairs],
        "pair_placement": [placement for _, placement in pairs],
        "pair_fit": draw(st.lists(st.sampled_from([0, 1, 500, 999, 1000]), min_size=len(pairs), max_size=len(pairs))),
        "placement_capacity": some(placements, 0, 2),
        "placement_destination": some(placements, 0, destinations - 1),
        "destination_beds": some(destinations, 0, 5),
        "learners": learners,
    }
    if draw(st.booleans()):
        given["learner_sender"] = some(learners, -1, senders - 1)
        given["sender_floor"] = draw(st.lists(st.sampled_from([0, 0, 0, 1]), min_size=senders, max_size=senders))
        given["sender_ceiling"] = draw(st.lists(st.sampled_from([-1, 1, 2, 3]), min_size=senders, max_size=senders))
        if draw(st.booleans()):
            given["max_per_sender"] = some(placements, -1, 1)
    if draw(st.booleans()):
        given["previous"] = some(learners, -1, placements - 1)
        given["moves"] = draw(st.sampled_from(["least", "free", 0, 1] if sides else ["least", "free"]))
    if draw(st.integers(0, 3)) == 0:
        given["place_value"] = draw(st.sampled_from([0, 300, 5000]))
    if draw(st.booleans()):
        given["pinned"] = [
            draw(st.sampled_from([-1, -1, *(p for own, p in pairs if own == learner)])) for learner in range(learners)
        ]
    if draw(st.booleans()):
        first = some(learners, 0, 4)
        given["stay_first_day"] = first
        given["stay_last_day"] = [day + draw(st.integers(0, 3)) for day in first] if sides else first
    if groups and learners and draw(st.booleans()):
        _add_groups(draw, given, learners)
    if sides:
        _add_sides(draw, given, learners, destinations, senders)
    if (sides or "learner_sender" not in given) and draw(st.integers(0, 3)) == 0:
        _add_reserve(draw, given, learners)
    return given


def _add_groups(draw: st.DrawFn, given: Given, learners: int) -> None:
    group = draw(st.lists(st.integers(-1, 1), min_size=learners, max_size=learners))
    given["learner_group"] = group
    given["group_companions"] = draw(st.lists(st.integers(0, 2), min_size=2, max_size=2))
    for name in ("stay_first_day", "stay_last_day"):
        if name in given:
            leader = [group.index(one) if one >= 0 else learner for learner, one in enumerate(group)]
            given[name] = [given[name][one] for one in leader]


def _add_sides(draw: st.DrawFn, given: Given, learners: int, destinations: int, senders: int) -> None:
    if draw(st.integers(0, 2)) == 0:
        given["destination_minimum"] = draw(st.lists(st.integers(0, 3), min_size=destinations, max_size=destinations))
    if "learner_sender" in given and draw(st.booleans()):
        cells = draw(st.integers(1, 2))
        given["cell_sender"] = draw(st.lists(st.integers(0, senders - 1), min_size=cells, max_size=cells))
        given["cell_destination"] = draw(st.lists(st.integers(0, destinations - 1), min_size=cells, max_size=cells))
        given["cell_floor"] = draw(st.lists(st.sampled_from([0, 0, 1]), min_size=cells, max_size=cells))
        given["cell_ceiling"] = draw(st.lists(st.sampled_from([-1, 1, 2]), min_size=cells, max_size=cells))
        if "learner_group" not in given:
            given["learner_stay"] = draw(st.lists(st.integers(0, 1), min_size=learners, max_size=learners))
            given["cell_stay"] = draw(st.lists(st.integers(-1, 1), min_size=cells, max_size=cells))


def _add_reserve(draw: st.DrawFn, given: Given, learners: int) -> None:
    """A cell more, over the whole round and only for some."""
    given["learner_reserved"] = draw(st.lists(st.integers(0, 1), min_size=learners, max_size=learners))
    cells = len(given.get("cell_sender", []))
    neutral = {"cell_stay": -1, "cell_reserved": 0}
    floor = draw(st.integers(0, max(1, sum(given["learner_reserved"]))))
    reserve = {"cell_sender": -1, "cell_destination": -1, "cell_stay": -1, "cell_reserved": 1, "cell_floor": floor}
    for name, value in (reserve | {"cell_ceiling": -1}).items():
        given[name] = [*given.get(name, [neutral.get(name, 0)] * cells), value]


def best(problem: AllocationProblem) -> tuple[int, ...] | None:
    """Return the stages' values of the best assignment, None if there is none, by trying all of them."""
    fit = {
        (int(i), int(p)): int(f)
        for i, p, f in zip(problem.pair_learner, problem.pair_placement, problem.pair_fit, strict=True)
    }
    choices = [[-1, *(p for i, p in fit if i == learner)] for learner in range(problem.learners)]
    values = [_values(problem, fit, choice) for choice in product(*choices) if _is_allowed(problem, fit, choice)]
    return max(values, default=None)


def _values(problem: AllocationProblem, fit: dict[tuple[int, int], int], choice: tuple[int, ...]) -> tuple[int, ...]:
    placed = [(i, p) for i, p in enumerate(choice) if p >= 0]
    keepable = [i for i in range(problem.learners) if (i, int(problem.previous[i])) in fit]
    total = sum(fit[pair] for pair in placed)
    last = total if problem.place_value is None else total + problem.place_value * len(placed)
    if problem.moves == "least" and keepable:
        retained = sum(choice[i] >= 0 for i in keepable)
        unmoved = sum(choice[i] == problem.previous[i] for i in keepable)
        return (len(placed), retained, unmoved, last)
    return (len(placed), last) if problem.place_value is None else (last,)


def _is_allowed(problem: AllocationProblem, fit: dict[tuple[int, int], int], choice: tuple[int, ...]) -> bool:
    placed = [(i, p) for i, p in enumerate(choice) if p >= 0]
    where = {i: int(problem.placement_destination[p]) for i, p in placed}
    if any(pin >= 0 and choice[i] != pin for i, pin in enumerate(problem.pinned)):
        return False
    if not _together(problem, where) or not _daily(problem, placed, where):
        return False
    for sender in range(problem.senders):
        count = sum(problem.learner_sender[i] == sender for i, _ in placed)
        if not _within(count, int(problem.sender_floor[sender]), int(problem.sender_ceiling[sender])):
            return False
        for placement, most in enumerate(problem.max_per_sender):
            if most >= 0 and sum(p == placement and problem.learner_sender[i] == sender for i, p in placed) > most:
                return False
    if not all(_cell_holds(problem, cell, where) for cell in range(problem.cells)):
        return False
    for destination, least in enumerate(problem.destination_minimum):
        if 0 < sum(there == destination for there in where.values()) < least:
            return False
    if isinstance(problem.moves, int):
        keepable = [i for i in range(problem.learners) if (i, int(problem.previous[i])) in fit]
        return bool(sum(choice[i] != problem.previous[i] for i in keepable) <= problem.moves)
    return True


def _within(count: int, floor: int, ceiling: int) -> bool:
    return count >= floor and (ceiling < 0 or count <= ceiling)


def _cell_holds(problem: AllocationProblem, cell: int, where: dict[int, int]) -> bool:
    count = sum(
        problem.cell_sender[cell] in (-1, problem.learner_sender[i])
        and problem.cell_destination[cell] in (-1, there)
        and problem.cell_stay[cell] in (-1, problem.learner_stay[i])
        and bool(problem.learner_reserved[i] or not problem.cell_reserved[cell])
        for i, there in where.items()
    )
    return _within(int(count), int(problem.cell_floor[cell]), int(problem.cell_ceiling[cell]))


def _together(problem: AllocationProblem, where: dict[int, int]) -> bool:
    seen: dict[int, int] = {}
    return all(
        seen.setdefault(int(problem.learner_group[i]), there) == there
        for i, there in where.items()
        if problem.learner_group[i] >= 0
    )


def _daily(problem: AllocationProblem, placed: list[tuple[int, int]], where: dict[int, int]) -> bool:
    days = sorted({int(day) for day in np.concatenate([problem.stay_first_day, problem.stay_last_day])})
    for day in days:
        here = [(i, p) for i, p in placed if problem.stay_first_day[i] <= day <= problem.stay_last_day[i]]
        for placement, places in enumerate(problem.placement_capacity):
            if sum(p == placement for _, p in here) > places:
                return False
        for destination, beds in enumerate(problem.destination_beds):
            people = [i for i, _ in here if where[i] == destination]
            groups = {int(problem.learner_group[i]) for i in people} - {-1}
            if len(people) + sum(int(problem.group_companions[g]) for g in groups) > beds:
                return False
    return True

"""Stable matchings as peers, what people use who have no solver: by `algmatch` and `matching` where they are installed.

Learners rank placements by fit, destinations rank learners by their best fit there, beds are the destinations'
capacities (student-project allocation, SPA-S). A stable matching maximises nothing; some learner stays home whom an
allocation places. They are no dependencies of ours: `algmatch` brings a commercial solver with it, `matching` had its
last release in 2023 and copies its players by recursion, which ends at some hundred of them.
"""

from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from matcher.allocation import AllocationProblem
from matcher.allocation.problem import IntArray

PACKAGES = ("algmatch", "matching")
MOST_COPIED = 4_000  # pairs, beyond which `matching` ends in a recursion error


def is_installed(package: str) -> bool:
    return find_spec(package) is not None


class _Wishes(NamedTuple):
    """The round in the packages' words, counted from 1: placements by learner, learners by destination, best first."""

    of_learner: dict[int, list[int]]
    of_destination: dict[int, list[int]]
    places: list[int]
    destination: list[int]
    beds: list[int]


def stable_by_algmatch(problem: AllocationProblem) -> IntArray:
    """Return the learner-optimal stable matching. Shape (learners,), -1 = unplaced."""
    from algmatch import SPAS

    wishes = _wishes(problem)
    projects = zip(wishes.places, wishes.destination, strict=True)
    instance: dict[str, Any] = {
        "students": wishes.of_learner,
        "projects": {row: {"capacity": places, "lecturer": there} for row, (places, there) in enumerate(projects, 1)},
        "lecturers": {
            row: {"capacity": wishes.beds[row - 1], "preferences": liked}
            for row, liked in wishes.of_destination.items()
        },
    }
    found = SPAS(dictionary=instance, optimised_side="students").get_stable_matching()
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    for learner, placement in found["student_sided"].items():  # "s1": "p3" or ""
        if placement:
            placement_of[int(learner[1:]) - 1] = int(placement[1:]) - 1
    return placement_of


def stable_by_matching(problem: AllocationProblem) -> IntArray:
    """Return the same by `matching`, which wants every placement wished for and as many beds as its places can use."""
    from matching.games import StudentAllocation

    wishes = _wishes(problem)
    wanted = {placement for some in wishes.of_learner.values() for placement in some}
    where = {place: f"d{wishes.destination[place - 1]}" for place in sorted(wanted)}
    places = {place: max(wishes.places[place - 1], 1) for place in where}
    there = {town: [places[place] for place in where if where[place] == town] for town in set(where.values())}
    game = StudentAllocation.create_from_dictionaries(
        {learner: [f"p{place}" for place in some] for learner, some in wishes.of_learner.items()},
        {f"d{row}": liked for row, liked in wishes.of_destination.items() if liked},
        {f"p{place}": town for place, town in where.items()},
        {f"p{place}": capacity for place, capacity in places.items()},
        {town: min(max(wishes.beds[int(town[1:]) - 1], *some), sum(some)) for town, some in there.items()},
    )
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    for project, students in game.solve(optimal="student").items():
        for student in students:
            placement_of[int(student.name) - 1] = int(project.name[1:]) - 1
    return placement_of


def _wishes(problem: AllocationProblem) -> _Wishes:
    best_first = np.argsort(-problem.pair_fit, kind="stable")
    of_learner: dict[int, list[int]] = {}
    liked: list[dict[int, None]] = [{} for _ in range(problem.destinations)]
    for learner, placement, destination in zip(
        problem.pair_learner[best_first].tolist(),
        problem.pair_placement[best_first].tolist(),
        problem.pair_destination[best_first].tolist(),
        strict=True,
    ):
        of_learner.setdefault(learner + 1, []).append(placement + 1)
        liked[destination].setdefault(learner + 1)
    return _Wishes(
        of_learner,
        {row: list(some) for row, some in enumerate(liked, 1)},
        problem.placement_capacity.tolist(),
        (problem.placement_destination + 1).tolist(),
        problem.destination_beds.tolist(),
    )

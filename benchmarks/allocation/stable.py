"""A stable matching by `algmatch` as a peer: what people use who have no solver, where it is installed.

Learners rank placements by fit, destinations rank learners by their best fit there, beds are the destinations'
capacities (student-project allocation, SPA-S). A stable matching maximises nothing; some learner stays home whom an
allocation places. It is no dependency of ours, as it brings a commercial solver with it: `pip install algmatch`.
"""

from importlib.util import find_spec
from typing import Any

import numpy as np

from matcher.allocation import AllocationProblem
from matcher.allocation.problem import IntArray


def is_installed() -> bool:
    return find_spec("algmatch") is not None


def stable_matching(problem: AllocationProblem) -> IntArray:
    """Return the learner-optimal stable matching. Shape (learners,), -1 = unplaced."""
    from algmatch import SPAS

    found = SPAS(dictionary=_instance(problem), optimised_side="students").get_stable_matching()
    placement_of = np.full(problem.learners, -1, dtype=np.int64)
    for learner, placement in found["student_sided"].items():  # "s1": "p3" or ""
        if placement:
            placement_of[int(learner[1:]) - 1] = int(placement[1:]) - 1
    return placement_of


def _instance(problem: AllocationProblem) -> dict[str, Any]:
    """The round in the package's words; it counts from 1 and wants whole numbers."""
    best_first = np.argsort(-problem.pair_fit, kind="stable")
    wishes: dict[int, list[int]] = {}
    liked: list[dict[int, None]] = [{} for _ in range(problem.destinations)]
    for learner, placement, destination in zip(
        problem.pair_learner[best_first].tolist(),
        problem.pair_placement[best_first].tolist(),
        problem.pair_destination[best_first].tolist(),
        strict=True,
    ):
        wishes.setdefault(learner + 1, []).append(placement + 1)
        liked[destination].setdefault(learner + 1)
    offers = zip(problem.placement_capacity.tolist(), problem.placement_destination.tolist(), strict=True)
    return {
        "students": wishes,
        "projects": {row: {"capacity": places, "lecturer": there + 1} for row, (places, there) in enumerate(offers, 1)},
        "lecturers": {
            row: {"capacity": beds, "preferences": list(liked[row - 1])}
            for row, beds in enumerate(problem.destination_beds.tolist(), 1)
        },
    }

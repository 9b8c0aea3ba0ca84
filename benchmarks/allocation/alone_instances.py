"""Rounds of learners who travel alone: synthetic ones, Beasley's assignment problems, Glasgow's project bids."""

from pathlib import Path
from typing import Any

import numpy as np

from matcher.allocation import AllocationProblem
from matcher.allocation.problem import IntArray

SHARED = Path(__file__).parents[3] / "shared" / "data"
SENDERS = 12


def scattered(learners: int, placements: int, pairs_each: int, destinations: int, seed: int = 0) -> dict[str, Any]:
    """Return arguments of a round with evenly drawn pairs and beds for four fifths of the places."""
    random = np.random.default_rng(seed)
    code = np.repeat(np.arange(learners), pairs_each) * placements
    code = np.unique(code + random.integers(0, placements, len(code)))
    places = random.integers(1, 4, placements)
    destination = random.integers(0, destinations, placements)
    beds = np.bincount(destination, weights=places, minlength=destinations).astype(np.int64) * 4 // 5
    return {
        "pair_learner": code // placements,
        "pair_placement": code % placements,
        "pair_fit": random.integers(200, 1001, len(code)),
        "placement_capacity": places,
        "placement_destination": destination,
        "destination_beds": beds,
        "learners": learners,
    }


def with_quotas_pins_and_days(given: dict[str, Any], seed: int = 0) -> dict[str, Any]:
    """Add sender quotas, pins for one learner in a hundred, and two seasons of short and long stays."""
    random = np.random.default_rng(seed + 1)
    learners = given["learners"]
    sender = random.integers(0, SENDERS, learners)
    size = np.bincount(sender, minlength=SENDERS)
    share = min(1.0, float(given["destination_beds"].sum()) / learners)
    season, long = random.integers(0, 2, learners), random.integers(0, 2, learners)
    first = season * 150
    return given | {
        "learner_sender": sender,
        "sender_floor": (size * share * 0.5).astype(np.int64),
        "sender_ceiling": (size * min(1.0, share * 1.2)).astype(np.int64),
        "stay_first_day": first + long,
        "stay_last_day": first + np.where(long, 90, 29),
        "pinned": _pins(given, random.choice(learners, learners // 100, replace=False)),
    }


def _pins(given: dict[str, Any], chosen: IntArray) -> IntArray:
    pinned = np.full(given["learners"], -1, dtype=np.int64)
    room = given["placement_capacity"].copy()
    first_pair = np.searchsorted(given["pair_learner"], chosen)
    for learner, pair in zip(chosen.tolist(), first_pair.tolist(), strict=True):
        placement = given["pair_placement"][pair]
        if room[placement]:
            room[placement] -= 1
            pinned[learner] = placement
    return pinned


def beasley(file: Path) -> AllocationProblem:
    """Return an instance of the OR-Library: fit = 1000 - cost, so that greatest fit is least cost."""
    numbers = np.array(file.read_text().split(), dtype=np.int64)
    size = int(numbers[0])
    learner, placement = np.divmod(np.arange(size * size), size)
    return AllocationProblem(
        pair_learner=learner,
        pair_placement=placement,
        pair_fit=1000 - numbers[1:],
        placement_capacity=np.ones(size, dtype=np.int64),
        placement_destination=np.zeros(size, dtype=np.int64),
        destination_beds=[size],
    )


def glasgow(file: Path) -> AllocationProblem:
    """Return a PrefLib file of bids for projects, each for one student."""
    lines = file.read_text().splitlines()
    projects = next(int(line.split(":")[1]) for line in lines if line.startswith("# NUMBER ALTERNATIVES"))
    ballots = [line.split(":") for line in lines if not line.startswith("#")]
    bids = [wishes.split(",") for count, wishes in ballots for _ in range(int(count))]
    triples = [(who, int(wish) - 1, 1000 - 100 * rank) for who, bid in enumerate(bids) for rank, wish in enumerate(bid)]
    learner, placement, fit = np.array(triples).T
    return AllocationProblem(
        pair_learner=learner,
        pair_placement=placement,
        pair_fit=fit,
        placement_capacity=np.ones(projects, dtype=np.int64),
        placement_destination=np.zeros(projects, dtype=np.int64),
        destination_beds=[projects],
    )

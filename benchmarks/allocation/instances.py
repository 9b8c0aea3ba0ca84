"""Synthetic rounds as arrays, of the shapes the allocation is measured on."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from matcher.allocation.problem import AllocationProblem

IntArray = npt.NDArray[np.int64]
Shape = Literal["scattered", "fields"]

FIELDS = 12
MOST_PLACES = 5


def group_instance(
    learners: int,
    groups: int,
    destinations: int,
    pairs_each: int,
    beds_share: float = 0.8,
    seed: int = 0,
    *,
    shape: Shape = "scattered",
    places_share: float = 1.3,
    place_value: int | None = 2000,
) -> AllocationProblem:
    """Return a round whose learners all travel in groups of about learners/groups with one companion each.

    "scattered": pairs and fits are drawn evenly; "fields": learners of a group share one of a few study fields, and
    their pairs are the placements of best fit, so that everybody wants the same places.

    Parameters
    ----------
    beds_share
        Beds of all destinations, as a share of learners and companions.
    places_share
        Places of all placements, as a share of learners.
    """
    draw = np.random.default_rng(seed)
    capacity = _capacities(draw, int(places_share * learners))
    destination = _spread(draw, len(capacity), destinations)
    group = np.repeat(np.arange(groups), group_sizes(draw, learners, groups))
    size = draw.uniform(0.7, 1.3, destinations)
    beds = np.rint(beds_share * (learners + groups) * size / size.sum()).astype(np.int64)
    pairs = _scattered if shape == "scattered" else _by_fields
    learner, placement, fit = pairs(draw, group, len(capacity), min(pairs_each, len(capacity)))
    return AllocationProblem(
        pair_learner=learner,
        pair_placement=placement,
        pair_fit=fit,
        placement_capacity=capacity,
        placement_destination=destination,
        destination_beds=beds,
        learner_group=group,
        group_companions=np.ones(groups, dtype=np.int64),
        place_value=place_value,
        learner_key=draw.permutation(learners).astype(np.uint64),
    )


def tight_instance(seed: int = 0, pairs_each: int = 60, places_share: float = 1.3) -> AllocationProblem:
    """Return the demonstration round's shape: beds = people exactly, and only a perfect packing places everybody.

    426 learners, 372 of them in 39 groups of 8 to 11 with one companion each, 54 alone; beds 120, 116, 60, 78, 91.
    """
    draw = np.random.default_rng(seed)
    beds = np.array([120, 116, 60, 78, 91])
    by_destination = [_capacities(draw, int(places_share * share)) for share in beds.tolist()]
    capacity = np.concatenate(by_destination)
    group = np.concatenate([np.repeat(np.arange(39), group_sizes(draw, 372, 39, 8, 11)), np.full(54, -1)])
    learner, placement, fit = _scattered(draw, group, len(capacity), min(pairs_each, len(capacity)))
    return AllocationProblem(
        pair_learner=learner,
        pair_placement=placement,
        pair_fit=fit,
        placement_capacity=capacity,
        placement_destination=np.repeat(np.arange(5), [len(places) for places in by_destination]),
        destination_beds=beds,
        learner_group=group,
        group_companions=np.ones(39, dtype=np.int64),
        learner_key=draw.permutation(426).astype(np.uint64),
    )


def group_sizes(
    draw: np.random.Generator, learners: int, groups: int, least: int | None = None, most: int | None = None
) -> IntArray:
    """Return sizes that add up to `learners`, each from `least` to `most` (default: near the mean)."""
    mean = learners // groups
    least, most = max(1, mean - 2) if least is None else least, mean + 3 if most is None else most
    sizes = np.full(groups, mean)
    sizes[: learners - mean * groups] += 1
    for giver, taker in draw.integers(groups, size=(3 * groups, 2)):
        if giver != taker and sizes[giver] > least and sizes[taker] < most:
            sizes[giver] -= 1
            sizes[taker] += 1
    return sizes.astype(np.int64)


def _capacities(draw: np.random.Generator, places: int) -> IntArray:
    drawn = draw.integers(1, MOST_PLACES + 1, size=places)
    return drawn[: int(np.searchsorted(drawn.cumsum(), places)) + 1]


def _spread(draw: np.random.Generator, count: int, bins: int) -> IntArray:
    return draw.integers(bins, size=count)


def _scattered(
    draw: np.random.Generator, group: IntArray, placements: int, pairs_each: int
) -> tuple[IntArray, IntArray, IntArray]:
    placement = np.concatenate([draw.choice(placements, pairs_each, replace=False) for _ in group])
    return np.repeat(np.arange(len(group)), pairs_each), placement, draw.integers(0, 1001, size=len(placement))


def _by_fields(
    draw: np.random.Generator, group: IntArray, placements: int, pairs_each: int
) -> tuple[IntArray, IntArray, IntArray]:
    closeness = np.clip(draw.normal(0.35, 0.25, (FIELDS, FIELDS)) + np.eye(FIELDS), 0, 1)
    field = draw.integers(FIELDS, size=group.max() + 1)[group]
    attraction = draw.uniform(0, 1, placements)
    placement_field = draw.integers(FIELDS, size=placements)
    rows = []
    for learner in range(len(group)):
        score = (
            0.6 * closeness[field[learner]][placement_field] + 0.2 * attraction + 0.2 * draw.uniform(size=placements)
        )
        chosen = np.argsort(-score, kind="stable")[:pairs_each]
        rows.append((chosen, np.rint(1000 * score[chosen]).astype(np.int64)))
    placement = np.concatenate([row[0] for row in rows])
    return np.repeat(np.arange(len(group)), pairs_each), placement, np.concatenate([row[1] for row in rows])

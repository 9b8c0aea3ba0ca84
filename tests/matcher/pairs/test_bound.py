"""The bound on what a cut can cost, against the optimum without the cut."""

from pathlib import Path

import numpy as np
import pytest

from matcher.allocation import Allocation, AllocationProblem, Stage, allocate
from matcher.allocation.bounds import best_of_learner, paid_over_stay, readable_prices, reduced_values
from matcher.pairs import Cut, Pairs, Prices, build_pairs, cut_bound
from matcher.rounds.arrays import problem_of
from tests.matcher.pairs.test_cut import DEEP, Planned, codes

SHALLOW = Cut(most_pairs=0, best=12, elsewhere=8)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    return Planned(tmp_path_factory.mktemp("alone"), 150, 100, seed="bound")


def solved(planned: Planned, pairs: Pairs) -> tuple[AllocationProblem, Allocation]:
    problem = problem_of(planned.round, planned.sides, pairs)
    return problem, allocate(problem, time_limit_seconds=20.0)


def prices_of(problem: AllocationProblem, stages: tuple[Stage, ...]) -> Prices:
    """The last stage's prices of a problem without groups and quotas, as `cut_bound` takes them."""
    certificate, earlier = stages[-1].certificate, stages[:-1]
    tables = readable_prices(problem, certificate, len(earlier))
    first = np.unique(problem.learner_stay, return_index=True)[1]
    places = np.arange(problem.placements)
    placement = np.stack(
        [
            paid_over_stay(problem, tables["placement"], places, np.full(len(places), one), problem.placements)
            + paid_over_stay(
                problem,
                tables["destination"],
                problem.placement_destination,
                np.full(len(places), one),
                problem.destinations,
            )
            for one in first.tolist()
        ]
    )
    kept = sum(price for stage, price in tables["stage"].tolist() if earlier[stage].name == "placed")
    value = [(np.ones_like if stage.name == "placed" else np.copy)(problem.pair_fit) for stage in stages]
    reduced = reduced_values(
        problem,
        tables,
        value[-1] * certificate.scale,
        [(one, stage.value) for one, stage in zip(value, earlier, strict=False)],
    )
    scale = certificate.scale
    return Prices(
        place=kept + (scale if stages[-1].name == "placed" else 0),
        points=scale if stages[-1].name == "fit" else 0,
        scale=scale,
        stay=np.unique(problem.learner_stay, return_inverse=True)[1],
        placement=placement,
        credit=np.zeros(problem.learners, dtype=np.int64),
        granted=best_of_learner(problem, reduced),
        companions=np.zeros((0, problem.destinations), dtype=np.int64),
        group_granted=np.zeros(0, dtype=np.int64),
    )


@pytest.mark.parametrize("cut", [DEEP, DEEP._replace(best=1, elsewhere=0), SHALLOW])
def test_the_bound_holds_for_the_round_without_the_cut(alone: Planned, cut: Cut) -> None:
    _, everything = solved(alone, alone.all)
    problem, allocation = solved(alone, alone.pairs(cut=cut))
    stages = allocation.stages[:1]
    found = cut_bound(alone.sides, alone.round, alone.pairs(cut=cut), prices_of(problem, stages))
    most = stages[-1].bound + found.total / stages[-1].certificate.scale
    assert everything.placed <= most
    assert found.total == found.learners.sum()


def test_learners_who_would_gain_are_named_and_keeping_their_pairs_brings_the_rest(alone: Planned) -> None:
    cut = DEEP._replace(best=1, elsewhere=0)
    _, everything = solved(alone, alone.all)
    pairs, whole = alone.pairs(cut=cut), np.zeros(0, dtype=np.int64)
    for _ in range(20):
        problem, allocation = solved(alone, pairs)
        gains = cut_bound(alone.sides, alone.round, pairs, prices_of(problem, allocation.stages[:1])).learners
        if not gains.any():
            break
        whole = np.union1d(whole, np.flatnonzero(gains))
        pairs = build_pairs(alone.sides, alone.round, cut=cut, whole=whole.tolist())
    assert allocation.placed == everything.placed
    assert len(pairs) < len(alone.all)


def test_each_gain_is_that_of_the_best_pair_at_the_prices(alone: Planned) -> None:
    pairs = alone.pairs(cut=DEEP)
    learners, placements = len(alone.sides.learners), len(alone.sides.placements)
    random = np.random.default_rng(1)
    prices = Prices(
        place=3,
        points=2,
        scale=5,
        stay=np.arange(learners) % 2,
        placement=random.integers(0, 9000, (2, placements)),
        credit=random.integers(0, 50, learners),
        granted=random.integers(0, 4000, learners),
        companions=np.zeros((0, len(alone.round.destinations)), dtype=np.int64),
        group_granted=np.zeros(0, dtype=np.int64),
    )
    expected = np.zeros(learners, dtype=np.int64)
    for learner, placement, fit in codes(alone.all):
        reduced = 5 * (3 + 2 * fit) + prices.credit[learner] - prices.placement[learner % 2, placement]
        expected[learner] = max(expected[learner], reduced - prices.granted[learner])
    left_out = {learner for learner, _, _ in codes(alone.all) - codes(pairs)}
    found = cut_bound(alone.sides, alone.round, pairs, prices, workers=2)
    for learner in left_out:
        assert found.learners[learner] in (0, expected[learner])
    assert found.total == found.learners.sum() > 0


def test_groups_are_weighed_where_their_members_meet(tmp_path: Path) -> None:
    planned = Planned(tmp_path, 60, 150, groups=4, destinations=6, seed="together")
    groups = {group.id: number for number, group in enumerate(planned.round.groups)}
    where = {place.id: number for number, place in enumerate(planned.round.destinations)}
    best = np.zeros((len(planned.sides.learners), len(where)), dtype=np.int64)
    for learner, placement, fit in codes(planned.all):
        there = where[planned.sides.placements[placement].destination.id]
        best[learner, there] = max(best[learner, there], 1000 + fit)
    worth = np.zeros((len(groups), len(where)), dtype=np.int64)
    for number, side in enumerate(planned.sides.learners):
        if side.group is not None:
            worth[groups[side.group.id]] += best[number]
    companions = np.full(worth.shape, 700)
    prices = Prices(
        place=1000,
        points=1,
        scale=1,
        stay=np.zeros(len(planned.sides.learners), dtype=np.int64),
        placement=np.zeros((1, len(planned.sides.placements)), dtype=np.int64),
        credit=np.zeros(len(planned.sides.learners), dtype=np.int64),
        granted=best.max(axis=1),
        companions=companions,
        group_granted=np.full(len(groups), 2000),
    )
    found = cut_bound(planned.sides, planned.round, planned.pairs(), prices)
    assert found.groups.tolist() == np.maximum((worth - companions).max(axis=1) - 2000, 0).tolist()
    assert found.total == found.groups.sum() > 0
    assert cut_bound(planned.sides, planned.round, planned.all, prices).total == 0

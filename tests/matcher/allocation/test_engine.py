"""The engine against brute force, its proofs against the referee, and the same answer in any row order."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.allocation import Allocation, AllocationProblem, allocate
from matcher.allocation.arguments import PER_LEARNER_OTHER
from matcher.allocation.conflicts import repaired
from matcher.allocation.engine import FEW_PAIRS
from matcher.allocation.objective import pair_values
from matcher.allocation.progress import Progress
from matcher.allocation.rows import program
from matcher.allocation.staged import starting_point, worth
from matcher.referee import check, verify
from tests.matcher.allocation.oracle import TIMES, best, problems


def values(allocation: Allocation) -> tuple[int, ...]:
    return tuple(stage.value for stage in allocation.stages)


@settings(max_examples=300 * TIMES, deadline=None)
@given(problems(groups=False, sides=False))
def test_learners_alone_are_placed_as_well_as_by_trying_everything(arguments: dict[str, Any]) -> None:
    problem = AllocationProblem(**arguments)
    allocation = allocate(problem)
    verify(problem, allocation)
    expected = best(problem)
    assert (allocation.status == "infeasible") == (expected is None)
    if expected is not None:
        assert values(allocation) == expected
        assert (allocation.status, allocation.gap) == ("optimal", 0.0)


@settings(max_examples=150 * TIMES, deadline=None)
@given(problems())
def test_every_feature_mixed_is_solved_as_well_as_by_trying_everything(arguments: dict[str, Any]) -> None:
    problem = AllocationProblem(**arguments)
    allocation = allocate(problem)
    verify(problem, allocation)
    expected = best(problem)
    assert (allocation.status == "infeasible") == (expected is None)
    if expected is not None:
        assert values(allocation) == expected


@settings(max_examples=150 * TIMES, deadline=None)
@given(problems())
def test_the_repair_of_unmet_demands_makes_them_feasible_and_nothing_less_does(arguments: dict[str, Any]) -> None:
    problem = AllocationProblem(**arguments)
    allocation = allocate(problem)
    if allocation.status != "infeasible" or allocation.conflicts[0].kind != "demands_out_of_reach":
        return
    [conflict] = allocation.conflicts
    mended = repaired(problem, [conflict])
    assert best(mended) is not None
    verify(mended, allocate(mended))
    for name in ("sender_floor_lowered_by", "cell_floor_lowered_by"):
        for entity, by in conflict.repair.get(name, []):
            less = [[one, part - (one == entity)] for one, part in conflict.repair[name]]
            assert by > 0
            assert best(repaired(problem, [replace(conflict, repair={**conflict.repair, name: less})])) is None


@settings(max_examples=150 * TIMES, deadline=None)
@given(problems(), st.randoms(use_true_random=False), st.integers(0, 3))
def test_row_order_changes_nothing(arguments: dict[str, Any], random: Any, seed: int) -> None:
    problem = AllocationProblem(**arguments)
    learner, placement, pair = (
        np.array(random.sample(range(count), count), dtype=np.int64)
        for count in (problem.learners, problem.placements, problem.pairs)
    )
    learner_key = np.array(random.sample(range(2**60), problem.learners), dtype=np.uint64)
    placement_key = np.array(random.sample(range(2**60), problem.placements), dtype=np.uint64)
    given_keys = arguments | {"learner_key": learner_key, "placement_key": placement_key}
    first = allocate(AllocationProblem(**given_keys), seed=seed)
    second = allocate(AllocationProblem(**_shuffled(given_keys, learner, placement, pair)), seed=seed)
    back = np.append(placement, -1)[second.placement_of]
    assert back.tolist() == first.placement_of[learner].tolist()
    assert values(first) == values(second)
    assert first.group_destination.tolist() == second.group_destination.tolist()


def _shuffled(arguments: dict[str, Any], learner: Any, placement: Any, pair: Any) -> dict[str, Any]:
    """Return the arguments with new row i holding old row `learner[i]`, `placement[i]`, `pair[i]`."""
    new = dict(arguments)
    new_placement = np.append(np.argsort(placement), -1)
    for name in (*PER_LEARNER_OTHER, "learner_group", "learner_sender", "learner_stay"):
        if name in new:
            new[name] = np.asarray(new[name])[learner]
    for name in ("pinned", "previous"):
        if name in new:
            new[name] = new_placement[np.asarray(new[name], dtype=np.int64)[learner]]
    for name in ("placement_capacity", "placement_destination", "max_per_sender", "placement_key"):
        if name in new:
            new[name] = np.asarray(new[name])[placement]
    new["pair_learner"] = np.argsort(learner)[np.asarray(new["pair_learner"], dtype=np.int64)[pair]]
    new["pair_placement"] = new_placement[np.asarray(new["pair_placement"], dtype=np.int64)[pair]]
    new["pair_fit"] = np.asarray(new["pair_fit"], dtype=np.int64)[pair]
    return new


def crowded(learners: int = 60, **more: Any) -> AllocationProblem:
    """More learners than places, everybody eligible in several, values without a pattern."""
    random = np.random.default_rng(7)
    pairs = np.unique(random.integers(0, learners * 12, size=learners * 6))
    given: dict[str, Any] = {
        "pair_learner": pairs // 12,
        "pair_placement": pairs % 12,
        "pair_fit": random.integers(0, 1001, size=len(pairs)),
        "placement_capacity": random.integers(1, 6, size=12),
        "placement_destination": np.arange(12) % 3,
        "destination_beds": [9, 12, 9],
        "learners": learners,
    }
    return AllocationProblem(**given | more)


def test_a_larger_flow_is_proven_optimal_in_every_stage() -> None:
    problem = crowded()
    allocation = allocate(problem)
    verify(problem, allocation)
    assert allocation.status == "optimal"
    assert [stage.gap for stage in allocation.stages] == [0.0, 0.0]
    assert allocation.value == allocation.fit == allocation.bound
    assert set(allocation.prices) <= {"placement", "destination", "stage"}


def test_seeds_order_ties_differently_at_the_same_value() -> None:
    problem = crowded(pair_fit=np.full(crowded().pairs, 500))
    answers = [allocate(problem, seed=seed) for seed in range(4)]
    assert len({answer.value for answer in answers}) == 1
    assert len({tuple(answer.placement_of.tolist()) for answer in answers}) > 1


def test_nothing_to_decide_is_optimal() -> None:
    problem = AllocationProblem(
        pair_learner=[],
        pair_placement=[],
        pair_fit=[],
        placement_capacity=[],
        placement_destination=[],
        destination_beds=[],
        learners=3,
    )
    allocation = allocate(problem)
    verify(problem, allocation)
    assert (allocation.status, allocation.placed, allocation.value, allocation.bound) == ("optimal", 0, 0, 0)


def test_nobody_at_all_and_a_floor_is_infeasible() -> None:
    problem = AllocationProblem(
        pair_learner=[],
        pair_placement=[],
        pair_fit=[],
        placement_capacity=[2],
        placement_destination=[0],
        destination_beds=[2],
        sender_floor=[1],
    )
    allocation = allocate(problem)
    verify(problem, allocation)
    assert allocation.status == "infeasible"
    assert allocation.conflicts[0].repair == {"sender_floor_lowered_by": [[0, 1]]}
    assert allocation.conflicts[0].proof is not None
    assert (allocation.value, allocation.bound, allocation.gap, dict(allocation.prices)) == (0, 0, 0.0, {})


def test_published_learners_move_only_to_place_somebody_else() -> None:
    """Learner 0 sits on placement 0; learner 1 can only go there; placement 1 is free and fits 0 better."""
    shape: dict[str, Any] = {
        "placement_capacity": [1, 1],
        "placement_destination": [0, 0],
        "destination_beds": [5],
        "previous": [0, -1],
    }
    alone = AllocationProblem(pair_learner=[0, 0], pair_placement=[0, 1], pair_fit=[100, 900], **shape)
    assert allocate(alone).placement_of.tolist() == [0, -1]
    crowd = AllocationProblem(pair_learner=[0, 0, 1], pair_placement=[0, 1, 0], pair_fit=[100, 900, 100], **shape)
    assert allocate(crowd).placement_of.tolist() == [1, 0]
    assert allocate(
        AllocationProblem(pair_learner=[0, 0, 1], pair_placement=[0, 1, 0], pair_fit=[100, 900, 100], moves=0, **shape)
    ).placement_of.tolist() == [0, -1]
    assert allocate(
        AllocationProblem(pair_learner=[0, 0], pair_placement=[0, 1], pair_fit=[100, 900], moves="free", **shape)
    ).placement_of.tolist() == [1, -1]


def test_more_allowed_moves_never_lose_value() -> None:
    before = allocate(crowded())
    lost = crowded(previous=before.placement_of, placement_capacity=np.r_[0, crowded().placement_capacity[1:]])
    leaving = int((before.placement_of == 0).sum())
    curve = []
    for moves in (leaving, leaving + 2, leaving + 6):
        problem = crowded(previous=before.placement_of, placement_capacity=lost.placement_capacity, moves=moves)
        allocation = allocate(problem)
        verify(problem, allocation)
        curve.append(values(allocation))
    assert curve == sorted(curve)
    too_few = crowded(previous=before.placement_of, placement_capacity=lost.placement_capacity, moves=leaving - 1)
    conflict = allocate(too_few).conflicts[0]
    assert conflict.repair == {"moves_raised_by": 1}


def test_progress_names_stages_values_and_bounds() -> None:
    seen: list[Progress] = []
    allocation = allocate(crowded(), on_progress=seen.append)
    assert [(one.stage, one.value, one.bound) for one in seen] == [
        (stage.name, stage.value, stage.bound) for stage in allocation.stages
    ]


def minimums() -> AllocationProblem:
    return crowded(destination_minimum=[9, 12, 9], placement_capacity=[2] * 12)


def test_a_cancel_returns_the_best_so_far_with_an_honest_gap() -> None:
    problem = minimums()
    allocation = allocate(problem, should_stop=lambda: True)
    verify(problem, allocation)
    assert allocation.status == "cancelled"
    assert allocation.gap > 0


def test_a_cancel_during_the_search_ends_it() -> None:
    problem = minimums()
    asked: list[None] = []

    def after_a_while() -> bool:
        asked.append(None)
        return len(asked) > 6

    allocation = allocate(problem, should_stop=after_a_while)
    verify(problem, allocation)


def test_a_deadline_never_gives_less_than_greedy() -> None:
    problem = minimums()
    allocation = allocate(problem, time_limit_seconds=0.0)
    assert check(problem, allocation) == []
    start = starting_point(problem, program(problem))
    assert start is not None
    assert allocation.placed >= worth(problem, start, pair_values(problem, "placed"))


def test_a_deadline_before_anything_is_known_says_so() -> None:
    problem = crowded(learner_sender=np.arange(60) % 2, cell_sender=[0], cell_destination=[0], cell_floor=[5])
    assert allocate(problem).status == "optimal"
    hurried = allocate(problem, time_limit_seconds=0.0)
    assert hurried.status in ("feasible", "infeasible")
    if hurried.status == "infeasible":
        assert hurried.conflicts[0].kind == "undecided"


def many_groups(**more: Any) -> AllocationProblem:
    shape: dict[str, Any] = {"learner_group": np.arange(120) // 6, "group_companions": [1] * 20}
    return crowded(120, **shape | more)


def test_many_groups_are_searched_with_a_certified_gap() -> None:
    problem = many_groups()
    allocation = allocate(problem, time_limit_seconds=1.5)
    verify(problem, allocation)
    assert problem.pairs > FEW_PAIRS
    assert allocation.status in ("optimal", "feasible")
    start = starting_point(problem, program(problem))
    assert start is not None
    assert allocation.placed >= worth(problem, start, pair_values(problem, "placed"))


def test_a_cancel_before_the_start_still_brings_many_groups_an_answer() -> None:
    problem = many_groups()
    allocation = allocate(problem, should_stop=lambda: True)
    verify(problem, allocation)
    assert allocation.status == "cancelled"
    assert allocation.placed > 0


def test_many_groups_with_a_floor_beyond_reach_are_infeasible() -> None:
    problem = many_groups(learner_sender=[0] * 120, sender_floor=[100])
    allocation = allocate(problem, time_limit_seconds=5.0)
    verify(problem, allocation)
    assert allocation.status == "infeasible"
    assert allocation.conflicts[0].kind == "demands_out_of_reach"


@pytest.mark.parametrize("case", range(20))
def test_shuffling_larger_rounds_changes_no_assignment(case: int) -> None:
    random = np.random.default_rng(case)
    given: dict[str, Any] = {
        "pair_fit": random.integers(0, 4, size=crowded().pairs) * 250,  # ties in plenty
        "learner_key": random.permutation(60).astype(np.uint64),
        "placement_key": random.permutation(12).astype(np.uint64),
    }
    base = crowded()
    arrays = {
        name: getattr(base, name)
        for name in ("pair_learner", "pair_placement", "placement_capacity", "placement_destination")
    }
    given |= arrays | {"destination_beds": base.destination_beds, "learners": 60}
    learner, placement, pair = (random.permutation(count) for count in (60, 12, base.pairs))
    first = allocate(AllocationProblem(**given))
    second = allocate(AllocationProblem(**_shuffled(given, learner, placement, pair)))
    assert np.append(placement, -1)[second.placement_of].tolist() == first.placement_of[learner].tolist()


def test_a_place_that_costs_everybody_their_best_is_filled_all_the_same() -> None:
    """Learner 40 fits only placement 0: everybody has to move on by one, from fit 1000 to 0."""
    chain = np.arange(40)
    problem = AllocationProblem(
        pair_learner=np.r_[np.repeat(chain, 2), 40],
        pair_placement=np.r_[np.stack([chain, chain + 1], axis=1).ravel(), 0],
        pair_fit=np.r_[np.tile([1000, 0], 40), 0],
        placement_capacity=np.ones(41, dtype=np.int64),
        placement_destination=np.zeros(41, dtype=np.int64),
        destination_beds=[10**12],
    )
    allocation = allocate(problem)
    verify(problem, allocation)
    assert (allocation.status, allocation.placed, allocation.fit) == ("optimal", 41, 0)


def test_capacities_and_values_at_their_largest_do_not_overflow() -> None:
    problem = crowded(placement_capacity=[2**40] * 12, destination_beds=[2**40] * 3, place_value=10**9)
    allocation = allocate(problem)
    verify(problem, allocation)
    assert allocation.status == "optimal"
    assert allocation.placed == len(np.unique(problem.pair_learner))


def test_floors_of_a_flow_give_way_by_as_little_as_possible() -> None:
    sender = np.arange(60) % 3
    problem = crowded(learner_sender=sender, sender_floor=[15, 15, 0], sender_ceiling=[-1, -1, 4])
    allocation = allocate(problem)
    verify(problem, allocation)
    [conflict] = allocation.conflicts
    assert conflict.proof is not None
    assert (
        sum(by for _, by in conflict.repair["sender_floor_lowered_by"])
        == 30 - allocate(crowded(learner_sender=sender, sender_ceiling=[15, 15, 0])).placed
    )
    assert allocate(repaired(problem, [conflict])).status == "optimal"

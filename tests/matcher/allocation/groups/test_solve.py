"""The group-aware solver against trying everything, the referee, shuffled rows, deadlines and a perfect packing."""

import time
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from benchmarks.allocation.instances import group_instance, tight_instance
from matcher.allocation import Allocation, AllocationProblem
from matcher.allocation.bounds import certified_bound
from matcher.allocation.groups import solve_groups
from matcher.allocation.objective import pair_values
from matcher.allocation.progress import Progress
from matcher.referee import verify
from tests.matcher.allocation.oracle import best, problems


def solved(problem: AllocationProblem, seconds: float = 5.0, *, spare: float = 0.0, **more: Any) -> Allocation | None:
    deadline = time.monotonic() + seconds + spare
    answer: Allocation | None = solve_groups(problem, deadline=deadline, seconds=seconds, **more)
    return answer


@settings(max_examples=60, deadline=None)
@given(problems())
def test_every_feature_mixed_is_feasible_and_bounded_by_the_optimum_found_by_trying_everything(
    arguments: dict[str, Any],
) -> None:
    problem = AllocationProblem(**arguments)
    answer, optimum = solved(problem, 0.2), best(problem)
    if answer is None:
        return
    verify(problem, answer)
    assert optimum is not None
    attained = tuple(stage.value for stage in answer.stages)
    assert attained <= optimum
    for place, stage in enumerate(answer.stages):
        if attained[:place] == optimum[:place]:
            assert stage.bound >= optimum[place]


@settings(max_examples=60, deadline=None)
@given(problems(sides=False))
def test_without_side_rules_an_answer_is_always_found(arguments: dict[str, Any]) -> None:
    quotas = ("sender_floor", "sender_ceiling", "max_per_sender", "pinned", "learner_reserved")
    for name in (*quotas, *(name for name in arguments if name.startswith("cell_"))):
        arguments.pop(name, None)
    problem = AllocationProblem(**arguments)
    answer, optimum = solved(problem, 0.2), best(problem)
    assert (answer is None) == (
        problem.pairs == 0 or not (problem.placement_capacity[problem.pair_placement] > 0).any()
    )
    if answer is not None and optimum is not None:
        assert answer.stages[0].value >= 0.5 * optimum[0]


def test_a_round_of_groups_is_solved_within_two_percent() -> None:
    problem = group_instance(120, 12, 3, 30, seed=4)
    answer = solved(problem, 5.0)
    assert answer is not None
    verify(problem, answer)
    assert answer.gap <= 0.02
    assert answer.certificate.kind in {"knapsack", "cases"}


def test_the_tight_round_places_everybody_in_every_bed() -> None:
    problem = tight_instance()
    answer = solved(problem, 8.0)
    assert answer is not None
    verify(problem, answer)
    assert answer.placed == 426
    assert answer.stages[0].gap == 0
    people = 426 + int((answer.group_destination >= 0).sum())
    assert people == int(problem.destination_beds.sum())


def test_learners_alone_and_stays_of_different_days_share_beds_only_where_they_overlap() -> None:
    problem = mixed_days()
    answer = solved(problem, 5.0)
    assert answer is not None
    verify(problem, answer)
    assert answer.placed > int(problem.destination_beds.sum())
    assert answer.gap < 0.16


def mixed_days() -> AllocationProblem:
    """60 learners, 4 groups of 8 and 28 alone, on a short stay, a later one, and a long one across both."""
    draw = np.random.default_rng(3)
    learners, placements = 60, 30
    group = np.concatenate([np.repeat(np.arange(4), 8), np.full(28, -1)])
    stay = np.where(group >= 0, group % 3, draw.integers(3, size=learners))
    chosen = [draw.choice(placements, 15, replace=False) for _ in range(learners)]
    return AllocationProblem(
        pair_learner=np.repeat(np.arange(learners), 15),
        pair_placement=np.concatenate(chosen),
        pair_fit=draw.integers(1001, size=15 * learners),
        placement_capacity=draw.integers(1, 3, size=placements),
        placement_destination=np.arange(placements) % 3,
        destination_beds=[13, 12, 10],
        learner_group=group,
        group_companions=[1, 2, 1, 0],
        stay_first_day=np.array([1, 40, 1])[stay],
        stay_last_day=np.array([30, 70, 70])[stay],
    )


def test_row_order_changes_no_assignment() -> None:
    problem = group_instance(80, 8, 3, 20, seed=1)
    first = solved(problem, 4.0, spare=120.0)
    draw = np.random.default_rng(0)
    learner, pair = draw.permutation(problem.learners), draw.permutation(problem.pairs)
    second = solved(shuffled(problem, learner, pair), 4.0, spare=120.0)
    assert first is not None
    assert second is not None
    assert second.placement_of.tolist() == first.placement_of[learner].tolist()
    assert second.bound == first.bound


def shuffled(problem: AllocationProblem, learner: Any, pair: Any) -> AllocationProblem:
    given = {field.name: getattr(problem, field.name) for field in fields(problem)}
    per_learner = [name for name in given if name.startswith(("learner_", "stay_")) or name in ("pinned", "previous")]
    given |= {name: given[name][learner] for name in per_learner}
    given |= {name: given[name][pair] for name in ("pair_learner", "pair_placement", "pair_fit")}
    given["pair_learner"] = np.argsort(learner)[given["pair_learner"]]
    return AllocationProblem(**given)


@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_a_deadline_returns_an_answer_with_an_honest_gap(seconds: float) -> None:
    problem = group_instance(300, 30, 5, 40)
    start = time.monotonic()
    answer = solved(problem, seconds)
    assert time.monotonic() - start < seconds + 2.0
    assert answer is not None
    verify(problem, answer)
    assert answer.placed > 150
    assert 0 < answer.gap < 1


def test_a_cancel_ends_the_search_with_the_best_so_far() -> None:
    problem = group_instance(300, 30, 5, 40)
    start = time.monotonic()
    answer = solved(problem, 60.0, should_stop=lambda: time.monotonic() > start + 0.5)
    assert time.monotonic() - start < 3.0
    assert answer is not None
    assert answer.status == "cancelled"
    verify(problem, answer)


def test_progress_reports_value_and_bound() -> None:
    reports: list[Progress] = []
    answer = solved(group_instance(60, 6, 2, 10), 5.0, on_progress=reports.append)
    assert answer is not None
    assert reports[-1] == Progress("value", answer.value, answer.bound)


def test_quotas_of_senders_are_met_at_little_loss() -> None:
    free = group_instance(160, 16, 3, 30, seed=2)
    sender = free.learner_group % 4
    count = np.bincount(sender)
    problem = changed(free, learner_sender=sender, sender_floor=count * 7 // 10, sender_ceiling=count * 17 // 20)
    answer, unlimited = solved(problem, 10.0), solved(free, 3.0)
    assert answer is not None
    assert unlimited is not None
    verify(problem, answer)
    assert answer.placed >= 0.95 * unlimited.placed


def changed(problem: AllocationProblem, **more: Any) -> AllocationProblem:
    return AllocationProblem(**{field.name: getattr(problem, field.name) for field in fields(problem)} | more)


def test_ceilings_that_bind_are_priced_in_the_proof() -> None:
    free = group_instance(80, 8, 3, 20, seed=2)
    sender = free.learner_group % 4
    count = np.bincount(sender)
    problem = changed(free, learner_sender=sender, sender_floor=0 * count, sender_ceiling=count // 2)
    answer = solved(problem, 2.0, spare=60.0)
    assert answer is not None
    verify(problem, answer)
    assert "sender_ceiling" in answer.prices
    without = {name: table for name, table in answer.prices.items() if name != "sender_ceiling"}
    certificate = replace(answer.certificate, prices=without)
    assert certified_bound(problem, certificate, pair_values(problem, "value")) > answer.bound

"""What prices lead to, against trying everything, the referee and shuffled rows."""

import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from benchmarks.allocation.shuffles import keyed, shuffled
from matcher.allocation import Allocation, AllocationProblem
from matcher.allocation.clearing import solve
from matcher.allocation.clearing.effort import effort_for
from matcher.allocation.clearing.solve import allocate_cleared, solve_cleared
from matcher.allocation.clearing.uses import uses_of
from matcher.allocation.conflicts import pin_conflicts
from matcher.allocation.groups.side_rules import has_side_rules
from matcher.allocation.order import canonical, restored
from matcher.allocation.progress import Run
from matcher.referee import verify
from tests.matcher.allocation.oracle import TIMES, best, problems


def cleared(problem: AllocationProblem, seconds: float = 5.0, **more: Any) -> Allocation:
    answer = perhaps_cleared(problem, seconds, **more)
    assert answer is not None
    return answer


def perhaps_cleared(problem: AllocationProblem, seconds: float, **more: Any) -> Allocation | None:
    ordered, order = canonical(problem, 0)
    answer = allocate_cleared(ordered, uses_of(ordered), Run(time.monotonic() + 60, seconds, **more))
    return None if answer is None else restored(answer, order)


@settings(max_examples=200 * TIMES, deadline=None)
@given(problems())
def test_every_answer_holds_and_no_bound_is_below_what_trying_everything_finds(arguments: dict[str, Any]) -> None:
    problem = AllocationProblem(**arguments)
    optimum = best(problem)
    if pin_conflicts(problem):
        return
    answer = perhaps_cleared(problem, 0.0)
    if answer is None:
        assert optimum is None or has_side_rules(problem)
        return
    verify(problem, answer)
    assert optimum is not None
    attained = tuple(stage.value for stage in answer.stages)
    assert attained <= optimum
    for place, stage in enumerate(answer.stages):
        if attained[:place] == optimum[:place]:
            assert stage.bound >= optimum[place]


def year(learners: int = 400, placements: int = 160, groups: int = 0, seed: int = 0) -> AllocationProblem:
    """Four waves of short stays, a long one across the first three, and some learners in groups of eight."""
    draw = np.random.default_rng(seed)
    stay = draw.choice(5, learners, p=[0.25, 0.22, 0.2, 0.18, 0.15])
    group = np.where(np.arange(learners) < 8 * groups, np.arange(learners) // 8, -1)
    stay = np.where(group >= 0, group % 4, stay)
    pair = np.unique(draw.integers(0, learners * placements, 12 * learners))
    destination = np.sort(draw.integers(0, 4, placements))
    places = draw.integers(1, 3, placements)
    return AllocationProblem(
        pair_learner=pair // placements,
        pair_placement=pair % placements,
        pair_fit=draw.integers(200, 1001, len(pair)),
        placement_capacity=places,
        placement_destination=destination,
        destination_beds=np.bincount(destination, places, 4) // 3,
        learners=learners,
        learner_group=group,
        group_companions=np.ones(groups),
        stay_first_day=np.array([1, 31, 61, 91, 10])[stay],
        stay_last_day=np.array([26, 56, 86, 116, 80])[stay],
        learner_key=draw.permutation(learners).astype(np.uint64),
    )


@pytest.mark.parametrize("groups", [0, 5])
def test_a_year_of_overlapping_stays_is_placed_with_a_small_certified_gap(groups: int) -> None:
    problem = year(groups=groups)
    answer = cleared(problem)
    verify(problem, answer)
    assert answer.placed < len(np.unique(problem.pair_learner))
    assert [stage.gap < most for stage, most in zip(answer.stages, (0.01, 0.03), strict=True)] == [True, True]
    if groups:
        assert (answer.group_destination >= 0).sum() > groups / 2


def test_row_order_changes_no_assignment() -> None:
    problem = keyed(year(groups=5), 0)
    again, learner, placement = shuffled(problem, np.random.default_rng(1))
    first, second = cleared(problem, 1.0), cleared(again, 1.0)
    assert np.append(placement, -1)[second.placement_of].tolist() == first.placement_of[learner].tolist()
    assert [stage.bound for stage in first.stages] == [stage.bound for stage in second.stages]


def test_a_cancel_ends_the_search_with_an_answer_that_holds() -> None:
    problem = year()
    answer = cleared(problem, should_stop=lambda: True)
    verify(problem, answer)
    assert answer.status == "cancelled"
    assert answer.placed > 100


def test_only_rounds_too_large_to_be_searched_or_to_be_one_flow_are_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = year()
    run = Run(time.monotonic() + 60, 1.0)
    assert solve_cleared(problem, run) is None
    monkeypatch.setattr(solve, "MOST_SEARCHED", 1_000)
    assert solve_cleared(problem, run) is not None
    nested = problem.changed(stay_first_day=problem.stay_first_day * 0, stay_last_day=problem.stay_last_day * 0)
    assert solve_cleared(nested, run) is None
    assert solve_cleared(nested.changed(sender_floor=[0], sender_ceiling=[100], learner_sender=[0] * 400), run) is None
    assert solve_cleared(nested.changed(destination_minimum=[2] * 4), run) is not None
    assert solve_cleared(year(groups=5), Run(time.monotonic() + 60, 60.0)) is None
    assert solve_cleared(year(groups=5), Run(time.monotonic() + 60, 0.0)) is not None


def test_more_time_buys_more_steps_up_to_what_pays() -> None:
    steps = [effort_for(1_000_000, 30_000, seconds).first for seconds in (0, 10, 20, 60, 600)]
    assert steps == sorted(steps)
    assert len(set(steps)) > 2
    assert effort_for(0, 0, 10).pairs == 0


def test_stays_of_different_days_that_meet_share_one_place() -> None:
    """Learner 2 stays elsewhere, across two others, so that days bind; learners 0 and 1 meet on day 3."""
    problem = AllocationProblem(
        pair_learner=[0, 1, 2],
        pair_placement=[0, 0, 1],
        pair_fit=[400, 600, 500],
        placement_capacity=[1, 1],
        placement_destination=[0, 0],
        destination_beds=[3],
        stay_first_day=[1, 3, 0],
        stay_last_day=[3, 5, 9],
    )
    assert cleared(problem).placement_of.tolist() == [-1, 0, 1]

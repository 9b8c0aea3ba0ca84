"""Quotas, minimums and moves among stays that overlap: they hold, have prices, and cost little."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.allocation.shuffles import keyed, shuffled
from benchmarks.year.quotas import with_quotas, withdrawn
from matcher.allocation import Allocation, AllocationProblem
from matcher.allocation.objective import must_stay
from matcher.errors import VerificationFailed
from matcher.referee import verify
from tests.matcher.allocation.clearing.test_solve import cleared, perhaps_cleared, year

SENDERS = 6
QUOTAS = ("sender_ceiling", "sender_floor", "cell_ceiling", "cell_floor", "max_per_sender", "destination_minimum")


def national(groups: int = 0) -> AllocationProblem:
    problem = year(learners=600, placements=240, groups=groups)
    problem = problem.changed(
        learner_sender=np.random.default_rng(2).integers(0, SENDERS, problem.learners),
        sender_floor=[0] * SENDERS,
        sender_ceiling=[-1] * SENDERS,
        destination_beds=problem.destination_beds * 2,
    )
    return with_quotas(problem, placed=0.87, seasons=2)


@pytest.fixture(scope="module")
def planned() -> tuple[AllocationProblem, Allocation]:
    problem = national()
    return problem, cleared(problem)


@pytest.mark.parametrize("groups", [0, 5])
def test_every_quota_holds_and_the_gap_stays_small(groups: int) -> None:
    problem = national(groups)
    answer = cleared(problem)
    verify(problem, answer)
    assert [stage.gap < most for stage, most in zip(answer.stages, (0.02, 0.04), strict=True)] == [True, True]


def test_quotas_that_bind_have_prices(planned: tuple[AllocationProblem, Allocation]) -> None:
    _, answer = planned
    priced = {name for stage in answer.stages for name in stage.certificate.prices}
    assert {"sender_ceiling", "cell_ceiling", "max_per_sender"} <= priced


@pytest.mark.parametrize("name", QUOTAS)
@pytest.mark.parametrize("change", [-(2**40), 2**40])
def test_no_price_of_a_quota_can_be_tampered_with(
    planned: tuple[AllocationProblem, Allocation], name: str, change: int
) -> None:
    problem, answer = planned
    prices = dict(answer.stages[0].certificate.prices)
    if name in prices:
        table = prices[name].copy()
    else:
        table = {"max_per_sender": np.array([[0, 0, 0]])}.get(name, np.array([[0, 0]]))
    table[0, -1] += change
    stage = answer.stages[0]
    forged = replace(stage, certificate=replace(stage.certificate, prices=prices | {name: table}))
    with pytest.raises(VerificationFailed):
        verify(problem, replace(answer, stages=(forged, *answer.stages[1:])))


def test_row_order_changes_no_assignment() -> None:
    problem = keyed(national(groups=5), 0)
    again, learner, placement = shuffled(problem, np.random.default_rng(1))
    first, second = cleared(problem, 1.0), cleared(again, 1.0)
    assert np.append(placement, -1)[second.placement_of].tolist() == first.placement_of[learner].tolist()
    assert [stage.bound for stage in first.stages] == [stage.bound for stage in second.stages]


@pytest.mark.parametrize("moves", ["least", 10])
def test_a_rerun_moves_few(planned: tuple[AllocationProblem, Allocation], moves: Any) -> None:
    problem, answer = planned
    later = withdrawn(problem, answer.placement_of, moves)
    again = cleared(later)
    verify(later, again)
    kept = int((again.placement_of == later.previous)[later.previous >= 0].sum())
    assert kept >= must_stay(later)
    assert kept >= (later.previous >= 0).sum() * 0.97


def test_whoever_a_floor_counts_takes_the_place_of_another() -> None:
    """Learner 0, of the better fit, gives way to the only one of a sender that must send somebody."""
    problem = AllocationProblem(
        pair_learner=[0, 1],
        pair_placement=[0, 0],
        pair_fit=[1000, 1],
        placement_capacity=[1],
        placement_destination=[0],
        destination_beds=[1],
        learner_sender=[0, 1],
        sender_floor=[0, 1],
    )
    assert cleared(problem, 0.0).placement_of.tolist() == [-1, 0]


def test_a_destination_opens_for_its_minimum_or_not_at_all() -> None:
    """Two learners could fill either destination; only one of them can reach its minimum of two."""
    problem = AllocationProblem(
        pair_learner=[0, 0, 1, 1],
        pair_placement=[0, 1, 0, 1],
        pair_fit=[1000, 500, 500, 1000],
        placement_capacity=[2, 2],
        placement_destination=[0, 1],
        destination_beds=[2, 2],
        destination_minimum=[2, 3],
    )
    assert cleared(problem, 0.0).placement_of.tolist() == [0, 0]


def test_demands_that_cannot_be_met_have_no_answer() -> None:
    problem = national()
    everybody = np.bincount(problem.learner_sender)
    asked = problem.changed(
        sender_floor=everybody, sender_ceiling=everybody, destination_beds=problem.destination_beds // 3
    )
    assert perhaps_cleared(asked, 0.0) is None

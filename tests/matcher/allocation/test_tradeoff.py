"""Every row of the trade-off is the best that its limit allows, and no row is worse than the one before."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.allocation.alone_instances import scattered
from benchmarks.allocation.instances import group_instance
from matcher.allocation import AllocationProblem, allocate
from matcher.allocation.greedy import greedy
from matcher.allocation.staying import Staying
from matcher.allocation.tradeoff import TradeOff, groups_settled, trade_offs
from matcher.referee import check
from tests.matcher.allocation.oracle import best, problems


def stages(problem: AllocationProblem, row: TradeOff) -> tuple[int, ...]:
    return (row.placed, row.fit) if problem.place_value is None else (row.value,)


@settings(max_examples=50, deadline=None)
@given(problems(), st.data())
def test_every_row_is_as_good_as_trying_everything_under_its_limit(
    arguments: dict[str, Any], data: st.DataObject
) -> None:
    placements = len(arguments["placement_capacity"])
    learners = arguments["learners"]
    previous = data.draw(st.lists(st.integers(-1, placements - 1), min_size=learners, max_size=learners))
    problem = AllocationProblem(**arguments | {"previous": previous, "moves": "least"})
    rows = trade_offs(problem, ladder=(2, 0, 1))
    for row in rows:
        expected = best(problem.changed(moves="free" if row.may_move is None else row.may_move))
        assert row.possible == (expected is not None)
        if expected is not None:
            assert stages(problem, row) == expected
            assert row.may_move is None or row.moved <= row.may_move
    assert rows[-1].may_move is None


def withdrawn(problem: AllocationProblem, learners: int) -> AllocationProblem:
    """The round after a hasty answer was published and some learners withdrew."""
    published = greedy(problem, problem.pair_fit)
    left = ~np.isin(problem.pair_learner, np.random.default_rng(1).choice(problem.learners, learners, replace=False))
    pairs = {name: getattr(problem, name)[left] for name in ("pair_learner", "pair_placement", "pair_fit")}
    return problem.changed(**pairs, previous=published)


def test_with_groups_a_few_moves_gain_and_more_never_lose() -> None:
    problem = withdrawn(group_instance(120, 12, 3, 20, place_value=None), 8)
    rows = trade_offs(problem, time_limit_seconds=4)
    values = [(row.placed, row.fit) for row in rows]
    assert values == sorted(values)
    assert values[0] < values[-1]
    assert [row.may_move for row in rows][:4] == [0, 1, 2, 5] and rows[-1].may_move is None
    assert all(row.moved <= row.may_move for row in rows if row.may_move is not None)
    assert all(row.gap is not None and 0 <= row.gap < 1 for row in rows)


def test_alone_every_row_is_what_a_search_under_its_limit_finds_and_mostly_proven() -> None:
    problem = AllocationProblem(**scattered(100, 20, 8, 4))
    problem = problem.changed(previous=greedy(problem, problem.pair_fit))
    rows = trade_offs(problem, time_limit_seconds=10)
    for row in rows[1:5]:
        found = allocate(problem.changed(moves=row.may_move), time_limit_seconds=5)
        assert (row.placed, row.fit) == (found.placed, found.fit)
    assert sum(row.gap == 0 for row in rows) >= len(rows) - 1
    assert all(row.gap is not None and row.gap < 0.001 for row in rows)


def test_a_bonus_for_staying_bounds_what_fewer_moves_can_be_worth() -> None:
    problem = AllocationProblem(**scattered(60, 20, 5, 3))
    problem = problem.changed(previous=greedy(problem, problem.pair_fit), moves="free")
    staying = Staying(problem, 0)
    kept = {bonus: found.kept for bonus in (0, 10, 100, 1000) if (found := staying.at(bonus)) is not None}
    assert list(kept.values()) == sorted(kept.values())
    for found in staying.solved:
        for other in staying.solved:
            assert other.placed < found.placed or other.value <= found.bound(other.kept)
    most = staying.keeping(kept[1000])
    assert most is not None
    assert most.kept >= kept[1000]
    assert staying.keeping(61) is None


def test_with_the_groups_settled_an_answer_holds_for_the_round_itself() -> None:
    problem = withdrawn(group_instance(60, 6, 3, 20, place_value=None), 4)
    settled = groups_settled(problem)
    assert settled is not None
    assert not settled.has_groups
    answer = allocate(settled.changed(moves=3), time_limit_seconds=2).placement_of
    group = np.where(answer >= 0, problem.learner_group, -1)
    for one in range(problem.groups):
        assert len(set(problem.placement_destination[answer[group == one]].tolist())) <= 1
    assert groups_settled(problem.changed(previous=np.full(60, -1))) is None


def test_an_answer_that_is_known_already_counts() -> None:
    problem = withdrawn(group_instance(60, 6, 3, 20, place_value=None), 4)
    good = allocate(problem.changed(moves="free"), time_limit_seconds=3).placement_of
    rows = trade_offs(problem, ladder=(), known=[good], time_limit_seconds=0.2)
    assert rows[-1].placed >= int((good >= 0).sum())


def test_limits_are_told_as_they_are_worked_on_and_those_that_limit_nobody_are_left_out() -> None:
    problem = AllocationProblem(
        pair_learner=[0, 0, 1, 1],
        pair_placement=[0, 1, 0, 1],
        pair_fit=[100, 900, 900, 100],
        placement_capacity=[1, 1],
        placement_destination=[0, 0],
        destination_beds=[2],
        previous=[0, 1],
    )
    told: list[int | None] = []
    rows = trade_offs(problem, on_limit=told.append)
    assert told == [None, 1, 0]
    assert [(row.may_move, row.moved, row.fit) for row in rows] == [(0, 0, 200), (1, 0, 200), (None, 2, 1800)]
    assert check(problem, allocate(problem)) == []

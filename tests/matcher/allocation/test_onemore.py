"""One more place or bed is worth what trying everything says, groups staying where they are."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.allocation import AllocationProblem, allocate
from matcher.allocation.onemore import CAPACITY, Of, one_more
from matcher.allocation.tradeoff import groups_settled
from tests.matcher.allocation.oracle import TIMES, best, problems


@settings(max_examples=120 * TIMES, deadline=None)
@given(problems(), st.data())
def test_the_gains_are_those_of_trying_everything(arguments: dict[str, Any], data: st.DataObject) -> None:
    problem = AllocationProblem(**arguments)
    allocation = allocate(problem)
    of: Of = data.draw(st.sampled_from(["placement", "destination"]))
    entity = data.draw(st.integers(0, len(getattr(problem, CAPACITY[of])) - 1))
    found = one_more(problem, allocation, of, entity)
    base: AllocationProblem | None = problem
    if problem.has_groups:
        settled = groups_settled(problem.changed(previous=allocation.placement_of))
        base = settled and settled.changed(previous=problem.previous, moves=problem.moves)
    expected = None if base is None else best(base)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None and base is not None:
        more = getattr(base, CAPACITY[of]).copy()
        more[entity] += 1
        after = best(base.changed(**{CAPACITY[of]: more}))
        assert after is not None
        assert list(found.gains.values()) == [new - old for new, old in zip(after, expected, strict=True)]
        assert found.settled == problem.has_groups


def test_where_no_group_travels_there_is_nothing_to_settle() -> None:
    problem = AllocationProblem(
        pair_learner=[0],
        pair_placement=[0],
        pair_fit=[500],
        placement_capacity=[1],
        placement_destination=[0],
        destination_beds=[1],
        learner_group=[0],
        group_companions=[1],
    )
    assert one_more(problem, allocate(problem), "destination", 0) is None


def test_one_more_place_lets_the_next_learner_in() -> None:
    problem = AllocationProblem(
        pair_learner=[0, 1],
        pair_placement=[0, 0],
        pair_fit=[500, 400],
        placement_capacity=[1],
        placement_destination=[0],
        destination_beds=[2],
    )
    found = one_more(problem, allocate(problem), "placement", 0)
    assert found is not None
    assert (found.gains, found.settled, found.proven) == ({"placed": 1, "fit": 400}, False, True)

from matcher.explain import Change, compare
from matcher.model import Allocation
from matcher.rounds.answer import answer_of
from tests.matcher.explain.situations import fit_at, learner, placement, planned_of, round_of

PLANNED = planned_of(
    round_of(
        [learner(f"l{row}", preferences=("Seville",)) for row in range(4)],
        [placement("p0"), placement("p1", destination="bologna"), placement("p2")],
    ),
)


def answer(*placement_of: int) -> Allocation:
    return answer_of(planned_of(PLANNED.round, placement_of))


def test_who_moved_who_gained_and_who_lost() -> None:
    found = compare(answer(0, 1, -1, 2), answer(1, -1, 0, 2))
    high, low = fit_at(PLANNED, 0, 0), fit_at(PLANNED, 0, 1)
    assert found.moved == (Change("l0", "p0", "p1", low - high),)
    assert found.placed == (Change("l2", None, "p0", high),)
    assert found.lost == (Change("l1", "p1", None, -low),)
    assert (found.unchanged, found.placed_change, found.fit_change) == (1, 0, 0)


def test_an_answer_compared_with_itself_changed_nothing() -> None:
    found = compare(answer(0, 1, -1, 2), answer(0, 1, -1, 2))
    assert (found.moved, found.placed, found.lost, found.unchanged) == ((), (), (), 3)

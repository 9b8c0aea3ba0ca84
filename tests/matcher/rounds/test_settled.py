"""People of whom only the answer is known hold what they have, and the rest is explained as before."""

import pytest

from matcher.errors import VerificationFailed
from matcher.explain import explain_learner
from matcher.explain.situation import Situation
from matcher.model import Allocation, Learner, Round
from matcher.rounds import plan, planned_from
from tests.matcher.explain.situations import learner, placement, round_of

GONE = "erased-1"


@pytest.fixture(scope="module")
def planned() -> tuple[Round, Allocation, str]:
    """Two learners who both want the one place that is there, and who has it."""
    round = round_of([learner("l0"), learner("l1")], [placement("p0", places=1)])
    answer = plan(round, time_limit_seconds=5).answer
    return round, answer, answer.assignments[0].learner


def forgotten(round: Round, answer: Allocation, whom: str) -> tuple[Round, Allocation]:
    empty = Learner(id=GONE, stay=round.learner_by_id[whom].stay)
    people = tuple(empty if row.id == whom else row for row in round.learners)
    rows = tuple(row.model_copy(update={"learner": GONE}) for row in answer.assignments)
    written = (
        answer.model_copy(update={"assignments": rows}).model_dump_json(by_alias=True).replace(f'"{whom}"', f'"{GONE}"')
    )
    return round.model_copy(update={"learners": people}), Allocation.model_validate_json(written)


def test_who_is_settled_has_one_pair_with_the_fit_of_the_answer(planned: tuple[Round, Allocation, str]) -> None:
    round, answer = forgotten(*planned)
    again = planned_from(round, answer, {GONE})
    gone = [row.id for row in round.learners].index(GONE)
    assert again.pairs.fit[again.pairs.learner == gone].tolist() == [answer.assignments[0].fit]
    assert again.problem.pinned.tolist()[gone] == 0
    assert Situation(again).fit[gone] == answer.assignments[0].fit


def test_nobody_is_told_that_a_settled_learner_would_give_way(planned: tuple[Round, Allocation, str]) -> None:
    round, answer = forgotten(*planned)
    again = planned_from(round, answer, {GONE})
    other = next(place for place, row in enumerate(round.learners) if row.id != GONE)
    told = explain_learner(again, other)
    assert [reason.code for reason in told.options[0].reasons] == ["alternative_full_firm"]
    assert told.unplaced[0].code == "doors_full"


def test_a_settled_learner_at_a_placement_that_is_not_there_is_refused(planned: tuple[Round, Allocation, str]) -> None:
    round, answer = forgotten(*planned)
    rows = tuple(row.model_copy(update={"placement": "nowhere"}) for row in answer.assignments)
    with pytest.raises(VerificationFailed, match="nowhere"):
        planned_from(round, answer.model_copy(update={"assignments": rows}), {GONE})

"""What is offered to one person is what the whole round's arrays hold."""

import numpy as np
from hypothesis import given, settings

from matcher.fit import evidence
from matcher.model import Round
from matcher.pairs import NEVER, Offers, build_pairs, shut_doors, sides_of
from tests.matcher.pairs.rounds import StudyFields, rounds


@settings(max_examples=150, deadline=None)
@given(rounds())
def test_one_by_one_the_same_doors_and_fits_are_found(drawn: tuple[Round, StudyFields]) -> None:
    round, fields = drawn
    sides = sides_of(round, fields)
    pairs = build_pairs(sides, round, cut=NEVER)
    offers = Offers(round, sides)
    for one, learner in enumerate(sides.learners):
        mine = pairs.learner == one
        shut, whole = offers.shut(learner), shut_doors(sides, round, one)
        assert np.flatnonzero(shut.open).tolist() == pairs.placement[mine].tolist()
        assert offers.fit(learner)[shut.open].tolist() == pairs.fit[mine].tolist()
        assert shut.rules == whole.rules
        assert (shut.broken == whole.broken).all()
        for at, place in enumerate(sides.placements):
            assert offers.evidence(learner)(at) == evidence(learner, place, round.rules.weights)


@settings(max_examples=50, deadline=None)
@given(rounds())
def test_who_is_offered_first_changes_nothing(drawn: tuple[Round, StudyFields]) -> None:
    round, fields = drawn
    sides = sides_of(round, fields)
    there, back = Offers(round, sides), Offers(round, sides)
    forwards = [there.fit(learner).tolist() for learner in sides.learners]
    assert [back.fit(learner).tolist() for learner in reversed(sides.learners)] == forwards[::-1]

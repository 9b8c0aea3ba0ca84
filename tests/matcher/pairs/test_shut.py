import numpy as np
from hypothesis import given, settings

from matcher.eligibility import Bans, broken_rules
from matcher.model import Round
from matcher.pairs import FreePlaces, Sides, door_counts, shut_doors, sides_of
from tests.matcher.pairs.rounds import StudyFields, rounds
from tests.matcher.pairs.test_build import MANY, planned


def broken_one_by_one(sides: Sides, round_: Round, learner: int) -> list[list[str]]:
    bans = Bans(round_.pins)
    return [
        [rule for rule, _ in broken_rules(sides.learners[learner], placement, round_.rules, bans)]
        for placement in sides.placements
    ]


@settings(deadline=None)
@given(rounds())
def test_shut_doors_are_the_rules_broken_one_by_one(drawn: tuple[Round, StudyFields]) -> None:
    sides = sides_of(*drawn)
    for learner in range(len(sides.learners)):
        shut = shut_doors(sides, drawn[0], learner)
        named = [[shut.rules[rule] for rule in broken.nonzero()[0]] for broken in shut.broken.T]
        assert named == broken_one_by_one(sides, drawn[0], learner)


@settings(deadline=None)
@given(rounds())
def test_counts_are_those_of_each_learner(drawn: tuple[Round, StudyFields]) -> None:
    sides = sides_of(*drawn)
    learners = list(range(len(sides.learners)))[::-1]
    chance = np.random.default_rng(len(sides.placements))
    free = FreePlaces(
        chance.integers(0, 2, len(learners), dtype=np.int32), chance.random((2, len(sides.placements))) < 0.5
    )
    counts = door_counts(sides, drawn[0], learners, free)
    for row, learner in enumerate(learners):
        shut = shut_doors(sides, drawn[0], learner)
        assert counts.rules == shut.rules
        assert counts.shut[row].tolist() == shut.broken.sum(axis=1).tolist()
        assert counts.only[row].tolist() == shut.only.sum(axis=1).tolist()
        assert counts.only_free[row].tolist() == (shut.only & free.free[free.kind[row]]).sum(axis=1).tolist()
        assert counts.open[row] == shut.open.sum()


def test_a_rule_that_shuts_alone_is_told_from_those_that_shut_together() -> None:
    shut = shut_doors(MANY, planned(), 0)
    floor = shut.rules.index("study_field_floor")
    assert shut.only[floor].tolist() == [False, True, False, True]
    assert shut.open.tolist() == [True, False, True, False]


def test_no_learners_no_counts() -> None:
    counts = door_counts(MANY, planned(), [])
    assert counts.shut.shape == (0, 13)
    assert counts.open.shape == (0,)

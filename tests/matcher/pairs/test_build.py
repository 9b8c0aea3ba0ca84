from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.model import RULE_NAMES, Pin, Round, Rules, Waiver
from matcher.pairs import Pairs, Sides, buckets, build_pairs, lookup, points, sides_of, work
from tests.matcher.pairs.rounds import DESTINATIONS, STAYS, StudyFields, pairs_one_by_one, rounds
from tests.matcher.two_sides import learner_side, placement_side


def listed(pairs: Pairs) -> list[tuple[int, int, int]]:
    return list(zip(pairs.learner.tolist(), pairs.placement.tolist(), pairs.fit.tolist(), strict=True))


def planned(**parts: Any) -> Round:
    return Round(name="x", seed="x", stays=STAYS, learners=(), placements=(), destinations=DESTINATIONS, **parts)


MANY = Sides(
    tuple(learner_side(id=f"l{number}", field=["0714", "1013"][number % 2]) for number in range(6)),
    tuple(placement_side(id=f"p{number}", fields=(["0714", "1013"][number % 2],)) for number in range(4)),
)


@settings(max_examples=300, deadline=None)
@given(rounds())
def test_pairs_are_those_found_one_by_one(drawn: tuple[Round, StudyFields]) -> None:
    round_, fields = drawn
    sides = sides_of(round_, fields)
    assert listed(build_pairs(sides, round_)) == pairs_one_by_one(sides, round_)


@settings(deadline=None)
@given(rounds(), st.randoms(use_true_random=False))
def test_row_order_changes_nothing(drawn: tuple[Round, StudyFields], random: Any) -> None:
    round_, fields = drawn
    sides = sides_of(round_, fields)
    shuffled = Sides(
        tuple(random.sample(sides.learners, len(sides.learners))),
        tuple(random.sample(sides.placements, len(sides.placements))),
    )
    assert named(shuffled, build_pairs(shuffled, round_)) == named(sides, build_pairs(sides, round_))


def named(sides: Sides, pairs: Pairs) -> set[tuple[str, str, int]]:
    return {
        (sides.learners[learner].learner.id, sides.placements[placement].placement.id, fit)
        for learner, placement, fit in listed(pairs)
    }


@pytest.mark.parametrize("size", [1, 3, 5, 1000])
def test_shards_change_nothing(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = listed(build_pairs(MANY, planned()))
    monkeypatch.setattr(work, "SHARD_LEARNERS", size)
    monkeypatch.setattr(buckets, "BLOCK_CELLS", size)
    monkeypatch.setattr(buckets, "LEARNERS_PER_BUCKET", size)
    monkeypatch.setattr(points, "TABLE_CELLS", size)
    assert listed(build_pairs(MANY, planned())) == expected
    assert len(expected) == 12


TABLES = (
    {"MOST_DENSE_CELLS": 0, "TABLE_CELLS": 2},  # held sparsely
    {"MOST_JOINT_CELLS": 0, "MOST_SCATTERED_SHARE": 0},  # added up part by part
    {"MOST_JOINT_CELLS": 0, "MOST_SCATTERED_SHARE": 1},  # listed
)


@pytest.mark.parametrize("limits", TABLES)
@settings(max_examples=60, deadline=None)
@given(rounds())
def test_points_are_the_same_however_they_are_held(limits: dict[str, int], drawn: tuple[Round, StudyFields]) -> None:
    round_, fields = drawn
    sides = sides_of(round_, fields)
    with pytest.MonkeyPatch.context() as patch:
        for name, limit in limits.items():
            patch.setattr(points, name, limit)
        patch.setattr(lookup, "MOST_CELLS", 30)
        assert listed(build_pairs(sides, round_)) == pairs_one_by_one(sides, round_)


def test_arrays_are_small() -> None:
    pairs = build_pairs(MANY, planned())
    assert [array.dtype.itemsize for array in (pairs.learner, pairs.placement, pairs.fit)] == [4, 4, 2]
    assert len(pairs) == 12


def test_without_rules_everybody_may_go_everywhere() -> None:
    pairs = build_pairs(MANY, planned(rules=Rules(switched_off=RULE_NAMES)))
    everybody = [(learner, placement) for learner in range(6) for placement in range(4)]
    assert [pair[:2] for pair in listed(pairs)] == everybody


def test_a_hundred_skills_found_are_a_full_score_and_no_more() -> None:
    words = tuple(f"wiring{number:03}" for number in range(100))
    sides = Sides((learner_side(skills=words),), (placement_side(tasks=" ".join(words)),))
    assert listed(build_pairs(sides, planned())) == pairs_one_by_one(sides, planned())


def test_a_round_of_nobody_has_no_pairs() -> None:
    assert len(build_pairs(Sides((), ()), planned())) == 0
    assert len(build_pairs(Sides(MANY.learners, ()), planned())) == 0
    assert len(build_pairs(Sides((), MANY.placements), planned())) == 0


def test_progress_ends_with_all_learners(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "SHARD_LEARNERS", 4)
    told: list[tuple[int, int]] = []
    build_pairs(MANY, planned(), on_progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 6), (6, 6)]


def test_a_waiver_opens_its_pair_alone() -> None:
    waiver = Waiver(rule="study_field_floor", learner="l0", placement="p1", reason="has done it", author="M. Rossi")
    assert (0, 1) in {pair[:2] for pair in listed(build_pairs(MANY, planned(rules=Rules(waivers=(waiver,)))))}
    assert len(build_pairs(MANY, planned(rules=Rules(waivers=(waiver,))))) == 13


def test_a_ban_shuts_its_pair_alone() -> None:
    ban = Pin(kind="ban", learner="l0", placement="p0", reason="relatives", author="M. Rossi")
    assert (0, 0) not in {pair[:2] for pair in listed(build_pairs(MANY, planned(pins=(ban,))))}
    assert len(build_pairs(MANY, planned(pins=(ban,)))) == 11

"""What is kept of a large round, tried on small ones with a cut far deeper than the usual."""

from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

from matcher.allocation import allocate
from matcher.generate import generate_round
from matcher.model import Pin, PreviousAssignment, Round
from matcher.pairs import NEVER, Cut, Pairs, Sides, build_pairs, sides_of, work
from matcher.pairs.cut import best_kept
from matcher.pairs.ties import tie_keys
from matcher.profiles import resolve_titles
from matcher.reading import read_round
from matcher.rounds.arrays import problem_of

DEEP = Cut(most_pairs=0, best=4, elsewhere=6, destinations=3, drawn_destinations=2, there=8)


class Planned:
    def __init__(self, folder: Path, learners: int, placements: int, **size: Any) -> None:
        generate_round(folder, learners, placements, **size)
        self.round: Round = read_round(folder).round
        self.sides: Sides = sides_of(self.round, resolve_titles(self.round))
        self.all: Pairs = build_pairs(self.sides, self.round, cut=NEVER)

    def pairs(self, **options: Any) -> Pairs:
        return build_pairs(self.sides, self.round, **{"cut": DEEP} | options)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    return Planned(tmp_path_factory.mktemp("alone"), 240, 200, seed="alone")


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    return Planned(tmp_path_factory.mktemp("grouped"), 200, 300, groups=9, destinations=10, seed="grouped")


def codes(pairs: Pairs) -> set[tuple[int, int, int]]:
    return set(zip(pairs.learner.tolist(), pairs.placement.tolist(), pairs.fit.tolist(), strict=True))


def same(one: Pairs, other: Pairs) -> bool:
    arrays = ("learner", "placement", "fit")
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in arrays)


@pytest.mark.parametrize("name", ["alone", "grouped"])
def test_kept_pairs_are_eligible_pairs_with_their_fit(name: str, request: pytest.FixtureRequest) -> None:
    planned: Planned = request.getfixturevalue(name)
    kept = planned.pairs()
    assert codes(kept) < codes(planned.all)
    assert kept.cut.pairs_left_out == len(planned.all) - len(kept) > len(planned.all) // 3


@pytest.mark.parametrize("name", ["alone", "grouped"])
def test_the_best_left_out_is_reported_for_every_learner(name: str, request: pytest.FixtureRequest) -> None:
    planned: Planned = request.getfixturevalue(name)
    kept = planned.pairs()
    best = dict.fromkeys(range(len(planned.sides.learners)), -1)
    for learner, _, fit in codes(planned.all) - codes(kept):
        best[learner] = max(best[learner], fit)
    assert kept.cut.best_left_out.tolist() == list(best.values())


def test_learners_alone_keep_their_best_pairs(alone: Planned) -> None:
    kept = alone.pairs(cut=DEEP._replace(elsewhere=0))
    for learner in range(len(alone.sides.learners)):
        fits = np.sort(alone.all.fit[alone.all.learner == learner])[::-1]
        mine = np.sort(kept.fit[kept.learner == learner])[::-1]
        assert mine.tolist() == fits[: DEEP.best].tolist()


def test_equals_are_drawn_differently_for_each_learner() -> None:
    """Otherwise everybody would keep the same few placements, and stand in each other's way."""
    fit = np.full((100, 50), 700, dtype=np.int16)
    keys = tie_keys("autumn", [str(number) for number in range(100)])
    kept = best_kept(fit, DEEP._replace(best=1, elsewhere=0), keys, keys[:50])
    assert kept.sum(axis=1).tolist() == [1] * 100
    assert kept.any(axis=0).sum() > 40


@pytest.mark.parametrize("name", ["alone", "grouped"])
def test_nothing_is_cut_up_to_the_limit(name: str, request: pytest.FixtureRequest) -> None:
    planned: Planned = request.getfixturevalue(name)
    pairs = len(planned.all)
    assert same(planned.pairs(cut=DEEP._replace(most_pairs=pairs)), planned.all)
    assert not same(planned.pairs(cut=DEEP._replace(most_pairs=pairs - 1)), planned.all)
    assert planned.all.cut.pairs_left_out == 0
    assert set(planned.all.cut.best_left_out.tolist()) == {-1}


@pytest.mark.parametrize("name", ["alone", "grouped"])
@pytest.mark.parametrize("workers", [None, 2, 4])
def test_workers_change_nothing(
    name: str, workers: int | None, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: Planned = request.getfixturevalue(name)
    expected = planned.pairs()
    monkeypatch.setattr(work, "SHARD_LEARNERS", 16)
    assert same(planned.pairs(workers=workers), expected)


def test_processes_find_the_same_as_threads(grouped: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a cluster's workers get has to be sent: so nothing in it may hang on this process."""
    expected = grouped.pairs()
    monkeypatch.setattr(work, "SHARD_LEARNERS", 64)
    with joblib.parallel_config(backend="loky", n_jobs=2):
        assert same(grouped.pairs(workers=None), expected)
        assert same(grouped.pairs(workers=None, cut=NEVER), grouped.all)


@pytest.mark.parametrize("name", ["alone", "grouped"])
def test_row_order_changes_nothing(name: str, request: pytest.FixtureRequest) -> None:
    """A learner's drawn placements hang on what else is open to the learner, so only the best are compared."""
    planned: Planned = request.getfixturevalue(name)
    cut = DEEP._replace(elsewhere=0)
    turned = Sides(planned.sides.learners[::-1], planned.sides.placements[::-1])
    kept, other = planned.pairs(cut=cut), build_pairs(turned, planned.round, cut=cut)
    learners, placements = len(turned.learners) - 1, len(turned.placements) - 1
    assert {(learners - a, placements - b, c) for a, b, c in codes(other)} == codes(kept)


def test_group_members_keep_pairs_where_all_of_them_can_go(grouped: Planned) -> None:
    kept = grouped.pairs()
    where = {place.id: number for number, place in enumerate(grouped.round.destinations)}
    there = np.array([where[side.destination.id] for side in grouped.sides.placements])
    for group in grouped.round.groups:
        members = [number for number, side in enumerate(grouped.sides.learners) if side.group is group]
        able = [set(there[grouped.all.placement[grouped.all.learner == one]].tolist()) for one in members]
        kept_there = [set(there[kept.placement[kept.learner == one]].tolist()) for one in members]
        most = max(sum(place in some for some in able) for place in where.values())
        assert any(sum(place in some for some in kept_there) == most for place in where.values())
        assert len(set().union(*kept_there)) <= DEEP.destinations + DEEP.drawn_destinations


@pytest.mark.parametrize("name", ["alone", "grouped"])
def test_the_usual_cut_never_costs_placements(name: str, request: pytest.FixtureRequest) -> None:
    planned: Planned = request.getfixturevalue(name)
    kept = planned.pairs(cut=Cut(most_pairs=0, best=12, elsewhere=8))
    assert kept.cut.pairs_left_out > 0
    found = [
        allocate(problem_of(planned.round, planned.sides, pairs), time_limit_seconds=3.0).placed
        for pairs in (planned.all, kept)
    ]
    assert found[0] == found[1] > 0


def with_parts(planned: Planned, **parts: Any) -> Round:
    return planned.round.model_copy(update=parts)


def test_what_people_decided_is_never_cut(alone: Planned, grouped: Planned) -> None:
    pin = Pin(kind="pin", learner=alone.round.learners[0].id, destination="x", reason="agreed", author="M. Rossi")
    group = Pin(kind="pin", group=grouped.round.groups[0].id, destination="x", reason="agreed", author="M. Rossi")
    for planned, decided in ((alone, pin), (grouped, group)):
        kept = build_pairs(planned.sides, with_parts(planned, pins=(decided,)), cut=DEEP)
        concerned = [
            number
            for number, side in enumerate(planned.sides.learners)
            if side.learner.id == decided.learner or (decided.group and side.learner.group == decided.group)
        ]
        assert concerned
        for one in concerned:
            assert (kept.learner == one).sum() == (planned.all.learner == one).sum()


def test_what_was_published_is_never_cut(alone: Planned) -> None:
    worst = {learner: placement for learner, placement, _ in sorted(codes(alone.all), key=lambda pair: -pair[2])}
    previous = tuple(
        PreviousAssignment(learner=alone.round.learners[one].id, placement=alone.round.placements[place].id)
        for one, place in worst.items()
    )
    kept = build_pairs(alone.sides, with_parts(alone, previous=previous), cut=DEEP)
    assert set(worst.items()) <= {pair[:2] for pair in codes(kept)}
    assert set(worst.items()) - {pair[:2] for pair in codes(alone.pairs())}


def test_learners_asked_for_keep_everything(grouped: Planned) -> None:
    whole = [0, len(grouped.sides.learners) - 1]
    kept = grouped.pairs(whole=whole)
    for one in whole:
        assert (kept.learner == one).sum() == (grouped.all.learner == one).sum() > 0
    assert len(kept) < len(grouped.all)

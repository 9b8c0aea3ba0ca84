import tracemalloc
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.generate import generate_round
from matcher.model import Round
from matcher.profiles import resolve_titles
from matcher.reading import read_round

LEARNERS, PLACEMENTS, GROUPS = 1200, 500, 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic")
    generate_round(folder, LEARNERS, PLACEMENTS, groups=GROUPS, seed="autumn")
    return folder


@pytest.fixture(scope="module")
def synthetic(folder: Path) -> Round:
    reading = read_round(folder)
    assert reading.problems == ()
    return reading.round


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_round_has_the_size_asked_for(synthetic: Round) -> None:
    assert len(synthetic.learners) == LEARNERS
    assert len(synthetic.placements) == PLACEMENTS
    assert len(synthetic.groups) == GROUPS
    assert len(synthetic.destinations) == 5


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(folder: Path, tmp_path: Path) -> None:
    generate_round(tmp_path / "same", LEARNERS, PLACEMENTS, groups=GROUPS, seed="autumn")
    generate_round(tmp_path / "other", LEARNERS, PLACEMENTS, groups=GROUPS, seed="spring")
    assert contents(tmp_path / "same") == contents(folder)
    assert contents(tmp_path / "other")["learners.csv"] != contents(folder)["learners.csv"]


def test_round_and_hosts_say_that_they_are_synthetic(synthetic: Round) -> None:
    assert "Synthetic" in synthetic.name
    assert all("(synthetic)" in placement.host for placement in synthetic.placements)
    assert all("(synthetic)" in partner.name for partner in synthetic.sending_partners)


def test_a_group_is_8_to_13_learners_of_one_partner_and_stay_with_a_companion_or_two(synthetic: Round) -> None:
    sizes = Counter(learner.group for learner in synthetic.learners if learner.group)
    assert set(sizes) == {group.id for group in synthetic.groups}
    assert all(8 <= size <= 13 for size in sizes.values())
    assert {group.companions for group in synthetic.groups} == {1, 2}
    for learner in synthetic.learners:
        if learner.group:
            group = synthetic.group_by_id[learner.group]
            assert (learner.stay, learner.sending_partner) == (group.stay, group.sending_partner)


def test_there_are_minors_and_adults_short_and_long_stays(synthetic: Round) -> None:
    assert {stay.activity for stay in synthetic.stays} == {"short-term", "long-term"}
    adults = [
        synthetic.stay_by_id[one.stay].first_day - one.birth_date >= timedelta(days=18 * 365.25)
        for one in synthetic.learners
        if one.birth_date
    ]
    assert 0.2 < sum(adults) / len(adults) < 0.8


def test_nearly_every_title_is_understood(synthetic: Round) -> None:
    known = [guess is not None for guess in resolve_titles(synthetic).of_learner]
    assert 0.9 < sum(known) / len(known) < 1.0


def test_places_are_enough_and_beds_are_not_everywhere(synthetic: Round) -> None:
    assert sum(placement.places for placement in synthetic.placements) * 2 > LEARNERS
    away = len(synthetic.learners) / len(synthetic.stays)
    beds = [destination.beds for destination in synthetic.destinations]
    assert sum(beds) > away > min(beds)


def test_every_window_holds_a_stay_and_every_reference_is_known(synthetic: Round) -> None:
    for placement in synthetic.placements:
        assert any(placement.window.covers(stay) for stay in synthetic.stays)
        assert placement.destination in synthetic.destination_by_id


def test_groups_of_an_earlier_round_do_not_stay_in_the_folder(tmp_path: Path) -> None:
    generate_round(tmp_path, 20, 5, groups=1)
    assert "groups.csv" in contents(tmp_path)
    generate_round(tmp_path, 20, 5, seed='quoted "seed"')
    assert "groups.csv" not in contents(tmp_path)
    assert read_round(tmp_path).round.seed == 'synthetic-quoted "seed"'


def test_destinations_can_be_chosen(tmp_path: Path) -> None:
    generate_round(tmp_path, 20, 5, destinations=7)
    assert len(read_round(tmp_path).round.destinations) == 7


def test_stays_can_be_limited(tmp_path: Path) -> None:
    generate_round(tmp_path, 5000, 20, groups=2, stays=1)
    found = read_round(tmp_path).round
    assert len(found.stays) == 1
    assert {group.stay for group in found.groups} == {found.stays[0].id}


@pytest.mark.parametrize(
    ("learners", "placements", "groups", "destinations"), [(0, 4, 0, 1), (9, 0, 0, 1), (9, 4, -1, 1), (9, 4, 0, 0)]
)
def test_a_round_of_nothing_is_refused(
    learners: int, placements: int, groups: int, destinations: int, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="at least one"):
        generate_round(tmp_path, learners, placements, groups=groups, destinations=destinations)


def test_more_groups_than_learners_are_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="fewer groups"):
        generate_round(tmp_path, 20, 5, groups=4)


def test_memory_does_not_grow_with_the_round(tmp_path: Path) -> None:
    tracemalloc.start()
    generate_round(tmp_path, 30_000, 9_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25_000_000


@pytest.mark.parametrize("left", [("round.toml",), ("learners.csv",), ("round.toml", "groups.csv")])
def test_a_round_that_was_not_generated_is_not_overwritten(tmp_path: Path, left: tuple[str, ...]) -> None:
    generate_round(tmp_path / "again", 8, 8)
    generate_round(tmp_path / "again", 9, 9)
    for name in left:
        (tmp_path / name).write_text("somebody's")
    with pytest.raises(InputError, match="name another folder"):
        generate_round(tmp_path, 8, 8)
    assert {file.name: file.read_text() for file in tmp_path.iterdir() if file.is_file()} == dict.fromkeys(
        left, "somebody's"
    )

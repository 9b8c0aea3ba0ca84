"""The demonstration round holds the published numbers, and its script writes it again byte for byte."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.intervet import FOLDER, write_round
from matcher.model import Round
from matcher.reading import read_round

# INTERVET Western Balkans final report: (short-term learners, companions, long-term learners) by sending partner.
PUBLISHED_SENDING = {
    "CCIS": (82, 8, 11),
    "ALB": (80, 8, 19),
    "CEM": (41, 4, 4),
    "IUS": (67, 8, 13),
    "REA": (41, 5, 3),
    "NCDIEL": (61, 6, 4),
}
PUBLISHED_BEDS = {"forli-bologna": 120, "seville": 116, "lyon": 60, "wroclaw": 78, "maribor": 91}
PUBLISHED_LONG_PLACES = {"forli-bologna": 20, "seville": 20, "lyon": 7, "wroclaw": 7}


@pytest.fixture(scope="module")
def intervet() -> Round:
    return read_round(FOLDER).round


WRITTEN = ["learners.csv", "placements.xlsx", "destinations.csv", "sending_partners.csv", "groups.csv"]


@pytest.mark.parametrize("name", WRITTEN)
def test_the_script_writes_the_same_bytes_again(tmp_path: Path, name: str) -> None:
    write_round(tmp_path)
    assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_learners_and_companions_by_partner_are_the_published_ones(intervet: Round) -> None:
    stays = Counter((learner.sending_partner, learner.stay) for learner in intervet.learners)
    companions: Counter[str | None] = Counter()
    for group in intervet.groups:
        companions[group.sending_partner] += group.companions
    found = {p.id: (stays[p.id, "short"], companions[p.id], stays[p.id, "long"]) for p in intervet.sending_partners}
    assert found == PUBLISHED_SENDING


def test_beds_are_the_published_ones_and_equal_the_people(intervet: Round) -> None:
    assert {d.id: d.beds for d in intervet.destinations} == PUBLISHED_BEDS
    people = len(intervet.learners) + sum(group.companions for group in intervet.groups)
    assert people == sum(PUBLISHED_BEDS.values()) == 465


def test_there_are_39_groups_of_one_companion_and_long_stays_travel_alone(intervet: Round) -> None:
    assert [group.companions for group in intervet.groups] == [1] * 39
    assert all((learner.group is None) == (learner.stay == "long") for learner in intervet.learners)


def test_places_for_the_long_stay_are_where_the_report_has_them(intervet: Round) -> None:
    long_stay = intervet.stay_by_id["long"]
    places: Counter[str] = Counter()
    for placement in intervet.placements:
        if placement.window.covers(long_stay):
            places[placement.destination] += placement.places
    assert dict(places) == PUBLISHED_LONG_PLACES
    assert (intervet.stay_by_id["short"].days, long_stay.days) == (30, 90)

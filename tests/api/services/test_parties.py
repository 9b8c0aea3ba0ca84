"""Whom a coordinator finds in the list of those behind whom somebody has to stand."""

from pathlib import Path

from api.services.parties import parties_of
from matcher.reading import read_round
from matcher.store.engine import reading
from tests.api.service import Service
from tests.matcher.store.cast import stored
from tests.rounds import TABLES, write_round

SCHOOLS = ("Tehnička", "gimnazija", "Ekonomska", "Ugostiteljska", "Čačak", "Agro")


def test_partners_and_schools_stand_by_name(service: Service, tmp_path: Path) -> None:
    header, *rows = (list(row) for row in TABLES["learners"])
    for row, school in zip(rows, SCHOOLS, strict=True):
        row[header.index("school")] = school
    there = stored(service.store, read_round(write_round(tmp_path, learners=[header, *rows], pins=None)).round)
    with reading(service.store) as session:
        shown = parties_of(session, there.coordinator, there.id)
    schools = [one.name for one in shown if one.party == "school"]
    assert schools == sorted(SCHOOLS, key=str.casefold)
    kinds = [one.party for one in shown]
    assert kinds == sorted(kinds, key=kinds.index)

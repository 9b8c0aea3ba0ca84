"""What can hardly be meant is said; what may be meant is left in peace."""

from pathlib import Path

import pytest

from matcher.errors import Problem
from matcher.reading import check_round
from tests.rounds import ROUND_TOML, TABLES, with_cell, write_round


def found(folder: Path) -> list[Problem]:
    return [problem for problem in check_round(folder) if problem.code in ("birth-date-unlikely", "wish-unknown")]


@pytest.mark.parametrize(
    ("born", "doubted"),
    [("2016-10-06", True), ("2016-10-05", False), ("2029-05-17", True), ("1926-10-06", False), ("1926-10-05", True)],
)
def test_a_birth_date_that_makes_a_small_child_or_a_methuselah_is_doubted(
    tmp_path: Path, born: str, doubted: bool
) -> None:
    problems = found(write_round(tmp_path, learners=with_cell("learners", 2, "birth_date", born)))
    assert [(problem.row, problem.value, problem.severity) for problem in problems] == [(2, born, "warning")] * doubted


def test_a_first_stay_on_a_29th_of_february_counts_years_as_well(tmp_path: Path) -> None:
    leap = (
        ROUND_TOML.replace("2026-10-05", "2028-02-29").replace("2026-11-03", "2028-03-29").replace("2027-01", "2028-06")
    )
    assert found(write_round(tmp_path, round_toml=leap)) == []


@pytest.mark.parametrize("wish", ["Seville", "SEVILLE", "Hotel Giralda", "hotel giralda > Maribor", ""])
def test_what_is_called_so_may_be_wished_for(tmp_path: Path, wish: str) -> None:
    assert found(write_round(tmp_path, learners=with_cell("learners", 2, "preferences", wish))) == []


def test_a_wish_for_what_is_not_there_is_said_once_where_it_stands_first(tmp_path: Path) -> None:
    header, *rows = (list(row) for row in TABLES["learners"])
    for row in rows[1:3]:
        row[header.index("preferences")] = "Maribor > Atlantis"
    (problem,) = found(write_round(tmp_path, learners=[header, *rows]))
    assert (problem.file, problem.row, problem.column, problem.value) == ("learners.csv", 3, "preferences", "Atlantis")
    assert problem.severity == "warning"


def test_where_placements_cannot_be_read_no_wish_is_doubted(tmp_path: Path) -> None:
    folder = write_round(tmp_path, learners=with_cell("learners", 2, "preferences", "Atlantis"), placements=b"\x00\x01")
    assert found(folder) == []


def test_where_stays_cannot_be_read_no_birth_date_is_doubted(tmp_path: Path) -> None:
    folder = write_round(tmp_path, round_toml="name = 1", learners=with_cell("learners", 2, "birth_date", "2029-05-17"))
    assert found(folder) == []

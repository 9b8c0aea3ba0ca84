"""A round that leaves the dates of a stay open, from its folder to a run that holds and a re-run that keeps them."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from matcher.rounds import read_answer, verify_run
from tests.conftest import run_round
from tests.rounds import ROUND_TOML, write_round

OPEN = ROUND_TOML.replace("last_day = 2026-11-03", "last_day = 2026-12-06\ndays = 30", 1)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("open")
    run_round(write_round(folder / "round", round_toml=OPEN, pins=None), folder / "run")
    return folder / "run"


def test_a_run_with_open_dates_holds_and_states_the_start_of_each_stay(run: Path) -> None:
    answer = verify_run(run)
    short = [row for row in answer.assignments if row.stay == "short"]
    assert short
    for row in short:
        assert (row.last_day - row.first_day).days + 1 == 30
        assert (row.first_day - date(2026, 10, 5)) % timedelta(weeks=1) == timedelta(0)
        assert row.starts
        assert row.evidence["dates"].reason == "dates_start_proposed"
    assert "starts_proposed" in {warning.code for warning in answer.warnings}


def test_stays_with_fixed_dates_have_no_start_to_state(run: Path) -> None:
    fixed = [row for row in read_answer(run).assignments if row.stay == "long"]
    assert all(row.starts is None and row.evidence["dates"].reason == "dates_open_days" for row in fixed)
    assert '"starts": null' not in (run / "allocation.json").read_text(encoding="utf-8")


def test_a_group_begins_together(run: Path) -> None:
    first_days = {row.first_day for row in read_answer(run).assignments if row.learner in ("L1", "L2", "L3")}
    assert len(first_days) == 1


def test_a_rerun_keeps_the_published_starts(run: Path, tmp_path: Path) -> None:
    again = run_round(run / "round", tmp_path / "again", previous=run)
    with (tmp_path / "again" / "round" / "previous.csv").open(encoding="utf-8", newline="") as file:
        starts = {row["learner"]: row["first_day"] for row in csv.DictReader(file)}
    published = {row.learner: row.first_day for row in read_answer(run).assignments if row.starts}
    assert {learner: day for learner, day in starts.items() if day} == {
        learner: day.isoformat() for learner, day in published.items()
    }
    assert {row.learner: row.first_day for row in again.answer.assignments if row.starts} == published
    verify_run(tmp_path / "again")

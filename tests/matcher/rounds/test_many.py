"""Many rounds in one go."""

import shutil
from pathlib import Path

import pytest

from matcher.reading import rounds_in
from matcher.rounds import Outcome, Wanted, read_answer, run_rounds, verify_run
from tests.rounds import with_cell, write_round


@pytest.fixture(scope="module")
def folder(small_round: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three rounds that can be planned, one with a bad cell, one without its learners, and a folder that is none."""
    folder = tmp_path_factory.mktemp("rounds")
    for name in ("a", "b", "d"):
        shutil.copytree(small_round, folder / name)
    write_round(folder / "bad", learners=with_cell("learners", 2, "birth_date", "31/02/2009"))
    shutil.copytree(small_round, folder / "c")
    (folder / "c" / "learners.csv").unlink()
    (folder / "notes").mkdir()
    return folder


def run(folder: Path, out: Path, workers: int, **wanted: Path) -> tuple[Outcome, ...]:
    return run_rounds(rounds_in(folder), Wanted(out, time_limit_seconds=5, **wanted), workers=workers)


def test_rounds_are_the_subfolders_with_settings_and_a_round_holds_none(folder: Path) -> None:
    assert [source.name for source in rounds_in(folder)] == ["a", "b", "bad", "c", "d"]
    assert rounds_in(folder / "a") == ()


def test_processes_write_the_same_bytes_as_one_after_the_other_and_bad_rounds_stop_no_other(
    folder: Path, small_run: Path, tmp_path: Path
) -> None:
    alone, together = run(folder, tmp_path / "1", 1), run(folder, tmp_path / "2", 2)
    assert alone == together
    assert [outcome.name for outcome in alone] == ["a", "b", "bad", "c", "d"]
    assert [outcome.is_planned for outcome in alone] == [True, True, False, False, True]
    assert "31/02/2009" in alone[2].error
    assert "learners" in alone[3].error
    for name in ("a", "b", "d"):
        for written in (small_run / "allocation.json", small_run / "assignments.csv"):
            assert (tmp_path / "1" / name / written.name).read_bytes() == written.read_bytes()
            assert (tmp_path / "2" / name / written.name).read_bytes() == written.read_bytes()


def test_an_earlier_answer_stays_whole_when_its_round_can_no_longer_be_read(
    folder: Path, small_run: Path, tmp_path: Path
) -> None:
    shutil.copytree(small_run, tmp_path / "bad")
    run(folder, tmp_path, 1)
    verify_run(tmp_path / "bad")


def test_each_round_is_run_again_from_its_own_earlier_run(folder: Path, small_run: Path, tmp_path: Path) -> None:
    shutil.copytree(small_run, tmp_path / "before" / "a")
    run(folder, tmp_path / "after", 1, previous=tmp_path / "before")
    used = {name: (tmp_path / "after" / name / "round" / "previous.csv").read_text().split() for name in "ab"}
    assert len(used["a"]) == 1 + len(read_answer(small_run).assignments)
    assert used["b"] == (folder / "b" / "previous.csv").read_text().split()
    earlier, again = read_answer(tmp_path / "before" / "a"), read_answer(tmp_path / "after" / "a")
    assert [row.placement for row in again.assignments] == [row.placement for row in earlier.assignments]


def test_whoever_watches_hears_of_every_round(folder: Path, tmp_path: Path) -> None:
    heard: list[Outcome] = []
    found = run_rounds(rounds_in(folder)[2:4], Wanted(tmp_path), workers=1, on_done=heard.append)
    assert {outcome.name for outcome in heard} == {outcome.name for outcome in found} == {"bad", "c"}

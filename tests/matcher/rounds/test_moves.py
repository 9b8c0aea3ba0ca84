"""How many of the published a re-run may move is a rule of the round."""

import json
from pathlib import Path

import pytest

from matcher.generate import generate_round
from matcher.rounds import verify_run
from tests.conftest import run_round


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a small round in which wishes counted for everything."""
    folder = tmp_path_factory.mktemp("moves")
    generate_round(folder / "in", 40, 10, groups=0, destinations=3, seed="1")
    rules = folder / "wishes.toml"
    rules.write_text("[rules.weights]\nstudy_profile = 0\nlanguage = 0\ndates = 9\n", encoding="utf-8")
    run_round(folder / "in", folder / "first", rules=rules)
    return folder


@pytest.mark.parametrize(("moves", "least", "most"), [('"least"', 0, 0), ("0", 0, 0), ("3", 1, 3), ('"free"', 4, 40)])
def test_no_more_of_the_published_move_than_may(first: Path, tmp_path: Path, moves: str, least: int, most: int) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(f"moves = {moves}\n", encoding="utf-8")
    again = run_round(first / "in", tmp_path / "again", rules=rules, previous=first / "first").answer
    published = json.loads((first / "first" / "allocation.json").read_text(encoding="utf-8"))["assignments"]
    now = {row.learner: row.placement for row in again.assignments}
    moved = sum(now.get(row["learner"]) != row["placement"] for row in published)
    assert least <= moved <= most
    verify_run(tmp_path / "again")

"""The commands of the service that end by themselves."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher.cli import app
from matcher.reading import read_round
from matcher.store.engine import open_store, writing
from matcher.store.rounds import get_round
from matcher.store.vault import new_key
from tests.databases import NewDatabase
from tests.matcher.store.cast import stored
from tests.rounds import write_round


def test_the_scheduled_batch_plans_what_is_due_and_says_how_it_ended(
    new_database: NewDatabase, small_round: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, key = new_database(), new_key()
    monkeypatch.setenv("MATCHER_DATABASE", url)  # as the command does, but put back afterwards
    monkeypatch.setenv("MATCHER_KEYS", key)
    store = open_store(url, [key])
    for folder in (small_round, write_round(tmp_path)):  # the pin of the second one breaks a rule
        round = read_round(folder).round
        there = stored(store, round)
        with writing(store) as session:
            get_round(session, there.coordinator, there.id).planning_date = round.stays[0].first_day.replace(year=2020)
    store.close()
    due = ["run", "--due", "--database", url]
    first = CliRunner().invoke(app, [*due, "--json"])
    ended = {run["state"]: run for run in json.loads(first.stdout)}
    assert first.exit_code == 1
    assert ended["complete"]["placed"] == 4
    assert "M. Rossi pinned L4 on P2" in ended["infeasible"]["message"]
    again = CliRunner().invoke(app, due)
    assert (again.exit_code, again.stdout) == (0, "no round is due, and no run waits\n")


def test_run_needs_a_folder_or_due() -> None:
    assert CliRunner().invoke(app, ["run"]).exit_code == 2

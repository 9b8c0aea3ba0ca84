import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher.store import migrate
from matcher.store.commands import db_app
from matcher.store.engine import open_engine, open_store, reading
from matcher.store.errors import DatabaseUnusable
from matcher.store.loading import load_round
from matcher.store.vault import Vault
from tests.matcher.store.cast import stored


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'service.db'}"


def _run(*arguments: str, answer: str = "") -> str:
    result = CliRunner().invoke(db_app, list(arguments), input=answer)
    assert result.exit_code == 0, result.output
    return result.output


def _revision(url: str) -> str | None:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = migrate.revision_of(connection)
    engine.dispose()
    return found


def test_a_database_is_made_backed_up_and_restored(url: str, tmp_path: Path) -> None:
    assert migrate.head() in _run("upgrade", "--database", url)
    assert _revision(url) == migrate.head()
    assert "0 rows" in _run("backup", str(tmp_path / "b.zip"), "--database", url)
    assert "restored" in _run("restore", str(tmp_path / "b.zip"), "--database", f"sqlite:///{tmp_path / 'again.db'}")


def test_going_back_asks_first(url: str) -> None:
    _run("upgrade", "--database", url, "--revision", "0003")
    refused = CliRunner().invoke(db_app, ["downgrade", "0001", "--database", url], input="n\n")
    assert refused.exit_code == 1
    assert _revision(url) == "0003"
    _run("downgrade", "0002", "--database", url, answer="y\n")
    assert _revision(url) == "0002"
    _run("downgrade", "base", "--database", url, "--yes")
    assert _revision(url) is None


def test_a_new_key_fits_a_vault() -> None:
    vault = Vault([_run("new-key").strip()])
    assert vault.unseal(vault.seal({"a": "č"})) == {"a": "č"}


def test_personal_data_is_sealed_anew_and_opens_with_the_new_key_alone(url: str) -> None:
    old, new = _run("new-key").strip(), _run("new-key").strip()
    _run("upgrade", "--database", url)
    with closing(open_store(url, [old])) as store:
        there = stored(store)
    assert f"{len(there.round.learners)} values" in _run("reseal", "--database", url, "--keys", f"{new}, {old}")
    with closing(open_store(url, [new])) as store, reading(store) as session:
        assert load_round(session, there.id) == there.round


@pytest.mark.parametrize("command", ["upgrade", "downgrade", "backup", "restore", "reseal", "new-key"])
def test_every_command_shows_an_example(command: str) -> None:
    assert f"Example: matcher db {command}" in _run(command, "--help")


def test_listing_the_commands_loads_no_database_library() -> None:
    check = "import sys, matcher.store.commands; print('sqlalchemy' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "False"


def test_a_database_that_does_not_answer_is_said_so(tmp_path: Path) -> None:
    _run("upgrade", "--database", f"sqlite:///{tmp_path / 'there.db'}")
    file = str(tmp_path / "b.zip")
    _run("backup", file, "--database", f"sqlite:///{tmp_path / 'there.db'}")
    for asked in (["backup", file], ["restore", file], ["upgrade"]):
        result = CliRunner().invoke(db_app, [*asked, "--database", "postgresql://nobody@127.0.0.1:1/none"])
        assert isinstance(result.exception, DatabaseUnusable)
        assert "psycopg" not in str(result.exception)


def test_a_new_database_is_nobody_elses_to_read(url: str, tmp_path: Path) -> None:
    _run("upgrade", "--database", url)
    assert (tmp_path / "service.db").stat().st_mode & 0o777 == 0o600

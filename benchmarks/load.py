"""The service under load: many clients at once on a real server, previews and reads mixed, on this machine only.

Server and clients share the machine's processors, so both are told apart: what an answer takes of the server's
processor time, and what asking for it takes of the clients'.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import Request, urlopen

from api.security import COOKIE
from benchmarks.load_clients import Draw, Mix, Taken, load
from benchmarks.load_scene import LARGE, Scene, scene

LEARNERS, PLACEMENTS = 10_000, 5_000
CLIENTS, ALONE = 50, 20
MIX: Mix = (("preview of a learner", 5), ("learner", 2), ("page of placements", 1), ("round", 2))
PREVIEWS_ONLY: Mix = (("preview of a learner", 1),)
PAGES = 10
SLOW_SECONDS, WARM_SECONDS = 1.0, 60.0
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Served(NamedTuple):
    """A server that runs, with its processes."""

    port: int
    process: int

    def worked_seconds(self) -> float:
        """Processor time of all its processes so far."""
        return sum(map(_worked_seconds, self._processes(self.process)))

    def _processes(self, process: int) -> Iterator[int]:
        yield process
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            yield from self._processes(int(child))


def main() -> int:
    """Print throughput and the time that most answers take; the exit code is 1 if one was an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each load lasts")
    parser.add_argument("--processes", type=int, default=2, help="of the server")
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--placements", type=int, default=PLACEMENTS)
    asked = parser.parse_args()
    print(f"{asked.learners} learners, {asked.placements} placements; {asked.processes} server processes", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        made = scene(Path(folder), asked.learners, asked.placements)
        with served(made, asked.processes) as server:
            return int(measured(made, server, asked.seconds) > 0)


def measured(made: Scene, server: Served, seconds: float) -> int:
    """Print the table; return how many answers were errors."""
    _warm(made, server)
    columns = ("load", "asked", "answers", "per second", "p50 ms", "p95 ms", "p99 ms", "server ms", "client ms")
    print(f"\n| {' | '.join(columns)} |\n{'| --- ' * len(columns)}|", flush=True)
    wrong = _reported(f"{ALONE} clients, previews", made, server, ALONE, PREVIEWS_ONLY, seconds)
    wrong += _reported(f"{CLIENTS} clients, mixed", made, server, CLIENTS, MIX, seconds)
    print(f"\na whole school of {LARGE} learners: {_whole_school(made, server):.2f} s")
    first, then = _round_page(made, server)
    print(f"the round's page: {1000 * first:.0f} ms, asked for again {1000 * then:.0f} ms")
    return wrong


@contextmanager
def served(made: Scene, processes: int) -> Iterator[Served]:
    """Serve as `matcher serve` does, without workers, a limit of requests, and a line for each in a log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "matcher", "serve", "--port", str(port)]
    command += ["--workers", "0", "--processes", str(processes)]
    settings = {"MATCHER_DATABASE": made.database, "MATCHER_KEYS": made.sealing_key}
    settings |= {"MATCHER_REQUESTS_PER_MINUTE": "0"}
    server = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield Served(port, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(port: int) -> None:
    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not come up")


def _worked_seconds(process: int) -> float:
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS_PER_SECOND


def _warm(made: Scene, server: Served) -> None:
    """Every process loads the round's offers at the first preview: that is told apart from the load."""
    began, slowest, times = time.perf_counter(), float("inf"), 0
    while slowest > SLOW_SECONDS and time.perf_counter() - began < WARM_SECONDS:
        times += 1
        taken = _load(made, server, ALONE, PREVIEWS_ONLY, 2.0, times)
        slowest = max(taken.seconds["preview of a learner"])
    print(f"first previews, round loaded by every process: {time.perf_counter() - began:.1f} s")


def _load(made: Scene, server: Served, clients: int, mix: Mix, seconds: float, round: int = 0) -> Taken:
    return load(server.port, made.key, lambda what, draw: _path(made, what, draw), clients, mix, seconds, round)


def _path(made: Scene, what: str, draw: Draw) -> str:
    here = f"/api/v1/rounds/{made.round_id}"
    return {
        "preview of a learner": lambda: f"{here}/learners/{draw.choice(made.learners)}/preview",
        "learner": lambda: f"{here}/learners/{draw.choice(made.learners)}",
        "page of placements": lambda: f"{here}/placements?limit=50",
        "round": lambda: here,
    }[what]()


def _reported(name: str, made: Scene, server: Served, clients: int, mix: Mix, seconds: float) -> int:
    """Print a line for each kind of question and one for all; return how many answers were errors."""
    before = server.worked_seconds()
    taken = _load(made, server, clients, mix, seconds)
    worked = server.worked_seconds() - before
    each = [1000 * of_all / taken.answers for of_all in (worked, taken.client_seconds)]
    for what, found in sorted(taken.seconds.items()):
        print(f"| {name} | {what} | {_figures(found, taken.wall_seconds)} | | |")
    everything = [seconds for found in taken.seconds.values() for seconds in found]
    print(f"| {name} | all | {_figures(everything, taken.wall_seconds)} | {each[0]:.2f} | {each[1]:.2f} |", flush=True)
    if taken.wrong:
        print(f"{taken.wrong} answers were errors")
    return taken.wrong


def _figures(found: list[float], seconds: float) -> str:
    cuts = statistics.quantiles(found, n=100) if len(found) > 1 else found * 99
    marks = " | ".join(f"{1000 * cuts[mark - 1]:.0f}" for mark in (50, 95, 99))
    return f"{len(found)} | {len(found) / seconds:.0f} | {marks}"


def _round_page(made: Scene, server: Served) -> tuple[float, float]:
    """Return the seconds that its coordinator waits for the round at a glance: once, and usually after that."""
    address = f"http://127.0.0.1:{server.port}/rounds/{made.round_id}"
    asked = Request(address, headers={"Cookie": f"{COOKIE}={made.sign_in}", "Accept": "text/html"})
    seconds = []
    for _ in range(PAGES):
        began = time.perf_counter()
        with urlopen(asked) as answer:
            page = answer.read().decode()
        seconds.append(time.perf_counter() - began)
        if f"{len(made.learners):,}" not in page:
            raise SystemExit("the round's page does not say how many learners there are")
    return seconds[0], statistics.median(seconds[1:])


def _whole_school(made: Scene, server: Served) -> float:
    """Return the seconds that one client waits for the previews of exactly `LARGE` learners."""
    path = f"/api/v1/rounds/{made.round_id}/schools/{made.school}/preview?limit={LARGE}"
    asked = Request(f"http://127.0.0.1:{server.port}{path}", headers={"Authorization": f"Bearer {made.key}"})
    began = time.perf_counter()
    with urlopen(asked) as answer:
        found = json.load(answer)
    seconds = time.perf_counter() - began
    if len(found["items"]) != LARGE:
        raise SystemExit(f"the school has {len(found['items'])} learners, not {LARGE}")
    return seconds


if __name__ == "__main__":
    sys.exit(main())

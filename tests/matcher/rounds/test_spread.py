"""Work spread over a real Dask scheduler and two worker processes on this machine."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from matcher.allocation.parts import split
from matcher.errors import InputError
from matcher.generate import generate_round
from matcher.pairs import Cut, OnPairs, Pairs, build_pairs, sides_of, work
from matcher.profiles import resolve_titles
from matcher.reading import read_round, rounds_in
from matcher.rounds import Wanted, parts, read_run, run_round, run_rounds, spread_over
from matcher.rounds.parts import allocate_parts

pytest.importorskip("distributed")


@dataclass
class Cluster:
    """A scheduler's address and its worker processes."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    told = tmp_path / "scheduler.json"
    here = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(told)]
    running = [_started("dask_scheduler", "--port", "0", *here)]
    try:
        while not told.exists():
            assert running[0].poll() is None
            time.sleep(0.05)
        alone = ["--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path)]
        workers = [_started("dask_worker", *alone, *here) for _ in range(2)]
        running += workers
        yield Cluster(_address(told), workers)
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


def _started(program: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{program}", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _address(told: Path) -> str:
    return str(json.loads(told.read_text())["address"])


def same(one: Pairs, other: Pairs) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("learner", "placement", "fit"))


def test_a_cluster_writes_the_same_bytes_and_a_worker_that_dies_costs_time_only(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, hard = tmp_path / "rounds" / "one", tmp_path / "hard"
    generate_round(source, 260, 90, destinations=5)
    generate_round(hard, 300, 150, groups=6, destinations=5)
    run_round(source, tmp_path / "alone")
    monkeypatch.setattr(work, "SHARD_LEARNERS", 64)
    with spread_over(cluster=cluster.address) as workers:
        run_round(source, tmp_path / "spread", workers=workers)
        (outcome,) = run_rounds(rounds_in(tmp_path / "rounds"), Wanted(tmp_path), workers=workers)
        assert outcome.is_planned, outcome.error
    for run in ("spread", "one"):
        for name in ("allocation.json", "assignments.csv", "unplaced.csv", "marginals.csv"):
            assert (tmp_path / run / name).read_bytes() == (tmp_path / "alone" / name).read_bytes(), (run, name)

    two_waves = read_run(tmp_path / "alone").planned.problem
    monkeypatch.setattr(parts, "LEAST_PAIRS", 50)
    with spread_over(cluster=cluster.address) as workers:
        in_parts = allocate_parts(two_waves, workers=workers)
    assert repr(in_parts) == repr(allocate_parts(two_waves))
    assert split(two_waves, 50).parts > 1

    round_ = read_round(hard).round
    sides = sides_of(round_, resolve_titles(round_))
    monkeypatch.setattr(work, "SHARD_LEARNERS", 16)
    cut = Cut(most_pairs=0)
    expected = build_pairs(sides, round_, cut=cut)
    with spread_over(cluster=cluster.address) as workers:
        assert same(build_pairs(sides, round_, cut=cut, workers=workers, on_progress=killer(cluster)), expected)
        assert cluster.workers[0].poll() is not None


def killer(cluster: Cluster) -> OnPairs:
    """Kills the first worker as soon as something is done."""

    def kill(done: int, of: int) -> None:
        assert done <= of
        if cluster.workers[0].poll() is None:
            os.kill(cluster.workers[0].pid, signal.SIGKILL)
            cluster.workers[0].wait()

    return kill


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.rounds.spread.PATIENCE_SECONDS", 0.2)
    for address in ("tcp://127.0.0.1:9", "nowhere"):
        with pytest.raises(InputError, match=address), spread_over(cluster=address):
            pass


def test_without_a_cluster_every_core_works_unless_told_otherwise() -> None:
    with spread_over() as workers:
        assert workers is not None
        assert workers >= 1
    with spread_over(3) as workers:
        assert workers == 3

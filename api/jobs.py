"""The job queue: wakes workers and keeps their schedule. What is to be done, and what was, is in the store.

Huey takes a task from its queue before doing it, so that a killed worker's task is gone. Here that loses nothing: a
task only says "look what there is to do", and every worker looks by itself as well, now and then.
"""

import logging
import threading
from collections.abc import Callable

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.exceptions import ConfigurationError

from api.settings import Settings
from matcher.store.engine import SQLITE, QueueConnections, sqlite_file
from matcher.store.errors import DatabaseUnusable

log = logging.getLogger("matcher.jobs")

NAME = "matcher"
GRACE_SECONDS = 30.0  # for what a worker does when it is told to stop

Look = Callable[[], object]


class Jobs:
    """The queue as those see it who queue runs. It is opened with the first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._huey: Huey | None = None
        self._task: Look = _nothing

    def wake(self) -> None:
        """Tell workers that something waits. If that fails they find out by themselves, a little later."""
        try:
            with self._lock:
                if self._huey is None:
                    self._huey = open_queue(self._settings)
                    self._task = task(self._huey, _nothing)
            self._task()
        except Exception as error:  # the drivers of three databases have little in common
            log.warning("the job queue does not answer: %s", type(error).__name__)

    def close(self) -> None:
        with self._lock:
            if self._huey is not None:
                close_queue(self._huey)
            self._huey = None


def open_queue(settings: Settings) -> Huey:
    """Open the queue that the settings name: by default a file beside an SQLite database, or the same PostgreSQL.

    Raises
    ------
    DatabaseUnusable
        If the settings name none that is known, or it does not answer.
    """
    url = settings.jobs or _beside(settings.database)
    kind, _, place = url.partition("://")
    try:
        match kind.partition("+")[0]:
            case "sqlite":
                return SqliteHuey(NAME, filename=place.removeprefix("/"), results=False)
            case "postgresql":
                connections = QueueConnections(url)
                with connections.room_made():
                    return PostgresHuey(NAME, connection=connections, results=False)
            case "redis" | "rediss" | "unix":
                return RedisHuey(NAME, url=url, results=False)
    except ConfigurationError as missing:
        raise DatabaseUnusable(f"MATCHER_JOBS: {missing}") from missing
    raise DatabaseUnusable("MATCHER_JOBS: write sqlite:///FILE, postgresql://… or redis://…")


def close_queue(huey: Huey) -> None:
    """Close its connections; on PostgreSQL each thread has had one of its own."""
    huey.storage.close()
    if isinstance(huey, PostgresHuey):
        huey.storage.connection.close()


def _beside(database: str) -> str:
    file = sqlite_file(database)
    return database if file is None else f"{SQLITE}{file.with_suffix('.jobs')}"


def task(huey: Huey, look: Look) -> Look:
    """Tell the queue what its one task does in this process, and return what queues it."""

    def run() -> None:
        look()

    queued: Look = huey.task(name="look")(run)
    return queued


def _nothing() -> None:
    pass

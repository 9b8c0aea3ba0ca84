"""`matcher serve`: the web's process or processes, and the workers that it starts and looks after."""

import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing import parent_process
from multiprocessing.connection import wait
from types import FrameType
from typing import NoReturn

import uvicorn
from fastapi import FastAPI
from uvicorn.config import LOGGING_CONFIG

from api.app import create_app
from api.jobs import GRACE_SECONDS
from api.key_file import key_file_of, keys_of, make_key_file
from api.settings import Settings
from matcher.errors import InputError
from matcher.store import migrate
from matcher.store.engine import Session, open_store, reading, sqlite_file
from matcher.store.errors import KeysMissing
from matcher.store.people import is_anybody_there
from matcher.store.privacy import require_keys

log = logging.getLogger("matcher.serve")

APP, APP_OF_SEVERAL = "api.app:create_app", "api.serving:app_of_several"
WORKER = (sys.executable, "-m", "matcher", "worker", "--until-eof")
LOOK_SECONDS = 0.5
CLOSING_SECONDS = 5  # for requests that are not over, and those who watch a run
LONGEST_PAUSE_SECONDS = 60.0  # between two starts of a worker that does not live


class WithoutQuery(logging.Filter):
    """Of addresses asked for, the log keeps the path: what somebody searched for is nobody's to read there."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(part.partition("?")[0] if isinstance(part, str) else part for part in record.args)
        return True


LOGGING = LOGGING_CONFIG | {
    "filters": {"without-query": {"()": WithoutQuery}},
    "loggers": LOGGING_CONFIG["loggers"]
    | {"uvicorn.access": LOGGING_CONFIG["loggers"]["uvicorn.access"] | {"filters": ["without-query"]}},
}

NOBODY_YET = (
    "Nobody can sign in yet: make a first coordinator in another terminal, in this folder, with `matcher access`"
    " (see `matcher access --help`)."
)


def require_free(host: str, port: int) -> None:
    """Raise InputError if nothing can listen there, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            message = f"cannot listen on {host}, port {port}: {error.strerror}; take another with --port or --host"
            raise InputError("port-unusable", message, host=host, port=port) from error


def prepare(settings: Settings) -> list[str]:
    """Make a new SQLite database and a key beside it; return what was made, in words.

    Raises
    ------
    DatabaseUnusable
        If the database is of another version, or cannot be reached.
    KeysMissing
        If there is no key and no place to make one, or not the key to what is in the database.
    """
    made, file = [], sqlite_file(settings.database)
    if file is not None:
        file.touch(0o600)  # a new one is nobody else's to read
    with closing(open_store(settings.database, keys_of(settings))) as store:
        with reading(store) as session:
            is_empty = migrate.revision_of(session.connection()) is None
        if is_empty and file is not None:
            migrate.upgrade(settings.database)
            made.append(f"A new database: {file}")
        with reading(store) as session:
            migrate.require_head(session.connection())
            _require_keys(session, settings)
    if not keys_of(settings):
        made.append(_made_key(settings))
    return made


def greeting(settings: Settings) -> list[str]:
    """What somebody who has just started a service needs to know."""
    with closing(open_store(settings.database)) as store, reading(store) as session:
        return [] if is_anybody_there(session) else [NOBODY_YET]


def _require_keys(session: Session, settings: Settings) -> None:
    """A fresh key would open nothing of what another has sealed."""
    try:
        require_keys(session)
    except KeysMissing as missing:
        where = key_file_of(settings.database)
        place = "MATCHER_KEYS" if settings.keys or where is None else f"{where}, or MATCHER_KEYS"
        message = f"personal data in the database is sealed with a key that is not there: put it back into {place}"
        raise KeysMissing(message) from missing


def _made_key(settings: Settings) -> str:
    file = key_file_of(settings.database)
    if file is None:
        raise KeysMissing("MATCHER_KEYS: personal data needs a key; make one with `matcher db new-key`")
    make_key_file(file)
    return f"A key for personal data: {file}. Keep a copy where the backups are not."


def serve_until_told(host: str, port: int, workers: int, processes: int = 1) -> None:
    """Serve until a signal ends it; workers and other processes end with this one, however that ends."""
    signal.signal(signal.SIGTERM, _leave)  # what uvicorn raises again once it has closed
    with _crew(workers):
        uvicorn.run(
            APP if processes == 1 else APP_OF_SEVERAL,
            factory=True,
            host=host,
            port=port,
            workers=processes,
            timeout_graceful_shutdown=CLOSING_SECONDS,
            log_config=LOGGING,
        )


def app_of_several() -> FastAPI:
    """Make the service in a process that another one started, and end it with that one."""
    if (parent := parent_process()) is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()
    return create_app()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    signal.raise_signal(signal.SIGTERM)


def _leave(signum: int, frame: FrameType | None) -> NoReturn:
    del signum, frame
    raise SystemExit(0)


@contextmanager
def _crew(workers: int) -> Iterator[None]:
    over = threading.Event()
    threads = [threading.Thread(target=_keep_one, args=(over,), name=f"worker {n}") for n in range(workers)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _keep_one(over: threading.Event) -> None:
    """Keep a worker alive; one that dies again and again is started after longer and longer pauses."""
    pause = LOOK_SECONDS
    while not over.is_set():
        began = time.monotonic()
        with subprocess.Popen(WORKER, stdin=subprocess.PIPE, start_new_session=True) as one:
            while one.poll() is None and not over.wait(LOOK_SECONDS):
                pass
            _end(one)
        if not over.is_set():
            log.warning("a worker ended with %s: starting another", one.returncode)
            pause = LOOK_SECONDS if time.monotonic() - began > LONGEST_PAUSE_SECONDS else pause * 2
            over.wait(min(pause, LONGEST_PAUSE_SECONDS))


def _end(worker: "subprocess.Popen[bytes]") -> None:
    """Close what it reads: it takes that as the end."""
    if worker.stdin is not None:
        worker.stdin.close()
    try:
        worker.wait(GRACE_SECONDS + LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()

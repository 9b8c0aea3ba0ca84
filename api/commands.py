"""The commands of the service. `matcher.cli` names this module by import string: it lies above the command line."""

import logging
import os
import sys
from contextlib import closing
from typing import Annotated

import typer

from matcher.store.commands import HERE, Database

Host = Annotated[str, typer.Option(help="The address to listen on; others than this machine need a proxy with HTTPS.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on.")]
Processes = Annotated[
    int, typer.Option(min=1, max=64, help="Processes of the web: each answers on one core and keeps rounds of its own.")
]
Workers = Annotated[int, typer.Option(min=0, help="Worker processes to start; 0: `matcher worker` runs elsewhere.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
    processes: Processes = 1,
    database: Database = HERE,
) -> None:
    """Serve the pages and the API, and plan the runs that are asked for.

    A new SQLite database is made, and a key for personal data beside it. Other settings come from the environment.

    Example: matcher serve --port 8000
    """
    _begin(database)
    from api.serving import greeting, prepare, require_free, serve_until_told
    from api.settings import settings_of_environment

    require_free(host, port)
    settings = settings_of_environment()
    for line in (*prepare(settings), *greeting(settings)):
        typer.echo(line)
    serve_until_told(host, port, workers, processes)


def worker(
    database: Database = HERE,
    until_eof: Annotated[bool, typer.Option("--until-eof", hidden=True)] = False,
) -> None:
    """Plan the runs that are queued, one after the other, and every round whose planning date has come.

    Example: matcher worker --database postgresql://matcher@db/matcher
    """
    _begin(database)
    from api.key_file import keys_of
    from api.settings import settings_of_environment
    from api.worker import work
    from matcher.store.engine import open_store

    settings = settings_of_environment()
    with closing(open_store(settings.database, keys_of(settings))) as store:
        work(store, settings, until=sys.stdin.read if until_eof else None)


def run_due(database: str) -> list[dict[str, object]]:
    """Queue every round whose planning date has come, work the queue off, and return how each run ended."""
    _begin(database)
    from api.key_file import keys_of
    from api.services.schedule import look, outcomes
    from api.settings import settings_of_environment
    from matcher.store.engine import open_store

    settings = settings_of_environment()
    with closing(open_store(settings.database, keys_of(settings))) as store:
        most, worker = settings.run_seconds_limit, f"cron:{os.getpid()}"
        return outcomes(store, look(store, worker, settings.silent_seconds, lambda: False, most_seconds=most))


def _begin(database: str) -> None:
    """Let this process and those it starts use this database."""
    os.environ["MATCHER_DATABASE"] = database
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for library in ("alembic", "huey"):
        logging.getLogger(library).setLevel(logging.WARNING)

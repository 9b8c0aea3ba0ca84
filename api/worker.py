"""A worker process: one run at a time; for more at once, start more workers."""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import datetime

from huey import Huey
from huey.consumer import Consumer, Scheduler

from api.jobs import GRACE_SECONDS, close_queue, open_queue, task
from api.services.schedule import look
from api.settings import Settings
from matcher.store.engine import Store

log = logging.getLogger("matcher.jobs")

POLL_SECONDS = 0.5  # how often it looks into a queue on SQLite; PostgreSQL and Redis wake it


def work(store: Store, settings: Settings, *, until: Callable[[], object] | None = None) -> None:
    """Be a worker until a signal ends it. What it was planning then is queued again.

    Parameters
    ----------
    until
        Returns when the worker should end, signal or not.
    """
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
    huey = open_queue(settings)
    consumer = _consumer(huey, settings.watch_seconds)

    def look_now() -> None:
        look(store, name, settings.silent_seconds, consumer.stop_flag.is_set, most_seconds=settings.run_seconds_limit)

    task(huey, look_now)
    huey.periodic_task(_always, name="watch", expires=settings.watch_seconds)(look_now)
    if until is not None:
        threading.Thread(target=_stop_after, args=(until, consumer), daemon=True).start()
    log.info("worker %s begins", name)
    consumer.run()
    for _, thread in consumer.worker_threads:
        thread.join(GRACE_SECONDS)
    close_queue(huey)
    log.info("worker %s ends", name)


def _consumer(huey: Huey, watch_seconds: float) -> Consumer:
    class Watching(Scheduler):  # type: ignore[misc]
        periodic_task_seconds = watch_seconds

    class Working(Consumer):  # type: ignore[misc]
        scheduler_class = Watching

    return Working(huey, workers=1, worker_type="thread", max_delay=POLL_SECONDS)


def _always(_moment: datetime) -> bool:
    return True


def _stop_after(until: Callable[[], object], consumer: Consumer) -> None:
    until()
    consumer.stop_flag.set()

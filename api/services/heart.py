"""A run's heartbeat: a thread that tells the store that its worker lives, and the planner when to stop.

The solver may hold the main thread for a second or so at a time, not for as long as a worker may be silent.
"""

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal

from matcher.allocation.progress import Progress
from matcher.errors import MatcherError
from matcher.store.engine import Store, writing
from matcher.store.errors import RunLost
from matcher.store.runs import heartbeat

log = logging.getLogger("matcher.jobs")

BEAT_SECONDS = 1.0
ALLOCATED = ("checking the answer", "explaining")  # steps of a plan that has found something

WhyStop = Literal["cancelled", "lost", "worker-stopped"]


class Stopped(Exception):
    """The planner need not go on."""


class Heart:
    """Beats while a block runs.

    Parameters
    ----------
    stopping
        Whether the worker was told to stop.
    """

    def __init__(self, store: Store, run_id: str, attempt: int, stopping: Callable[[], bool]) -> None:
        self._store, self._run_id, self._attempt, self._stopping = store, run_id, attempt, stopping
        self._over = threading.Event()
        self._progress: dict[str, Any] = {}
        self._said: WhyStop | None = None
        self._thread = threading.Thread(target=self._go_on, name=f"heart of {run_id}", daemon=True)

    def __enter__(self) -> "Heart":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def why_stop(self) -> WhyStop | None:
        return self._said or ("worker-stopped" if self._stopping() else None)

    def should_stop(self) -> bool:
        return self.why_stop is not None

    def step(self, name: str) -> None:
        """Note that a step begins.

        Raises
        ------
        Stopped
            If it need not: nothing was found yet that could be kept, or nobody keeps it.
        """
        if self.should_stop() and not (name in ALLOCATED and self.why_stop == "cancelled"):
            raise Stopped
        self._progress = {"step": name}

    def progress(self, found: Progress) -> None:
        self._progress = self._progress | {"stage": found.stage, "value": found.value, "bound": found.bound}

    def _go_on(self) -> None:
        while not self._over.wait(BEAT_SECONDS) and self._said != "lost":
            self._beat()

    def _beat(self) -> None:
        began = time.monotonic()
        try:
            with writing(self._store) as session:
                if heartbeat(session, self._run_id, self._attempt, self._progress):
                    self._said = "cancelled"
        except RunLost:
            self._said = "lost"
        except MatcherError as error:  # the database does not answer for a while
            log.warning("no heartbeat of run %s after %.1f s: %s", self._run_id, time.monotonic() - began, error.code)

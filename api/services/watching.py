"""How a run goes on, for as many as like to watch: nobody holds a thread or a connection while nothing happens."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import anyio
from starlette.concurrency import run_in_threadpool

from api.schemas.runs import RunShown, run_shown
from matcher.errors import MatcherError
from matcher.store.engine import Store, reading
from matcher.store.runs import ACTIVE_STATES, get_run
from matcher.store.viewers import Viewer

LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """A run at a moment, and a mark by which one who has seen it is not told again."""

    mark: str
    run: RunShown

    @property
    def is_last(self) -> bool:
        return self.run.state not in ACTIVE_STATES


async def changes(
    store: Store, viewer: Viewer, run_id: str, mark: str | None = None, look_seconds: float = LOOK_SECONDS
) -> AsyncIterator[Seen]:
    """Give the run as it is now, unless `mark` says that it is known, then every change until its end."""
    while True:
        try:
            seen = await run_in_threadpool(look_at, store, viewer, run_id)
        except MatcherError:  # gone, or the database is away: who watches comes back
            return
        if seen.mark != mark:
            mark = seen.mark
            yield seen
        if seen.is_last:
            return
        await anyio.sleep(look_seconds)


def look_at(store: Store, viewer: Viewer, run_id: str) -> Seen:
    """Return the run as it is.

    Raises
    ------
    UnknownId
        If the viewer sees no such run.
    """
    with reading(store) as session:
        run = run_shown(get_run(session, viewer, run_id))
    return Seen(hashlib.sha256(run.model_dump_json().encode()).hexdigest()[:16], run)

"""Work shared out over workers: threads here, or whatever `joblib.parallel_config` names, as a cluster."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError
from typing import Concatenate, ParamSpec, TypeVar

from joblib import Parallel, delayed

from matcher.pairs.distinct import Index
from matcher.pairs.work import Work

LOST_WORKER = (BrokenExecutor, CancelledError)  # it died, and with it what it alone had been sent or had found
ATTEMPTS = 4

P = ParamSpec("P")
T = TypeVar("T")


def shared_out(
    function: Callable[Concatenate[Work, Index, P], T],
    work: Work,
    shards: Sequence[Index],
    workers: int | None,
    *args: P.args,
    **kwargs: P.kwargs,
) -> Iterator[T]:
    """What `function` finds for each shard, in the shards' order, so that the number of workers changes nothing.

    Threads by default: the arrays that take the time are worked on outside the interpreter's lock, and nothing has
    to be sent. `workers` None: as many as `joblib.parallel_config` says, else one. What a lost worker had is done
    again.
    """
    done = 0
    for attempt in range(1, ATTEMPTS + 1):
        parallel = Parallel(n_jobs=workers, prefer="threads", return_as="generator")
        try:
            for found in parallel(delayed(function)(work, shard, *args, **kwargs) for shard in shards[done:]):
                done += 1
                yield found
            return
        except LOST_WORKER:
            if attempt == ATTEMPTS:
                raise

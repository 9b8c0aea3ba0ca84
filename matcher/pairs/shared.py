"""Work shared out over workers: threads here, or whatever `joblib.parallel_config` names, as a cluster."""

from collections.abc import Callable, Iterable, Iterator
from typing import Concatenate, ParamSpec, TypeVar

from joblib import Parallel, delayed

from matcher.pairs.distinct import Index
from matcher.pairs.work import Work

P = ParamSpec("P")
T = TypeVar("T")


def shared_out(
    function: Callable[Concatenate[Work, Index, P], T],
    work: Work,
    shards: Iterable[Index],
    workers: int | None,
    *args: P.args,
    **kwargs: P.kwargs,
) -> Iterator[T]:
    """What `function` finds for each shard, in the shards' order, so that the number of workers changes nothing.

    Threads by default: the arrays that take the time are worked on outside the interpreter's lock, and nothing has
    to be sent. `workers` None: as many as `joblib.parallel_config` says, else one.
    """
    parallel = Parallel(n_jobs=workers, prefer="threads", return_as="generator")
    yield from parallel(delayed(function)(work, shard, *args, **kwargs) for shard in shards)

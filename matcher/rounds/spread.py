"""Where the work is done that can be spread: cores of this machine, or a Dask cluster."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import joblib

from matcher.errors import InputError

PATIENCE_SECONDS = 10  # to find a scheduler, and a worker of it


@contextmanager
def spread_over(workers: int | None = None, cluster: str | None = None) -> Iterator[int | None]:
    """Yield what to pass on as `workers`; within, joblib spreads its work over the cluster, if one is named.

    Parameters
    ----------
    workers
        On this machine; None: one for each core. A cluster has as many as it has.
    cluster
        Address of a Dask scheduler, as "tcp://10.0.0.5:8786".

    Raises
    ------
    InputError
        If nobody answers there, or the extra that clusters need is not installed.
    """
    if cluster is None:
        yield workers or joblib.cpu_count()
        return
    with _client(cluster), joblib.parallel_config(backend="dask", wait_for_workers_timeout=PATIENCE_SECONDS):
        yield None


def _client(address: str) -> Any:
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        raise InputError(
            "no-cluster-support", "a cluster needs one package more: pip install 'mobility-matcher[cluster]'"
        ) from None
    try:
        return distributed.Client(address, timeout=PATIENCE_SECONDS, set_as_default=True)
    except (OSError, ValueError) as unreachable:
        raise InputError(
            "no-cluster",
            f"no Dask scheduler answers at {address}: {unreachable}; start one with `dask scheduler`, and"
            " `dask worker ADDRESS` on each machine, with the same version of this program",
            address=address,
        ) from unreachable

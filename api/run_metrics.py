"""Runs by state and how long the next one has waited, counted when Prometheus asks."""

from collections.abc import Callable, Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from matcher.store.clock import now
from matcher.store.engine import Store, reading
from matcher.store.errors import DatabaseUnusable
from matcher.store.runs import count_runs, longest_waiting


class RunMetrics(Collector):
    """Nothing is told while the database is away: the other figures are."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store

    def collect(self) -> Iterator[Metric]:
        try:
            with reading(self._store()) as session:
                counts, since = count_runs(session), longest_waiting(session)
        except DatabaseUnusable:
            return
        runs = GaugeMetricFamily("matcher_runs", "Runs by state.", labels=["state"])
        for state, count in sorted(counts.items()):
            runs.add_metric([state], count)
        yield runs
        waited = max(0.0, (now() - since).total_seconds()) if since else 0.0
        yield GaugeMetricFamily(
            "matcher_longest_waiting_seconds", "How long the run has waited that a worker takes next.", value=waited
        )

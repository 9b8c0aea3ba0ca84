"""How a run is watched and ended: a deadline, a cancel, and reports that cannot kill it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger("matcher.allocation")


@dataclass(frozen=True)
class Progress:
    """Where a run stands: the stage, the value found so far and the bound known so far (None: not yet)."""

    stage: str
    value: int | None
    bound: int | None


OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


@dataclass(frozen=True)
class Run:
    """One call of `allocate`: until when, for how long as it was asked, and who is told."""

    deadline: float  # of time.monotonic
    seconds: float = 60.0
    seed: int = 0
    on_progress: OnProgress | None = None
    should_stop: ShouldStop | None = None

    def report(self, stage: str, value: int | None, bound: int | None) -> None:
        """Tell whoever watches. What goes wrong there is their business: it is logged, and the run goes on."""
        if self.on_progress is None:
            return
        try:
            self.on_progress(Progress(stage, value, bound))
        except Exception:
            log.warning("a progress report failed", exc_info=True)

    @property
    def seconds_left(self) -> float:
        return max(0.0, self.deadline - time.monotonic())

    @property
    def cancelled(self) -> bool:
        return self.should_stop is not None and self.should_stop()

    @property
    def over(self) -> bool:
        return self.seconds_left == 0 or self.cancelled

"""How much longer a run will take, judged by how long its steps have taken so far."""

import time
from collections.abc import Callable, Mapping

from matcher.rounds.plan import seconds_for

# Of the time that reading the files takes; medians over rounds of 3 000 to 100 000 learners (benchmarks/year).
SHARES: Mapping[str, float] = {
    "reading the round": 1.0,
    "reading study titles": 1.0,
    "scoring pairs": 3.0,
    "checking the answer": 0.3,
    "explaining": 3.0,
    "writing the report": 3.0,
}
ALLOCATING = "allocating places"  # takes as long as it is given, or less


class Estimate:
    """Told which step begins and how far it is; says how many seconds are left at most, once that can be judged."""

    def __init__(self, time_limit_seconds: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._clock = time_limit_seconds, clock
        self._step, self._since, self._share_done = "", clock(), 0.0
        self._left = [*SHARES, ALLOCATING]
        self._taken_seconds = self._taken_shares = 0.0

    def begin(self, step: str) -> None:
        now = self._clock()
        if self._step in SHARES:
            self._taken_seconds += now - self._since
            self._taken_shares += SHARES[self._step]
        self._step, self._since, self._share_done = step, now, 0.0
        self._left = [other for other in self._left if other != step]

    def of_learners(self, learners: int) -> None:
        """Say how large the round is: unless a limit was given, it decides how long the allocation may take."""
        if self._limit is None:
            self._limit = seconds_for(learners)

    def done(self, share: float) -> None:
        """Say how much of the step is done, 0 to 1."""
        self._share_done = share

    @property
    def seconds_left(self) -> float | None:
        """None until the round's size is known and a step is done by which the others can be judged."""
        if not self._taken_shares or self._limit is None:
            return None
        whole = self._taken_seconds / self._taken_shares
        expected = {name: share * whole for name, share in SHARES.items()} | {ALLOCATING: self._limit}
        return sum(expected[step] for step in self._left) + self._left_of_step(expected.get(self._step, 0.0))

    def _left_of_step(self, expected: float) -> float:
        spent = self._clock() - self._since
        if self._share_done:
            return spent * (1 - self._share_done) / self._share_done
        return max(expected - spent, 0.0)


def in_words(seconds: float) -> str:
    """As somebody who waits reads it: never more exact than it is."""
    if seconds < 10:
        return "some seconds left"
    if seconds < 100:
        return f"at most {-(-seconds // 10) * 10:.0f} s left"
    return f"at most {-(-seconds // 60):.0f} min left"

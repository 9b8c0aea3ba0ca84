"""How many steps a time limit buys: counted, not timed, so that the answer does not hang on the machine's speed."""

from dataclasses import dataclass

# Seconds of one core, on rounds of a programme year (benchmarks/year).
STEP_PER_PAIR = 2.3e-8
FIXED_PER_PAIR, FIXED_PER_LEARNER = 6.0e-7, 6.0e-5  # canonical order, calendar, flow, certificates: done in any case

NEAREST = 16  # pairs a learner, on average, that are looked at once there are prices
USED = 0.75  # of the time limit: the rest is for slower machines, before the deadline has to cut the work short
LATER, SETTLING = 0.3, 0.1  # steps of a later stage, and while parties are settled, for those of the first stage
SETTLED = 14  # times that the nearest pairs are gone through, so many steps each, while parties are settled
FEWEST, FEWEST_SETTLING, MOST = 30, 12, 150
AMPLE = 100  # steps, from which contested destinations are tried both ways and quotas balanced until nothing changes
TURNS = (3, 8)  # flows to balance quotas, without and with ample time


@dataclass(frozen=True)
class Effort:
    """Steps of each search for prices, worked through unless the deadline comes first.

    `pairs`: the nearest, that are looked at once there are prices; `turns`: flows to balance quotas.
    """

    first: int
    later: int
    settling: int
    pairs: int

    @property
    def ample(self) -> bool:
        """There is time to try more than one way."""
        return self.first >= AMPLE

    @property
    def turns(self) -> int:
        return TURNS[self.ample]


def effort_for(pairs: int, learners: int, seconds: float) -> Effort:
    """Return the work for a time limit. The same problem and limit get the same work everywhere."""
    near = min(pairs, NEAREST * learners)
    step = STEP_PER_PAIR * (pairs * (1 + 2 * LATER) + near * SETTLED * SETTLING)
    left = USED * seconds - FIXED_PER_PAIR * pairs - FIXED_PER_LEARNER * learners
    steps = int(left / max(step, STEP_PER_PAIR))
    steps = min(max(steps, FEWEST), MOST)
    return Effort(steps, int(LATER * steps), max(int(SETTLING * steps), FEWEST_SETTLING), near)

"""How many steps a time limit buys: counted, not timed, so that the answer does not hang on the machine's speed."""

from dataclasses import dataclass

# Seconds of one core, on rounds of a programme year (benchmarks/year).
STEP_PER_PAIR = 2.0e-8
FIXED_PER_PAIR = 1.2e-6  # canonical order, calendar, flow, certificates: done whatever the limit

NEAREST = 24  # pairs a learner, on average, that are looked at once there are prices
USED = 0.75  # of the time limit: the rest is for slower machines, before the deadline has to cut the work short
LATER, SETTLING = 1 / 3, 1 / 6  # steps of a later stage, and while parties are settled, for those of the first stage
SETTLED = 15  # times, at most, that the pairs nearest to being chosen are gone through while parties are settled
FEWEST, MOST = 18, 150


@dataclass(frozen=True)
class Effort:
    """Steps of each search for prices, worked through unless the deadline comes first; `pairs`: the nearest."""

    first: int
    later: int
    settling: int
    pairs: int


def effort_for(pairs: int, learners: int, seconds: float) -> Effort:
    """Return the work for a time limit. The same problem and limit get the same work everywhere."""
    near = min(pairs, NEAREST * learners)
    step = STEP_PER_PAIR * (pairs * (1 + 2 * LATER) + near * SETTLED * SETTLING)
    steps = int((USED * seconds - FIXED_PER_PAIR * pairs) / max(step, STEP_PER_PAIR))
    steps = min(max(steps, FEWEST), MOST)
    return Effort(steps, int(LATER * steps), int(SETTLING * steps), near)

"""How the learner's qualification level compares with the one that the host asks for."""

from matcher.fit.feature import feature
from matcher.model import Evidence, Reason

# Score by EQF levels above (or below) what is asked: the tasks suit best who has just the level they were made for.
LEVELS_ABOVE = {-1: 0.4, 0: 1.0, 1: 0.9, 2: 0.8}


@feature(learner=lambda side: side.learner.eqf, placement=lambda side: side.placement.eqf_min)
def level(eqf: int, eqf_min: int) -> Evidence:
    """How near the learner's level in the European Qualifications Framework is to the one that the host asks for."""
    above = eqf - eqf_min
    score = LEVELS_ABOVE[min(above, 2)] if above >= -1 else 0.0
    return Evidence(score, Reason("level_compared", {"eqf": eqf, "eqf_min": eqf_min}))

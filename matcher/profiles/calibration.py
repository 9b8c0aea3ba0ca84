"""From raw scores to confidences: a few constants, fitted by `benchmarks/profiles/calibrate.py`."""

import math
from collections.abc import Sequence

LETTERS = 1.47  # what letter groups count beside words
SHARPNESS = 4.0  # how fast a better score outweighs its rivals
NONE_OF_THESE = 0.58  # the score at which a lone candidate is as likely wrong as right
SLOPE, INTERCEPT = 0.96, 0.29  # of the logistic map from chance to confidence
SUREST = 0.999  # 1.0 is for what people say
NARROW_WILDCARD, BROAD_WILDCARD = 0.92, 0.85  # most that a coarse label is trusted with


def strength(words: float, letters: float) -> float:
    """One score of what words and what letter groups say for a field."""
    return words + LETTERS * letters


def chances(scores: Sequence[float]) -> list[float]:
    """The chance of each candidate to be right, given the scores of all; what is missing to 1 is "none of these"."""
    weights = [math.exp(SHARPNESS * (score - 1.0)) for score in scores]
    whole = sum(weights) + math.exp(SHARPNESS * (NONE_OF_THESE - 1.0))
    return [weight / whole for weight in weights]


def confidence(chance: float, code: str) -> float:
    """A chance as a confidence that holds what it says, on titles not seen before."""
    chance = min(max(chance, 1e-6), 1.0 - 1e-6)
    value = min(SUREST, 1.0 / (1.0 + math.exp(-(INTERCEPT + SLOPE * math.log(chance / (1.0 - chance))))))
    if code.endswith("00"):
        return value * BROAD_WILDCARD
    return value * NARROW_WILDCARD if code.endswith("0") else value

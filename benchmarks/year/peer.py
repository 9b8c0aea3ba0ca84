"""The straightforward way to the pairs, for comparison: every learner against every placement, texts by libraries.

Rules and features are asked pair by pair, as the demonstrations of matching libraries do; study titles and tasks are
compared as texts, with rapidfuzz and with scikit-learn's TF-IDF. It survives some hundreds of learners.
"""

import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz
from sklearn.feature_extraction.text import TfidfVectorizer

from matcher.eligibility import Bans, is_eligible
from matcher.fit import evidence, fit_of
from matcher.model import Round
from matcher.pairs import NEVER, Sides, build_pairs, sides_of
from matcher.profiles import resolve_titles
from matcher.reading import read_round


class Compared(NamedTuple):
    """Seconds for the same round, and microseconds per eligible pair."""

    pairs: int
    ours_seconds: float
    one_by_one_seconds: float
    texts_seconds: float


def compare(folder: Path) -> Compared:
    """Time our pairs, the same pairs found one by one, and scores from texts for every pair."""
    round_ = read_round(folder).round
    sides = sides_of(round_, resolve_titles(round_))
    start = time.perf_counter()
    pairs = build_pairs(sides, round_, cut=NEVER)
    built = time.perf_counter()
    found = one_by_one(sides, round_)
    asked = time.perf_counter()
    texts(sides)
    read = time.perf_counter()
    if found != list(zip(pairs.learner.tolist(), pairs.placement.tolist(), pairs.fit.tolist(), strict=True)):
        raise AssertionError("both ways must find the same pairs")
    return Compared(len(pairs), built - start, asked - built, read - asked)


def one_by_one(sides: Sides, round_: Round) -> list[tuple[int, int, int]]:
    """Learner, placement and fit of every eligible pair."""
    weights, bans = round_.rules.weights, Bans(round_.pins)
    return [
        (row, column, fit_of(evidence(learner, placement, weights), weights))
        for row, learner in enumerate(sides.learners)
        for column, placement in enumerate(sides.placements)
        if is_eligible(learner, placement, round_.rules, bans)
    ]


def texts(sides: Sides) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """How alike title and tasks are, for every pair: rapidfuzz pair by pair, TF-IDF of character n-grams at once."""
    mine = [f"{side.learner.study_title or ''} {' '.join(side.learner.skills)}" for side in sides.learners]
    theirs = [f"{side.placement.study_title or ''} {side.placement.tasks or ''}" for side in sides.placements]
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)).fit([*mine, *theirs])
    alike: np.ndarray[tuple[int, int], np.dtype[np.float64]] = (
        vectors.transform(mine) @ vectors.transform(theirs).T
    ).toarray()
    ratios = np.array([[fuzz.token_set_ratio(one, other) for other in theirs] for one in mine])
    return alike + ratios / 100

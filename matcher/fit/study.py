"""How near the learner's study field is to what the host wants or does."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from matcher.codelists.closeness import field_closeness, nace_closeness
from matcher.fit.feature import FULL, NEUTRAL, Points, feature
from matcher.model import Evidence, FieldGuess, LearnerSide, PlacementSide, Reason

CONFIDENCE_STEPS = 20  # confidences are rounded to twentieths, so that few keys are distinct

# How much a host's line of business tells about the work it offers: less than a field it names, and little once it
# names one, since a garage that asks for an office clerk does not want a mechanic. Our judgement.
BUSINESS_ALONE = 0.8
BUSINESS_BESIDE_FIELDS = 0.4


class Studies(NamedTuple):
    """An ISCED-F code and how sure it is."""

    code: str
    confidence: float


Target = tuple[Literal["field", "business"], str, float]


class Wanted(NamedTuple):
    """A study field that a host wants, or its line of business (NACE); how much it tells, and how sure it is."""

    kind: Literal["field", "business"]
    code: str
    share: float
    confidence: float

    @property
    def target(self) -> Target:
        return self[:3]


def _rounded(field: FieldGuess) -> float:
    return round(field.confidence * CONFIDENCE_STEPS) / CONFIDENCE_STEPS


def _studies(side: LearnerSide) -> Studies | None:
    return Studies(side.field.code, _rounded(side.field)) if side.field else None


def _wanted(side: PlacementSide) -> tuple[Wanted, ...] | None:
    fields = tuple(Wanted("field", guess.code, 1.0, _rounded(guess)) for guess in side.fields)
    if side.placement.nace:
        share = BUSINESS_BESIDE_FIELDS if fields else BUSINESS_ALONE
        return (*fields, Wanted("business", side.placement.nace, share, 1.0))
    return fields or None


def _closeness(code: str, target: Target) -> float:
    kind, other, share = target
    return share * (field_closeness(code, other) if kind == "field" else nace_closeness(code, other))


def nearest_wanted(studies: Sequence[Studies], wanted: Sequence[tuple[Wanted, ...]]) -> Points:
    """Points of every learner's studies for every placement, as `study_profile` gives them."""
    codes = list(dict.fromkeys(one.code for one in studies))
    targets = list(dict.fromkeys(one.target for several in wanted for one in several))
    closeness = np.array([[_closeness(code, target) for target in targets] for code in codes])
    row = {code: number for number, code in enumerate(codes)}
    column = {target: number for number, target in enumerate(targets)}
    sizes = np.array([len(several) for several in wanted])
    target = np.array([column[one.target] for several in wanted for one in several])
    confidence = np.array([one.confidence for several in wanted for one in several])
    firsts = np.cumsum(sizes) - sizes
    points = np.empty((len(studies), len(wanted)), dtype=np.int16)
    for number, one in enumerate(studies):
        sure = one.confidence * confidence
        score = sure * closeness[row[one.code]][target] + (1 - sure) * NEUTRAL / FULL
        points[number] = np.rint(np.maximum.reduceat(score, firsts) * FULL)
    return points


@feature(learner=_studies, placement=_wanted, table=nearest_wanted)
def study_profile(studies: Studies, wanted: tuple[Wanted, ...]) -> Evidence:
    """How near the learner's study field is to the nearest field that the host wants, or to its line of business.

    Closeness counts as far as the study titles are understood for sure; the rest counts like missing information.
    """
    return max((_compared(studies, one) for one in wanted), key=lambda evidence: evidence.score or 0.0)


def _compared(studies: Studies, wanted: Wanted) -> Evidence:
    closeness = _closeness(studies.code, wanted.target)
    sure = studies.confidence * wanted.confidence
    params = {"field": studies.code, "wanted": wanted.code, "closeness": closeness, "confidence": sure}
    return Evidence(sure * closeness + (1 - sure) * NEUTRAL / FULL, Reason(f"study_{wanted.kind}_closeness", params))

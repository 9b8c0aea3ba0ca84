"""How near the learner's study field is to what the host wants or does."""

from collections.abc import Iterator

from matcher.codelists.closeness import field_closeness, nace_closeness
from matcher.fit.feature import FULL, NEUTRAL, feature
from matcher.model import Evidence, FieldGuess, LearnerSide, PlacementSide, Reason

Guess = tuple[str, float]  # code and confidence; the confidence in twentieths, so that few keys are distinct
Wanted = tuple[tuple[Guess, ...], str | None]  # alternatives, and the host's NACE


def _guess(field: FieldGuess) -> Guess:
    return field.code, round(field.confidence * 20) / 20


def _studies(side: LearnerSide) -> Guess | None:
    return _guess(side.field) if side.field else None


def _wanted(side: PlacementSide) -> Wanted | None:
    wanted = tuple(map(_guess, side.fields)), side.placement.nace
    return wanted if any(wanted) else None


@feature(learner=_studies, placement=_wanted)
def study_profile(studies: Guess, wanted: Wanted) -> Evidence:
    """How near the learner's study field is to the nearest field that the host wants, or to its line of business."""
    return max(_comparisons(studies, wanted), key=lambda evidence: evidence.score or 0.0)


def _comparisons(studies: Guess, wanted: Wanted) -> Iterator[Evidence]:
    (code, sure), (fields, nace) = studies, wanted
    for other, also_sure in fields:
        yield _comparison("study_field_closeness", code, other, field_closeness(code, other), sure * also_sure)
    if nace:
        yield _comparison("study_business_closeness", code, nace, nace_closeness(code, nace), sure)


def _comparison(reason: str, code: str, other: str, closeness: float, confidence: float) -> Evidence:
    params = {"field": code, "wanted": other, "closeness": closeness, "confidence": confidence}
    return Evidence(as_far_as_sure(closeness, confidence), Reason(reason, params))


def as_far_as_sure(score: float, confidence: float) -> float:
    """A score as far as it is sure; the rest counts like missing information."""
    return confidence * score + (1 - confidence) * NEUTRAL / FULL

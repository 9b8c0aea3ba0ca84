from datetime import date
from typing import Any

import pytest

from matcher.fit import FULL, NEUTRAL, evidence, fit_of, weighted_features
from matcher.model import Evidence, Learner, Reason, Weights
from tests.matcher.two_sides import learner_side, placement_side

SAID = Reason("said")
NOTHING_COUNTS = Weights(study_profile=0, language=0, dates=0, level=0, tasks=0, preferences=0)


def fit(weights: Weights, **scores: float | None) -> int:
    return fit_of({name: Evidence(score, SAID) for name, score in scores.items()}, weights)


def only(**weights: int) -> Weights:
    return NOTHING_COUNTS.model_copy(update=weights)


@pytest.mark.parametrize(
    ("weights", "scores", "expected"),
    [
        (only(level=1), {"level": 1.0}, FULL),
        (only(level=3), {"level": 0.4}, 400),
        (only(level=1, dates=3), {"level": 0.0, "dates": 1.0}, 750),
        (only(level=1, dates=1), {"level": 0.001, "dates": 0.0}, 1),  # half a point is rounded up
        (only(level=2, dates=1), {"level": 0.0, "dates": 0.001}, 0),
        (only(level=1, dates=1), {"level": None, "dates": 1.0}, 750),  # missing counts half
        (NOTHING_COUNTS, {}, NEUTRAL),
    ],
)
def test_the_fit_is_the_weighted_mean(weights: Weights, scores: dict[str, float | None], expected: int) -> None:
    assert fit(weights, **scores) == expected


def test_features_without_weight_give_no_evidence() -> None:
    weights = only(level=1, dates=2)
    assert [(feature.name, weight) for feature, weight in weighted_features(weights)] == [("dates", 2), ("level", 1)]
    assert set(evidence(learner_side(), placement_side(), weights)) == {"dates", "level"}


def test_a_pair_is_explained_by_the_points_that_count() -> None:
    found = evidence(learner_side(), placement_side(), Weights())
    assert found["study_profile"].score == 1.0
    assert found["dates"].score == 0.8
    assert {name for name, one in found.items() if one.score is None} == {"language", "level", "tasks", "preferences"}
    # (5·1000 + 2·500 + 1·800 + 1·500 + 2·500 + 1·500) / 12, rounded
    assert fit_of(found, Weights()) == 733


def fit_between(**learner: Any) -> int:
    return fit_of(evidence(learner_side(**learner), placement_side(), Weights()), Weights())


@pytest.mark.parametrize(
    "about_the_person",
    [
        {"country": "ME"},
        {"country": None},
        {"birth_date": date(2004, 1, 1)},
        {"needs": ("step-free access",)},
        {"fewer_opportunities": True},
        {"sending_partner": "ccis"},
        {"school": "Trebinje"},
        {"extra": (("sex", "F"), ("nationality", "BA"), ("religion", "none"))},
    ],
)
def test_who_somebody_is_changes_no_fit(about_the_person: dict[str, Any]) -> None:
    assert fit_between(**about_the_person) == fit_between()


def test_a_learner_has_no_sex_nationality_or_cause_of_a_need() -> None:
    assert not {"sex", "gender", "nationality", "citizenship", "ethnicity", "disability"} & set(Learner.model_fields)

import pytest

from matcher.fit import FEATURES, NEUTRAL, Feature, points
from matcher.fit.feature import BEST, whole
from matcher.model import Evidence, Reason, Weights

SAID = Reason("said")


def test_every_feature_has_its_weight() -> None:
    assert [feature.name for feature in FEATURES] == list(Weights.model_fields)


@pytest.mark.parametrize("one", FEATURES, ids=lambda one: one.name)
def test_every_feature_has_a_sentence_for_coordinators(one: Feature) -> None:
    assert one.sentence[0].isupper()
    assert one.sentence.endswith(".")


@pytest.mark.parametrize(("score", "expected"), [(0.0, 0), (1.0, 1000), (0.1234, 123), (None, NEUTRAL)])
def test_points_are_thousandths_and_missing_is_half(score: float | None, expected: int) -> None:
    assert points(Evidence(score, SAID)) == expected


def test_a_score_is_shown_as_it_counts() -> None:
    assert whole(Evidence(0.12345, SAID)).score == 0.123
    assert whole(Evidence(None, SAID)).score is None


@pytest.mark.parametrize(
    ("learner_key", "placement_key", "by"), [(None, "x", "learner"), ("x", None, "placement"), (None, None, "both")]
)
@pytest.mark.parametrize("one", FEATURES, ids=lambda one: one.name)
def test_a_silent_side_is_named(one: Feature, learner_key: str | None, placement_key: str | None, by: str) -> None:
    assert one.evidence(learner_key, placement_key) == (None, (f"{one.name}_not_stated", {"by": by}))


def test_the_best_part_speaks_and_the_first_of_equals() -> None:
    found = [Evidence(0.2, Reason("a")), Evidence(0.7, Reason("b")), Evidence(0.7, Reason("c"))]
    assert BEST.together(found).reason.code == "b"


def test_a_missing_part_beats_only_a_poor_one() -> None:
    assert BEST.together([Evidence(0.4, SAID), Evidence(None, SAID)]).score is None
    assert BEST.together([Evidence(0.6, SAID), Evidence(None, SAID)]).score == 0.6

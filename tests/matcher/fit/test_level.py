import pytest

from matcher.fit.level import level
from tests.matcher.fit.found import found
from tests.matcher.two_sides import learner_side, placement_side


@pytest.mark.parametrize(
    ("eqf", "eqf_min", "score"),
    [(4, 4, 1.0), (5, 4, 0.9), (6, 4, 0.8), (8, 4, 0.8), (3, 4, 0.4), (2, 4, 0.0), (None, 4, None), (4, None, None)],
)
def test_the_level_asked_for_fits_best(eqf: int | None, eqf_min: int | None, score: float | None) -> None:
    assert found(level, learner_side(eqf=eqf), placement_side(eqf_min=eqf_min)).score == score

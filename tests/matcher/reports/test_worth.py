import pytest

from matcher.explain import marginals
from matcher.reports.worth import MOST_PLACEMENTS, gain_words, worth_rows
from tests.matcher.explain.situations import learner, placement, round_of
from tests.matcher.reports.answered import answered, small


@pytest.mark.parametrize(
    ("gains", "kind", "words"),
    [
        ({"placed": 1, "fit": -40}, "exact", "+1 learner placed, -40 fit"),
        ({"placed": 0, "fit": 12}, "bound", "at most +12 fit"),
        ({"placed": 0, "fit": 0}, "bound", "nothing"),
        ({"placed": 0, "fit": None}, "bound", "–"),
        ({}, "bound", "–"),
    ],
)
def test_gains_are_said_with_what_they_are(gains: dict[str, int | None], kind: str, words: str) -> None:
    assert gain_words(gains, kind) == words


def test_only_placements_that_would_gain_are_listed_the_best_first() -> None:
    people = [learner(f"l{row:02}") for row in range(40)]
    planned, _ = answered(round_of(people, [placement(f"p{row:02}", eqf_min=None) for row in range(15)]))
    rows = worth_rows(planned, marginals(planned), "placement")
    assert len(rows) == 0  # beds are full: one more place adds nothing
    planned, _ = small()
    rows = worth_rows(planned, marginals(planned), "placement")
    assert [(row.name, row.words.split(",")[0]) for row in rows] == [
        ("p0 Host p0", "+1 learner placed"),
        ("p1 Host p1", "+1 learner placed"),
    ]
    assert len(rows) <= MOST_PLACEMENTS


def test_every_destination_is_listed() -> None:
    planned, _ = small()
    assert [row.name for row in worth_rows(planned, marginals(planned), "destination")] == ["Bologna", "Seville"]

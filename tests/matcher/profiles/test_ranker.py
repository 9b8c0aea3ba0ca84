import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import ProblemInvalid
from matcher.profiles import LabelRanker

LABELS = [
    "električar/električarka",
    "kuhar/kuharica",
    "konobar",
    "frizer",
    "serviser računala",
    "informatičar",
    "radnik u kuhinji",
]
CONCEPTS = ["electrician", "cook", "waiter", "hairdresser", "computing", "computing", "kitchen"]


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("kuhar", 1),
        ("Kuharica", 1),
        ("KUVAR", 1),
        ("кухар", 1),
        ("elektricar", 0),
        ("frizerka", 3),
        ("radnica u kuhinji", 6),
        ("konobr", 2),
    ],
)
def test_the_right_label_comes_first(query: str, best: int) -> None:
    indices, _ = LabelRanker(LABELS, language="hr").rank([query], limit=3)
    assert indices[0, 0] == best


def test_shapes_and_falling_scores() -> None:
    indices, scores = LabelRanker(LABELS, language="hr").rank(["kuhar", "frizer", ""], limit=4)
    assert indices.shape == scores.shape == (3, 4)
    assert (np.diff(scores, axis=1) <= 0).all()


def test_limit_above_the_number_of_labels_gives_all_of_them() -> None:
    indices, _ = LabelRanker(LABELS, language="hr").rank(["kuhar"], limit=100)
    assert sorted(indices[0]) == list(range(len(LABELS)))


def test_no_query_gives_no_row() -> None:
    indices, scores = LabelRanker(LABELS).rank([], limit=2)
    assert indices.shape == scores.shape == (0, 2)


def test_names_of_one_concept_teach_that_they_mean_the_same() -> None:
    """Who asks for a "brijač" gets the concept whose other names say so in other concepts."""
    labels = [
        "brijač za brade",
        "frizer za brade",
        "brijač za pse",
        "frizer za pse",
        "frizer za lutke",
        "krojač za lutke",
    ]
    concepts = ["beards", "beards", "dogs", "dogs", "dolls", "tailor"]
    indices, _ = LabelRanker(labels, "hr", concepts).rank(["brijač za lutke"], limit=1)
    assert labels[indices[0, 0]] == "frizer za lutke"


def test_more_labels_than_are_looked_at_closely_are_all_ranked() -> None:
    labels = [f"operater stroja {number}" for number in range(400)]
    indices, scores = LabelRanker(labels, "hr").rank(["operater stroja 17", "zubar"], limit=400)
    assert labels[indices[0, 0]] == "operater stroja 17"
    assert [sorted(row) for row in indices] == [list(range(400))] * 2
    assert (np.diff(scores, axis=1) <= 0).all()


def test_the_same_call_gives_the_same_answer() -> None:
    first = LabelRanker(LABELS, "hr", CONCEPTS).rank(["kuhar", "serviser"], 7)
    second = LabelRanker(LABELS, "hr", CONCEPTS).rank(["kuhar", "serviser"], 7)
    assert (first[0] == second[0]).all()
    assert (first[1] == second[1]).all()


def test_of_equal_labels_the_earlier_comes_first() -> None:
    indices, _ = LabelRanker(["pekar", "mesar", "pekar"], "sr").rank(["pekar"], 3)
    assert list(indices[0]) == [0, 2, 1]


@pytest.mark.parametrize(
    ("labels", "concepts", "limit", "argument"),
    [([], None, 1, "labels"), (["a"], ["x", "y"], 1, "concepts"), (["pekar"], None, 0, "limit")],
)
def test_what_cannot_be_ranked_is_refused(
    labels: list[str], concepts: list[str] | None, limit: int, argument: str
) -> None:
    with pytest.raises(ProblemInvalid) as caught:
        LabelRanker(labels, concepts=concepts).rank(["a"], limit)
    assert caught.value.params["argument"] == argument


RANKER = LabelRanker(LABELS, "hr", CONCEPTS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=4), st.integers(1, 9))
def test_any_text_is_ranked(queries: list[str], limit: int) -> None:
    indices, scores = RANKER.rank(queries, limit)
    assert indices.shape == (len(queries), min(limit, len(LABELS)))
    assert np.isfinite(scores).all()


@given(
    st.lists(st.sampled_from(["///", "/", "a/b", "a b/c", "č", "", "12", "x y/z w", "a/b/c d"]), min_size=1, max_size=5)
)
@settings(max_examples=30, deadline=None)
def test_odd_labels_are_ranked(labels: list[str]) -> None:
    try:
        ranker = LabelRanker(labels)
    except ProblemInvalid as refused:
        assert refused.params["argument"] == "labels"
        return
    assert np.isfinite(ranker.rank(["a"], 3)[1]).all()

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.fit import points
from matcher.fit.preferences import preferences, wishes_in_names
from matcher.model import Evidence
from tests.matcher.fit.found import found
from tests.matcher.two_sides import learner_side, placement_side


def between(*wishes: str) -> Evidence:
    return found(preferences, learner_side(preferences=wishes), placement_side(destination="es-sev", city="Seville"))


@pytest.mark.parametrize(
    ("wishes", "score"),
    [
        (("Seville",), 1.0),
        (("ES-SEV",), 1.0),
        (("acme",), 1.0),  # the host
        (("Lyon", "Seville"), 0.8),
        (("Lyon", "Wrocław", "Seville"), 0.6),
        (("a", "b", "c", "d", "e", "f", "Seville"), 0.2),
        (("Lyon", "Acme", "Seville"), 0.8),  # the better of two wishes met
        (("Lyon",), 0.0),
        ((), None),  # no wish is no wish against
    ],
)
def test_wishes_count_by_their_place(wishes: tuple[str, ...], score: float | None) -> None:
    assert between(*wishes).score == score


def test_one_more_wish_takes_nothing_from_those_before() -> None:
    assert between("Lyon", "Seville").score == between("Lyon", "Seville", "Maribor").score


def test_the_wish_met_is_named() -> None:
    assert between("Lyon", "Seville").reason == ("wish_met", {"wish": "Seville", "place": 2})
    assert between("Lyon").reason == ("wish_not_met", {})


NAME = st.sampled_from(["seville", "lyon", "acme", "wroclaw"])


@given(
    st.lists(st.tuples(st.integers(0, 6), NAME), min_size=1, max_size=12),
    st.lists(st.lists(NAME, unique=True, max_size=3).map(tuple), min_size=1, max_size=4),
)
def test_the_table_holds_what_single_pairs_get(wishes: list[tuple[int, str]], names: list[tuple[str, ...]]) -> None:
    one_by_one = [[points(preferences.judge(wish, some)) for some in names] for wish in wishes]
    assert np.array_equal(wishes_in_names(wishes, names), one_by_one)

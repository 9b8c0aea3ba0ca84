import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.codelists.closeness import field_closeness, nace_closeness
from matcher.fit import points
from matcher.fit.study import BUSINESS_ALONE, BUSINESS_BESIDE_FIELDS, Studies, Wanted, nearest_wanted, study_profile
from matcher.model import FieldGuess
from tests.matcher.fit.found import found
from tests.matcher.two_sides import learner_side, placement_side

CODES = st.sampled_from(["0714", "0713", "0715", "0710", "0700", "1013", "0413", "0611"])
SURE = st.sampled_from([0.6, 0.65, 0.8, 0.95, 1.0])
STUDIES = st.builds(Studies, CODES, SURE)
FIELDS = st.builds(Wanted, st.just("field"), CODES, st.just(1.0), SURE)
BUSINESS = st.builds(
    Wanted, st.just("business"), st.sampled_from(["45", "62", "26"]), st.sampled_from([0.4, 0.8]), st.just(1.0)
)


def score(field: str | FieldGuess | None, *wanted: str | FieldGuess, nace: str | None = None) -> float | None:
    return found(study_profile, learner_side(field=field), placement_side(fields=wanted, nace=nace)).score


def test_the_wanted_field_itself_is_a_full_score() -> None:
    assert score("0714", "0714") == 1.0


def test_nearer_fields_score_higher() -> None:
    detailed, narrow, broad, far = (score("0714", other) or 0.0 for other in ("0714", "0715", "0722", "1013"))
    assert detailed > narrow > broad > far


def test_the_nearest_of_several_counts() -> None:
    assert score("0714", "1013", "0714") == 1.0


def test_the_hosts_business_counts_where_no_field_is_near() -> None:
    evidence = found(study_profile, learner_side(field="0716"), placement_side(fields=("1013",), nace="45"))
    assert evidence.reason.code == "study_business_closeness"
    assert evidence.score == round(BUSINESS_BESIDE_FIELDS * nace_closeness("0716", "45"), 3)


def test_the_hosts_business_tells_most_where_it_names_no_field() -> None:
    assert score("0716", nace="45") == round(BUSINESS_ALONE * nace_closeness("0716", "45"), 3)
    assert (score("0716", nace="45") or 0) > (score("0716", "1013", nace="45") or 0)
    assert (score("0716", "0716", nace="45") or 0) > (score("0716", nace="45") or 0)


def test_a_field_that_nobody_knows_is_missing_and_not_far() -> None:
    assert score(None, "0714") is None
    assert score("0714") is None


def test_an_unsure_title_counts_half_for_the_rest() -> None:
    unsure = FieldGuess("0714", 0.7, "lexicon")
    assert score(unsure, "0714") == 0.85
    assert score(unsure, FieldGuess("0714", 0.5, "lexicon")) == 0.675


def test_the_reason_names_both_fields_and_their_closeness() -> None:
    reason = found(study_profile, learner_side(field="0714"), placement_side(fields=("0715",))).reason
    expected = {"field": "0714", "wanted": "0715", "closeness": field_closeness("0714", "0715"), "confidence": 1.0}
    assert reason == ("study_field_closeness", expected)


@given(
    st.lists(STUDIES, min_size=1, max_size=5),
    st.lists(st.lists(FIELDS | BUSINESS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=5),
)
def test_the_table_holds_what_single_pairs_get(studies: list[Studies], wanted: list[tuple[Wanted, ...]]) -> None:
    one_by_one = [[points(study_profile.evidence(mine, theirs)) for theirs in wanted] for mine in studies]
    assert np.array_equal(nearest_wanted(studies, wanted), one_by_one)

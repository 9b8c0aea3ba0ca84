import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.codelists.closeness import _by_code, field_closeness, nace_closeness
from matcher.codelists.isced import detailed_codes, is_code, is_wildcard
from matcher.codelists.tables import read_table

codes = st.sampled_from([*detailed_codes(), "0400", "0700", "0600", "1000", "0820", "1040"])


def test_same_field_is_closer_than_narrow_than_broad_than_nothing() -> None:
    same, inside, siblings = (field_closeness("0811", code) for code in ("0811", "0810", "0819"))
    branch, cousins, strangers = (field_closeness("0811", code) for code in ("0800", "0888", "0421"))
    assert 1.0 == same > inside > siblings > branch > cousins > strangers == 0.0


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("0713", "0714"),
        ("1013", "0721"),
        ("0612", "0613"),
        ("0714", "0612"),
        ("0715", "0716"),
        ("0713", "0732"),
        ("0722", "0732"),
        ("0211", "0212"),
        ("0411", "0412"),
        ("0413", "0415"),
        ("1013", "1015"),
        ("0811", "0812"),
        ("0913", "0921"),
    ],
)
def test_near_trades_are_closer_than_their_codes_say(a: str, b: str) -> None:
    assert field_closeness(a, b) > _by_code(a, b)


def test_a_near_trade_counts_less_for_a_wildcard() -> None:
    assert field_closeness("0714", "0612") > field_closeness("0714", "0610") > field_closeness("0714", "0600") > 0


@pytest.mark.parametrize(("wildcard", "field"), [("0820", "0821"), ("1040", "1041"), ("0420", "0421")])
def test_the_wildcard_of_a_single_field_is_that_field(wildcard: str, field: str) -> None:
    assert field_closeness(wildcard, field) == 1.0


def test_a_wildcard_is_not_sure_to_mean_the_same_as_itself() -> None:
    assert field_closeness("0710", "0710") == field_closeness("0710", "0714") < 1.0
    assert field_closeness("0700", "0700") == field_closeness("0700", "0710") == field_closeness("0700", "0714") < 0.8


def test_the_unknown_field_is_close_to_nothing() -> None:
    assert field_closeness("9999", "9999") == field_closeness("0714", "9999") == 0.0
    assert nace_closeness("9999", "62") == 0.0


@given(codes, codes)
def test_closeness_is_symmetric_and_at_most_that_of_a_field_to_itself(a: str, b: str) -> None:
    assert field_closeness(a, b) == field_closeness(b, a)
    assert 0.0 <= field_closeness(a, b) <= 1.0
    if not is_wildcard(a) and a != "9999":
        assert field_closeness(a, a) == 1.0 >= field_closeness(a, b)


@pytest.mark.parametrize(
    ("field", "nace", "revision", "strength"),
    [
        ("0716", "45.20", None, 1.0),
        ("0716", "G45.2", "2", 1.0),
        ("0716", "95.31", "2.1", 1.0),
        ("1012", "96.02", "2", 1.0),
        ("1012", "96.21", "2.1", 1.0),
        ("1013", "I 55", None, 0.95),
        ("0916", "47.73", None, 1.0),
        ("0811", "1", None, 0.95),  # a spreadsheet took the zero of 01
        ("0613", "62.01", None, 1.0),
    ],
)
def test_fields_are_at_home_in_their_line_of_business(
    field: str, nace: str, revision: str | None, strength: float
) -> None:
    assert nace_closeness(field, nace, revision) == strength


def test_a_division_of_the_other_revision_does_not_count() -> None:
    assert nace_closeness("0716", "45.20", "2.1") < 0.2
    assert nace_closeness("0716", "95.31", "2") < nace_closeness("0716", "95.31", "2.1")


def test_the_most_specific_row_counts() -> None:
    assert nace_closeness("0414", "82.30") > nace_closeness("1015", "82.20")
    assert nace_closeness("0721", "47.24") > nace_closeness("0721", "47.71")


def test_a_division_is_less_sure_than_the_class_in_it() -> None:
    assert 0 < nace_closeness("0916", "47") < nace_closeness("0916", "47.73")


def test_a_field_takes_over_the_business_of_near_trades_only() -> None:
    assert nace_closeness("0713", "26.11") > 0.5  # electronics
    assert nace_closeness("1012", "55") == 0.0  # hairdressers share a branch with hotels, not their hosts


def test_a_field_without_businesses_takes_over_those_of_its_branch() -> None:
    assert nace_closeness("0719", "25") == pytest.approx(0.6 * 0.95)
    assert nace_closeness("0710", "25") == pytest.approx(0.8 * 0.95)
    assert nace_closeness("0700", "25") == pytest.approx(0.5 * 0.95, abs=0.001)


@pytest.mark.parametrize("nace", ["", "xx", "G", "62.x", "00", "62-63"])
def test_what_is_no_line_of_business_is_close_to_nothing(nace: str) -> None:
    assert nace_closeness("0613", nace) == 0.0


def test_near_fields_are_listed_once_known_and_above_what_codes_give() -> None:
    rows = read_table("near_fields")
    pairs = [frozenset((row["field_a"], row["field_b"])) for row in rows]
    assert [sorted(pair) for pair in pairs if pairs.count(pair) > 1] == []
    for row in rows:
        a, b, strength = row["field_a"], row["field_b"], float(row["strength"])
        assert a != b
        assert is_code(a)
        assert is_code(b)
        assert not (is_wildcard(a) or is_wildcard(b))
        assert _by_code(a, b) < strength < 1.0, row
        assert row["note"]


def test_businesses_are_listed_once_with_known_fields_and_plausible_classes() -> None:
    rows = read_table("field_to_nace")
    keys = [(row["field"], row["revision"], row["nace"]) for row in rows]
    assert [key for key in keys if keys.count(key) > 1] == []
    for row in rows:
        assert is_code(row["field"])
        assert not is_wildcard(row["field"])
        assert row["revision"] in ("2", "2.1", "both")
        division, _, rest = row["nace"].partition(".")
        assert len(division) == 2
        assert 1 <= int(division) <= 99
        assert rest == "" or (rest.isdigit() and len(rest) <= 2)
        assert not (division == "45" and row["revision"] != "2"), "Rev. 2.1 has no division 45"
        assert 0 < float(row["strength"]) <= 1

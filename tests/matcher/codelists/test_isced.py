import pytest

from matcher.codelists.isced import (
    broad,
    detailed_codes,
    is_code,
    is_wildcard,
    label,
    narrow,
    repaired,
    within,
)
from matcher.codelists.tables import read_table


@pytest.mark.parametrize("text", ["0714", "0710", "0700", "0600", "0420", "0000", "1088", "9999"])
def test_codes_and_wildcards_are_codes(text: str) -> None:
    assert is_code(text)
    assert label(text)


@pytest.mark.parametrize("text", ["714", "071", "07", "0717", "0760", "1100", "9900", "9990", "", "abcd", "０７１４"])
def test_anything_else_is_not_a_code(text: str) -> None:
    assert not is_code(text)
    with pytest.raises(KeyError):
        label(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0714", "0714"),
        (" 0714 ", "0714"),
        ("07.14", "0714"),
        ("0600", "0600"),
        ("714", "0714"),
        ("714.0", "0714"),
        ("110", "0110"),
        ("041", "0410"),
        ("41", "0410"),
        ("71", "0710"),
        ("04", "0400"),
        ("4", "0400"),
        ("10", "1000"),
        ("100", "1000"),
        ("101", "1010"),
        ("104", "1040"),
        ("99", "9999"),
        ("999", "9999"),
        ("9999", "9999"),
    ],
)
def test_codes_that_lost_zeros_are_repaired(text: str, code: str) -> None:
    assert repaired(text) == code


@pytest.mark.parametrize("text", ["11", "21", "31", "1"])
def test_codes_with_two_readings_are_not_guessed(text: str) -> None:
    assert repaired(text) is None


@pytest.mark.parametrize("text", ["", "electronics", "7140", "717", "07140", "-714", "²"])
def test_what_stands_for_no_code_is_none(text: str) -> None:
    assert repaired(text) is None


def test_every_code_without_its_leading_zeros_is_repaired_ambiguous_or_a_listed_code() -> None:
    listed = {row["code"] for row in read_table("isced_f")}
    for code in detailed_codes():
        assert repaired(code) == code
        digits = code.lstrip("0")
        if digits and digits not in listed:
            assert repaired(digits) in (code, None)


def test_broad_and_narrow_are_the_first_digits() -> None:
    assert (broad("0714"), narrow("0714")) == ("07", "071")
    assert (broad("0710"), narrow("0710")) == ("07", "071")
    assert (broad("0700"), narrow("0700")) == ("07", None)
    assert is_wildcard("0710")
    assert not is_wildcard("0714")


def test_a_wildcard_stands_for_the_fields_within() -> None:
    assert within("0714") == {"0714"}
    assert within("0730") == {"0731", "0732"}
    assert within("0820") == {"0821"}
    assert within("0600") == {"0611", "0612", "0613", "0619", "0688"}


def test_the_classification_is_whole() -> None:
    rows = read_table("isced_f")
    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes)) == 220
    assert {(row["level"], len(row["code"])) for row in rows} == {("broad", 2), ("narrow", 3), ("detailed", 4)}
    assert all(code[:-1] in codes for code in codes if len(code) > 2)
    assert all(row["label"] for row in rows)

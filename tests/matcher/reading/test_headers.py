from collections.abc import Sequence

from matcher.reading.headers import Header, read_header
from matcher.reading.tables import DESTINATIONS


def header_of(cells: Sequence[str]) -> Header:
    return read_header(DESTINATIONS, "destinations.csv", cells)


def test_headers_in_any_order_and_language_find_their_columns() -> None:
    header = header_of(["Letti", "Država", "id"])
    assert header.columns == {"beds": 0, "country": 1, "id": 2}
    assert header.problems == []


def test_a_note_in_brackets_does_not_matter() -> None:
    assert header_of(["id", "country [ISO]", "beds (all rooms)"]).problems == []


def test_an_unknown_header_is_kept_and_reported_as_a_warning() -> None:
    header = header_of(["id", "country", "beds", "Shoe size"])
    assert header.unknown == {3: "Shoe size"}
    assert [(p.code, p.column, p.severity) for p in header.problems] == [("unknown-column", "Shoe size", "warning")]


def test_a_misspelt_required_header_is_reported_once_as_missing() -> None:
    header = header_of(["id", "contry", "beds"])
    assert [(p.code, p.column, p.value) for p in header.problems] == [("missing-column", "country", "contry")]


def test_a_missing_header_beside_an_unknown_one_that_is_unlike_is_two_problems() -> None:
    assert sorted(p.code for p in header_of(["id", "zzz", "beds"]).problems) == ["missing-column", "unknown-column"]


def test_two_headers_for_one_column_are_reported() -> None:
    header = header_of(["id", "country", "beds", "letti"])
    assert [(p.code, p.value) for p in header.problems] == [("header-twice", "letti")]
    assert header.columns["beds"] == 2


def test_a_control_character_in_a_header_is_reported_and_read_past() -> None:
    header = header_of(["id", "coun\0try", "beds"])
    assert [p.code for p in header.problems] == ["control-character"]
    assert header.columns["country"] == 1


def test_empty_headers_at_the_end_do_not_count() -> None:
    assert header_of(["id", "country", "beds", "", " "]).width == 3

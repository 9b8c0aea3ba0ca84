"""Tables of names: one folded name never means two things."""

import pytest

from matcher.codelists.folding import foldings
from matcher.codelists.tables import read_table


@pytest.mark.parametrize(
    ("table", "name", "meaning"),
    [
        ("language_names", "name", "language"),
        ("level_words", "words", "level"),
        ("language_context_words", "word", "kind"),
        ("country_names", "name", "country"),
        ("activity_names", "name", "activity"),
        ("hazard_words", "words", "tag"),
    ],
)
def test_a_name_means_one_thing(table: str, name: str, meaning: str) -> None:
    meanings: dict[str, str] = {}
    for row in read_table(table):
        for folded in foldings(row[name]):
            assert folded, row
            assert meanings.setdefault(folded, row[meaning]) == row[meaning], row


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("language_names", ("name",)),
        ("level_words", ("words",)),
        ("language_context_words", ("word",)),
        ("country_names", ("name",)),
        ("activity_names", ("name",)),
        ("hazard_words", ("words",)),
    ],
)
def test_no_row_stands_twice(table: str, columns: tuple[str, ...]) -> None:
    keys = [tuple(row[column] for column in columns) for row in read_table(table)]
    assert [key for key in keys if keys.count(key) > 1] == []

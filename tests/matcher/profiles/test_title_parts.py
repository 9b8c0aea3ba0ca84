"""What stands beside the trade in a study title."""

import pytest

from matcher.profiles.title_parts import cut_words, is_class_mark, weighed_parts


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("kuvar", [("kuvar", 1.0)]),
        ("Makineri – Automekanik", [("Makineri", 0.6), ("Automekanik", 1.0)]),
        ("kuvar, Srednja škola", [("kuvar", 1.0), (" Srednja škola", 0.3)]),
        ("Tehnička škola - bravar", [("Tehnička škola", 0.6), ("bravar", 1.0)]),
        ("bravar - Tehnička škola (dualno)", [("bravar", 0.6), ("Tehnička škola ", 0.3), ("dualno", 1.0)]),
        ("škola, škola", [("škola", 1.0), (" škola", 0.3)]),
        ("–", []),
    ],
)
def test_parts_weigh_by_where_they_stand(title: str, parts: list[tuple[str, float]]) -> None:
    assert weighed_parts(title, "sr") == parts


@pytest.mark.parametrize("mark", ["4", "3b", "iv", "xii", "xiii", "ix", "b", "12a"])
def test_years_and_classes_are_marks(mark: str) -> None:
    assert is_class_mark(mark)


@pytest.mark.parametrize("word", ["", "3d", "cnc", "it", "xl", "vivi", "tis"])
def test_words_are_no_marks(word: str) -> None:
    assert not is_class_mark(word)


def test_cut_words_have_a_stop_and_three_letters() -> None:
    assert cut_words("Stomat. sestra, el. mreža, teh.", "sr") == {"stomat", "teh"}

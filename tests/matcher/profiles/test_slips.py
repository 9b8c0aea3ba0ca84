import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.profiles.slips import Vocabulary

WORDS = Vocabulary(["kuvar", "elektricar", "stomatoloska", "stomatologija", "anlagen", "mechaniker", "pekar", "tik"])


@pytest.mark.parametrize(
    ("word", "best"),
    [
        ("elektrcar", "elektricar"),
        ("eletkricar", "elektricar"),
        ("elektricarr", "elektricar"),
        ("kuvarr", "kuvar"),
        ("elektricarski", "elektricar"),
        ("kalteanlagen", "anlagen"),
        ("mechanikermeister", "mechaniker"),
    ],
)
def test_the_likely_word_is_found(word: str, best: str) -> None:
    (found, likeness), *_ = WORDS.alike(word)
    assert found == best
    assert 0.0 < likeness < 1.0


@pytest.mark.parametrize("word", ["tip", "kuva", "12345", "xyzxyz", ""])
def test_short_words_numbers_and_strangers_are_not_guessed_at(word: str) -> None:
    assert WORDS.alike(word) == []


def test_the_more_slips_the_less_alike() -> None:
    (_, one), *_ = WORDS.alike("elektricr")
    (_, two), *_ = WORDS.alike("elektrcr" + "a")
    assert two < one


def test_an_abbreviation_stands_for_what_begins_with_it() -> None:
    assert [word for word, _ in WORDS.completions("stomat")] == ["stomatoloska", "stomatologija"]
    assert WORDS.completions("zub") == []


@given(st.lists(st.text("abcde", min_size=4, max_size=9)), st.text("abcde", max_size=12))
def test_likeness_falls_and_stays_below_one(words: list[str], word: str) -> None:
    found = Vocabulary(words).alike(word)
    values = [likeness for _, likeness in found]
    assert values == sorted(values, reverse=True)
    assert all(0.0 < value < 1.0 for value in values)
    assert word not in dict(found)

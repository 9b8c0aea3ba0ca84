"""What a guess rests on can be said of every kind of term."""

import pytest

from matcher.profiles import classify
from matcher.profiles.evidence import KIND_WORDS
from matcher.profiles.lexicon import KINDS
from matcher.said import Said


def test_every_kind_of_term_has_words() -> None:
    assert KIND_WORDS.keys() == set(KINDS)


@pytest.mark.parametrize(
    ("title", "language", "says"),
    [
        ("kuvar", "sr", "is 'kuvar' (Serbian, occupation)"),
        ("0714", None, "the title states ISCED-F 0714"),
        ("Tehničar drumskog saobraćaja xyz", "sr", "by 'tehnicar', 'drumskog', 'saobracaja'; not explained: 'xyz'"),
    ],
)
def test_a_guess_says_what_it_rests_on_as_a_sentence(title: str, language: str | None, says: str) -> None:
    evidence = classify(title, language)[0].evidence
    assert isinstance(evidence, Said)
    assert evidence.endswith(says)

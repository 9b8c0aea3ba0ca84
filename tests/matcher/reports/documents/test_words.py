"""Every label comes from one table and can be said in another language."""

import re
from pathlib import Path
from string import Formatter

import pytest

from matcher.model import Cefr, LanguageNeed
from matcher.reports import documents
from matcher.reports.documents import ENGLISH, Words, agreement_document, document_text
from matcher.reports.documents.phrases import length_of
from matcher.reports.documents.sentences import SENTENCES
from tests.matcher.reports.documents.rosters import an_agreement

CODE = "\n".join(path.read_text(encoding="utf-8") for path in Path(documents.__file__).parent.glob("*.py"))
BY_KIND = ("activity_", "party_", "side_", "role_", "warning_", "obligation_")  # keys made of a value of the round


def test_every_sentence_of_the_table_is_used() -> None:
    used = CODE.replace((Path(documents.__file__).parent / "sentences.py").read_text(encoding="utf-8"), "")
    assert [key for key in SENTENCES if not key.startswith(BY_KIND) and not re.search(f"[\"']{key}[\"']", used)] == []


def test_every_warning_that_code_gives_has_a_sentence_with_its_parameters() -> None:
    given = set(re.findall(r'Reason\("(\w+)"', CODE))
    assert {f"warning_{code}" for code in given} == {key for key in SENTENCES if key.startswith("warning_")}


def test_a_translation_is_a_function_of_the_english_sentence() -> None:
    serbian = {"Learning agreement": "Уговор о учењу", "{days} days": "{days} дана", "First day": "Први дан"}
    words = Words(translate=lambda sentence: serbian.get(sentence, sentence), language="sr")
    text = document_text(agreement_document(an_agreement(), words))
    assert "Уговор о учењу" in text
    assert "Први дан\t2026-10-02" in text
    assert "Шпанија" in text
    assert agreement_document(an_agreement(), words).language == "sr"


@pytest.mark.parametrize(
    ("language", "named"), [("en", "Italian B1"), ("it", "italiano B1"), ("sr-Latn", "italijanski B1")]
)
def test_languages_are_named_in_the_readers(language: str, named: str) -> None:
    assert Words(language=language).language_named(LanguageNeed(language="it", level=Cefr.B1)) == named


def test_a_language_without_a_level_is_named_alone() -> None:
    assert ENGLISH.language_named(LanguageNeed(language="it")) == "Italian"


def test_braces_in_what_users_write_stay_as_they_are() -> None:
    assert ENGLISH("programme_group", group="{0} {x}") == "Group {0} {x}"


def test_placeholders_are_names() -> None:
    for words in SENTENCES.values():
        for sentence in (words,) if isinstance(words, str) else (words.one, words.many):
            for _, name, _, _ in Formatter().parse(sentence):
                assert name is None or name.isidentifier()


@pytest.mark.parametrize(
    ("days", "length"),
    [
        (1, "1 day, first and last day counted"),
        (8, "8 days, first and last day counted (1 week and 1 day)"),
        (14, "14 days, first and last day counted (2 weeks)"),
    ],
)
def test_one_day_and_one_week_are_no_days_and_weeks(days: int, length: str) -> None:
    assert length_of(days, ENGLISH) == length

"""What is missing of a learner."""

from datetime import date

from api.services.completeness import gaps
from matcher.model import Cefr, FieldGuess, LanguageSkill, Learner

BARE = Learner(id="N1", stay="short")
FIELD = FieldGuess("0714", 1.0, "given")


def test_of_whom_nothing_is_stated_everything_is_missing() -> None:
    assert gaps(BARE, None) == ("study", "languages", "birth_date", "eqf", "wishes")


def test_of_whom_all_is_stated_nothing_is_missing() -> None:
    languages = (LanguageSkill(language="en", level=Cefr.B1),)
    said = {"languages": languages, "birth_date": date(2009, 2, 3), "eqf": 4, "preferences": ("Seville",)}
    assert gaps(BARE.model_copy(update=said), FIELD) == ()


def test_a_title_that_nobody_understands_is_another_gap_than_none() -> None:
    assert gaps(BARE.model_copy(update={"study_title": "Xyzzy"}), None)[0] == "title"


def test_a_language_without_its_level_is_half_stated() -> None:
    languages = (LanguageSkill(language="en", level=Cefr.B1), LanguageSkill(language="it"))
    assert "language_levels" in gaps(BARE.model_copy(update={"languages": languages}), FIELD)


def test_who_may_not_know_a_birth_date_is_not_told_that_it_is_missing() -> None:
    assert "birth_date" not in gaps(BARE, FIELD, birth_date_closed=True)

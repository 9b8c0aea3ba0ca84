from itertools import pairwise
from typing import Any

import pytest

from matcher.fit.language import MARGINS, language
from matcher.model import Cefr, Evidence, LanguageNeed, LanguageSkill, LanguageUse
from tests.matcher.fit.found import found
from tests.matcher.two_sides import learner_side, placement_side

ENGLISH_B1 = LanguageNeed(language="en", level=Cefr.B1)
ITALIAN_A2 = LanguageNeed(language="it", level=Cefr.A2)


def has(language: str, level: Cefr | None = None, tested: bool = True) -> LanguageSkill:
    return LanguageSkill(language=language, level=level, tested=tested)


def between(skills: list[LanguageSkill] | None, needs: list[LanguageNeed], **placement: Any) -> Evidence:
    return found(language, learner_side(languages=skills), placement_side(languages=needs, **placement))


def test_each_level_above_the_need_gains_less_than_the_one_before() -> None:
    above = [MARGINS[margin] for margin in range(5)]
    gains = [after - before for before, after in pairwise(above)]
    assert gains == sorted(gains, reverse=True)
    assert min(gains) > 0


@pytest.mark.parametrize(
    ("level", "score"),
    [
        (Cefr.A1, 0.25),
        (Cefr.A2, 0.45),
        (Cefr.B1, 0.8),
        (Cefr.B2, 0.9),
        (Cefr.C1, 0.95),
        (Cefr.C2, 0.98),
        (Cefr.NATIVE, 1),
    ],
)
def test_the_level_counts_against_the_need(level: Cefr, score: float) -> None:
    assert between([has("en", level)], [ENGLISH_B1]).score == score


def test_far_below_the_need_is_nothing() -> None:
    assert between([has("en", Cefr.A1)], [LanguageNeed(language="en", level=Cefr.C1)]).score == 0.0


@pytest.mark.parametrize(
    ("skills", "needs", "score"),
    [
        ([has("en", Cefr.A2), has("it", Cefr.B1)], [ENGLISH_B1, ITALIAN_A2], 0.9),  # the better alternative
        ([has("de", Cefr.C1)], [ENGLISH_B1], 0.0),
        ([has("en")], [ENGLISH_B1], None),  # an unknown level is not A1
        ([has("en")], [LanguageNeed(language="en")], 0.776),  # no level is asked for
        ([has("en", Cefr.B1)], [LanguageNeed(language="en")], 0.95),
        ([has("de"), has("en", Cefr.B1)], [ENGLISH_B1], 0.8),  # a level nobody asks about
        ([has("en"), has("it", Cefr.B2)], [ENGLISH_B1, ITALIAN_A2], 0.95),
        (None, [ENGLISH_B1], None),
        ([], [ENGLISH_B1], None),
        ([has("en", Cefr.B1)], [], None),
    ],
)
def test_the_best_language_counts(skills: list[LanguageSkill] | None, needs: list[LanguageNeed], score: float) -> None:
    assert between(skills, needs).score == score


def test_a_neighbours_language_counts_as_far_as_it_is_understood() -> None:
    croatian = [LanguageNeed(language="hr", level=Cefr.B2)]
    native = LanguageSkill(language="sr", level=Cefr.NATIVE)
    near, farther = between([native], croatian), between([has("sl", Cefr.NATIVE)], croatian)
    assert near.reason.code == "language_neighbouring"
    assert 0.9 < (near.score or 0) < 1
    assert 0 < (farther.score or 0) < 0.5


def test_a_tested_level_counts_a_little_more_than_a_declared_one() -> None:
    tested = between([has("en", Cefr.B1, tested=True)], [ENGLISH_B1]).score or 0
    declared = between([has("en", Cefr.B1, tested=False)], [ENGLISH_B1]).score or 0
    assert 0 < tested - declared < 0.05


def test_nobody_has_to_test_a_native_speaker() -> None:
    assert between([has("en", Cefr.NATIVE, tested=False)], [ENGLISH_B1]).score == 1.0


def test_a_demanded_language_is_a_working_language_where_none_is_named() -> None:
    assert between([has("en", Cefr.B1)], [], required_language=[ENGLISH_B1]).score == 0.8


def test_the_reason_names_level_and_need() -> None:
    reason = between([has("en", Cefr.B2)], [ENGLISH_B1]).reason
    expected = {"language": "en", "level": "B2", "need": "en", "wants": "B1", "tested": True}
    assert reason == ("language_shared", expected)


def spoken(level: Cefr) -> tuple[tuple[LanguageUse, Cefr], ...]:
    return (LanguageUse.INTERACTION, level), (LanguageUse.PRODUCTION, level)


@pytest.mark.parametrize(
    ("level", "uses", "need", "score"),
    [
        (Cefr.B1, spoken(Cefr.A2), LanguageNeed(language="en", level=Cefr.B1), 0.8),  # speaking is not asked for
        (Cefr.B1, spoken(Cefr.A2), LanguageNeed(language="en", level=Cefr.B1, uses=spoken(Cefr.B1)), 0.45),
        (Cefr.B1, spoken(Cefr.C1), LanguageNeed(language="en", level=Cefr.B1, uses=spoken(Cefr.B1)), 0.8),
        (Cefr.B1, spoken(Cefr.C1), LanguageNeed(language="en", uses=spoken(Cefr.B1)), 0.95),
        (Cefr.B1, (), LanguageNeed(language="en", level=Cefr.B1, uses=spoken(Cefr.A2)), 0.8),  # that of the language
        (None, (), LanguageNeed(language="en", uses=spoken(Cefr.A2)), None),
    ],
)
def test_the_least_margin_over_what_the_work_takes_counts(
    level: Cefr | None, uses: tuple[tuple[LanguageUse, Cefr], ...], need: LanguageNeed, score: float | None
) -> None:
    skill = LanguageSkill(language="en", level=level, tested=True, uses=uses)
    assert between([skill], [need]).score == score


def test_the_reason_names_the_uses_that_are_asked_for() -> None:
    skill = LanguageSkill(language="en", level=Cefr.B1, uses=((LanguageUse.LISTENING, Cefr.C1), *spoken(Cefr.A2)))
    need = LanguageNeed(language="en", level=Cefr.B1, uses=spoken(Cefr.B2))
    params = between([skill], [need]).reason.params
    assert (params["level"], params["wants"]) == ("B1 (speaking A2)", "B1 (speaking B2)")

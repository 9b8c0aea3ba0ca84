import pytest

from matcher.codelists.closeness import field_closeness, nace_closeness
from matcher.codelists.languages import parse_needs, parse_skills
from matcher.eligibility.profile import eqf_minimum, required_language, study_field_floor
from matcher.model import Cefr, LanguageNeed, LanguageSkill, Rules
from tests.matcher.eligibility.verdicts import code_of, verdict
from tests.matcher.two_sides import learner_side, placement_side

ENGLISH_B1 = LanguageNeed(language="en", level=Cefr.B1)
ITALIAN_A2 = LanguageNeed(language="it", level=Cefr.A2)
CROATIAN_B2 = LanguageNeed(language="hr", level=Cefr.B2)
ENGLISH = LanguageNeed(language="en")


def has(language: str, level: Cefr | None = None) -> LanguageSkill:
    return LanguageSkill(language=language, level=level)


@pytest.mark.parametrize(
    ("languages", "required", "code"),
    [
        ([has("en", Cefr.B1)], [ENGLISH_B1], None),
        ([has("en", Cefr.A2)], [ENGLISH_B1], "language_below_level"),
        ([has("en", Cefr.NATIVE)], [LanguageNeed(language="en", level=Cefr.C2)], None),
        ([has("it", Cefr.A2), has("en", Cefr.A1)], [ENGLISH_B1, ITALIAN_A2], None),  # either serves
        ([has("de", Cefr.C2)], [ENGLISH_B1, ITALIAN_A2], "language_missing"),
        ([], [ENGLISH_B1], "language_missing"),
        ([has("en")], [ENGLISH_B1], "language_level_unknown"),
        ([has("en"), has("it", Cefr.A1)], [ENGLISH_B1, ITALIAN_A2], "language_level_unknown"),
        ([has("en"), has("it", Cefr.B1)], [ENGLISH_B1, ITALIAN_A2], None),
        ([has("en")], [ENGLISH], None),  # any level is asked for
        (None, [ENGLISH], "languages_not_stated"),
        (None, [], None),
        ([has("sr", Cefr.NATIVE)], [CROATIAN_B2], None),
        ([has("cnr", Cefr.B1)], [CROATIAN_B2], "language_below_level"),
        ([has("sr-Cyrl", Cefr.NATIVE)], [LanguageNeed(language="sr-Latn", level=Cefr.B2)], None),
        ([has("mk", Cefr.NATIVE)], [LanguageNeed(language="bg", level=Cefr.A1)], "language_missing"),
        ([has("sl", Cefr.NATIVE)], [CROATIAN_B2], "language_missing"),
    ],
)
def test_one_demanded_language_is_known_at_its_level(
    languages: list[LanguageSkill] | None, required: list[LanguageNeed], code: str | None
) -> None:
    learner, placement = learner_side(languages=languages), placement_side(required_language=required)
    assert code_of(verdict(required_language, learner, placement)) == code


def test_working_languages_are_no_demand() -> None:
    assert verdict(required_language, learner_side(languages=[]), placement_side(languages=[ENGLISH_B1])) is None


def test_what_is_demanded_and_what_is_there_is_named() -> None:
    learner = learner_side(languages=[has("en", Cefr.A2)])
    reason = verdict(required_language, learner, placement_side(required_language=[ENGLISH_B1, ITALIAN_A2]))
    assert reason is not None
    assert reason.params == {"required": ("en B1", "it A2"), "has": ("en A2",)}


@pytest.mark.parametrize(
    ("eqf", "eqf_min", "code"),
    [
        (4, 4, None),
        (5, 4, None),
        (3, 4, "eqf_too_low"),
        (None, 4, "eqf_unknown"),
        (None, None, None),
        (3, None, None),
    ],
)
def test_the_level_is_at_least_the_one_asked_for(eqf: int | None, eqf_min: int | None, code: str | None) -> None:
    assert code_of(verdict(eqf_minimum, learner_side(eqf=eqf), placement_side(eqf_min=eqf_min))) == code


@pytest.mark.parametrize(
    ("field", "wanted", "nace", "code"),
    [
        ("0714", ("0714",), None, None),
        ("0714", ("1013", "0714"), None, None),  # one of several is near
        ("0714", ("1013",), None, "study_field_too_far"),
        ("0716", ("1013",), "45", None),  # the host repairs cars
        ("1013", (), "45", "study_field_too_far"),
        (None, ("0714",), None, "study_field_unknown"),
        (None, (), "45", "study_field_unknown"),
        (None, (), None, None),
        ("0714", (), None, None),  # the host says nothing
    ],
)
def test_the_study_field_is_near_enough(
    field: str | None, wanted: tuple[str, ...], nace: str | None, code: str | None
) -> None:
    learner, placement = learner_side(field=field), placement_side(fields=wanted, nace=nace)
    assert code_of(verdict(study_field_floor, learner, placement)) == code


def test_without_a_floor_any_field_will_do() -> None:
    rules = Rules(study_field_floor=0.0)
    assert verdict(study_field_floor, learner_side(field=None), placement_side(), rules) is None
    assert verdict(study_field_floor, learner_side(field="1013"), placement_side(), rules) is None


def test_the_floor_itself_is_near_enough() -> None:
    closeness = field_closeness("0714", "0715")
    learner, placement = learner_side(field="0714"), placement_side(fields=("0715",))
    assert verdict(study_field_floor, learner, placement, Rules(study_field_floor=closeness)) is None
    reason = verdict(study_field_floor, learner, placement, Rules(study_field_floor=closeness + 0.001))
    assert reason is not None
    assert reason.params["closeness"] == max(closeness, nace_closeness("0714", "93"))


@pytest.mark.parametrize(
    ("has", "demanded", "code"),
    [
        ("en B1 (speaking B2)", "en B1 (speaking B2)", None),
        ("en B2", "en B1 (speaking B2)", None),  # the language's level where a use has none
        ("en B1 (speaking A2)", "en B1 (speaking B2)", "language_below_level"),
        ("en A2 (speaking B2)", "en B1 (speaking B2)", "language_below_level"),
        ("en A2 (speaking B2)", "en speaking B2", None),
        ("en", "en speaking B2", "language_level_unknown"),
        ("en speaking B2, writing A1", "en B1", "language_below_level"),  # the lowest is the level
        ("en A2 (speaking A1) | de B1", "en B1 (speaking B1) | de B1", None),  # an alternative
    ],
)
def test_a_demand_may_be_about_what_the_language_is_used_for(has: str, demanded: str, code: str | None) -> None:
    learner, placement = (
        learner_side(languages=parse_skills(has)),
        placement_side(required_language=parse_needs(demanded)),
    )
    assert code_of(verdict(required_language, learner, placement)) == code

"""Hard rules about what a learner brings: the required language, the level, a study field near enough."""

from matcher.codelists.closeness import field_closeness, nace_closeness
from matcher.codelists.languages import intelligibility, level_words
from matcher.eligibility.rule import rule
from matcher.model import Cefr, LanguageNeed, LanguageSkill, LearnerSide, PlacementSide, Reason

NEARLY_THE_SAME = 0.8  # intelligibility from which a neighbouring language meets a demand: sr, hr, bs and cnr


@rule(
    learner=lambda side: (side.learner.languages,),
    placement=lambda side: (side.placement.required_language,),
)
def required_language(skills: tuple[LanguageSkill, ...] | None, required: tuple[LanguageNeed, ...]) -> Reason | None:
    """The learner has one of the languages that the host demands, at its level.

    Where the demand names what the language is used for, that use's level counts, the language's if it has none of its
    own. A level that nobody stated is neither A1 nor enough: the pair is refused until somebody states it.
    """
    if not required:
        return None
    params = {"required": tuple(map(_written, required))}
    if skills is None:
        return Reason("languages_not_stated", params)
    serving = [(skill, need) for need in required for skill in skills if _serves(skill, need)]
    if any(_at_level(skill, need) for skill, need in serving):
        return None
    if unknown := [skill.language for skill, need in serving if None in _levels(skill, need)]:
        return Reason("language_level_unknown", params | {"languages": tuple(dict.fromkeys(unknown))})
    if serving:
        return Reason("language_below_level", params | {"has": tuple(dict.fromkeys(_written(s) for s, _ in serving))})
    return Reason("language_missing", params)


def _serves(skill: LanguageSkill, need: LanguageNeed) -> bool:
    return intelligibility(skill.language, need.language) >= NEARLY_THE_SAME


def _at_level(skill: LanguageSkill, need: LanguageNeed) -> bool:
    wanted = [] if need.level is None else [need.level]
    wanted += [level for _, level in need.uses]
    return all(has is not None and has >= wants for has, wants in zip(_levels(skill, need), wanted, strict=True))


def _levels(skill: LanguageSkill, need: LanguageNeed) -> list[Cefr | None]:
    """The learner's levels where the host asks for one: of the language, then of its uses."""
    levels = [] if need.level is None else [skill.level]
    return levels + [skill.level_in(use) for use, _ in need.uses]


def _written(language: LanguageSkill | LanguageNeed) -> str:
    return f"{language.language} {level_words(language.level, language.uses) or ''}".rstrip()


@rule(learner=lambda side: (side.learner.eqf,), placement=lambda side: (side.placement.eqf_min,))
def eqf_minimum(eqf: int | None, eqf_min: int | None) -> Reason | None:
    """The learner's level in the European Qualifications Framework is at least the one that the host asks for."""
    if eqf_min is None or (eqf is not None and eqf >= eqf_min):
        return None
    if eqf is None:
        return Reason("eqf_unknown", {"eqf_min": eqf_min})
    return Reason("eqf_too_low", {"eqf": eqf, "eqf_min": eqf_min})


def _field_of(side: LearnerSide) -> tuple[str | None]:
    return (side.field.code if side.field else None,)


def _fields_of(side: PlacementSide) -> tuple[tuple[str, ...], str | None]:
    return tuple(guess.code for guess in side.fields), side.placement.nace


@rule(learner=_field_of, placement=_fields_of, settings=lambda terms: (terms.rules.study_field_floor,))
def study_field_floor(field: str | None, wanted: tuple[str, ...], nace: str | None, floor: float) -> Reason | None:
    """The learner's study field is near enough to one that the host wants, or to the host's line of business."""
    if floor <= 0 or not (wanted or nace):
        return None
    if field is None:
        return Reason("study_field_unknown", {"wanted": wanted, "nace": nace})
    closeness = max([field_closeness(field, code) for code in wanted] + ([nace_closeness(field, nace)] if nace else []))
    if closeness >= floor:
        return None
    return Reason(
        "study_field_too_far", {"field": field, "wanted": wanted, "nace": nace, "closeness": closeness, "floor": floor}
    )

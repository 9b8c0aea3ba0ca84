"""How well the learner will get on in a language that the host works in."""

from functools import lru_cache

from matcher.codelists.languages import intelligibility, level_words
from matcher.fit.feature import BEST, feature, points
from matcher.model import Cefr, Evidence, LanguageNeed, LanguageSkill, LearnerSide, PlacementSide, Reason

# Score by levels above (or below) what the work takes. Below, each level lacking costs more than each level above
# gains; above, each further level gains less than the one before.
MARGINS = {-3: 0.1, -2: 0.25, -1: 0.45, 0: 0.8, 1: 0.9, 2: 0.95, 3: 0.98, 4: 1.0}
SELF_DECLARED = 0.97  # of the score of a tested level: people misjudge their own by a little, both ways


def _skills(side: LearnerSide) -> tuple[LanguageSkill, ...] | None:
    return side.learner.languages or None


def _working(side: PlacementSide) -> tuple[LanguageNeed, ...] | None:
    return side.placement.languages or side.placement.required_language or None


@feature(learner=_skills, placement=_working, parts=BEST)
def language(skill: LanguageSkill, needs: tuple[LanguageNeed, ...]) -> Evidence:
    """How well the learner's best language serves one of the host's working languages, at the level the work takes."""
    return max((_serves(skill, need) for need in needs), key=points)


@lru_cache(maxsize=1 << 14)
def _serves(skill: LanguageSkill, need: LanguageNeed) -> Evidence:
    asked = {use for use, _ in need.uses}
    params = {
        "language": skill.language,
        "level": level_words(skill.level, [own for own in skill.uses if own[0] in asked]),
        "need": need.language,
        "wants": level_words(need.level, need.uses),
    }
    understood = intelligibility(skill.language, need.language)
    if not understood:
        return Evidence(0.0, Reason("language_not_shared", {"need": need.language, "wants": params["wants"]}))
    if skill.level is None and (need.level is not None or need.uses):
        return Evidence(None, Reason("language_level_not_stated", params))
    code = "language_shared" if understood == 1.0 else "language_neighbouring"
    return Evidence(understood * _mastery(skill, need), Reason(code, params | {"tested": skill.tested}))


def _mastery(skill: LanguageSkill, need: LanguageNeed) -> float:
    """By the least margin: over the level that the work takes, and over that of each use it names."""
    if skill.level is None:
        return MARGINS[0] * SELF_DECLARED
    margins = [] if need.uses and need.level is None else [skill.level - (need.level or Cefr.A1)]
    margins += [(skill.level_in(use) or skill.level) - wants for use, wants in need.uses]
    above = min(margins)
    score = MARGINS[min(above, 4)] if above >= -3 else 0.0
    return score if skill.tested or skill.level is Cefr.NATIVE else score * SELF_DECLARED

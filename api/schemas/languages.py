"""Languages over the wire: what somebody knows, and what work takes."""

from typing import Any

from pydantic import BaseModel, Field

from api.schemas.fields import Language, Level, level_name, level_of
from matcher.model import LanguageNeed, LanguageSkill, LanguageUse


class Need(BaseModel):
    """A language that work is done in; `level` null: any."""

    language: Language
    level: Level | None = None
    uses: dict[LanguageUse, Level] = Field(default={}, description="Levels of single uses, where they differ.")

    def values(self) -> dict[str, Any]:
        uses = tuple((use, level_of(self.uses[use])) for use in LanguageUse if use in self.uses)
        return self.model_dump(exclude={"level", "uses"}) | {"level": level_of(self.level), "uses": uses}

    def noun(self) -> LanguageNeed:
        return LanguageNeed(**self.values())


class Skill(Need):
    """A language that a learner has; `level` null: named without one, which is not A1."""

    tested: bool = Field(default=False, description="By a certificate or placement test.")

    def noun(self) -> LanguageSkill:  # type: ignore[override]
        return LanguageSkill(**self.values())


def need_shown(need: LanguageNeed) -> Need:
    return Need.model_construct(**_shown(need))


def skill_shown(skill: LanguageSkill) -> Skill:
    return Skill.model_construct(**_shown(skill))


def skills_shown(skills: tuple[LanguageSkill, ...] | None) -> tuple[Skill, ...] | None:
    return None if skills is None else tuple(map(skill_shown, skills))


def _shown(language: LanguageNeed | LanguageSkill) -> dict[str, Any]:
    uses = {use: level_name(level) for use, level in language.uses}
    return dict(language) | {"level": level_name(language.level), "uses": uses}

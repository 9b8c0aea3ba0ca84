"""Learners over the wire: under pseudonymous ids, without names."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.days import Days, days_shown
from api.schemas.fields import Country, Id, Language, Name, StudyField, Text
from api.schemas.languages import Skill, skills_shown
from matcher.model import Learner

MOST_LISTED = 50  # languages, wishes, needs, skills of one learner


Texts = Annotated[tuple[Name, ...], Field(max_length=MOST_LISTED)]


class LearnerStated(BaseModel):
    """What is stated of a learner; null: not stated. Never a name, never the cause of a need."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "stay": "short",
                    "sending_partner": "CCIS",
                    "school": "TS Nis",
                    "study_title": "Elektrotehničar računara",
                    "study_language": "sr",
                    "eqf": 4,
                    "languages": [{"language": "en", "level": "B1"}],
                    "birth_date": "2009-05-17",
                    "preferences": ["Seville", "Maribor"],
                }
            ]
        },
    )

    stay: Id
    sending_partner: Id | None = None
    school: Annotated[Name, Field(min_length=1)] | None = None
    country: Country | None = None
    group: Id | None = None
    study_title: Text | None = None
    study_language: Language | None = None
    isced_f: StudyField | None = None
    eqf: int | None = Field(default=None, ge=1, le=8)
    languages: Annotated[tuple[Skill, ...], Field(max_length=MOST_LISTED)] | None = None
    birth_date: date | None = None
    graduated_on: date | None = None
    available_from: date | None = None
    available_to: date | None = None
    available_days: Annotated[tuple[Days, ...], Field(max_length=MOST_LISTED)] = Field(
        default=(), description="Only these, of the days between; none: all of them."
    )
    preferences: Texts = Field(default=(), description="Destination, city or host names, most wanted first.")
    needs: Texts = Field(default=(), description='What must be met ("step-free access"), never its cause.')
    skills: Texts = ()
    fewer_opportunities: bool | None = None
    extra: dict[Name, Text] = Field(default={}, max_length=MOST_LISTED, description="Columns of the school's own.")

    def noun(self, id: str) -> Learner:
        languages = None if self.languages is None else tuple(skill.noun() for skill in self.languages)
        values: dict[str, Any] = self.model_dump(exclude={"id", "languages", "extra", "available_days"})
        values |= {"available_days": tuple(days.noun() for days in self.available_days)}
        return Learner(id=id, languages=languages, extra=tuple(sorted(self.extra.items())), **values)


class NewLearner(LearnerStated):
    """A learner to be added, under an id that says nothing about the person."""

    id: Id = Field(examples=["RS-001"])


class LearnerShown(LearnerStated):
    """A learner as the sending side and the coordinator see it; to others birth date and extra columns are closed."""

    id: str
    version: int = Field(description="Name it as If-Match when changing.")


def shown(learner: Learner, version: int) -> LearnerShown:
    """Return a learner for the wire. What is stored was checked when it came: it is not checked again."""
    values: dict[str, Any] = dict(learner)
    values |= {"languages": skills_shown(learner.languages), "extra": dict(learner.extra), "version": version}
    values |= {"available_days": tuple(map(days_shown, learner.available_days))}
    return LearnerShown.model_construct(**values)

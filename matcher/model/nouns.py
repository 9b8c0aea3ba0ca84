"""The nouns of a round: stays, the sending side, the hosting side, and what people decided beforehand."""

from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1)]
IscedF = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
Extra = tuple[tuple[str, str], ...]  # columns this program does not know, kept as they came
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


def _is_unset(value: object) -> bool:
    """Keeps what few rounds use out of files and digests of all the others."""
    return value is None or value == ()


class Noun(BaseModel):
    """A frozen record; fields not declared here are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Activity(StrEnum):
    """The Erasmus+ activity types a stay can be of; their lengths are in `matcher.codelists`."""

    SHORT_TERM = "short-term"
    LONG_TERM = "long-term"
    JOB_SHADOWING = "job-shadowing"
    TEACHING = "teaching"
    COURSE = "course"


class Cefr(IntEnum):
    """Levels of the Common European Framework, and native."""

    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5
    C2 = 6
    NATIVE = 7


class LanguageUse(StrEnum):
    """What a language is used for, as the Europass language grid has it and in its order."""

    LISTENING = "listening"
    READING = "reading"
    INTERACTION = "interaction"
    PRODUCTION = "production"
    WRITING = "writing"


UseLevels = Annotated[tuple[tuple[LanguageUse, Cefr], ...], Field(exclude_if=_is_unset)]


class DaySpan(Noun):
    """Days from `first_day` to `last_day`, both counted."""

    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    def covers(self, other: "DaySpan") -> bool:
        return self.first_day <= other.first_day and other.last_day <= self.last_day

    def overlaps(self, other: "DaySpan") -> bool:
        return self.first_day <= other.last_day and other.first_day <= self.last_day


class Stay(DaySpan):
    """A span of dates abroad with an activity type; both end days count.

    With `length_days`, its dates are not fixed: a stay of that many days, begun on one of `starts`, lies anywhere from
    `first_day` to `last_day`.
    """

    id: Id
    activity: Activity
    length_days: Annotated[int | None, Field(ge=1, exclude_if=_is_unset)] = None
    start_on: Annotated[tuple[Weekday, ...], Field(exclude_if=_is_unset)] = ()  # none: on the weekday of `first_day`

    @property
    def days(self) -> int:
        return self.length_days or (self.last_day - self.first_day).days + 1

    @property
    def starts(self) -> tuple[date, ...]:
        """The days on which the stay may begin; only the first if its dates are fixed."""
        weekdays = {WEEKDAYS.index(name) for name in self.start_on} or {self.first_day.weekday()}
        span = (self.last_day - self.first_day).days + 1
        days = (self.first_day + timedelta(days=day) for day in range(span - self.days + 1))
        return tuple(day for day in days if day.weekday() in weekdays)

    def begun_on(self, first_day: date) -> "Stay":
        """The stay with its dates fixed."""
        last_day = first_day + timedelta(days=self.days - 1)
        return Stay(id=self.id, activity=self.activity, first_day=first_day, last_day=last_day)


class LanguageSkill(Noun):
    """A language a learner has. `level` None: named without a level, which is not A1."""

    language: str  # BCP 47, as in matcher.codelists
    level: Cefr | None = None
    tested: bool = False  # a certificate or placement test, not self-declared
    uses: UseLevels = ()  # levels of their own, in the order of LanguageUse

    def level_in(self, use: LanguageUse) -> Cefr | None:
        return dict(self.uses).get(use, self.level)


class LanguageNeed(Noun):
    """A language that work is done in, at the level it takes; `level` None: any."""

    language: str
    level: Cefr | None = None
    uses: UseLevels = ()  # what some uses take besides


class SendingPartner(Noun):
    """Who gathers learners of many schools. Floor and ceiling count learners placed over the round."""

    id: Id
    name: str = ""
    country: str | None = None  # ISO 3166-1 alpha-2, XK for Kosovo
    floor: Annotated[int, Field(ge=0)] = 0
    ceiling: Annotated[int, Field(ge=0)] | None = None
    extra: Extra = ()


class Group(Noun):
    """Learners who travel together: one stay, one destination; companions use beds but no company place."""

    id: Id
    stay: Id
    sending_partner: Id | None = None
    companions: Annotated[int, Field(ge=0)] = 0
    destination: Id | None = None  # None: the allocation decides
    extra: Extra = ()


class Learner(Noun):
    """A person to be placed, under a pseudonymous id. None always means: not stated."""

    id: Id
    stay: Id
    sending_partner: Id | None = None
    school: str | None = None
    country: str | None = None  # where the learner lives and studies; from the sending partner if not stated
    group: Id | None = None
    study_title: str | None = None
    study_language: str | None = None
    isced_f: IscedF | None = None
    eqf: Annotated[int, Field(ge=1, le=8)] | None = None
    languages: tuple[LanguageSkill, ...] | None = None
    birth_date: date | None = None
    graduated_on: date | None = None
    available_from: date | None = None
    available_to: date | None = None
    available_days: Annotated[tuple[DaySpan, ...], Field(exclude_if=_is_unset)] = ()  # none: on every day between them
    preferences: tuple[str, ...] = ()  # destination, city or host names, most wanted first
    needs: tuple[str, ...] = ()  # what must be met ("step-free access"), never its cause
    skills: tuple[str, ...] = ()
    fewer_opportunities: bool | None = None
    extra: Extra = ()


class Destination(Noun):
    """A city where one hosting partner receives; beds serve learners and companions."""

    id: Id
    beds: Annotated[int, Field(ge=0)]
    city: str = ""
    country: str
    hosting_partner: str = ""
    minimum_learners: Annotated[int, Field(ge=0)] = 0  # opens with at least so many, or not at all
    extra: Extra = ()


class Placement(Noun):
    """What a host offers: places for a study profile in a window of dates at a destination."""

    id: Id
    host: str
    destination: Id
    places: Annotated[int, Field(ge=0)]
    window: DaySpan
    study_fields: tuple[IscedF, ...] = ()
    study_title: str | None = None
    study_language: str | None = None
    tasks: str | None = None
    languages: tuple[LanguageNeed, ...] = ()  # working languages, any one of them serves; preferred, not demanded
    required_language: tuple[LanguageNeed, ...] = ()  # demanded, any one of them serves
    closed: tuple[DaySpan, ...] = ()  # holidays and closing weeks inside the window
    min_age: Annotated[int, Field(ge=0, le=99)] | None = None
    needs_met: tuple[str, ...] = ()
    nace: str | None = None  # division or class, "45" or "45.20"
    eqf_min: Annotated[int, Field(ge=1, le=8)] | None = None
    max_per_sending_partner: Annotated[int, Field(ge=1)] | None = None
    night_work: bool | None = None
    hazards: tuple[str, ...] = ()  # Directive 94/33/EC, article 7
    supervised: bool | None = None  # under a competent person's supervision, article 7(3)
    extra: Extra = ()


class Pin(Noun):
    """A pair that must (pin) or must not (ban) be, with the person who says so and why."""

    kind: Literal["pin", "ban"]
    learner: Id | None = None
    group: Id | None = None
    placement: Id | None = None
    destination: Id | None = None
    reason: Annotated[str, StringConstraints(min_length=1)]
    author: Annotated[str, StringConstraints(min_length=1)]


class FlowCell(Noun):
    """What sending and hosting partner agreed: learners of one partner at one destination for one stay."""

    sending_partner: Id
    destination: Id
    stay: Id | None = None  # None: over all stays
    floor: Annotated[int, Field(ge=0)] = 0
    ceiling: Annotated[int, Field(ge=0)] | None = None


class TitleConfirmation(Noun):
    """A person's answer to what a study title means, remembered per country, language and title."""

    title: Annotated[str, StringConstraints(min_length=1)]
    isced_f: IscedF
    language: str | None = None
    country: str | None = None
    author: str = ""


class PreviousAssignment(Noun):
    """Where an earlier run placed a learner; a re-run keeps it unless moving places somebody else."""

    learner: Id
    placement: Id
    first_day: Annotated[date | None, Field(exclude_if=_is_unset)] = None  # of a stay whose dates are not fixed

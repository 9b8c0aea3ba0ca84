"""A learning agreement: one model that every format of it is written from."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from matcher.model import Activity, DaySpan, LanguageNeed, LanguageSkill, Reason
from matcher.reports.documents.contacts import Identity, Organisation

SIGN_WEEKS_BEFORE = 3  # practice of the field: signed at least three weeks before departure
ASSESSED_IN_LAST_DAYS = 7

Signatory = Literal["sending", "host", "learner", "guardian"]


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation of the agreement: its name, where it is, and the persons it has named."""

    name: str
    city: str
    country: str | None
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs for which party, and when they did; an empty name is written by hand."""

    party: Signatory
    name: str
    signed_on: date | None


@dataclass(frozen=True, slots=True)
class LearningAgreement:
    """Everything a learning agreement says, in the order of the published example.

    Days are counted as the programme counts them: `stay` holds first and last day, both included; travel days come on
    top and are no part of it. `stated_days` are lengths that the round's tables state by themselves, with the heading
    of their column; `outcome_fields` what the tasks are about; `needs` those that the host meets; `warnings` what to
    mend before anybody signs.
    """

    id: str
    round: str
    run: str
    sending: Party
    school: Party
    host: Party
    hosting: Party
    learner: str
    country: str | None
    identity: Identity | None
    birth_date: date | None
    is_minor: bool | None
    stay: DaySpan
    activity: Activity
    stated_days: tuple[tuple[str, int], ...]
    fewer_opportunities: bool
    closed: tuple[DaySpan, ...]
    group: str | None
    companions: int
    study_title: str
    study_field: str | None
    eqf: int | None
    nace: str | None
    outcome_fields: tuple[str, ...]
    tasks: tuple[str, ...]
    skills: tuple[str, ...]
    working_languages: tuple[LanguageNeed, ...]
    spoken_languages: tuple[LanguageSkill, ...]
    hazards: tuple[str, ...]
    needs: tuple[str, ...]
    signatures: tuple[Signature, ...]
    warnings: tuple[Reason, ...] = ()

    @property
    def sign_by(self) -> date:
        """The last day on which signatures leave time to prepare; never after the first day."""
        return self.stay.first_day - timedelta(weeks=SIGN_WEEKS_BEFORE)

    @property
    def assessed_from(self) -> date:
        return max(self.stay.first_day, self.stay.last_day - timedelta(days=ASSESSED_IN_LAST_DAYS - 1))

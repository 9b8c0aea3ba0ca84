"""Demand before names are known: how many learners of which field speak what, told so that nobody can be picked out.

Only counts leave this module. A number below `SMALLEST` is never told. Where a number would tell by how few it differs
from the one it is a part of (10 of 12 speak English: 2 do not), all that is told is so many or more, in steps of
`SMALLEST`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.model import Cefr, FieldGuess, Learner
from matcher.store.rounds import get_round
from matcher.store.tables import LearnerRow
from matcher.store.viewers import Viewer, acting_as

SMALLEST = 5
LEVELS = tuple(level for level in Cefr if level is not Cefr.NATIVE)

FieldOf = Callable[[Learner], FieldGuess | None]
Languages = tuple[tuple[str, int], ...]  # with the level, 0 if none was named
Profile = tuple[str, str | None]  # stay, study field


@dataclass(frozen=True, slots=True)
class Told:
    """A number as it may be told: just so many, or so many or more."""

    number: int
    exact: bool


@dataclass(frozen=True, slots=True)
class LanguageDemand:
    """Learners of one field who speak a language, and at least at each of `LEVELS`; None: too few to tell."""

    language: str
    learners: Told
    at_least: tuple[Told | None, ...]


@dataclass(frozen=True, slots=True)
class FieldDemand:
    """Learners of one study field for one stay; `field` None: their titles don't tell."""

    field: str | None
    learners: int
    languages: tuple[LanguageDemand, ...]


@dataclass(frozen=True, slots=True)
class StayDemand:
    """Learners for one stay, the largest fields first; `others`: of all smaller fields together, None: too few."""

    stay: str
    fields: tuple[FieldDemand, ...]
    others: int | None


def demand(session: Session, viewer: Viewer, round_id: str, field_of: FieldOf) -> tuple[StayDemand, ...]:
    """Return the demand of a round by stay; whoever waits on the reserve list is not counted.

    Parameters
    ----------
    field_of
        Tells a learner's study field from code and title.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer neither hosts nor oversees in such a round.
    """
    viewer = acting_as(viewer, "reading the demand", ("coordinator", "auditor", "hosting"))
    get_round(session, viewer, round_id)
    counted = _counted(session, round_id, field_of)
    stays = sorted({stay for stay, _ in counted})
    return tuple(_stay(stay, {field: found for (of, field), found in counted.items() if of == stay}) for stay in stays)


def told(count: int, of: int) -> Told | None:
    """Return how a count may be told that is a part of `of`, which was told; None: not at all."""
    if count < SMALLEST:
        return None
    if of - count in range(1, SMALLEST):
        return Told(count - count % SMALLEST, exact=False)
    return Told(count, exact=True)


def _counted(session: Session, round_id: str, field_of: FieldOf) -> Mapping[Profile, Counter[Languages]]:
    """How many learners of each stay and field speak just these languages."""
    columns = (LearnerRow.isced_f, LearnerRow.study_title, LearnerRow.study_language, LearnerRow.country)
    rows = select(LearnerRow.stay_id, LearnerRow.languages, LearnerRow.sending_partner_id, *columns).where(
        LearnerRow.round_id == round_id, LearnerRow.erased_at.is_(None), LearnerRow.reserve_rank.is_(None)
    )
    found: dict[Profile, Counter[Languages]] = defaultdict(Counter)
    fields: dict[tuple[Any, ...], str | None] = {}
    for stay, languages, *study in session.execute(rows):
        if tuple(study) not in fields:
            fields[tuple(study)] = _field(field_of, *study)
        found[stay, fields[tuple(study)]][_spoken(languages)] += 1
    return found


def _field(
    field_of: FieldOf,
    partner: str | None,
    isced_f: str | None,
    title: str | None,
    language: str | None,
    country: str | None,
) -> str | None:
    stated = Learner(
        id="title", stay="any", sending_partner=partner, isced_f=isced_f, study_title=title, study_language=language,
        country=country,
    )  # fmt: skip
    guess = field_of(stated)
    return None if guess is None else guess.code


def _spoken(languages: list[list[Any]] | None) -> Languages:
    best: dict[str, int] = {}
    for language, level, *_ in languages or ():
        best[language] = max(best.get(language, 0), level or 0)
    return tuple(sorted(best.items()))


def _stay(stay: str, by_field: Mapping[str | None, Counter[Languages]]) -> StayDemand:
    large = [(field, found) for field, found in by_field.items() if found.total() >= SMALLEST]
    others = sum(found.total() for found in by_field.values()) - sum(found.total() for _, found in large)
    ordered = sorted(large, key=lambda row: (-row[1].total(), row[0] or ""))
    fields = tuple(FieldDemand(field, found.total(), tuple(_languages(found))) for field, found in ordered)
    return StayDemand(stay, fields, others if others == 0 or others >= SMALLEST else None)


def _languages(found: Counter[Languages]) -> Iterator[LanguageDemand]:
    """The languages that enough of a field's learners speak, the most spoken first."""
    everybody = found.total()
    at: dict[str, Counter[int]] = defaultdict(Counter)
    for languages, count in found.items():
        for language, level in languages:
            at[language][level] += count
    for language in sorted(at, key=lambda name: (-at[name].total(), name)):
        speakers = told(at[language].total(), everybody)
        if speakers is not None:
            yield LanguageDemand(language, speakers, _at_least(at[language], speakers, everybody))


def _at_least(at: Counter[int], speakers: Told, everybody: int) -> tuple[Told | None, ...]:
    """Each level beside the last number that was told exactly."""
    last, found = speakers.number if speakers.exact else everybody, []
    for level in LEVELS:
        number = told(sum(count for reached, count in at.items() if reached >= level), last)
        found.append(number)
        last = number.number if number and number.exact else last
    return tuple(found)

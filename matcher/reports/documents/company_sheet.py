"""The company sheet: what a host needs to receive its trainees, and no more than that about them.

A company sees a first name or a reference, the study profile, languages, dates, whether somebody is under 18 and until
when, and those needs that the workplace itself has said it meets. Surnames, birth dates, addresses, schools and every
other need stay with those who act upon them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from matcher.eligibility.age import OF_AGE
from matcher.eligibility.days import birthday
from matcher.reports.documents.agreement import SIGN_WEEKS_BEFORE
from matcher.reports.documents.agreement_draft import task_list
from matcher.reports.documents.phrases import languages_of, place_of
from matcher.reports.documents.roster import Placed, Roster
from matcher.reports.documents.sections import Block, Document, Facts, Grid, Points, Prose, Section
from matcher.reports.documents.words import ENGLISH, Words

MENTOR_WEEKS_BEFORE = 6  # practice of the field: companies are confirmed 12 to 6 weeks before


def company_sheet(roster: Roster, trainees: Sequence[Placed], words: Words = ENGLISH) -> Document:
    """A sheet for one host at one destination about everybody proposed to it; `trainees` holds at least one."""
    first = trainees[0]
    sections = [
        Section(words("company_where"), tuple(_placements(roster, trainees, words))),
        Section(words("company_trainees"), tuple(_trainees(trainees, words))),
    ]
    if any(one.is_minor is not False for one in trainees):
        sections.append(Section(words("company_minors"), (Points(tuple(_protection(trainees, words))),)))
    sections.append(Section(words("company_asks"), (Points(tuple(_asks(trainees, words))),)))
    return Document(
        title=words("company_title"),
        subtitle=words("company_subtitle", host=first.placement.host),
        head=(roster.round.name, words("city_and_country", city=first.city, country=words.country(_country(first)))),
        foot=words("foot", run=roster.run),
        page=words.page,
        language=words.language,
        sections=tuple(sections),
    )


def _country(placed: Placed) -> str:
    return placed.destination.country


def _placements(roster: Roster, trainees: Sequence[Placed], words: Words) -> Iterator[Block]:
    destination = trainees[0].destination
    hosting = roster.contacts.hosting_partners.get(destination.hosting_partner)
    contact = hosting.responsible.line if hosting and hosting.responsible else ""
    for placement in {one.placement.id: one.placement for one in trainees}.values():
        yield Facts(
            (
                (words("reference"), placement.id),
                (words("host"), placement.host),
                (words("city"), place_of(trainees[0].city, destination.country, words)),
                (words("tasks"), "\n".join(task_list(placement.tasks))),
                (words("working_language"), languages_of(placement.required_language or placement.languages, words)),
                (words("hosting_partner"), ", ".join(part for part in (destination.hosting_partner, contact) if part)),
            )
        )


def _trainees(trainees: Sequence[Placed], words: Words) -> Iterator[Block]:
    keys = ["trainee", "from_to", "studies", "languages", "under_18"]
    widths = [18, 18, 32, 20, 12]
    rows = [_row(one, words) for one in trainees]
    if any(one.needs_at_work for one in trainees):
        keys, widths = [*keys, "to_be_met"], [*widths, 20]
        rows = [(*row, ", ".join(one.needs_at_work)) for row, one in zip(rows, trainees, strict=True)]
    yield Grid(tuple(map(words, keys)), tuple(rows), tuple(widths))
    yield Prose(words("company_minimal"))


def _row(placed: Placed, words: Words) -> tuple[str, ...]:
    learner, span = placed.learner, placed.span
    called = f"{placed.identity.given_name}\n{learner.id}" if placed.identity else learner.id
    days = f"{words('span', first_day=span.first_day, last_day=span.last_day)}\n{words('days', days=span.days)}"
    field = words.field(placed.field.code) if placed.field else ""
    studies = "\n".join(part for part in (learner.study_title or "", field, _level(placed, words)) if part)
    languages = "\n".join(map(words.language_named, learner.languages or ()))
    return called, days, studies, languages, _under_18(placed, words)


def _level(placed: Placed, words: Words) -> str:
    return f"{words('eqf_level')} {placed.learner.eqf}" if placed.learner.eqf else ""


def _under_18(placed: Placed, words: Words) -> str:
    """Until when rules for young people hold; a birth date told here would be one too many."""
    if placed.birth_date is None:
        return words("not_stated")
    if not placed.is_minor:
        return words("no")
    last = birthday(placed.birth_date, OF_AGE) - timedelta(days=1)
    return words("minor_on_first_day", last_day_as_minor=last) if last < placed.span.last_day else words("yes")


def _protection(trainees: Sequence[Placed], words: Words) -> Iterator[str]:
    yield from map(words, ("minor_hours", "minor_night", "minor_risk"))
    hazards = dict.fromkeys(hazard for one in trainees for hazard in one.placement.hazards)
    if hazards:
        yield words("minor_hazards", hazards=words.hazards(hazards))


def _asks(trainees: Sequence[Placed], words: Words) -> Iterator[str]:
    first_day: date = min(one.span.first_day for one in trainees)
    yield words("company_mentor", day=first_day - timedelta(weeks=MENTOR_WEEKS_BEFORE))
    yield words("company_agreement", day=first_day - timedelta(weeks=SIGN_WEEKS_BEFORE))
    yield words("company_feedback")
    yield words("company_withdraw")

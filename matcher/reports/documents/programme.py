"""The group programme: who travels together, where they work, and what happens when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.reports.documents.agreement import SIGN_WEEKS_BEFORE
from matcher.reports.documents.contacts import ContactPerson
from matcher.reports.documents.phrases import DAYS_OF_WEEK, kosovo_note, length_of, people_named, place_of
from matcher.reports.documents.roster import Placed, Roster
from matcher.reports.documents.sections import Block, Document, Facts, Grid, Prose, Section
from matcher.reports.documents.words import ENGLISH, Words

# Practice of the field: weeks before the first day by which things are done.
WEEKS_BEFORE = (
    *(("milestone_flights", 8), ("milestone_companies", 6), ("milestone_rooms", 4)),
    ("milestone_agreements", SIGN_WEEKS_BEFORE),
)
FIRST_CHECK_AFTER_DAYS, DOCUMENTS_AFTER_DAYS = 2, 30


@dataclass(frozen=True, slots=True)
class Party:
    """People with one programme: a group, or those who travel alone to one destination for one stay."""

    id: str
    group: str | None
    placed: tuple[Placed, ...]
    companions: int
    named_companions: tuple[ContactPerson, ...]


def parties(roster: Roster) -> tuple[Party, ...]:
    """Everybody placed, by group; those without a group by destination, stay and, where it is not fixed, first day."""
    groups = (_group_party(roster, group, placed) for group, placed in sorted(roster.by_group.items()))
    alone: dict[str, list[Placed]] = {}
    for one in roster.placed:
        if not one.learner.group:
            alone.setdefault(_id_of(one), []).append(one)
    return (*groups, *(Party(id, None, tuple(placed), 0, ()) for id, placed in sorted(alone.items())))


def _id_of(placed: Placed) -> str:
    fixed = f"{placed.destination.id}-{placed.stay.id}"
    return f"{fixed}-{placed.span.first_day}" if placed.stay.length_days else fixed


def _group_party(roster: Roster, group: str, placed: tuple[Placed, ...]) -> Party:
    return Party(group, group, placed, roster.companions_of(group), roster.contacts.companions.get(group, ()))


def programme(roster: Roster, party: Party, words: Words = ENGLISH) -> Document:
    """The programme of a party with its participants; accompanying persons are counted and listed apart."""
    first = party.placed[0]
    who = words("programme_group", group=party.group) if party.group else words("programme_alone")
    sections = [
        Section(words("the_stay"), tuple(_stay(party, words))),
        Section(words("participants"), (_participants(party, words),)),
    ]
    if party.companions:
        sections.append(Section(words("accompanying"), tuple(_companions(party, words))))
    sections += [
        Section(words("milestones"), (_milestones(first, words),)),
        Section(words("weeks"), (_weeks(first, words),)),
    ]
    return Document(
        title=words("programme_title"),
        subtitle=words("programme_subtitle", who=who, city=first.city),
        head=(roster.round.name, party.id),
        foot=words("foot", run=roster.run),
        page=words.page,
        language=words.language,
        sections=tuple(sections),
    )


def _stay(party: Party, words: Words) -> Iterator[Block]:
    first = party.placed[0]
    span, learners = first.span, len(party.placed)
    named = people_named(learners, party.companions, words)
    people = words("people_counted", people=learners + party.companions, **named)
    senders = dict.fromkeys(_sender(one) for one in party.placed)
    yield Facts(
        (
            (words("sending_organisation"), ", ".join(filter(None, senders))),
            (words("hosting_partner"), first.destination.hosting_partner),
            (words("destination"), place_of(first.city, first.destination.country, words)),
            (words("activity"), words(f"activity_{first.stay.activity.value}")),
            (words("from_to"), words("span", first_day=span.first_day, last_day=span.last_day)),
            (words("length"), length_of(span.days, words)),
            (words("travel_days"), words("travel_days_apart")),
            (words("people"), people),
        )
    )
    note = kosovo_note(words, first.destination.country, *(one.country for one in party.placed))
    yield from (Prose(text) for text in note)


def _sender(placed: Placed) -> str:
    partner = placed.sending_partner
    return (partner.name or partner.id) if partner else placed.learner.school or ""


def _participants(party: Party, words: Words) -> Grid:
    keys = ("number", "participant", "school", "studies", "host", "under_18")
    rows = tuple(_participant(number, one, words) for number, one in enumerate(party.placed, start=1))
    return Grid(tuple(map(words, keys)), rows, (7, 20, 19, 21, 22, 11))


def _participant(number: int, placed: Placed, words: Words) -> tuple[str, ...]:
    learner = placed.learner
    name = f"{placed.identity.name}\n{learner.id}" if placed.identity else learner.id
    minor = "not_stated" if placed.is_minor is None else "yes" if placed.is_minor else "no"
    field = words.field(placed.field.code) if placed.field else ""
    return str(number), name, learner.school or "", learner.study_title or field, placed.placement.host, words(minor)


def _companions(party: Party, words: Words) -> Iterator[Block]:
    named: Sequence[ContactPerson | None] = (*party.named_companions, *[None] * party.companions)
    header = (words("number"), words("name"), words("email"), words("telephone"))
    rows = (
        (str(number), person.name if person else "", person.email if person else "", person.phone if person else "")
        for number, person in enumerate(named[: party.companions], start=1)
    )
    yield Grid(header, tuple(rows), (8, 40, 30, 22))
    yield Prose(words("accompanying_note"))


def _milestones(placed: Placed, words: Words) -> Grid:
    first, last = placed.span.first_day, placed.span.last_day
    half = first + (last - first) // 2
    dated: list[tuple[date, str]] = [(first - timedelta(weeks=weeks), key) for key, weeks in WEEKS_BEFORE]
    dated += [
        (first, "milestone_first_day"),
        (min(first + timedelta(days=FIRST_CHECK_AFTER_DAYS), last), "milestone_first_check"),
        (half, "milestone_half"),
        (last, "milestone_last_day"),
        (last + timedelta(days=DOCUMENTS_AFTER_DAYS), "milestone_documents"),
    ]
    rows = tuple((words.shown(day), words(key)) for day, key in sorted(dated, key=lambda row: row[0]))
    return Grid((words("due"), words("milestone")), rows, (22, 78))


def _weeks(placed: Placed, words: Words) -> Grid:
    """The stay in weeks from its first day; the last may be short."""
    span = placed.span
    starts = range(0, span.days, DAYS_OF_WEEK)
    rows = []
    for number, start in enumerate(starts, start=1):
        first = span.first_day + timedelta(days=start)
        last = min(first + timedelta(days=DAYS_OF_WEEK - 1), span.last_day)
        rows.append((str(number), words("span", first_day=first, last_day=last), words("at_work_words"), ""))
    header = (words("week"), words("from_to"), words("at_work"), words("together"))
    return Grid(header, tuple(rows), (9, 28, 28, 35))

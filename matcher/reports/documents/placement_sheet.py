"""The placement sheet of a learner: what awaits them, why, whom to call, and what to do before they go."""

from collections.abc import Iterator

from matcher.eligibility.short_stay import VISA_FREE_DAYS
from matcher.model import Reason
from matcher.reports.documents.agreement import LearningAgreement
from matcher.reports.documents.contacts import ContactPerson
from matcher.reports.documents.phrases import languages_of, length_of, place_of, with_companions
from matcher.reports.documents.roster import Placed
from matcher.reports.documents.sections import Block, Document, Facts, Points, Prose, Section
from matcher.reports.documents.words import ENGLISH, Words


def placement_sheet(agreement: LearningAgreement, placed: Placed, words: Words = ENGLISH) -> Document:
    """A sheet for a learner to read and keep."""
    name = placed.identity.name if placed.identity else placed.learner.id
    sections = (
        Section(words("where_and_when"), (Facts(tuple(_where_and_when(agreement, placed, words))),)),
        Section(words("what_awaits"), (Facts(tuple(_work(agreement, placed, words))),)),
        Section(words("why_this"), tuple(_why(placed, words))),
        Section(words("whom_to_call"), (Facts(tuple(_people(agreement, words))),)),
        Section(words("before_you_go"), (Points(tuple(_before(agreement, words))),)),
    )
    return Document(
        title=words("sheet_title"),
        subtitle=words("sheet_subtitle", learner=name),
        head=(agreement.round, agreement.id),
        foot=words("foot", run=agreement.run),
        page=words.page,
        language=words.language,
        sections=sections,
    )


def _where_and_when(agreement: LearningAgreement, placed: Placed, words: Words) -> Iterator[tuple[str, str]]:
    yield words("host"), agreement.host.name
    yield words("city"), place_of(placed.city, placed.destination.country, words)
    if agreement.host.organisation.address:
        yield words("address"), agreement.host.organisation.address
    yield words("hosting_partner"), agreement.hosting.name
    stay = agreement.stay
    yield words("from_to"), words("span", first_day=stay.first_day, last_day=stay.last_day)
    yield words("length"), length_of(stay.days, words)
    travels = words("travels_alone")
    if agreement.group:
        travels = with_companions(agreement.group, agreement.companions, words)
    yield words("travels_with"), travels


def _work(agreement: LearningAgreement, placed: Placed, words: Words) -> Iterator[tuple[str, str]]:
    yield words("tasks"), "\n".join(agreement.tasks)
    yield words("study_field"), " / ".join(map(words.field, agreement.outcome_fields))
    yield words("working_language"), languages_of(agreement.working_languages, words)
    yield words("hours_per_week"), words("hours_of_minor") if agreement.is_minor else ""
    if agreement.hazards:
        yield words("hazards"), words.hazards(agreement.hazards)
    if placed.learner.needs:
        yield words("needs_met_by"), ", ".join(placed.learner.needs)


def _why(placed: Placed, words: Words) -> Iterator[Block]:
    """What speaks for the placement; a feature that nobody has stated anything about says nothing."""
    known = (found for found in placed.assignment.evidence.values() if found.score is not None)
    yield Points(tuple(words.reason(Reason(found.reason, found.params)) for found in known))
    yield Prose(words("why_this_note"))


def _people(agreement: LearningAgreement, words: Words) -> Iterator[tuple[str, str]]:
    for label, person in (
        ("mentor", agreement.host.organisation.mentor),
        ("hosting_partner", agreement.hosting.organisation.responsible),
        ("emergency_contact", agreement.hosting.organisation.emergency or agreement.host.organisation.emergency),
        ("sending_organisation", agreement.sending.organisation.responsible),
    ):
        yield words(label), _line(person)


def _line(person: ContactPerson | None) -> str:
    return person.line if person else ""


def _before(agreement: LearningAgreement, words: Words) -> Iterator[str]:
    yield words("before_agreement", sign_by=agreement.sign_by)
    yield words("before_documents")
    yield words("before_language")
    if agreement.stay.days > VISA_FREE_DAYS:
        yield words("before_visa", days=agreement.stay.days)
    if agreement.is_minor is not False:
        yield words("before_guardian")
    yield words("before_emergency")

"""A learning agreement as sections, in the order of the published example; every format is written from these."""

from collections.abc import Iterator
from datetime import timedelta

from matcher.reports.documents.agreement import LearningAgreement, Party
from matcher.reports.documents.contacts import ContactPerson
from matcher.reports.documents.phrases import kosovo_note, languages_of, length_of, place_of, with_companions
from matcher.reports.documents.sections import Block, Document, Facts, Grid, Points, Prose, Section, SignatureLines
from matcher.reports.documents.words import ENGLISH, Words

RECOGNISED_WITHIN_DAYS = 30
BLANK_ROWS = 3  # units that are added by hand


def agreement_document(agreement: LearningAgreement, words: Words = ENGLISH) -> Document:
    """The learning agreement as a document to print and sign."""
    name = agreement.identity.name if agreement.identity else agreement.learner
    parts = (_parties, _duration, _qualification, _units, _assessment, _validation, _obligations, _signatures)
    titles = ("parties", "duration", "qualification", "units", "assessment", "validation", "obligations", "signatures")
    return Document(
        title=words("agreement_title"),
        subtitle=words("agreement_subtitle", learner=name, host=agreement.host.name),
        head=(agreement.round, words("agreement_number", id=agreement.id)),
        foot=words("foot", run=agreement.run),
        page=words.page,
        language=words.language,
        sections=tuple(
            Section(f"{number}. {words(title)}", tuple(part(agreement, words)))
            for number, (title, part) in enumerate(zip(titles, parts, strict=True), start=1)
        ),
    )


def _parties(agreement: LearningAgreement, words: Words) -> Iterator[Block]:
    yield Facts((*_organisation(agreement.sending, "sending_organisation", words), *_school(agreement, words)))
    yield Facts(tuple(_organisation(agreement.host, "host_organisation", words, mentor=True)))
    if agreement.hosting.name:
        yield Facts(tuple(_organisation(agreement.hosting, "hosting_partner", words)))
    yield Facts(tuple(_learner(agreement, words)))
    note = kosovo_note(words, agreement.sending.country, agreement.school.country, agreement.host.country)
    yield from (Prose(text) for text in note)


def _organisation(party: Party, label: str, words: Words, *, mentor: bool = False) -> Iterator[tuple[str, str]]:
    organisation = party.organisation
    yield words(label), party.name
    yield (
        words("address"),
        ", ".join(part for part in (organisation.address, place_of(party.city, party.country, words)) if part),
    )
    yield words("responsible_person"), _line(organisation.responsible)
    if mentor:
        yield words("mentor"), _line(organisation.mentor)
    if organisation.administrative is not None:
        yield words("administrative_contact"), organisation.administrative.line
    yield words("emergency_contact"), _line(organisation.emergency)


def _line(person: ContactPerson | None) -> str:
    return person.line if person else ""


def _school(agreement: LearningAgreement, words: Words) -> Iterator[tuple[str, str]]:
    if agreement.school.name and agreement.school != agreement.sending:
        yield words("school"), agreement.school.name


def _learner(agreement: LearningAgreement, words: Words) -> Iterator[tuple[str, str]]:
    identity = agreement.identity
    yield words("learner"), identity.name if identity else ""
    yield words("reference"), agreement.learner
    yield words("date_of_birth"), words.shown(agreement.birth_date) if agreement.birth_date else ""
    yield words("address"), identity.address if identity else ""
    yield words("email"), identity.email if identity else ""
    yield words("telephone"), identity.phone if identity else ""
    for guardian in (identity.guardians if identity else ()) if agreement.is_minor is not False else ():
        yield words("guardian"), guardian.line
    if agreement.is_minor and not (identity and identity.guardians):
        yield words("guardian"), ""
    yield words("emergency_contact"), identity.emergency_contact if identity else ""


def _duration(agreement: LearningAgreement, words: Words) -> Iterator[Block]:
    stay = agreement.stay
    rows = [
        (words("activity"), words(f"activity_{agreement.activity.value}")),
        (words("first_day"), words.shown(stay.first_day)),
        (words("last_day"), words.shown(stay.last_day)),
        (words("length"), length_of(stay.days, words)),
        (words("travel_days"), words("travel_days_apart")),
        (words("travel_days_planned"), ""),
        (words("hours_per_week"), words("hours_of_minor") if agreement.is_minor else ""),
    ]
    if agreement.closed:
        closed = (words("span", first_day=span.first_day, last_day=span.last_day) for span in agreement.closed)
        rows.append((words("host_closed"), "; ".join(closed)))
    if agreement.group:
        travels = with_companions(agreement.group, agreement.companions, words)
        rows.append((words("group"), travels))
    sign_by = words("to_be_signed_by_day", sign_by=agreement.sign_by, first_day=stay.first_day)
    yield Facts((*rows, (words("to_be_signed_by"), sign_by)))


def _qualification(agreement: LearningAgreement, words: Words) -> Iterator[Block]:
    rows = [
        (words("qualification_title"), agreement.study_title),
        (words("study_field"), words.field(agreement.study_field) if agreement.study_field else ""),
        (words("eqf_level"), str(agreement.eqf or "")),
        (words("nqf_level"), ""),
        (words("progress"), ""),
    ]
    if agreement.skills:
        rows.append((words("skills_brought"), ", ".join(agreement.skills)))
    yield Facts((*rows, (words("enclosures"), "")))


def _units(agreement: LearningAgreement, words: Words) -> Iterator[Block]:
    fields = " / ".join(map(words.field, agreement.outcome_fields))
    rows = [(words("study_field"), fields)]
    rows.append((words("working_language"), languages_of(agreement.working_languages, words)))
    rows.append((words("learner_speaks"), ", ".join(map(words.language_named, agreement.spoken_languages))))
    if agreement.hazards:
        rows.append((words("hazards"), words.hazards(agreement.hazards)))
    if agreement.needs:
        rows.append((words("needs_met_by"), ", ".join(agreement.needs)))
    yield Facts(tuple(rows))
    header = (words("unit"), words("tasks_at_host"), words("outcomes"), words("points"))
    prefilled = ((str(number), task, words("outcome", task=task), "") for number, task in enumerate(agreement.tasks, 1))
    yield Grid(header, (*prefilled, *[("", "", "", "")] * BLANK_ROWS), (8, 36, 40, 16))
    yield Prose(words("units_note"))


def _assessment(agreement: LearningAgreement, words: Words) -> Iterator[Block]:
    when = words("assessed_when_days", first_day=agreement.assessed_from, last_day=agreement.stay.last_day)
    mentor = agreement.host.organisation.mentor
    yield Facts(
        (
            (words("assessed_by"), mentor.name if mentor else ""),
            (words("assessed_when"), when),
            (words("assessed_how"), words("assessed_how_words")),
            (words("assessed_recorded"), words("assessed_recorded_words")),
        )
    )


def _validation(agreement: LearningAgreement, words: Words) -> Iterator[Block]:
    responsible = agreement.sending.organisation.responsible
    by = agreement.stay.last_day + timedelta(days=RECOGNISED_WITHIN_DAYS)
    yield Facts(
        (
            (words("validated_by"), responsible.name if responsible else agreement.sending.name),
            (words("validated_how"), words("validated_how_words")),
            (words("validated_when"), words("validated_when_words", day=by)),
        )
    )


def _obligations(agreement: LearningAgreement, words: Words) -> Iterator[Block]:
    whose = ["sending", "host", "learner", *(["guardian"] if agreement.is_minor else []), "changes"]
    yield Points(tuple(words(f"obligation_{name}") for name in whose))


def _signatures(agreement: LearningAgreement, words: Words) -> Iterator[Block]:
    rows = (
        (words(f"party_{line.party}"), line.name, words.shown(line.signed_on) if line.signed_on else "")
        for line in agreement.signatures
    )
    yield SignatureLines((words("who_signs"), words("date"), words("signature")), tuple(rows))

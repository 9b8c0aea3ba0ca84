"""Learning agreements prefilled from an answer."""

import re
from collections.abc import Iterator
from dataclasses import replace

from matcher.codelists.closeness import field_closeness
from matcher.codelists.folding import fold
from matcher.model import Learner
from matcher.profiles import classify_tasks
from matcher.reports.documents.agreement import LearningAgreement, Party, Signatory, Signature
from matcher.reports.documents.agreement_warnings import FOREIGN_BELOW, agreement_warnings
from matcher.reports.documents.contacts import ContactPerson, Organisation
from matcher.reports.documents.roster import Placed, Roster

SURE_OF_TASKS = 0.9  # tasks are read by their words: below this confidence they prove nothing
# Headings, folded, under which tables state how long a stay is; they are kept though no rule reads them.
DAYS_HEADINGS = frozenset(
    (
        *("days", "number of days", "length", "length days", "duration", "duration days", "broj dana", "dana"),
        *("trajanje", "trajanje dana", "numri i diteve", "kohezgjatja", "giorni", "numero giorni", "durata", "dias"),
        *("duracion", "jours", "duree", "stevilo dni", "trajanje dni", "liczba dni", "broj na denovi", "broj dni"),
    )
)
_NUMBER = re.compile(r"\s*(\d{1,3})(?!\d|[.,]\d)")


def agreement_id(roster: Roster, learner: str) -> str:
    """The number of an agreement: the learner's pseudonymous id and the run, so that a new answer has new numbers."""
    return f"LA-{learner}-{roster.run}"


def learning_agreement(roster: Roster, placed: Placed) -> LearningAgreement:
    """Prefill the learning agreement of somebody placed, with everything that is to be mended before it is signed."""
    learner, placement, identity = placed.learner, placed.placement, placed.identity
    sending, school, host, hosting = _parties(roster, placed)
    agreement = LearningAgreement(
        id=agreement_id(roster, learner.id),
        round=roster.round.name,
        run=roster.run,
        sending=sending,
        school=school,
        host=host,
        hosting=hosting,
        learner=learner.id,
        country=placed.country,
        identity=identity,
        birth_date=placed.birth_date,
        is_minor=placed.is_minor,
        stay=placed.span,
        activity=placed.stay.activity,
        stated_days=tuple(_stated_days(learner)),
        fewer_opportunities=bool(learner.fewer_opportunities),
        closed=tuple(span for span in placement.closed if span.overlaps(placed.span)),
        group=learner.group,
        companions=roster.companions_of(learner.group) if learner.group else 0,
        study_title=learner.study_title or "",
        study_field=placed.field.code if placed.field else None,
        eqf=learner.eqf,
        nace=placement.nace,
        outcome_fields=_outcome_fields(placed),
        tasks=task_list(placement.tasks),
        skills=learner.skills,
        working_languages=placement.required_language or placement.languages,
        spoken_languages=learner.languages or (),
        hazards=placement.hazards,
        needs=placed.needs_at_work,
        signatures=tuple(_signatures(sending, host, placed)),
    )
    return replace(agreement, warnings=tuple(agreement_warnings(agreement)))


def _parties(roster: Roster, placed: Placed) -> tuple[Party, Party, Party, Party]:
    """Sending organisation, school, host, hosting partner."""
    learner, destination, contacts = placed.learner, placed.destination, roster.contacts
    school = _party(learner.school or "", contacts.schools.get(learner.school or ""), "", placed.country)
    partner = placed.sending_partner
    sending = school
    if partner is not None:
        sending = _party(partner.name or partner.id, contacts.sending_partners.get(partner.id), "", partner.country)
    host = _party(placed.placement.host, contacts.hosts.get(placed.placement.host), placed.city, destination.country)
    named = contacts.hosting_partners.get(destination.hosting_partner)
    return sending, school, host, _party(destination.hosting_partner, named, placed.city, destination.country)


def _party(name: str, organisation: Organisation | None, city: str, country: str | None) -> Party:
    organisation = organisation or Organisation()
    return Party(organisation.name or name, city, country, organisation)


def _signatures(sending: Party, host: Party, placed: Placed) -> Iterator[Signature]:
    identity = placed.identity
    yield _signed("sending", sending.organisation.responsible)
    yield _signed("host", host.organisation.responsible or host.organisation.mentor)
    yield Signature("learner", identity.name if identity else "", identity.signed_on if identity else None)
    if placed.is_minor or placed.is_minor is None:
        guardians = identity.guardians if identity else ()
        yield from [_signed("guardian", guardian) for guardian in guardians] or [_signed("guardian", None)]


def _signed(party: Signatory, person: ContactPerson | None) -> Signature:
    return Signature(party, person.name if person else "", person.signed_on if person else None)


def task_list(tasks: str | None) -> tuple[str, ...]:
    """The tasks of a placement, one by one."""
    parts = (tasks or "").replace("\n", ";").split(";")
    return tuple(part.strip() for part in parts if part.strip())


def _stated_days(learner: Learner) -> Iterator[tuple[str, int]]:
    for heading, value in learner.extra:
        number = _NUMBER.match(value)
        if number and fold(heading) in DAYS_HEADINGS:
            yield heading, int(number[1])


def _outcome_fields(placed: Placed) -> tuple[str, ...]:
    """What the tasks are surely about; else the fields that the placement is offered for.

    A reading that has nothing in common with the fields that the host has stated is taken for a misreading.
    """
    offered = tuple(guess.code for guess in placed.fields)
    tasks, language = placed.placement.tasks, placed.placement.study_language
    guesses = classify_tasks(tasks, language, placed.destination.country) if tasks else []
    sure = tuple(guess.code for guess in guesses if guess.confidence >= SURE_OF_TASKS)
    near = not offered or any(field_closeness(read, field) >= FOREIGN_BELOW for read in sure for field in offered)
    return sure if sure and near else offered

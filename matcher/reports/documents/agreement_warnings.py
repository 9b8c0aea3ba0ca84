"""What goes wrong in learning agreements: checks of one before anybody signs it.

The first six are the defects of the learning agreement that the INTERVET Western Balkans report publishes as its
example: a school type for a title, outcomes foreign to profile or host, signatures after the start, 30 days miscounted,
contacts left empty, a telephone number that cannot be dialled from abroad.
"""

import re
from collections.abc import Callable, Iterator

from matcher.codelists.activities import activity_length_days
from matcher.codelists.closeness import field_closeness, nace_closeness
from matcher.codelists.countries import short_stay_rule_applies
from matcher.codelists.folding import fold
from matcher.eligibility.short_stay import VISA_FREE_DAYS
from matcher.model import Reason
from matcher.reports.documents.agreement import LearningAgreement, Party
from matcher.reports.documents.contacts import ContactPerson

FOREIGN_BELOW = 0.3  # closeness of fields without even a broad field in common; see matcher.codelists.closeness

# Words of their own, folded: a school type names where somebody learns, not what they will be qualified for.
SCHOOL_WORDS = frozenset(
    (
        *("school", "schools", "skola", "skole", "skoli", "skolu", "uciliste", "ucilista", "sola", "szkola", "szkol"),
        *("gimnazija", "gimnazia", "gjimnaz", "gjimnazi", "gymnasium", "ginnasio", "liceo", "liceum", "lycee", "ecole"),
        *("shkolla", "shkolle", "shkolles", "istituto", "istituti", "scuola", "instituto", "escuela", "technikum"),
        *("tehnikum",),
    )
)
BEFORE_SCHOOL = frozenset({"pre", "vor"})  # a pre-school teacher is no school
_DIALLED_FROM_ABROAD = re.compile(r"\s*(\+|00)\s*[1-9]")


def agreement_warnings(agreement: LearningAgreement) -> Iterator[Reason]:
    """Everything that is wrong or missing, most serious kinds first."""
    for check in CHECKS:
        yield from check(agreement)


def _title(agreement: LearningAgreement) -> Iterator[Reason]:
    title = agreement.study_title
    if not title:
        yield Reason("title_missing")
    elif names_a_school(title):
        yield Reason("school_type_as_title", {"title": title})
    if agreement.study_field is None:
        yield Reason("title_not_understood", {"title": title})
    if agreement.eqf is None:
        yield Reason("level_missing")


def names_a_school(title: str) -> bool:
    """Whether a study title holds a type of school ("electro-technical schools") instead of a qualification."""
    words = fold(title).split()
    before = ["", *words]
    return any(word in SCHOOL_WORDS and last not in BEFORE_SCHOOL for last, word in zip(before, words, strict=False))


def _outcomes(agreement: LearningAgreement) -> Iterator[Reason]:
    """Profile, outcomes and the host's line of business have to belong together."""
    if not agreement.tasks:
        yield Reason("outcomes_missing")
    aimed_at, mine, nace = agreement.outcome_fields, agreement.study_field, agreement.nace
    if mine and aimed_at and max(field_closeness(mine, field) for field in aimed_at) < FOREIGN_BELOW:
        yield Reason("outcomes_foreign_to_profile", {"field": mine, "outcomes": aimed_at})
    if nace and aimed_at and max(nace_closeness(field, nace) for field in aimed_at) < FOREIGN_BELOW:
        yield Reason("outcomes_foreign_to_host", {"outcomes": aimed_at, "nace": nace, "host": agreement.host.name})


def _days(agreement: LearningAgreement) -> Iterator[Reason]:
    stay, counted = agreement.stay, agreement.stay.days
    for heading, stated in agreement.stated_days:
        if stated != counted:
            params = {"stated": stated, "heading": heading, "counted": counted}
            yield Reason("days_miscounted", params | {"first_day": stay.first_day, "last_day": stay.last_day})
    fewest, most = activity_length_days(agreement.activity, fewer_opportunities=agreement.fewer_opportunities)
    if not fewest <= counted <= most:
        params = {"counted": counted, "activity": agreement.activity.value, "fewest": fewest, "most": most}
        yield Reason("length_outside_activity", params)


def _visa(agreement: LearningAgreement) -> Iterator[Reason]:
    country, host_country = agreement.country, agreement.host.country
    if agreement.stay.days > VISA_FREE_DAYS and country and short_stay_rule_applies(country, host_country or ""):
        params = {"counted": agreement.stay.days, "country": country, "host_country": host_country}
        yield Reason("visa_in_time", params)


def _signatures(agreement: LearningAgreement) -> Iterator[Reason]:
    first_day = agreement.stay.first_day
    for signature in agreement.signatures:
        if signature.signed_on is not None and signature.signed_on > first_day:
            params = {"party": signature.party, "signed_on": signature.signed_on, "first_day": first_day}
            yield Reason("signed_after_start", params | {"days": (signature.signed_on - first_day).days})


def _minor(agreement: LearningAgreement) -> Iterator[Reason]:
    if agreement.is_minor is None:
        yield Reason("birth_date_missing")
    elif agreement.is_minor and not (agreement.identity and agreement.identity.guardians):
        yield Reason("minor_without_guardian", {"birth_date": agreement.birth_date})


def _contacts(agreement: LearningAgreement) -> Iterator[Reason]:
    identity = agreement.identity
    if identity is None:
        yield Reason("learner_unnamed")
    elif not (identity.email or identity.phone):
        yield Reason("learner_without_contact")
    if identity is not None and not identity.emergency_contact:
        yield Reason("learner_without_emergency_contact")
    yield from _missing(agreement.sending, "sending", ("responsible", "emergency"))
    yield from _missing(agreement.host, "host", ("responsible", "mentor", "emergency"))
    yield from _same_person(agreement)


def _missing(party: Party, side: str, roles: tuple[str, ...]) -> Iterator[Reason]:
    for role in roles:
        if getattr(party.organisation, role) is None:
            yield Reason("contact_missing", {"side": side, "role": role, "organisation": party.name})
    names = {fold(person.name) for person in party.organisation.persons}
    if len(names) == 1:
        yield Reason("one_person_only", {"side": side, "organisation": party.name})


def _same_person(agreement: LearningAgreement) -> Iterator[Reason]:
    """Templates since 2021: whoever is responsible at home is not responsible at the host."""
    sending, host = agreement.sending.organisation.responsible, agreement.host.organisation.responsible
    if sending is not None and host is not None and fold(sending.name) == fold(host.name):
        yield Reason("same_person_on_both_sides", {"name": sending.name})


def _telephones(agreement: LearningAgreement) -> Iterator[Reason]:
    identity = agreement.identity
    people = [*agreement.sending.organisation.persons, *agreement.host.organisation.persons]
    if identity is not None:
        people += [ContactPerson(name=identity.name, phone=identity.phone), *identity.guardians]
    for person in dict.fromkeys(people):
        if person.phone and not _DIALLED_FROM_ABROAD.match(person.phone):
            yield Reason("telephone_without_country", {"name": person.name, "phone": person.phone})


Check = Callable[[LearningAgreement], Iterator[Reason]]
CHECKS: tuple[Check, ...] = (_minor, _signatures, _title, _outcomes, _days, _visa, _contacts, _telephones)

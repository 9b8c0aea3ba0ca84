"""The file in which a coordinator names people, a row for each person or organisation; every bad cell is reported."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Any

from matcher.codelists.folding import fold
from matcher.errors import ContactsInvalid, Problem
from matcher.model import Round
from matcher.reading import Column, Table, TableRows, read_table
from matcher.reading.cells import CellError, day, says, text
from matcher.reading.grids import SheetError
from matcher.reading.sources import file_source
from matcher.reports.documents.contacts import ContactPerson, Contacts, Identity, Organisation

ORGANISATION_ROLES = ("organisation", "responsible", "mentor", "administrative", "emergency")
ROLES: Mapping[str, tuple[str, ...]] = {  # by what they are of; the first where the cell is empty
    "learner": ("learner", "guardian", "emergency"),
    "school": ORGANISATION_ROLES,
    "sending_partner": ORGANISATION_ROLES,
    "host": ORGANISATION_ROLES,
    "hosting_partner": ORGANISATION_ROLES,
    "group": ("companion",),
}
SEVERAL = frozenset({("learner", "guardian"), ("learner", "emergency"), ("group", "companion")})  # may be many


def _kind(cell: str) -> str:
    """learner, school, sending_partner, host, hosting_partner or group"""
    return _one_of(cell, ROLES, _kind)


def _role(cell: str) -> str:
    """learner, guardian, emergency, organisation, responsible, mentor, administrative or companion"""
    return _one_of(cell, chain.from_iterable(ROLES.values()), _role)


def _one_of(cell: str, known: Any, parser: Callable[[str], str]) -> str:
    word = fold(cell).replace(" ", "_")
    if word not in known:
        raise CellError("unknown-word", says(parser))
    return word


CONTACTS = Table(
    "contacts",
    (
        Column("kind", _kind, "of what; vrsta; вид; lloji; tipo; genre; rodzaj", required=True),
        Column("id", text, "of; name in the round; šifra; шифра; код; kodi; codice; código; kod", required=True),
        Column("role", _role, "uloga; улога; роля; roli; ruolo; rol; rôle; vloga; rola"),
        Column("name", text, "full name; organisation; ime i prezime; име и презиме; nome e cognome; nombre; nom"),
        Column("given_name", text, "first name; ime; име; emri; nome; nombre de pila; prénom; imię"),
        Column("family_name", text, "last name; surname; prezime; презиме; mbiemri; cognome; apellidos; priimek"),
        Column("email", text, "e-mail; mail; e-pošta; имејл; correo; courriel"),
        Column("phone", text, "telephone; telefon; телефон; telefono; teléfono; téléphone; mobile"),
        Column("address", text, "adresa; адреса; адрес; adresë; indirizzo; dirección; adresse; naslov; adres"),
        Column("birth_date", day, "date of birth; datum rođenja; датум рођења; data e lindjes; data di nascita"),
        Column("signed_on", day, "signed; potpisano; потписано; nënshkruar; firmato il; firmado; signé le"),
    ),
    key=("kind", "id", "role", "name", "given_name", "family_name"),
    required=True,
)


def read_contacts(file: Path, round: Round) -> Contacts:
    """Read who the people of a round are, from CSV or XLSX; headers and dates may be written as in a round folder.

    Raises
    ------
    ContactsInvalid
        With every problem found: cells that cannot be read, and people of whom the round knows nothing.
    """
    rows = read_table(CONTACTS, file.name, _content(file))
    found = _Found(rows, _known_ids(round))
    for index in range(len(rows)):
        found.take(index)
    if any(problem.severity == "error" for problem in rows.problems):
        raise ContactsInvalid(rows.problems)
    return found.contacts()


def _content(file: Path) -> bytes:
    try:
        return file_source(file).load()
    except OSError as error:
        expected = f"a file that can be opened; {error.strerror}"
        raise ContactsInvalid([Problem(file.name, 0, "", "missing-file", "", expected)]) from None
    except SheetError as error:
        raise ContactsInvalid([error.problem(file.name)]) from None


def _known_ids(round: Round) -> Mapping[str, frozenset[str]]:
    return {
        "learner": frozenset(round.learner_by_id),
        "school": frozenset(learner.school for learner in round.learners if learner.school),
        "sending_partner": frozenset(partner.id for partner in round.sending_partners),
        "host": frozenset(placement.host for placement in round.placements),
        "hosting_partner": frozenset(place.hosting_partner for place in round.destinations if place.hosting_partner),
        "group": frozenset(round.group_by_id),
    }


@dataclass
class _Found:
    """What the rows have told so far: for each kind and id, the persons in each role."""

    rows: TableRows
    known: Mapping[str, frozenset[str]]
    people: dict[tuple[str, str], dict[str, list[int]]] = field(default_factory=dict)

    def take(self, index: int) -> None:
        kind, id = self.rows["kind"][index], self.rows["id"][index]
        if not kind or not id:
            return  # reported already
        role = self.rows["role"][index] or ROLES[kind][0]
        if role not in ROLES[kind]:
            self.rows.report(index, "role", "role-elsewhere", f"for a {kind}: {', '.join(ROLES[kind])}")
        elif id not in self.known[kind]:
            near = get_close_matches(id, sorted(self.known[kind]), n=3)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            self.rows.report(index, "id", "unknown-id", f"a {kind} of this round{hint}")
        elif not self._name(index):
            self.rows.report(index, "", "missing-cell", "a name, or a given and a family name")
        else:
            self._keep(index, kind, id, role)

    def _keep(self, index: int, kind: str, id: str, role: str) -> None:
        rows = self.people.setdefault((kind, id), {}).setdefault(role, [])
        if rows and (kind, role) not in SEVERAL:
            first = self.rows.numbers[rows[0]]
            self.rows.report(index, "role", "two-rows", f"one {role} for {id}; row {first} names one already")
        rows.append(index)

    def contacts(self) -> Contacts:
        return Contacts(
            learners={id: self._identity(roles) for id, roles in self._of("learner") if "learner" in roles},
            schools={id: self._organisation(roles) for id, roles in self._of("school")},
            sending_partners={id: self._organisation(roles) for id, roles in self._of("sending_partner")},
            hosts={id: self._organisation(roles) for id, roles in self._of("host")},
            hosting_partners={id: self._organisation(roles) for id, roles in self._of("hosting_partner")},
            companions={id: tuple(map(self._person, roles["companion"])) for id, roles in self._of("group")},
        )

    def _of(self, kind: str) -> Iterator[tuple[str, dict[str, list[int]]]]:
        return ((id, roles) for (of, id), roles in self.people.items() if of == kind)

    def _identity(self, roles: dict[str, list[int]]) -> Identity:
        index = roles["learner"][0]
        given, family = self._given_and_family(index)
        return Identity(
            given_name=given,
            family_name=family,
            email=self._cell("email", index),
            phone=self._cell("phone", index),
            address=self._cell("address", index),
            birth_date=self.rows["birth_date"][index] or None,
            guardians=tuple(map(self._person, roles.get("guardian", ()))),
            emergency_contact="; ".join(self._person(one).line for one in roles.get("emergency", ())),
            signed_on=self.rows["signed_on"][index] or None,
        )

    def _given_and_family(self, index: int) -> tuple[str, str]:
        """As stated, else the last word of the whole name is the family's."""
        given, family = self._cell("given_name", index), self._cell("family_name", index)
        if given:
            return given, family
        *first, last = self._name(index).split()
        return (" ".join(first), last) if first else (last, "")

    def _organisation(self, roles: dict[str, list[int]]) -> Organisation:
        first = roles.get("organisation", [None])[0]
        persons: dict[str, Any] = {
            role: self._person(rows[0]) for role, rows in roles.items() if role != "organisation"
        }
        if first is None:
            return Organisation(**persons)
        return Organisation(name=self._name(first), address=self._cell("address", first), **persons)

    def _person(self, index: int) -> ContactPerson:
        return ContactPerson(
            name=self._name(index),
            email=self._cell("email", index),
            phone=self._cell("phone", index),
            signed_on=self.rows["signed_on"][index] or None,
        )

    def _name(self, index: int) -> str:
        both = f"{self._cell('given_name', index)} {self._cell('family_name', index)}".strip()
        return self._cell("name", index) or both

    def _cell(self, column: str, index: int) -> str:
        return str(self.rows[column][index] or "")

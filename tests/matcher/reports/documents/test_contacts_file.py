"""The file of contacts: who is who, in the words and date forms of the field; every problem told at once."""

from datetime import date
from pathlib import Path

import pytest

from matcher.errors import ContactsInvalid
from matcher.reports.documents import Contacts, Identity, read_contacts
from matcher.store.identities import Guardian
from matcher.store.identities import Identity as Kept
from tests.matcher.reports.documents.rosters import a_round
from tests.rounds import csv_text

HEADER = (
    "kind",
    "id",
    "role",
    "name",
    "given_name",
    "family_name",
    "email",
    "phone",
    "address",
    "birth_date",
    "signed_on",
)
ROWS = (
    ("learner", "l0", "", "", "Ђорђе", "Živković", "dj@x.org", "+381 1", "Niš", "17/05/2009", ""),
    ("learner", "l0", "guardian", "Ана Живковић", "", "", "", "+381 2", "", "", "2026-09-01"),
    ("learner", "l0", "emergency", "Ана Живковић", "", "", "", "+381 2", "", "", ""),
    ("host", "Electrónica Triana", "", "Electrónica Triana S.L.", "", "", "", "", "Calle Betis 7", "", ""),
    ("host", "Electrónica Triana", "mentor", "José", "", "", "j@x.es", "", "", "", ""),
    ("sending_partner", "ccis", "responsible", "Jelena", "", "", "", "", "", "", ""),
    ("hosting_partner", "INCOMA", "Emergency", "Ana Gil", "", "", "", "", "", "", ""),
    ("school", "ETŠ „Никола Тесла“", "administrative", "Мира", "", "", "", "", "", "", ""),
    ("group", "g1", "", "Мирјана Петровић", "", "", "", "", "", "", ""),
)


def written(folder: Path, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER, delimiter: str = ",") -> Path:
    file = folder / "contacts.csv"
    file.write_text(csv_text([header, *rows], delimiter), encoding="utf-8")
    return file


def read(folder: Path, *rows: tuple[str, ...]) -> Contacts:
    return read_contacts(written(folder, *rows), a_round())


def problems(folder: Path, *rows: tuple[str, ...]) -> list[str]:
    with pytest.raises(ContactsInvalid) as refused:
        read(folder, *rows)
    return [str(problem) for problem in refused.value.problems]


def test_everybody_is_read_with_their_part(tmp_path: Path) -> None:
    found = read(tmp_path, *ROWS)
    learner = found.learners["l0"]
    assert (learner.name, learner.birth_date, learner.phone) == ("Ђорђе Živković", date(2009, 5, 17), "+381 1")
    assert learner.emergency_contact == "Ана Живковић, +381 2"
    assert [(one.name, one.signed_on) for one in learner.guardians] == [("Ана Живковић", date(2026, 9, 1))]
    host = found.hosts["Electrónica Triana"]
    assert (host.name, host.address, host.mentor and host.mentor.line) == (
        "Electrónica Triana S.L.",
        "Calle Betis 7",
        "José, j@x.es",
    )
    assert found.sending_partners["ccis"].responsible is not None
    assert found.hosting_partners["INCOMA"].emergency is not None
    assert found.schools["ETŠ „Никола Тесла“"].administrative is not None
    assert [one.name for one in found.companions["g1"]] == ["Мирјана Петровић"]


def test_a_table_as_schools_write_it_is_read_too(tmp_path: Path) -> None:
    header = ("Vrsta", "Šifra", "Uloga", "Ime i prezime", "Telefon")
    rows = (("learner", "l0", "", "Đorđe Petar Živković", "0038111"),)
    found = read_contacts(written(tmp_path, *rows, header=header, delimiter=";"), a_round()).learners["l0"]
    assert (found.given_name, found.family_name, found.phone) == ("Đorđe Petar", "Živković", "0038111")


@pytest.mark.parametrize(("name", "given", "family"), [("Ana", "Ana", ""), ("Ana Gil", "Ana", "Gil")])
def test_one_name_is_a_given_name(tmp_path: Path, name: str, given: str, family: str) -> None:
    found = read(tmp_path, ("learner", "l0", "", name, *[""] * 7)).learners["l0"]
    assert (found.given_name, found.family_name) == (given, family)


def test_all_problems_are_told_at_once_with_row_column_and_way_out(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        ("pupil", "l0", "", "A", *[""] * 7),
        ("learner", "l00", "", "B", *[""] * 7),
        ("learner", "l0", "mentor", "C", *[""] * 7),
        ("learner", "l0", "", *[""] * 8),
        ("group", "g1", "", "D", "", "", "", "", "", "31/02/2009", ""),
        ("host", "", "", "E", *[""] * 7),
    )
    assert "contacts.csv, row 2, column kind: 'pupil': expected learner, school, sending_partner" in "\n".join(found)
    assert "contacts.csv, row 3, column id: 'l00': expected a learner of this round; did you mean l0?" in found
    assert "contacts.csv, row 4, column role: 'mentor': expected for a learner: learner, guardian, emergency" in found
    assert "contacts.csv, row 5: expected a name, or a given and a family name" in found
    assert any("row 6, column birth_date: '31/02/2009'" in problem for problem in found)
    assert any("row 7, column id" in problem for problem in found)


def test_a_second_row_for_one_part_is_refused_not_dropped(tmp_path: Path) -> None:
    [found] = problems(tmp_path, *ROWS, ("host", "Electrónica Triana", "mentor", "Pilar", *[""] * 7))
    assert found.endswith(
        "row 11, column role: 'mentor': expected one mentor for Electrónica Triana; row 6 names one already"
    )


def test_a_learner_may_have_two_guardians(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS[0], ROWS[1], ("learner", "l0", "guardian", "Петар", *[""] * 7))
    assert [one.name for one in found.learners["l0"].guardians] == ["Ана Живковић", "Петар"]


def test_a_family_name_alone_is_the_name(tmp_path: Path) -> None:
    found = read(tmp_path, ("learner", "l0", "", "", "", "Çelë", *[""] * 5)).learners["l0"]
    assert found.name == "Çelë"


def test_a_file_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.reading.sources.MAX_FILE_BYTES", 10)
    assert problems(tmp_path, *ROWS)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContactsInvalid, match="nowhere"):
        read_contacts(tmp_path / "nowhere.csv", a_round())


def test_a_guardian_without_the_learner_names_nobody(tmp_path: Path) -> None:
    assert read(tmp_path, ROWS[1]).learners == {}


def test_who_is_kept_in_the_database_can_be_handed_over_as_they_are() -> None:
    kept = Kept(given_name="Đorđe", family_name="Živković", guardians=(Guardian(name="Ana", phone="+381"),))
    found = Identity.model_validate(kept.model_dump())
    assert (found.name, found.guardians[0].line) == ("Đorđe Živković", "Ana, +381")

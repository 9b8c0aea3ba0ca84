"""A folder of documents for a run: agreements, sheets, programmes, calendars, the mobility export, and warnings."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from matcher.reports.documents.agreement import LearningAgreement
from matcher.reports.documents.agreement_draft import learning_agreement
from matcher.reports.documents.agreement_sections import agreement_document
from matcher.reports.documents.calendars import calendar_files
from matcher.reports.documents.company_sheet import company_sheet
from matcher.reports.documents.mobility_export import Table, mobility_notes, mobility_rows
from matcher.reports.documents.placement_sheet import placement_sheet
from matcher.reports.documents.programme import parties, programme
from matcher.reports.documents.render import Format, rendered
from matcher.reports.documents.roster import Roster
from matcher.reports.documents.words import ENGLISH, Words
from matcher.reports.tables import csv_pieces, write_workbook

AGREEMENTS, SHEETS, PROGRAMMES, COMPANIES = "agreements", "placement_sheets", "programmes", "company_sheets"
CALENDARS = "calendars"
_UNSAFE = re.compile(r"[^\w.,()'&\- ]+|^\.+|[. ]+$")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # by Windows
MOST_SIGNS = 80  # of a file's name, before its ending

OnDocument = Callable[[str], None]
Shared = Literal["programmes", "company_sheets"]


class File(NamedTuple):
    """A file to be written: its folder, the id it is about, its ending."""

    folder: str
    id: str
    ending: str
    content: bytes


class DocumentFolder:
    """Writes files under names made of ids, fit for every file system; no two ids share one, whatever their case."""

    def __init__(self, out: Path) -> None:
        self._out, self._taken = out, set[str]()
        self.files = Counter[str]()
        out.mkdir(parents=True, exist_ok=True)

    def write(self, file: File) -> None:
        folder = self._out / file.folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / self._name(file)).write_bytes(file.content)
        self.files[file.folder.split("/")[0]] += 1

    def _name(self, file: File) -> str:
        safe = _UNSAFE.sub("-", file.id)[:MOST_SIGNS]
        name = f"{safe}.{file.ending}"
        if safe != file.id or _RESERVED.fullmatch(safe) or f"{file.folder}/{name}".casefold() in self._taken:
            name = f"{safe}-{sha256(file.id.encode()).hexdigest()[:8]}.{file.ending}"
        self._taken.add(f"{file.folder}/{name}".casefold())
        return name


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many files of each kind, and how often each warning was given."""

    files: dict[str, int]
    warnings: dict[str, int]


def write_documents(
    roster: Roster, out: Path, format: Format = "docx", words: Words = ENGLISH, on_document: OnDocument | None = None
) -> Written:
    """Write every document of a run into a folder, made if it is missing; `on_document` hears of each file's name."""
    agreements = [learning_agreement(roster, one) for one in roster.placed]
    folder = DocumentFolder(out)
    for file in _documents(roster, agreements, format, words):
        folder.write(file)
        if on_document:
            on_document(file.id)
    for name, rows in _tables(roster, agreements, words):
        (out / name).write_bytes(b"".join(csv_pieces(rows)))
    write_workbook(mobility_rows(roster), out / "mobility_export.xlsx")
    return Written(dict(folder.files), _counted(agreements))


def write_learner_documents(
    roster: Roster, learner: str, out: Path, format: Format = "docx", words: Words = ENGLISH
) -> Written:
    """Write the agreement, the sheet and the calendar of one learner who is placed."""
    placed = roster.by_learner[learner]
    agreement = learning_agreement(roster, placed)
    one = Roster(roster.round, roster.answer, roster.contacts, (placed,))
    folder = DocumentFolder(out)
    for file in _of_learners(one, [agreement], format, words):
        folder.write(file)
    (out / "warnings.csv").write_bytes(b"".join(csv_pieces(warning_rows([agreement], words))))
    return Written(dict(folder.files), _counted([agreement]))


def write_shared_documents(
    roster: Roster, kind: Shared, out: Path, format: Format = "docx", words: Words = ENGLISH
) -> int:
    """Write the programme of every group, or the sheet of every host, and return how many there are."""
    folder = DocumentFolder(out)
    for file in SHARED[kind](roster, format, words):
        folder.write(file._replace(folder=""))
    return sum(folder.files.values())


def _counted(agreements: list[LearningAgreement]) -> dict[str, int]:
    return dict(Counter(warning.code for agreement in agreements for warning in agreement.warnings).most_common())


def _documents(roster: Roster, agreements: list[LearningAgreement], format: Format, words: Words) -> Iterator[File]:
    """Everything but the tables."""
    yield from _of_learners(roster, agreements, format, words)
    yield from _programmes(roster, format, words)
    yield from _company_sheets(roster, format, words)
    for kind, id, content in calendar_files(roster, words):
        if kind != "learner":
            yield File(f"{CALENDARS}/{kind}s", id, "ics", content)


def _programmes(roster: Roster, format: Format, words: Words) -> Iterator[File]:
    for party in parties(roster):
        yield File(PROGRAMMES, party.id, format, rendered(programme(roster, party, words), format))


def _company_sheets(roster: Roster, format: Format, words: Words) -> Iterator[File]:
    for (host, destination), trainees in sorted(roster.by_host.items()):
        content = rendered(company_sheet(roster, trainees, words), format)
        yield File(COMPANIES, f"{destination}-{host}", format, content)


SHARED: Mapping[Shared, Callable[[Roster, Format, Words], Iterator[File]]] = {
    "programmes": _programmes,
    "company_sheets": _company_sheets,
}


def _of_learners(roster: Roster, agreements: list[LearningAgreement], format: Format, words: Words) -> Iterator[File]:
    for agreement, placed in zip(agreements, roster.placed, strict=True):
        id, sheet = agreement.learner, placement_sheet(agreement, placed, words)
        yield File(AGREEMENTS, id, format, rendered(agreement_document(agreement, words), format))
        yield File(SHEETS, id, format, rendered(sheet, format))
    for kind, id, content in calendar_files(roster, words):
        if kind == "learner":
            yield File(f"{CALENDARS}/{kind}s", id, "ics", content)


def _tables(roster: Roster, agreements: list[LearningAgreement], words: Words) -> Iterator[tuple[str, Table]]:
    yield "warnings.csv", warning_rows(agreements, words)
    yield "mobility_export.csv", mobility_rows(roster)
    yield "mobility_columns.csv", mobility_notes()


def warning_rows(agreements: list[LearningAgreement], words: Words = ENGLISH) -> Table:
    """Everything to mend before agreements are signed, a row for each warning."""
    rows: Table = [["learner", "agreement", "code", "warning"]]
    for agreement in agreements:
        rows += [[agreement.learner, agreement.id, found.code, words.warning(found)] for found in agreement.warnings]
    return rows

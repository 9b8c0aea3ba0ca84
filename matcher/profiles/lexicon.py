"""The lexicon: which words of which language stand for which study field, and the check of its files."""

import csv
import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, get_args

from matcher.codelists.files import data_folder
from matcher.codelists.isced import is_code
from matcher.errors import Problem, RoundInvalid
from matcher.profiles.normalise import search_form

Kind = Literal["programme", "sector", "qualification", "occupation", "abbreviation", "subject", "generic", "esco"]
KINDS: tuple[Kind, ...] = get_args(Kind)
COLUMNS = ("language", "term", "isced_f", "kind")
ADDED_TERMS_VARIABLE = "MATCHER_ADDED_TERMS"


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One row: in `language`, `term` stands for the field `isced_f` ("" for generic words, which carry none)."""

    language: str
    term: str
    isced_f: str
    kind: str


@dataclass(frozen=True)
class Lexicon:
    """All terms, in canonical order."""

    terms: tuple[Term, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of every term: the same for the same terms in any order of files and rows."""
        text = "\n".join("\t".join((term.language, term.term, term.isced_f, term.kind)) for term in self.terms)
        return hashlib.sha256(text.encode()).hexdigest()


def lexicon_of(terms: Iterable[Term]) -> Lexicon:
    return Lexicon(tuple(sorted(set(terms))))


def added_terms_folder() -> Path:
    """Where terms live that a user adds: $MATCHER_ADDED_TERMS, else the user's data folder."""
    given = os.environ.get(ADDED_TERMS_VARIABLE)
    if given:
        return Path(given)
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "mobility-matcher" / "terms"


@cache
def load_lexicon() -> Lexicon:
    """The terms in `data/lexicon` and those the user added; rows that `check` would refuse are left out."""
    folders = (data_folder("lexicon"), added_terms_folder())
    return lexicon_of(
        term for folder in folders for path in _files(folder) for _, term in _rows(path) if not _faults(term)
    )


def read_terms(path: Path) -> tuple[Term, ...]:
    """The terms of one CSV file, as they stand."""
    return tuple(term for _, term in _rows(path))


def write_terms(path: Path, terms: Iterable[Term]) -> None:
    """Terms as a CSV file that a spreadsheet opens, sorted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((term.language, term.term, term.isced_f, term.kind) for term in sorted(set(terms)))


def check(folder: Path | None = None, codes: Iterable[str] | None = None) -> tuple[Problem, ...]:
    """Every contradiction, duplicate and unknown code in a lexicon folder.

    Parameters
    ----------
    folder
        Where the CSV files are; `data/lexicon` if not given.
    codes
        The ISCED-F codes that exist; by default those of `matcher.codelists`.

    Returns
    -------
    Problems with file and row. Two terms of one language that are the same in search form are a contradiction (error)
    if their fields differ, else a duplicate (warning): of "hemijski tehničar" and "hemijski tehnicar" one suffices.
    """
    known = frozenset(codes) if codes is not None else None
    problems: list[Problem] = []
    seen: dict[tuple[str, str], list[tuple[Path, int, Term]]] = defaultdict(list)
    for path in _files(folder or data_folder("lexicon")):
        try:
            rows = _rows(path)
        except RoundInvalid as invalid:
            problems.extend(invalid.problems)
            continue
        for row, term in rows:
            problems.extend(
                Problem(path.name, row, column, code, value, expected)
                for column, code, value, expected in _faults(term)
            )
            if re.fullmatch(r"\d{4}", term.isced_f) and not (
                is_code(term.isced_f) if known is None else term.isced_f in known
            ):
                problems.append(
                    Problem(path.name, row, "isced_f", "unknown-field", term.isced_f, "a code of ISCED-F 2013")
                )
            seen[term.language, search_form(term.term, term.language)].append((path, row, term))
    for (_, form), places in seen.items():
        (first_path, first_row, first), *others = places
        for path, row, term in others:
            where = f"{first_path.name} row {first_row} ({first.term!r}, {first.isced_f or 'generic'})"
            if term.isced_f != first.isced_f:
                problems.append(Problem(path.name, row, "isced_f", "contradiction", term.isced_f, f"as in {where}"))
            else:
                problems.append(
                    Problem(path.name, row, "term", "duplicate", term.term, f"once; {form!r} is in {where}", "warning")
                )
    return tuple(sorted(problems))


def _faults(term: Term) -> Sequence[tuple[str, str, str, str]]:
    faults: list[tuple[str, str, str, str]] = []
    if not search_form(term.term, term.language):
        faults.append(("term", "empty", term.term, "a term with at least one letter or digit"))
    if term.kind not in KINDS:
        faults.append(("kind", "unknown-kind", term.kind, f"one of {', '.join(KINDS)}"))
    elif term.kind == "generic":
        if term.isced_f:
            faults.append(("isced_f", "generic-with-field", term.isced_f, "nothing: generic words carry no field"))
    elif not re.fullmatch(r"\d{4}", term.isced_f):
        faults.append(("isced_f", "not-a-field", term.isced_f, "four digits, with the leading zero"))
    if not re.fullmatch(r"[a-z]{2,3}", term.language):
        faults.append(("language", "not-a-language", term.language, "a two- or three-letter language code"))
    return faults


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv")) if folder.is_dir() else []


def _rows(path: Path) -> list[tuple[int, Term]]:
    """Rows of a lexicon file with their row numbers, as a spreadsheet counts them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise RoundInvalid(
                [Problem(path.name, 1, column, "missing-column", "", f"a column {column!r}") for column in missing]
            )
        return [
            (row, Term(*((record[column] or "").strip() for column in COLUMNS)))
            for row, record in enumerate(reader, start=2)
        ]

"""Terms from the official ESCO download, which users may add to the lexicon; none of it comes with this program."""

import csv
import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from matcher.codelists.isco import isco_to_isced
from matcher.errors import InputError
from matcher.profiles.classify import default_classifier
from matcher.profiles.halves import halves
from matcher.profiles.lexicon import Term, added_terms_folder, load_lexicon, write_terms
from matcher.profiles.normalise import family, search_form

_FILE_NAME = re.compile(r"^(occupations|ISCOGroups)_([a-z]{2,3})\.csv(?:\.gz)?$", re.IGNORECASE)
_LONGEST_CELL = 10_000_000  # descriptions are long, and Python's csv stops at 131 072


@dataclass(frozen=True, slots=True)
class EscoAdded:
    """What was added for one language: where to, how many terms, and how many our own lexicon already decides."""

    language: str
    path: Path
    terms: int
    decided: int


def add_esco(folder: Path, out: Path | None = None) -> tuple[EscoAdded, ...]:
    """Adds the occupations of an official ESCO download to the terms that titles are read with.

    Parameters
    ----------
    folder
        With `occupations_XX.csv`, and `ISCOGroups_XX.csv` if wanted, in any of ESCO's languages, as downloaded from
        the ESCO portal (comma separated, UTF-8; alternative labels on lines of their own in one cell).
    out
        Where to write; the user's folder of added terms if not given.

    Notes
    -----
    An occupation's field is that of its ISCO-08 unit group in `data/codelists`. A term that our lexicon has, in any
    spelling and any language of its family, stays as our lexicon has it. Croatian serves Serbian, Bosnian and
    Montenegrin, and Bulgarian serves Macedonian, without more ado.

    Raises
    ------
    InputError
        The folder holds no such file, or a file lacks a column.
    """
    files: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.csv*")) if folder.is_dir() else []:
        named = _FILE_NAME.match(path.name)
        if named:
            files.setdefault(named[2].lower(), []).append(path)
    if not files:
        raise InputError(
            "no-esco-files",
            f"{folder}: no file named like occupations_hr.csv or ISCOGroups_hr.csv; unpack the ESCO download here",
            folder=str(folder),
        )
    ours = {
        (family(term.language), search_form(term.term, term.language))
        for term in load_lexicon().terms
        if term.kind != "esco"
    }
    added = []
    for language, paths in files.items():
        terms = {term for path in paths for term in _terms(path, language)}
        new = _undisputed(terms, ours)
        target = (out or added_terms_folder()) / f"esco_{language}.csv"
        write_terms(target, new)
        added.append(EscoAdded(language, target, len(new), len(terms) - len(new)))
    load_lexicon.cache_clear()
    default_classifier.cache_clear()
    return tuple(added)


def _undisputed(terms: set[Term], ours: set[tuple[str | None, str]]) -> set[Term]:
    """Terms that our lexicon does not have; of those under several fields, what the fields have in common."""
    by_form: dict[str, list[Term]] = {}
    for term in sorted(terms):
        form = search_form(term.term, term.language)
        if form and (family(term.language), form) not in ours:
            by_form.setdefault(form, []).append(term)
    kept = set()
    for same in by_form.values():
        field = _common({term.isced_f for term in same})
        if field:
            kept.add(Term(same[0].language, same[0].term, field, "esco"))
    return kept


def _common(fields: set[str]) -> str | None:
    """The field, or the narrow or broad one that holds all of them; None if they have nothing in common."""
    if len(fields) == 1:
        return next(iter(fields))
    for digits in (3, 2):
        prefixes = {field[:digits] for field in fields}
        if len(prefixes) == 1:
            return prefixes.pop().ljust(4, "0")
    return None


def _terms(path: Path, language: str) -> Iterator[Term]:
    with _long_cells(), _opened(path) as file:
        reader = csv.DictReader(file)
        group = "iscoGroup" if path.name.lower().startswith("occ") else "code"
        missing = {group, "preferredLabel", "altLabels"} - set(reader.fieldnames or ())
        if missing:
            names = ", ".join(sorted(missing))
            raise InputError("esco-columns", f"{path.name}: no column {names}", file=path.name, columns=names)
        for record in reader:
            field = isco_to_isced(record[group] or "") if len(record[group] or "") == 4 else None
            if field is None:
                continue
            labels = [record["preferredLabel"] or "", *(record["altLabels"] or "").splitlines()]
            for label in labels:
                for half in halves(label.strip()):
                    if half:
                        yield Term(language, half, field, "esco")


@contextmanager
def _long_cells() -> Iterator[None]:
    """Lets the csv module, whose limit is one for the whole process, read ESCO's long cells for a while."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")

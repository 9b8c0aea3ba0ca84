"""The catalogues of pages, core and documents, kept to what templates and code say: `python -m api.pages.catalogues`.

What was translated stays, what nobody says any more goes, what is new waits empty for its translation. Serbian in
Cyrillic is written from Serbian in Latin letters and never by hand. The same messages give the same bytes.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

import matcher.said
from api.pages.cyrillic import cyrillic
from api.pages.languages import CORE, DOCUMENTS, LOCALES, NAMES
from matcher.codelists.hazards import hazard_label, hazard_tags
from matcher.codelists.isced import labels
from matcher.reading.cells import says
from matcher.reading.coded_cells import activity
from matcher.reading.tables import TABLES
from matcher.reports.documents import sentences

SOURCES = Path(__file__).parent
CORE_SOURCES = {
    Path(matcher.said.__file__).parent: (
        "said.py",
        "codelists/*.py",
        "profiles/*.py",
        "reading/*.py",
        "explain/**.py",
        "reports/worth.py",
        "rounds/*.py",
        "errors.py",
        "store/*.py",
    ),
    SOURCES.parent: ("errors.py", "pages/*.py", "schemas/*.py", "services/*.py"),
}
METHODS = [("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"silent": "false", "newstyle_gettext": "true", "trimmed": "false"}}
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "Counted": (2, 3)}
CORE_KEYWORDS: dict[str, Any] = {"Said": None, "N_": None, "Counted": (2, 3), "counted": (2, 2)}
TRANSLATED = tuple(id for id in NAMES if id != "en")
WRITTEN_FROM = {"sr_Cyrl": "sr_Latn"}
HEADER = """msgid ""
msgstr ""
"Language: {id}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural_forms}\\n"

"""
WIDTH = 120


def said() -> Catalog:
    """Return every message of the pages, untranslated."""
    catalogue = Catalog(locale="en")
    for _, _, message, _, context in extract_from_dir(str(SOURCES), METHODS, OPTIONS, KEYWORDS):
        catalogue.add(message, context=context)
    return catalogue


def said_by_core() -> Catalog:
    """Return every sentence of the core and every name of its code lists, untranslated."""
    catalogue = Catalog(locale="en")
    for folder, places in CORE_SOURCES.items():
        methods = [(place, "python") for place in places]
        for _, _, message, _, _ in extract_from_dir(str(folder), methods, {}, CORE_KEYWORDS):
            catalogue.add(message)
    cells = (says(column.parse) for table in TABLES for column in table.columns)
    for words in (*labels(), *map(hazard_label, hazard_tags()), *cells, says(activity)):
        catalogue.add(str(words))
    return catalogue


def said_in_documents() -> Catalog:
    """Return every sentence of the documents, untranslated."""
    catalogue = Catalog(locale="en")
    for _, message, _, context in extract_from_file("python", sentences.__file__, KEYWORDS):
        catalogue.add(message, context=context)
    return catalogue


def read(id: str, folder: Path = LOCALES) -> Catalog:
    """Return the catalogue of a language as it stands, empty if there is none yet."""
    file = folder / f"{id}.po"
    if not file.exists():
        return Catalog(locale=id)
    with file.open("rb") as source:
        return read_po(source, locale=id, ignore_obsolete=True)


def updated(id: str, messages: Catalog, folder: Path = LOCALES) -> Catalog:
    """Return the catalogue of a language with exactly these messages, translated as far as they were."""
    catalogue = read(WRITTEN_FROM.get(id, id), folder)
    catalogue.update(messages, no_fuzzy_matching=True, update_creation_date=False)
    if id == "sr_Cyrl":
        for message in catalogue:
            message.string = _in_cyrillic(message.string)
    return catalogue


def written(id: str, catalogue: Catalog) -> bytes:
    """Return the catalogue as its file holds it: sorted, without dates, tools or places."""
    entries = BytesIO()
    write_po(
        entries, catalogue, width=WIDTH, omit_header=True, sort_output=True, no_location=True, ignore_obsolete=True
    )
    header = HEADER.format(id=id, plural_forms=catalogue.plural_forms)
    return (header + entries.getvalue().decode().strip() + "\n").encode()


def missing(catalogue: Catalog) -> list[Message]:
    """Return the messages that are not translated, or only in part."""
    return [message for message in catalogue if message.id and not all(_strings(message, catalogue.num_plurals))]


def _strings(message: Message, plurals: int) -> tuple[str, ...]:
    string = message.string or ""
    strings = (string,) if isinstance(string, str) else tuple(string)
    wanted = plurals if message.pluralizable else 1
    return strings + ("",) * (wanted - len(strings))


def _in_cyrillic(string: str | Sequence[str] | None) -> str | tuple[str, ...]:
    return cyrillic(string or "") if isinstance(string, str | None) else tuple(map(cyrillic, string))


def main() -> None:
    """Write every catalogue anew and say what is still to be translated."""
    _write(TRANSLATED, said(), LOCALES)
    _write(TRANSLATED, said_by_core(), CORE)
    _write(TRANSLATED, said_in_documents(), DOCUMENTS)


def _write(ids: Sequence[str], messages: Catalog, folder: Path) -> None:
    for id in ids:
        catalogue = updated(id, messages, folder)
        (folder / f"{id}.po").write_bytes(written(id, catalogue))
        file = folder.relative_to(SOURCES) / f"{id}.po"
        print(f"{file}: {len(missing(catalogue))} of {len(messages)} messages to translate")


if __name__ == "__main__":
    main()

"""DOCX and PDF say the same: everything that stands in the sections, and the same bytes every time."""

import io
import subprocess
import sys
import zipfile
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.reports.documents import (
    FORMATS,
    Document,
    Format,
    agreement_document,
    company_sheet,
    document_text,
    parties,
    placement_sheet,
    programme,
    rendered,
)
from matcher.reports.documents.sections import Facts, Grid, Points, Prose, Section, SignatureLines, printable
from tests.matcher.reports.documents.printed import TEXT_OF, words_of
from tests.matcher.reports.documents.rosters import a_learner, a_roster, a_round, an_agreement


def documents() -> list[Document]:
    """One document of each kind."""
    roster = a_roster(a_round([a_learner(f"l{row}") for row in range(15)]))
    placed, agreement = roster.placed[0], an_agreement()
    return [
        agreement_document(agreement),
        placement_sheet(agreement, placed),
        company_sheet(roster, roster.placed),
        programme(roster, parties(roster)[0]),
    ]


def a_document(*blocks: Any, **fields: Any) -> Document:
    described: dict[str, Any] = {"title": "Title", "subtitle": "under it", "head": ("left", "right"), "foot": "foot"}
    described |= {"page": "Page {page} of {pages}", "language": "en"}
    return Document(**described | fields, sections=(Section("Section", blocks),))


@pytest.mark.parametrize("format", FORMATS)
def test_every_word_of_every_document_is_printed(format: Format) -> None:
    for document in documents():
        printed = TEXT_OF[format](rendered(document, format)).replace("\n", "").replace(" ", "")
        for word in words_of(document_text(document)):
            assert word in printed, (document.title, word)
        assert all(printable(part).replace(" ", "") in printed for part in (*document.head, document.foot))


@pytest.mark.parametrize("format", FORMATS)
def test_bytes_do_not_depend_on_what_was_written_before(format: Format) -> None:
    first, *others = (rendered(document, format) for document in documents())
    assert rendered(documents()[0], format) == first
    assert len({first, *others}) == 4


IN_A_NEW_PROCESS = """
import hashlib, sys
from matcher.reports.documents import Document, rendered
from matcher.reports.documents.sections import Facts, Prose, Section
print(sorted({"docx", "reportlab", "icalendar"} & set(sys.modules)))
sections = (Section("Section", (Prose("čž Ж"), Facts((("a", "b"),)))),)
document = Document("T", "t", ("l", "r"), "f", "Page {page} of {pages}", "en", sections)
print([hashlib.sha256(rendered(document, format)).hexdigest() for format in ("docx", "pdf")])
"""


def test_a_new_process_loads_formats_only_when_asked_and_gives_the_same_bytes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    done = subprocess.run([sys.executable, "-c", IN_A_NEW_PROCESS], capture_output=True, text=True, check=True)
    loaded, theirs = done.stdout.splitlines()
    exec(IN_A_NEW_PROCESS, {})
    mine = capsys.readouterr().out.splitlines()[1]
    assert loaded == "[]"
    assert theirs == mine


def test_no_part_of_a_docx_has_an_hour() -> None:
    with zipfile.ZipFile(io.BytesIO(rendered(documents()[0], "docx"))) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2013" not in file.read("docProps/core.xml")  # python-docx's own template
        assert not any("thumbnail" in name for name in file.namelist())


def test_a_pdf_names_its_title_and_language_and_numbers_its_pages() -> None:
    content = rendered(documents()[0], "pdf")
    file = pypdf.PdfReader(io.BytesIO(content))
    assert file.metadata is not None
    assert (file.metadata.title, file.metadata.author) == ("Learning agreement", "Mobility Matcher")
    assert str(file.root_object["/Lang"]) == "en"
    for number, page in enumerate(file.pages, start=1):
        assert f"Page {number} of {len(file.pages)}" in page.extract_text()


def test_the_letters_of_a_pdf_are_in_it() -> None:
    file = pypdf.PdfReader(io.BytesIO(rendered(documents()[0], "pdf")))
    fonts = file.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    assert fonts
    for font in fonts:
        about = font.get_object()
        assert about["/BaseFont"].startswith("/AAAAAA+OpenSans") or "FontDescriptor" not in about


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "text",
    [
        "čćžšđ ČĆŽŠĐ ë Ë ç łąęśźżńó àèìòù éñü",
        "Електротехничар рачунара љњћђџ",
        "ѓќѕ Ѓ Ќ Ѕ ѝ",
        "щъьюя Щ Ъ",
        "Ηλεκτρολόγος ώΐς",
        "<b>& </w:t> &lt; {page} % \\ (x)",
        "e\u0308 and c\u030c",
    ],
)
def test_letters_of_the_fields_languages_and_signs_of_markup_come_through(format: Format, text: str) -> None:
    printed = TEXT_OF[format](rendered(a_document(Prose(text), Facts((("label", text),))), format))
    assert printed.count(printable(text)) == 2


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Ǵorǵi Ḱosev", "G\u0301org\u0301i K\u0301osev"),
        ("10\u202f000", "10 000"),
        ("č Ж ώ", "č Ж ώ"),
        ("a 中 b", "a ? b"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_a_letter_that_the_font_of_the_pdf_lacks_is_taken_apart(text: str, drawn: str) -> None:
    from matcher.reports.documents.pdf_pages import drawable

    assert drawable(text) == drawn
    document = a_document(Prose(text), head=(text, text), foot=text)
    assert TEXT_OF["pdf"](rendered(document, "pdf")).count(drawn.split("\n")[0]) == 4
    assert TEXT_OF["docx"](rendered(a_document(Prose(text)), "docx")).count(printable(text)) == 1


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=30), st.sampled_from(FORMATS))
def test_no_text_breaks_a_document(text: str, format: Format) -> None:
    blocks = (Prose(text), Points((text,)), Facts(((text, text),)), Grid((text,), ((text,),), (1,)))
    signed = SignatureLines(("who", "date", "signature"), ((text, text, text),))
    document = a_document(*blocks, signed, title=text, subtitle=text, head=(text, text), foot=text)
    assert TEXT_OF[format](rendered(document, format))


@pytest.mark.parametrize("format", FORMATS)
def test_a_long_table_repeats_its_header_and_loses_no_row(format: Format) -> None:
    rows = tuple((f"row{number}", "x" * (number % 90)) for number in range(150))
    content = rendered(a_document(Grid(("head-of-column", "other"), rows, (30, 70))), format)
    printed = TEXT_OF[format](content)
    assert all(f"row{number}" in printed for number in range(150))
    if format == "pdf":
        assert printed.count("head-of-column") == len(pypdf.PdfReader(io.BytesIO(content)).pages) > 2


@pytest.mark.parametrize("format", FORMATS)
def test_a_cell_taller_than_a_page_is_printed_all_the_same(format: Format) -> None:
    tall = "\n".join(f"line{number}" for number in range(150))
    printed = TEXT_OF[format](rendered(a_document(Facts((("label", tall),))), format))
    assert "line149" in printed


@pytest.mark.parametrize("format", FORMATS)
def test_a_word_wider_than_the_page_is_broken(format: Format) -> None:
    printed = TEXT_OF[format](rendered(a_document(Facts((("label", "w" * 400),))), format))
    assert printed.replace("\n", "").count("w") >= 400

"""Documents as PDF, to print and send as they are; the only user of reportlab, and of the font it embeds."""

import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    ListFlowable,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as PdfTable
from ttf_opensans import opensans

from matcher.reports.documents import look
from matcher.reports.documents.sections import (
    Block,
    Document,
    Facts,
    Grid,
    Points,
    Prose,
    Section,
    SignatureLines,
    printable,
)

REGULAR, BOLD = "OpenSans", "OpenSans-SemiBold"  # Latin, Cyrillic and Greek letters; Apache Licence 2.0
LEADING = 1.32  # from line to line, in sizes of the letters
WIDTH = look.TEXT_WIDTH_MM * mm


def pdf_bytes(document: Document) -> bytes:
    """The document as a PDF file; the same document gives the same bytes."""
    file = io.BytesIO()
    _load_fonts()
    frame = Frame(
        look.MARGIN_MM * mm,
        look.MARGIN_MM * mm,
        WIDTH,
        (look.PAGE_HEIGHT_MM - look.TOP_MM - look.MARGIN_MM) * mm,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    pages = BaseDocTemplate(
        file,
        pagesize=(look.PAGE_WIDTH_MM * mm, look.PAGE_HEIGHT_MM * mm),
        pageTemplates=[PageTemplate(frames=[frame])],
        invariant=1,
        title=printable(document.title),
        subject=printable(document.subtitle),
        author="Mobility Matcher",
        lang=document.language,
    )
    pages.build(list(_story(document)), canvasmaker=_numbering(document))
    return file.getvalue()


@cache
def _load_fonts() -> None:
    """Make the font known to reportlab, once; raises OSError if its package is damaged."""
    for name, weight in ((REGULAR, 400), (BOLD, 600)):
        registerFont(TTFont(name, str(opensans(font_weight=weight).path)))
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def drawable(text: str) -> str:
    """The text in letters that the font has: one that it lacks is taken apart ("Ǵ": a G with an accent), or is "?"."""
    line, has = printable(text), _letters()
    if has.issuperset(line):
        return line
    return "".join(sign if sign in has else _taken_apart(sign, has) for sign in line)


def _taken_apart(sign: str, has: frozenset[str]) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if part in has) or "?"


@cache
def _letters() -> frozenset[str]:
    """Every sign that both weights have, and the line break."""
    _load_fonts()
    shared = set.intersection(*(set(getFont(name).face.charToGlyph) for name in (REGULAR, BOLD)))
    return frozenset(map(chr, shared)) | {"\n"}


def _numbering(document: Document) -> Callable[..., Canvas]:
    """A canvas that writes the lines above and below every page once it knows how many pages there are."""

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            pages = self._pages
            for number, page in enumerate(pages, start=1):
                self.__dict__.update(page)
                _write_head_and_foot(self, document, number, len(pages))
                super().showPage()
            super().save()

    return Numbered


def _write_head_and_foot(canvas: Canvas, document: Document, number: int, pages: int) -> None:
    left, right = look.MARGIN_MM * mm, look.MARGIN_MM * mm + WIDTH
    head, foot = (look.PAGE_HEIGHT_MM - 15) * mm, 11 * mm
    canvas.setFont(REGULAR, look.SMALL_PT)
    canvas.setFillColor(HexColor(f"#{look.MUTED_RGB}"))
    canvas.setStrokeColor(HexColor(f"#{look.BORDER_RGB}"))
    canvas.setLineWidth(0.5)
    canvas.drawString(left, head, drawable(document.head[0]))
    canvas.drawRightString(right, head, drawable(document.head[1]))
    canvas.line(left, head - 2 * mm, right, head - 2 * mm)
    canvas.drawString(left, foot, drawable(document.foot))
    canvas.drawRightString(right, foot, drawable(document.page).format(page=number, pages=pages))


def _story(document: Document) -> Iterator[Flowable]:
    yield _paragraph(document.title, "title")
    yield _paragraph(document.subtitle, "subtitle")
    for section in document.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[Flowable]:
    """A heading never stands alone at the foot of a page; lines to sign on stay together."""
    yield CondPageBreak(35 * mm)
    yield _paragraph(section.title, "heading")
    for block in section.blocks:
        yield from _flowables(block)
        yield Spacer(0, 2 * mm)


def _flowables(block: Block) -> Iterator[Flowable]:
    match block:
        case Prose():
            yield _paragraph(block.text, "note")
        case Points():
            items = [_paragraph(item, "text") for item in block.items]
            yield ListFlowable(items, bulletType="bullet", bulletFontSize=look.TEXT_PT, leftIndent=5 * mm)
        case Facts():
            rows = [(label, value or look.BY_HAND) for label, value in block.rows]
            shaded = [("BACKGROUND", (0, 0), (0, -1), HexColor(f"#{look.SHADE_RGB}"))]
            yield _table(rows, (look.LABEL_SHARE, 1 - look.LABEL_SHARE), shaded)
        case Grid():
            shares = tuple(width / sum(block.widths) for width in block.widths)
            yield _table((block.header, *block.rows), shares, _HEADER, header=True)
        case SignatureLines():
            signed = [(f"{party}\n{name or look.NAME_BY_HAND}", day, "") for party, name, day in block.rows]
            yield _table((block.header, *signed), look.SIGNATURE_SHARES, _HEADER, header=True, tall=look.SIGNATURE_MM)


_HEADER = [("BACKGROUND", (0, 0), (-1, 0), HexColor(f"#{look.SHADE_RGB}"))]


def _table(
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    style: Sequence[Any],
    *,
    header: bool = False,
    tall: float | None = None,
) -> Flowable:
    lines = [("GRID", (0, 0), (-1, -1), 0.5, HexColor(f"#{look.BORDER_RGB}")), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    padding = [("TOPPADDING", (0, 0), (-1, -1), 2.2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3.2)]
    cells = [[_paragraph(cell, "strong" if header and line == 0 else "text") for cell in row]
             for line, row in enumerate(rows)]  # fmt: skip
    table = PdfTable(
        cells,
        colWidths=[WIDTH * share for share in shares],
        rowHeights=[None, *[tall * mm] * (len(rows) - 1)] if tall else None,
        repeatRows=1 if header else 0,
        style=[*lines, *padding, *style],
        splitInRow=1,  # where a cell is taller than a page
        hAlign="LEFT",
    )
    return KeepTogether(table) if len(rows) <= look.MOST_ROWS_TOGETHER else table


def _paragraph(text: str, style: str) -> Paragraph:
    line = drawable(text) or "\u00a0"  # an empty cell is one line tall, to write in
    return Paragraph(escape(line).replace("\n", "<br/>"), _styles()[style])


@cache
def _styles() -> dict[str, ParagraphStyle]:
    return {
        "title": _style(look.TITLE_PT, look.INK_RGB, BOLD),
        "subtitle": _style(look.SUBTITLE_PT, look.MUTED_RGB, after=6),
        "heading": _style(look.HEADING_PT, look.ACCENT_RGB, BOLD, before=8, after=4),
        "text": _style(look.TEXT_PT, look.INK_RGB),
        "strong": _style(look.TEXT_PT, look.INK_RGB, BOLD),
        "note": _style(look.TEXT_PT, look.MUTED_RGB, before=2),
    }


def _style(points: float, rgb: str, font: str = REGULAR, *, before: float = 0, after: float = 0) -> ParagraphStyle:
    return ParagraphStyle(
        f"{font} {points} {rgb}",
        fontName=font,
        fontSize=points,
        leading=points * LEADING,
        textColor=HexColor(f"#{rgb}"),
        spaceBefore=before,
        spaceAfter=after,
    )

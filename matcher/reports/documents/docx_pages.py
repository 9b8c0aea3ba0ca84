"""Documents as DOCX, to edit before they are printed; the only user of python-docx."""

import io
import re
import zipfile
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import docx
from docx.document import Document as Docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

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
from matcher.reports.tables import WRITTEN_ON

FONT = "Arial"  # on every computer, or replaced by one of the same widths; has Latin, Cyrillic and Greek letters
FIRST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # of every part in the file, so that the same text is the same file
CELL_MARGIN = "100"  # left and right, in twentieths of a point
_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
_THUMBNAIL = RELATIONSHIP_TYPE.THUMBNAIL


def docx_bytes(document: Document) -> bytes:
    """The document as a DOCX file; the same document gives the same bytes."""
    file = docx.Document(io.BytesIO(_template()))
    _describe(file, document)
    _write_head_and_foot(file, document)
    _add(file, document.title, "Title")
    _add(file, document.subtitle, "Subtitle")
    for section in document.sections:
        _write_section(file, section)
    return _undated(_saved(file))


def _describe(file: Docx, document: Document) -> None:
    about = file.core_properties
    about.title, about.subject = printable(document.title)[:255], printable(document.subtitle)[:255]
    about.author = about.last_modified_by = "Mobility Matcher"
    about.comments, about.language, about.revision = "", document.language, 1
    about.created = about.modified = WRITTEN_ON
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), document.language)


# --- what stands on the pages ----------------------------------------------------------------------------------------


def _write_head_and_foot(file: Docx, document: Document) -> None:
    page = file.sections[0]
    head, foot = page.header.paragraphs[0], page.footer.paragraphs[0]
    head.add_run("\t".join(map(printable, document.head)))
    foot.add_run(f"{printable(document.foot)}\t")
    for part in re.split(r"(\{pages?\})", printable(document.page)):
        if part in _FIELDS:
            foot._p.append(_field(_FIELDS[part]))
        else:
            foot.add_run(part)


def _field(name: str) -> Any:
    """A number that the word processor fills in."""
    field, run, text = OxmlElement("w:fldSimple"), OxmlElement("w:r"), OxmlElement("w:t")
    field.set(qn("w:instr"), name)
    text.text = "1"
    run.append(text)
    field.append(run)
    return field


def _add(file: Docx, text: str, style_id: str) -> None:
    """A paragraph; its style by id, since python-docx reads all styles whenever one is named."""
    file.add_paragraph(printable(text))._p.style = style_id


def _write_section(file: Docx, section: Section) -> None:
    _add(file, section.title, "Heading1")
    for before, block in pairwise((None, *section.blocks)):
        if before is not None and not isinstance(block, Points | Prose):
            _add(file, "", "Gap")  # two tables without a paragraph between them would be one
        _write_block(file, block)


def _write_block(file: Docx, block: Block | None) -> None:
    match block:
        case Prose():
            _add(file, block.text, "Note")
        case Points():
            for item in block.items:
                _add(file, item, "ListBullet")
        case Facts():
            _write_facts(file, block)
        case Grid():
            shares = tuple(width / sum(block.widths) for width in block.widths)
            _write_table(file, (block.header, *block.rows), shares, header=True)
        case SignatureLines():
            _write_signatures(file, block)


def _write_facts(file: Docx, block: Facts) -> None:
    rows = [(label, value or look.BY_HAND) for label, value in block.rows]
    table = _write_table(file, rows, (look.LABEL_SHARE, 1 - look.LABEL_SHARE))
    for row in table._tbl.tr_lst:
        _shade(row.tc_lst[0])


def _write_signatures(file: Docx, block: SignatureLines) -> None:
    rows = [(f"{party}\n{name or look.NAME_BY_HAND}", day, "") for party, name, day in block.rows]
    table = _write_table(file, (block.header, *rows), look.SIGNATURE_SHARES, header=True)
    for row in table._tbl.tr_lst[1:]:
        _Row(row, table).height = Mm(look.SIGNATURE_MM)


def _write_table(file: Docx, rows: Sequence[Sequence[str]], shares: Sequence[float], *, header: bool = False) -> Table:
    table = file._body.add_table(len(rows), len(shares), Mm(look.TEXT_WIDTH_MM))
    table.autofit = False
    _border(table)
    widths = [Mm(look.TEXT_WIDTH_MM * share) for share in shares]
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width
    for line, (row, cells) in enumerate(zip(table._tbl.tr_lst, rows, strict=True)):
        _keep_whole(row, repeats=header and line == 0)
        together = line + 1 < len(rows) <= look.MOST_ROWS_TOGETHER or (header and line == 0)
        for cell, text, width in zip(row.tc_lst, cells, widths, strict=True):
            _write_cell(_Cell(cell, table), text, width, bold=header and line == 0, together=together)
    return table


def _write_cell(cell: _Cell, text: str, width: Length, *, bold: bool, together: bool) -> None:
    cell.width = width
    paragraph = Paragraph(cell._tc.p_lst[0], cell)
    paragraph._p.style = "CellAbove" if together else "Cell"
    paragraph.add_run(printable(text)).bold = bold or None
    if bold:
        _shade(cell._tc)


# --- how they look -------------------------------------------------------------------------------------------------


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", look.SHADE_RGB)):
        shade.set(qn(name), value)
    cell.get_or_add_tcPr().append(shade)


def _keep_whole(row: Any, *, repeats: bool) -> None:
    """No row is torn over two pages; a header stands on top of each."""
    about = row.get_or_add_trPr()
    about.append(OxmlElement("w:cantSplit"))
    if repeats:
        about.append(OxmlElement("w:tblHeader"))


def _border(table: Table) -> None:
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", look.BORDER_RGB)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    for side in ("top", "left", "bottom", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "50" if side in ("top", "bottom") else CELL_MARGIN)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    indent = OxmlElement("w:tblInd")  # else the text of cells stands under the text above, and their lines left of it
    indent.set(qn("w:w"), CELL_MARGIN)
    indent.set(qn("w:type"), "dxa")
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(indent)
    layout.addprevious(borders)
    layout.addnext(margins)


@cache
def _template() -> bytes:
    """An empty file with the page, the styles and nothing of python-docx's own."""
    file = docx.Document()
    page = file.sections[0]
    page.page_width, page.page_height = Mm(look.PAGE_WIDTH_MM), Mm(look.PAGE_HEIGHT_MM)
    page.left_margin = page.right_margin = page.bottom_margin = Mm(look.MARGIN_MM)
    page.top_margin, page.header_distance, page.footer_distance = Mm(look.TOP_MM), Mm(12), Mm(10)
    _set_styles(file)
    package = file.part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype == _THUMBNAIL]:
        del package.rels[key]
    return _saved(file)


def _set_styles(file: Docx) -> None:
    styles = file.styles
    for name in ("Cell", "CellAbove", "Note", "Gap"):
        styles.add_style(name, 1).base_style = styles["Normal"]
    _set_style(styles["Normal"], look.TEXT_PT, look.INK_RGB, after=4)
    _set_style(styles["Cell"], look.TEXT_PT, look.INK_RGB)
    _set_style(styles["CellAbove"], look.TEXT_PT, look.INK_RGB)  # on the same page as the row below
    _set_style(styles["Note"], look.TEXT_PT, look.MUTED_RGB, before=4, after=4)
    _set_style(styles["Gap"], 4, look.INK_RGB)
    _set_style(styles["List Bullet"], look.TEXT_PT, look.INK_RGB, after=3)
    _set_style(styles["Title"], look.TITLE_PT, look.INK_RGB, bold=True)
    _set_style(styles["Subtitle"], look.SUBTITLE_PT, look.MUTED_RGB, after=6)
    _set_style(styles["Heading 1"], look.HEADING_PT, look.ACCENT_RGB, before=12, after=4, bold=True)
    for name in ("Header", "Footer"):
        _set_style(styles[name], look.SMALL_PT, look.MUTED_RGB)
        tabs = styles[name].paragraph_format.tab_stops
        tabs.clear_all()
        tabs.add_tab_stop(Mm(look.TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    _rule_below(styles["Header"])


def _set_style(
    style: ParagraphStyle, points: float, rgb: str, *, before: float = 0, after: float = 0, bold: bool = False
) -> None:
    font, paragraph = style.font, style.paragraph_format
    font.size, font.bold, font.italic, font.color.rgb = Pt(points), bold, False, RGBColor.from_string(rgb)
    paragraph.space_before, paragraph.space_after, paragraph.line_spacing = Pt(before), Pt(after), 1.0
    paragraph.keep_with_next = style.name in ("Heading 1", "CellAbove")
    about = style.element.get_or_add_rPr()
    fonts = about.get_or_add_rFonts()
    fonts.attrib.clear()  # the theme's fonts would win
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    for stretched in about.findall(qn("w:spacing")):  # the title's letters
        about.remove(stretched)
    for line in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(line)


def _rule_below(style: ParagraphStyle) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", look.BORDER_RGB)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    style.element.pPr.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing")


# --- bytes ---------------------------------------------------------------------------------------------------------


def _saved(file: Docx) -> bytes:
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def _undated(content: bytes) -> bytes:
    """The same file without the hour at which it was written."""
    undated = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as dated, zipfile.ZipFile(undated, "w", zipfile.ZIP_DEFLATED) as target:
        for name in dated.namelist():
            part = zipfile.ZipInfo(name, FIRST_ZIP_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, dated.read(name))
    return undated.getvalue()

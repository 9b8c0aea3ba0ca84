"""The ZIP package of an XLSX workbook: what must be known of it before and beside reading its values."""

import posixpath
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from matcher.reading.grids import SheetError
from matcher.said import N_, Said

ZIP_MARK = b"PK\x03\x04"
MAX_UNPACKED_BYTES = 800_000_000
DEFLATE_RATIO = 1032  # the most that deflate (RFC 1951) can make of a byte
MAX_DIRECTORY_BYTES = 2_000_000  # of the parts that only say where the worksheets are
MAX_CELLS = 60_000_000  # of the rectangle that holds everything, 24 bytes each while it is read
UNPACKED = N_("a workbook of at most {most} MB once unpacked")
CELLS = N_("at most {millions} million cells between the first and the last that is filled")
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGED = (BadZipFile, LookupError, ValueError, ElementTree.ParseError, zlib.error, EOFError, OSError, RuntimeError)

_ROW_REFERENCES = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]*([0-9]{1,9})""")
_COLUMN_REFERENCES = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})""")

Overlay = dict[int, dict[int, str]]  # row number -> column position -> text


class Package:
    """An XLSX workbook's parts.

    Raises
    ------
    SheetError
        It is no XLSX workbook, or it unpacks to more than a table can be.
    """

    def __init__(self, raw: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(raw))
            self._refuse_bombs(len(raw))
            self._paths = self._worksheet_paths()
        except _DAMAGED:
            raise not_a_workbook() from None

    def _refuse_bombs(self, packed: int) -> None:
        """Refuse what unpacks to too much, or says less than it unpacks to where that could be too much."""
        unpacked = sum(part.file_size for part in self._zip.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            expected = Said(UNPACKED, most=MAX_UNPACKED_BYTES // 1_000_000)
            raise SheetError("too-large", expected, value=f"{unpacked / 1_000_000:.0f} MB")
        if packed * DEFLATE_RATIO > MAX_UNPACKED_BYTES and self._zip.testzip():
            raise not_a_workbook()

    def _worksheet_paths(self) -> dict[str, str]:
        targets = {
            relation.get("Id"): posixpath.normpath(posixpath.join("xl", relation.get("Target", ""))).removeprefix("/")
            for relation in self._directory(_RELATIONS)
        }
        sheets = (part for part in self._directory(_WORKBOOK).iter() if _tag(part) == "sheet")
        paths = {sheet.get("name", ""): targets.get(sheet.get(_RELATION_ID), "") for sheet in sheets}
        return {name: path for name, path in paths.items() if path in self._zip.namelist()}

    def _directory(self, name: str) -> ElementTree.Element:
        with self._zip.open(name) as part:
            xml = part.read(MAX_DIRECTORY_BYTES + 1)
        if len(xml) > MAX_DIRECTORY_BYTES:
            raise not_a_workbook()
        return ElementTree.fromstring(xml)

    def refuse_beyond(self, unpacked: int, cells: int) -> None:
        """Refuse what takes more than this when it is read.

        Parameters
        ----------
        unpacked
            Bytes of all parts. A package that lies about them fails its checksums when it is read.
        cells
            Of the rectangle that holds everything, and of those that are there.
        """
        if sum(part.file_size for part in self._zip.infolist()) > unpacked:
            raise SheetError("too-large", Said(UNPACKED, most=unpacked // 1_000_000))
        self.refuse_wide_sheets(cells)

    def refuse_wide_sheets(self, most: int = MAX_CELLS) -> None:
        """Refuse worksheets whose far corners would make a rectangle that no memory holds."""
        for name in self._paths:
            xml = self._read(name)
            rows, columns = _extent(xml)
            if max(rows * columns, _counted(xml)) > most:
                extent = Said("{rows} rows, {columns} columns", rows=rows, columns=columns)
                raise SheetError("too-large", Said(CELLS, millions=f"{most / 1_000_000:g}"), value=extent)

    def texts_without_values(self, name: str) -> Overlay:
        """The formulas that were saved without a result, and error values: texts that would else read as empty."""
        xml = self._read(name) if name in self._paths else b""
        if not re.search(rb"""<(\w+:)?f[ >/]|\bt=["']e["']""", xml):
            return {}
        overlay: Overlay = {}
        try:
            for row, column, text in _unvalued(xml):
                overlay.setdefault(row, {})[column] = text
        except _DAMAGED:
            raise not_a_workbook() from None
        return overlay

    def _read(self, name: str) -> bytes:
        try:
            return self._zip.read(self._paths[name])
        except _DAMAGED:
            raise not_a_workbook() from None


def not_a_workbook() -> SheetError:
    return SheetError(
        "not-a-spreadsheet", Said("a workbook as XLSX or a table as CSV; this file cannot be opened as one")
    )


def _extent(xml: bytes) -> tuple[int, int]:
    """Rows and columns up to the farthest cell."""
    last_row = max(map(int, _ROW_REFERENCES.findall(xml)), default=0)
    columns = {column_position(letters.decode()) + 1 for letters in set(_COLUMN_REFERENCES.findall(xml))}
    return last_row, max(columns, default=0)


def _counted(xml: bytes) -> int:
    """Cells, whether they say where they are or not."""
    return xml.count(b"<c>") + xml.count(b"<c ") + xml.count(b"<c/")


def column_position(letters: str) -> int:
    """A -> 0, Z -> 25, AA -> 26"""
    position = 0
    for letter in letters.upper():
        position = 26 * position + ord(letter) - ord("A") + 1
    return position - 1


def _unvalued(xml: bytes) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of every cell that holds a formula without a result, or an error."""
    row, column = 0, -1
    within: list[ElementTree.Element] = []
    for event, part in ElementTree.iterparse(BytesIO(xml), events=("start", "end")):
        kind = _tag(part)
        if event == "start" and kind == "sheetData":
            within = [part]
        elif event == "start" and kind == "row":
            row, column = int(part.get("r") or row + 1), -1
        elif event == "end" and kind == "c":
            reference = re.fullmatch(r"([A-Za-z]{1,3})[0-9]+", part.get("r") or "")
            column = column_position(reference[1]) if reference else column + 1
            if text := _unvalued_text(part):
                yield row, column, text
        elif event == "end" and kind == "row":
            part.clear()
            for rows in within:
                rows.clear()


def _unvalued_text(cell: ElementTree.Element) -> str:
    parts = {_tag(part): part for part in cell}
    value = parts["v"].text or "" if "v" in parts else None
    if cell.get("t") == "e":
        return value or "#VALUE!"
    has_result = bool(value) or (value is not None and cell.get("t") == "str")
    return "" if "f" not in parts or has_result else f"={parts['f'].text or ''}"


def _tag(part: ElementTree.Element) -> str:
    return part.tag.rpartition("}")[2]

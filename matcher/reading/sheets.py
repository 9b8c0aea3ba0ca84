"""Bytes of a spreadsheet, whatever its format -> rows of text cells."""

from matcher.reading.delimited import open_text
from matcher.reading.grids import MAX_FILE_BYTES, Sheet, SheetError, too_large
from matcher.reading.workbooks import WORKBOOK_MARKS, open_workbook

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")


def open_sheet(file: str, raw: bytes) -> Sheet:
    """Open a table by its content; the name only tells text from what is none.

    Raises
    ------
    SheetError
        There is no table in it, or it is too large.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise too_large(len(raw))
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n,;"):
        raise SheetError("empty-file", "a header row and a row for each entry")
    if raw.startswith(WORKBOOK_MARKS):
        return open_workbook(file, raw)
    if not file.casefold().endswith(TEXT_SUFFIXES):
        raise SheetError("not-a-spreadsheet", "a workbook (XLSX, XLS) or a table as CSV text")
    return open_text(file, raw)

"""Bytes of a spreadsheet, whatever its format -> rows of text cells."""

from matcher.reading.delimited import open_text
from matcher.reading.grids import MAX_FILE_BYTES, ROWS_EXPECTED, IsHeader, Sheet, SheetError, any_row, too_large
from matcher.reading.packages import ZIP_MARK
from matcher.reading.workbooks import open_workbook
from matcher.said import Said

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
OTHER_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")  # all but the first two to say that they are not read

_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # XLS, and everything that has a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OPEN_DOCUMENT, _MIME_BYTES = b"application/vnd.oasis.opendocument", 200  # where ODS says what it is
_BLANKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n,;"


def open_sheet(file: str, raw: bytes, is_header: IsHeader = any_row) -> Sheet:
    """Open a table by its content; of the name only the end counts, which tells text from what is none.

    Of several worksheets the one is read in which a row `is_header`.

    Raises
    ------
    SheetError
        There is no table in it, or it is too large.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise too_large(len(raw))
    if not raw.strip(_BLANKS):
        raise SheetError("empty-file", ROWS_EXPECTED)
    if raw.startswith(ZIP_MARK) and _OPEN_DOCUMENT not in raw[:_MIME_BYTES]:
        return open_workbook(file, raw, is_header)
    if raw.startswith(_OLE_MARK) and _ENCRYPTED in raw:
        raise SheetError("password-protected", Said("a workbook that opens without a password"))
    if raw.startswith((_OLE_MARK, ZIP_MARK)) or not file.casefold().endswith(TEXT_SUFFIXES):
        raise SheetError("not-a-spreadsheet", Said("a workbook as XLSX or a table as CSV; save it as one of these"))
    return open_text(file, raw)

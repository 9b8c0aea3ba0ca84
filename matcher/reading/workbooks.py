"""Workbooks (XLSX, XLS) -> rows of text cells, read with python-calamine."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from matcher.errors import Problem
from matcher.reading.grids import NumberedRow, Sheet, SheetError
from matcher.reading.packages import ZIP_MARK, Overlay, Package, not_a_workbook

OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK_MARKS = (ZIP_MARK, OLE_MARK)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

CellValue = str | float | int | bool | datetime | date | time | timedelta


def open_workbook(file: str, raw: bytes) -> Sheet:
    """Open the first worksheet that holds something; other filled worksheets are reported, not read."""
    if _ENCRYPTED in raw:
        raise _locked()
    package = Package(raw) if raw.startswith(ZIP_MARK) else None
    if package:
        package.refuse_wide_sheets()
    worksheet, *others = _filled_worksheets(raw)
    overlay = package.texts_without_values(worksheet.name) if package else {}
    sheet_rows = _rows(worksheet, overlay)
    number, header = next(sheet_rows)
    sheet = Sheet(header, sheet_rows)
    sheet.problems += [_left_out(file, other.name) for other in others]
    if _merged_rows(worksheet, below=number):
        expected = "a value in every cell; the value of merged cells was taken for each of them"
        sheet.problems.append(Problem(file, 0, "", "merged-cells", "", expected, "warning"))
    return sheet


def _filled_worksheets(raw: bytes) -> list[CalamineSheet]:
    try:
        worksheets = _worksheets(raw)
    except PasswordError:
        raise _locked() from None
    except CalamineError:
        raise not_a_workbook() from None
    filled = [worksheet for worksheet in worksheets if worksheet.start is not None]
    if not filled:
        raise SheetError("empty-file", "a header row and a row for each entry")
    return filled


def _worksheets(raw: bytes) -> list[CalamineSheet]:
    """All worksheets; a panic of the parser over damaged bytes counts as its error."""
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(raw))
        sheets = [about.name for about in workbook.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
        return [workbook.get_sheet_by_name(name) for name in sheets]
    except BaseException as error:  # pyo3 raises its PanicException beside Exception, and does not export it
        if type(error).__name__ != "PanicException":
            raise
        raise not_a_workbook() from None


def _locked() -> SheetError:
    return SheetError("password-protected", "a workbook that opens without a password")


def _left_out(file: str, name: str) -> Problem:
    expected = "one worksheet in a workbook; this one was not read"
    return Problem(file, 0, "", "worksheet-left-out", name, expected, "warning")


def _merged_rows(worksheet: CalamineSheet, below: int) -> bool:
    """Whether cells are merged below the header (`below` counts from 1, the ranges from 0)."""
    return any(first[0] >= below for first, _ in worksheet.merged_cell_ranges or ())


def _rows(worksheet: CalamineSheet, overlay: Overlay) -> Iterator[NumberedRow]:
    """The rows that are not blank, with their numbers; `overlay` holds what python-calamine leaves empty."""
    grid = worksheet.to_python(skip_empty_area=False)
    for (first_row, column), (last_row, _) in worksheet.merged_cell_ranges or ():
        for row in range(max(first_row, 1), min(last_row, len(grid) - 1)):
            overlay.setdefault(row + 2, {})[column] = _text(grid[first_row][column])
    for number in range(1, max(len(grid), *overlay, 0) + 1):
        values = grid[number - 1] if number <= len(grid) else []
        cells = [value if type(value) is str else _text(value) for value in values]
        for position, text in overlay.get(number, {}).items():
            cells += [""] * (position + 1 - len(cells))
            cells[position] = text
        if any(cells):
            yield number, cells


def _text(value: CellValue) -> str:
    """A typed cell as a person would write it: 12.0 as 12, midnight as the day."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)

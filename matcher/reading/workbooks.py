"""XLSX workbooks -> rows of text cells, read with python-calamine.

Its readers for XLS and ODS are not used: damaged XLS files make them panic, and no bound holds for ODS.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from matcher.errors import Problem
from matcher.reading.grids import ROWS_ABOVE, ROWS_EXPECTED, IsHeader, NumberedRow, Sheet, SheetError
from matcher.reading.packages import Overlay, Package, not_a_workbook
from matcher.said import Said

FIRST_ROWS = 100  # of a worksheet that show whether it holds anything

CellValue = str | float | int | bool | datetime | date | time | timedelta


def open_workbook(file: str, raw: bytes, is_header: IsHeader) -> Sheet:
    """Open the first worksheet with a header, or else that holds anything; other filled ones are reported, not read."""
    package = Package(raw)
    package.refuse_wide_sheets()
    filled = _filled_worksheets(raw)
    worksheet = next((one for one in filled if _has_header(one, is_header)), filled[0]) if filled[1:] else filled[0]
    sheet_rows = _rows(worksheet, package.texts_without_values(worksheet.name))
    number, header = next(sheet_rows, (0, []))
    sheet = Sheet(header, sheet_rows, header_row=max(number, 1))
    sheet.problems += [_left_out(file, other.name) for other in filled if other is not worksheet]
    if _merged_rows(worksheet, below=number):
        expected = Said("a value in every cell; the value of merged cells was taken for each of them")
        sheet.problems.append(Problem(file, 0, "", "merged-cells", "", expected, "warning"))
    return sheet


def _filled_worksheets(raw: bytes) -> list[CalamineSheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(raw))
        about = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        about.sort(key=lambda one: one.visible != SheetVisibleEnum.Visible)  # those that people see come first
        worksheets = [workbook.get_sheet_by_name(one.name) for one in about]
    except CalamineError:
        raise not_a_workbook() from None
    filled = [worksheet for worksheet in worksheets if any(map(any, worksheet.to_python(nrows=FIRST_ROWS)))]
    if not filled:
        raise SheetError("empty-file", ROWS_EXPECTED)
    return filled


def _has_header(worksheet: CalamineSheet, is_header: IsHeader) -> bool:
    return any(is_header(list(map(_text, row))) for row in worksheet.to_python(nrows=ROWS_ABOVE))


def _left_out(file: str, name: str) -> Problem:
    expected = Said("one worksheet in a workbook; this one was not read")
    return Problem(file, 0, "", "worksheet-left-out", name, expected, "warning")


def _merged_rows(worksheet: CalamineSheet, below: int) -> bool:
    """Whether cells are merged below the header (`below` counts from 1, the ranges from 0)."""
    return any(first[0] >= below for first, _ in worksheet.merged_cell_ranges or ())


def _rows(worksheet: CalamineSheet, overlay: Overlay) -> Iterator[NumberedRow]:
    """The rows that are not blank, with their numbers; `overlay` holds what python-calamine leaves empty."""
    grid = worksheet.to_python(skip_empty_area=False)
    width = len(grid[0]) if grid else 0
    for (first_row, column), (last_row, _) in worksheet.merged_cell_ranges or ():
        if column >= width or first_row == 0:
            continue
        for row in range(first_row + 1, min(last_row + 1, len(grid))):
            overlay.setdefault(row + 1, {})[column] = _text(grid[first_row][column])
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

import random
import struct
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from openpyxl import Workbook

from matcher.reading.grids import MAX_FILE_BYTES, Sheet, SheetError
from matcher.reading.packages import column_position
from matcher.reading.sheets import open_sheet


def written(fill: Callable[[Workbook], object]) -> bytes:
    book = Workbook()
    fill(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_of(*rows: list[object]) -> Sheet:
    return open_sheet("a.xlsx", written(lambda book: [book.active.append(row) for row in rows]))


def with_part(raw: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(BytesIO(raw)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return stream.getvalue()


def test_cells_read_as_a_person_would_write_them() -> None:
    cells = [12, 12.5, date(2026, 10, 5), datetime(2026, 10, 5), datetime(2026, 10, 5, 8, 30), True, False, "0411"]
    sheet = sheet_of(["header"], cells)
    assert list(sheet.rows) == [
        (2, ["12", "12.5", "2026-10-05", "2026-10-05", "2026-10-05 08:30:00", "yes", "no", "0411"])
    ]


def test_a_time_of_day_is_text() -> None:
    assert list(sheet_of(["h"], [time(8, 30)], [timedelta(hours=30)]).rows) == [
        (2, ["08:30:00"]),
        (3, ["1 day, 6:00:00"]),
    ]


def test_blank_rows_are_skipped_and_counted() -> None:
    assert [number for number, _ in sheet_of(["id"], [None], ["a"], [None], ["b"]).rows] == [3, 5]


def test_a_formula_without_a_value_is_taken_as_text() -> None:
    sheet = sheet_of(["id", "host"], ["a", '=HYPERLINK("http://x","y")'], ["b", "x"], [None, "=1+1"])
    assert [cells[1] for _, cells in sheet.rows] == ['=HYPERLINK("http://x","y")', "x", "=1+1"]


def test_a_formula_with_a_value_is_its_value() -> None:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        worksheet = book.add_worksheet()
        worksheet.write_row(0, 0, ["id", "host"])
        worksheet.write_formula(1, 0, "=1+1", None, 2)
        worksheet.write_formula(1, 1, '=A1&"x"', None, "idx")
    assert list(open_sheet("a.xlsx", stream.getvalue()).rows) == [(2, ["2", "idx"])]


def test_a_formula_whose_value_is_an_empty_text_is_empty() -> None:
    raw = written(lambda book: [book.active.append(row) for row in (["id", "host"], ["a", "=B1"])])
    changed = with_part(
        raw,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<c r="B2"><f>B1</f><v', b'<c r="B2" t="str"><f>B1</f><v'),
    )
    assert changed != raw
    assert list(open_sheet("a.xlsx", changed).rows) == [(2, ["a", ""])]


def test_an_error_value_is_not_read_as_empty() -> None:
    assert list(sheet_of(["id", "host"], ["a", "#N/A"], ["b", "#REF!"]).rows) == [
        (2, ["a", "#N/A"]),
        (3, ["b", "#REF!"]),
    ]


def test_cells_without_references_stand_where_they_follow() -> None:
    rows = b'<row><c t="inlineStr"><is><t>id</t></is></c></row><row><c><v>1</v></c><c t="e"><f>X</f></c></row>'
    raw = with_part(
        written(id),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + rows),
    )
    assert list(open_sheet("a.xlsx", raw).rows) == [(2, ["1", "#VALUE!"])]


def test_merged_cells_below_the_header_all_have_the_value_and_are_reported() -> None:
    def fill(book: Workbook) -> None:
        for row in (["id", "stay"], ["a", "short"], ["b"], ["c"], ["d", "long"]):
            book.active.append(row)
        book.active.merge_cells("B2:B4")

    sheet = open_sheet("a.xlsx", written(fill))
    assert [cells[1] for _, cells in sheet.rows] == ["short", "short", "short", "long"]
    assert [(p.code, p.severity) for p in sheet.problems] == [("merged-cells", "warning")]


def test_merged_cells_in_the_header_do_not_matter() -> None:
    def fill(book: Workbook) -> None:
        book.active.append(["id", "stay"])
        book.active.append(["a", "short"])
        book.active.merge_cells("B1:C1")

    sheet = open_sheet("a.xlsx", written(fill))
    assert sheet.problems == []
    assert list(sheet.rows) == [(2, ["a", "short"])]


def test_a_second_worksheet_that_is_filled_is_reported() -> None:
    def fill(book: Workbook) -> None:
        book.active.append(["id"])
        book.create_sheet("empty")
        book.create_sheet("more").append(["id"])

    problems = open_sheet("a.xlsx", written(fill)).problems
    assert [(p.code, p.value) for p in problems] == [("worksheet-left-out", "more")]


def test_an_empty_first_worksheet_is_passed_over() -> None:
    raw = written(lambda book: book.create_sheet("second").append(["id"]))
    assert open_sheet("a.xlsx", raw).header == ["id"]


def code_of(file: str, raw: bytes) -> str:
    with pytest.raises(SheetError) as raised:
        list(open_sheet(file, raw).rows)
    return raised.value.code


def test_a_workbook_without_content_is_empty() -> None:
    assert code_of("a.xlsx", written(id)) == "empty-file"


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("file", "raw", "code"),
    [
        ("a.xlsx", PNG, "not-a-spreadsheet"),
        ("a.csv", PNG, "not-a-spreadsheet"),
        ("a.xlsx", b"id,city\n1,x\n", "not-a-spreadsheet"),
        ("a.xlsx", b"PK\x03\x04 and nothing else", "not-a-spreadsheet"),
        ("a.xls", OLE, "not-a-spreadsheet"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "password-protected"),
        ("a.xlsx", b"", "empty-file"),
        ("a.csv", b"\xef\xbb\xbf\r\n", "empty-file"),
    ],
)
def test_what_is_no_table_is_refused_with_its_code(file: str, raw: bytes, code: str) -> None:
    assert code_of(file, raw) == code


def test_bytes_over_the_limit_are_refused() -> None:
    assert code_of("a.csv", bytes(MAX_FILE_BYTES + 1)) == "too-large"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as package:
        package.writestr("content.xml", "<office/>")
    assert code_of("a.ods", stream.getvalue()) == "not-a-spreadsheet"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", bytes(123_457))
    says_more = stream.getvalue().replace(struct.pack("<L", 123_457), struct.pack("<L", 900_000_000))
    assert code_of("a.xlsx", says_more) == "too-large"


def test_a_workbook_large_enough_for_a_bomb_must_hold_what_it_says() -> None:
    noise = random.Random(1).randbytes(1_000_000)
    stream = BytesIO(written(lambda book: book.active.append(["id"])))
    with ZipFile(stream, "a") as package:
        package.writestr("xl/media/photo.png", noise)
    assert open_sheet("a.xlsx", stream.getvalue()).header == ["id"]
    assert code_of("a.xlsx", stream.getvalue().replace(noise, noise[::-1])) == "not-a-spreadsheet"


def test_a_cell_in_the_far_corner_is_refused_before_it_fills_the_memory() -> None:
    def fill(book: Workbook) -> None:
        book.active["A1"] = "id"
        book.active["XFD1048576"] = "x"

    assert code_of("a.xlsx", written(fill)) == "too-large"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("damage", [lambda xml: xml[:80], lambda xml: xml.replace(b"<", b"&<")], ids=["cut", "garbled"])
def test_damaged_parts_are_refused(part: str, damage: Callable[[bytes], bytes]) -> None:
    raw = written(lambda book: [book.active.append(row) for row in (["id"], ["=1"])])
    assert code_of("a.xlsx", with_part(raw, part, damage)) in ("not-a-spreadsheet", "empty-file")


def test_columns_count_as_spreadsheets_name_them() -> None:
    assert [column_position(letters) for letters in ("A", "Z", "AA", "XFD")] == [0, 25, 26, 16383]


def test_an_open_document_is_met_with_the_way_out() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    for file in ("a.ods", "a.csv"):
        with pytest.raises(SheetError, match="save it as one of these"):
            open_sheet(file, stream.getvalue())

"""Files made to harm: refused in words, in bounded time and memory."""

import resource
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from matcher.errors import RoundInvalid
from matcher.reading import read_table, read_uploads
from matcher.reading.cells import LONGEST_CELL, LONGEST_NAME
from matcher.reading.grids import LONGEST_SHOWN, MAX_COLUMNS
from matcher.reading.round_toml import MAX_DOTS, read_settings
from matcher.reading.tables import LEARNERS, PLACEMENTS

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/s.xml"/>'
    "</Relationships>"
)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
MEMORY = 2_000_000_000


def packed(sheet: str, relations: str = RELATIONS) -> bytes:
    raw = BytesIO()
    with ZipFile(raw, "w", ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", WORKBOOK)
        package.writestr("xl/_rels/workbook.xml.rels", relations)
        package.writestr("xl/worksheets/s.xml", sheet)
    return raw.getvalue()


def codes(**files: bytes) -> set[str]:
    with pytest.raises(RoundInvalid) as invalid:
        read_uploads({name.replace("_", "."): raw for name, raw in files.items()})
    return {problem.code for problem in invalid.value.problems}


def bombs() -> dict[str, bytes]:
    return {
        "many rows": packed(SHEET.format("<row><c><f>1</f></c></row>" * 150_000)),
        "many cells": packed(SHEET.format(f"<row>{'<c/>' * 5_100_000}</row>")),
        "unpacks to much": packed(SHEET.format(" " * 210_000_000)),
        "far corner": packed(SHEET.format('<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>')),
        "long directory": packed(SHEET.format(""), RELATIONS.replace("<Rel", "<a/>" * 1_000_000 + "<Rel", 1)),
    }


def test_bombs_are_refused_within_bounded_memory(tmp_path: Path) -> None:
    """In a process of its own, that gets no more memory than this."""
    for number, raw in enumerate(bombs().values()):
        assert len(raw) < 2_000_000
        (tmp_path / f"{number}.xlsx").write_bytes(raw)
    code = (
        "import sys; from pathlib import Path; from matcher.reading import read_uploads\n"
        "from matcher.errors import RoundInvalid\n"
        "for path in sorted(Path(sys.argv[1]).glob('*.xlsx')):\n"
        "    try: read_uploads({'learners.xlsx': path.read_bytes()})\n"
        "    except RoundInvalid as invalid: print(path, len(invalid.problems))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert len(done.stdout.splitlines()) == len(bombs())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"a," * 1_000_000, "too-many-columns"),
        (",".join(f"column {n}" for n in range(MAX_COLUMNS + 1)).encode(), "too-many-columns"),
        (b"(" * (LONGEST_NAME + 1), "too-long"),
        (b"id,places\nP1," + b"9" * (LONGEST_CELL + 1), "too-long"),
        (b"id\n" + b"x" * (LONGEST_NAME + 1), "too-long"),
        (b"id\n" + b"x" * 10_000_000, "broken-quotes"),
    ],
)
def test_what_is_wider_or_longer_than_any_table_is_refused(raw: bytes, code: str) -> None:
    rows = read_table(PLACEMENTS, "placements.csv", raw)
    assert code in {problem.code for problem in rows.problems}
    assert all(len(problem.value) <= LONGEST_SHOWN + 1 for problem in rows.problems)


def test_a_long_cell_of_a_workbook_is_refused() -> None:
    book, whole, raw = Workbook(), BytesIO(), BytesIO()
    book.active.append(["id", "stay"])
    book.active.append(["L1", "MARK"])
    book.save(whole)
    with ZipFile(whole) as before, ZipFile(raw, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b"MARK", b"x" * 10_000_000))
    problems = read_table(LEARNERS, "learners.xlsx", raw.getvalue()).problems
    assert [problem.code for problem in problems] == ["too-long"]
    assert len(problems[0].value) <= LONGEST_SHOWN + 1


def test_many_unknown_headers_take_no_time_to_compare() -> None:
    header = ",".join(f"nothing of any table {n}" for n in range(MAX_COLUMNS)).encode()
    assert "missing-column" in {problem.code for problem in read_table(PLACEMENTS, "p.csv", header).problems}


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 400_000 + " = 1",
        f"x = {{ a{'.a' * (MAX_DOTS + 1)} = 1 }}",
        "x = " + "[" * 100_000,
        "[[" + "a." * 300,
    ],
)
def test_settings_that_would_take_a_parser_long_are_refused(text: str) -> None:
    assert [problem.code for problem in read_settings("round.toml", text.encode()).problems] == ["toml-syntax"]


@pytest.mark.parametrize("text", ['name = "a\\u0000b"', '"a\\u0000" = 1', 'x = [{ y = ["\\u0007"] }]'])
def test_control_characters_in_settings_are_refused(text: str) -> None:
    assert [problem.code for problem in read_settings("round.toml", text.encode()).problems] == ["control-character"]


@pytest.mark.parametrize("make", [lambda raw: raw[:-400], lambda raw: raw[:60] + b"\x00" * 40 + raw[100:]])
def test_damaged_packages_are_no_spreadsheets(make: Callable[[bytes], bytes]) -> None:
    assert "not-a-spreadsheet" in codes(learners_xlsx=make(packed(SHEET.format("<row/>"))))

"""Whatever the bytes, reading ends with a round or with problems."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from matcher.errors import RoundInvalid
from matcher.reading import TABLE_BY_NAME, read_table, read_uploads
from tests.rounds import ROUND_TOML, TABLES, csv_text

VALID = {"round.toml": ROUND_TOML.encode(), **{f"{name}.csv": csv_text(rows).encode() for name, rows in TABLES.items()}}
STRANGE = ["\0", "=1+1", "#REF!", '"', ";", "31/02/2026", "-1", "9" * 30, "\u202e", "\ud7ff", "ß", "-", "\n", "x" * 300]


def ends_well(files: dict[str, bytes]) -> None:
    try:
        read_uploads(files)
    except RoundInvalid as invalid:
        assert any(problem.severity == "error" for problem in invalid.problems)
        assert str(invalid)


@given(
    file=st.sampled_from([*VALID, "rules.toml", "learners.xlsx"]),
    raw=st.binary(max_size=400)
    | st.binary(max_size=50).map(lambda tail: b"PK\x03\x04" + tail)
    | st.text().map(str.encode),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_in_any_file(file: str, raw: bytes) -> None:
    ends_well({**VALID, file: raw})


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_changed_bytes_in_a_valid_file(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(list(VALID)))
    raw = bytearray(VALID[file])
    for _ in range(data.draw(st.integers(1, 8))):
        position = data.draw(st.integers(0, len(raw) - 1))
        raw[position : position + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    ends_well({**VALID, file: bytes(raw)})


@given(
    table=st.sampled_from(list(TABLES)),
    cells=st.lists(st.lists(st.text(max_size=12) | st.sampled_from(STRANGE), max_size=16), max_size=6),
)
@settings(max_examples=150, deadline=None)
def test_any_cells_under_a_valid_header(table: str, cells: list[list[str]]) -> None:
    rows = [*TABLES[table], *cells]
    ends_well({**VALID, f"{table}.csv": csv_text(rows).encode("utf-8", "surrogatepass")})


def workbook() -> dict[str, bytes]:
    book = Workbook()
    for row in TABLES["groups"]:
        book.active.append(row)
    book.active.append(["G9", "=A1", None, "#N/A"])
    book.active.merge_cells("A2:A3")
    stream = BytesIO()
    book.save(stream)
    with ZipFile(BytesIO(stream.getvalue())) as package:
        return {name: package.read(name) for name in package.namelist() if "theme" not in name}


PARTS = workbook()


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_any_changed_bytes_in_the_parts_of_a_workbook(data: st.DataObject) -> None:
    changed = data.draw(st.sampled_from(list(PARTS)))
    raw = bytearray(PARTS[changed])
    for _ in range(data.draw(st.integers(1, 5))):
        position = data.draw(st.integers(0, len(raw) - 1))
        piece = data.draw(st.binary(max_size=3) | st.text("<>/=\"' 0123456789ABZr", max_size=4).map(str.encode))
        raw[position : position + data.draw(st.integers(0, 4))] = piece
    stream = BytesIO()
    with ZipFile(stream, "w") as package:
        for name, part in PARTS.items():
            package.writestr(name, bytes(raw) if name == changed else part)
    read_table(TABLE_BY_NAME["groups"], "groups.xlsx", stream.getvalue())


@pytest.mark.parametrize(
    "name", ["", "/", "..", "learners", ".csv", "round.toml.csv", "ROUND.TOML", "L" * 5000 + ".csv"]
)
def test_any_file_name(name: str) -> None:
    ends_well({**VALID, name: b"id\n1\n"})

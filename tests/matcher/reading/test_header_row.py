"""A header below a title, in a worksheet that is not the first: found, and said."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from matcher.reading import TABLE_BY_NAME, TABLES, TableRows, read_table
from matcher.reading.headers import looks_like_header
from tests.rounds import TABLES as ROUND_TABLES
from tests.rounds import csv_text

LEARNERS = ROUND_TABLES["learners"]


def read(file: str, raw: bytes) -> TableRows:
    return read_table(TABLE_BY_NAME["learners"], file, raw)


def workbook(*sheets: tuple[str, object, bool]) -> bytes:
    """A workbook of sheets by name, each with its rows, visible or not."""
    book, stream = Workbook(), BytesIO()
    book.remove(book.worksheets[0])
    for name, rows, visible in sheets:
        sheet = book.create_sheet(name)
        for row in rows:  # type: ignore[attr-defined]
            sheet.append(list(row))
        sheet.sheet_state = "visible" if visible else "hidden"
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("above", ["Learners of autumn 2026\n\n", "\nAutumn\nsent on 3 May\n"])
def test_what_stands_above_the_header_is_left_out_and_said(delimiter: str, above: str) -> None:
    found = read("learners.csv", (above + csv_text(LEARNERS, delimiter)).encode())
    plain = read("learners.csv", csv_text(LEARNERS, delimiter).encode())
    assert found.values == plain.values
    lines = above.count("\n")
    assert found.numbers == [number + lines for number in plain.numbers]
    (said,) = found.problems
    assert (said.code, said.severity) == ("rows-above-header", "warning")
    assert f"in row {lines + 1}" in said.expected


def test_problems_of_a_header_further_down_name_its_row() -> None:
    header, *below = LEARNERS
    rows = [["Autumn 2026"], [], [*header, "sex"], *([*row, "F"] for row in below)]
    found = read("learners.xlsx", workbook(("Learners", rows, True)))
    assert {(problem.code, problem.row) for problem in found.problems} == {
        ("rows-above-header", 1),
        ("unknown-column", 3),
    }


def test_a_header_too_far_down_is_not_looked_for() -> None:
    found = read("learners.csv", ("a note\n" * 30 + csv_text(LEARNERS)).encode())
    assert "missing-column" in {problem.code for problem in found.problems}
    assert not found.readable


NOTES, OLD = [["Please fill in the second sheet"]], [*LEARNERS[:1], *LEARNERS[2:]]


@pytest.mark.parametrize(
    "sheets",
    [
        (("Read me", NOTES, True), ("Learners", LEARNERS, True)),
        (("Lists", [["RS"], ["MK"]], False), ("Learners", LEARNERS, True)),
        (("Old", OLD, False), ("Learners", LEARNERS, True)),
        (("Learners", LEARNERS, True), ("Old", OLD, True)),
    ],
)
def test_of_several_worksheets_the_first_that_people_see_with_a_header_is_read(
    sheets: tuple[tuple[str, object, bool], ...],
) -> None:
    found = read("learners.xlsx", workbook(*sheets))
    assert found["id"] == [row[0] for row in LEARNERS[1:]]
    assert [problem.code for problem in found.problems] == ["worksheet-left-out"]
    assert found.problems[0].value != "Learners"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_names_of_all_columns_are_a_header_and_rows_of_values_are_none(table: object) -> None:
    names = [column.name for column in table.columns]  # type: ignore[attr-defined]
    assert looks_like_header(table, names)  # type: ignore[arg-type]
    assert not looks_like_header(table, ["L1", "2026-10-05", "12", ""])  # type: ignore[arg-type]

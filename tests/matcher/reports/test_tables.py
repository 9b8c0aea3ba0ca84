import csv
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.reports import stale_tables, write_reports
from matcher.reports.tables import ROWS_AT_ONCE, TABLES, assignment_rows, csv_pieces, plain, write_workbook
from tests.matcher.explain.situations import learner, placement, round_of
from tests.matcher.reports.answered import Answered, answered, small

LEADS = r"=+\-@＝＋－＠"
cells = st.text(alphabet=st.sampled_from([*"=+-@;\t\r\n ,'\"aé1", "＝", "＠"]), max_size=8)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.lists(cells, min_size=1, max_size=3))
def test_no_cell_is_a_live_formula_whatever_the_separator(row: list[str]) -> None:
    content = b"".join(csv_pieces([["first", *row]]))
    for cell in read(content)[0]:
        assert not re.match(rf"\s*[{LEADS}]", cell)
    for piece in re.split(r"[;\t\r\n]", content.decode("utf-8-sig")):
        assert not re.match(rf'[\s"]*[{LEADS}]', piece)


@given(cells)
def test_nothing_but_apostrophes_is_added(cell: str) -> None:
    assert str(plain(cell)).replace("'", "") == cell.replace("'", "")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("-5", "'-5"),
        ("a;=1+1", "a;'=1+1"),
        ("  @SUM", "'  @SUM"),
        ("＝1", "'＝1"),
        ("\tx", "'\tx"),
        ("a=b, c-d", "a=b, c-d"),
        ("", ""),
        (-5, -5),
        (None, None),
    ],
)
def test_an_apostrophe_stands_before_formulas_only(cell: Any, written: Any) -> None:
    assert plain(cell) == written


def test_every_table_has_a_header_and_as_many_cells_in_each_row() -> None:
    planned, answer = small()
    for rows_of in TABLES.values():
        rows = list(rows_of(planned, answer))
        assert len(rows) > 1
        assert {len(row) for row in rows} == {len(rows[0])}


def test_assignments_say_who_is_where_how_well_and_why() -> None:
    planned, answer = answered(round_of([learner("l0", school="TS Nis")], [placement("p0")]))
    [header, row] = assignment_rows(planned, answer)
    said = dict(zip(header, row, strict=True))
    assert (said["learner"], said["placement"], said["host"], said["school"]) == ("l0", "p0", "Host p0", "TS Nis")
    assert (said["from"], said["to"], said["pinned"]) == ("2026-10-05", "2026-11-03", "")
    assert said["fit"] == answer.assignments[0].fit
    assert "0714" in str(said["why"])


def test_the_unplaced_have_a_row_for_each_reason() -> None:
    planned, answer = small()
    rows = list(TABLES["unplaced.csv"](planned, answer))[1:]
    assert len(rows) == sum(len(row.reasons) for row in answer.unplaced) > 0
    assert {row[4] for row in rows} == {reason.code for row in answer.unplaced for reason in row.reasons}


def test_marginals_have_a_column_for_each_stage() -> None:
    planned, answer = small()
    rows = list(TABLES["marginals.csv"](planned, answer))
    assert rows[0][-2:] == ["one_more_adds_placed", "one_more_adds_fit"]
    assert [row[1] for row in rows[1:]] == ["bologna", "seville", "p0", "p1"]


def workbook(path: Path) -> Any:
    return openpyxl.load_workbook(path).active


def test_a_spreadsheet_holds_text_as_text(tmp_path: Path) -> None:
    write_workbook([["name", "count"], ["=1+1", 2], ["http://x.example", None]], tmp_path / "a.xlsx")
    sheet = workbook(tmp_path / "a.xlsx")
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == "=1+1"
    assert sheet["B2"].value == 2
    assert sheet["B3"].value is None
    assert sheet["A3"].hyperlink is None


def test_an_empty_table_is_written_too(tmp_path: Path) -> None:
    write_workbook([["name"]], tmp_path / "a.xlsx")
    assert workbook(tmp_path / "a.xlsx")["A1"].value == "name"


def written(folder: Path, what: Answered) -> dict[str, bytes]:
    folder.mkdir()
    write_reports(*what, folder)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_same_answer_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = written(tmp_path / "a", small()), written(tmp_path / "b", small())
    assert set(first) == {*TABLES, "assignments.xlsx", "report.html"}
    assert first == second


def test_a_table_of_any_length_is_written_whole() -> None:
    rows = [["n"], *([str(number)] for number in range(2 * ROWS_AT_ONCE))]
    assert read(b"".join(csv_pieces(rows))) == rows


def test_more_assignments_than_anybody_reads_are_no_spreadsheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned, answer = small()
    assert "assignments.xlsx" in written(tmp_path / "a", (planned, answer))
    monkeypatch.setattr("matcher.reports.MOST_WORKBOOK_ROWS", len(answer.assignments) - 1)
    write_reports(planned, answer, tmp_path / "a")
    assert {file.name for file in (tmp_path / "a").iterdir()} == {*TABLES, "report.html"}


def test_a_table_that_is_changed_or_missing_is_stale(tmp_path: Path) -> None:
    planned, answer = small()
    written(tmp_path / "a", (planned, answer))
    assert stale_tables(planned, answer, tmp_path / "a") == []
    (tmp_path / "a" / "unplaced.csv").write_bytes(b"nobody")
    (tmp_path / "a" / "destinations.csv").unlink()
    assert stale_tables(planned, answer, tmp_path / "a") == ["unplaced.csv", "destinations.csv"]

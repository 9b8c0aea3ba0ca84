"""A damaged copy of the demonstration round: thirty different defects are thirty reported problems."""

import csv
import io
import shutil
from pathlib import Path

import openpyxl
import pytest

from benchmarks.intervet import FOLDER
from matcher.reading import check_round

Rows = list[list[object]]

# table, row as a spreadsheet counts it, header, what stands there instead
DAMAGE: tuple[tuple[str, int, str, str], ...] = (
    ("learners", 2, "Stay", "medium"),
    ("learners", 3, "Datum rođenja", "31/02/2005"),
    ("learners", 4, "Datum rođenja", "next spring"),
    ("learners", 5, "Languages", "klingonski B1"),
    ("learners", 6, "Languages", "en B7"),
    ("learners", 7, "EQF", "12"),
    ("learners", 8, "Sending partner", "NOBODY"),
    ("learners", 9, "Fewer opportunities", "perhaps"),
    ("learners", 10, "ID", ""),
    ("learners", 11, "Study language", "klingonski"),
    ("learners", 12, "Група", "XX-G9"),
    ("learners", 13, "EQF", "four"),
    ("learners", 14, "Graduated on", "2022-13-01"),
    ("learners", 15, "Graduated on", "30/02/2022"),
    ("placements", 2, "Places", "-3"),
    ("placements", 3, "Places", "two"),
    ("placements", 4, "Places", ""),
    ("placements", 5, "Destination", "atlantis"),
    ("placements", 6, "ISCED-F", "0799x"),
    ("placements", 7, "From", "31/02/2022"),
    ("placements", 8, "To", "2021-01-01"),  # before it begins
    ("placements", 9, "Working languages", "en B1 | volapük A2"),
    ("placements", 10, "Required language", "en Z9"),
    ("placements", 11, "Minimum age", "eighteen"),
    ("placements", 12, "Night work", "sometimes"),
    ("placements", 13, "EQF min", "0"),
    ("placements", 14, "Azienda", ""),
    ("destinations", 2, "Beds", "-1"),
    ("destinations", 3, "Country", "Atlantis"),
    ("groups", 2, "Pratioci", "-1"),
)


def tables_of_the_round() -> dict[str, Rows]:
    sheet = openpyxl.load_workbook(FOLDER / "placements.xlsx").active
    assert sheet is not None
    tables: dict[str, Rows] = {"placements": [[cell.value for cell in row] for row in sheet.iter_rows()]}
    for name, encoding, delimiter in (
        ("learners", "utf-8-sig", ","),
        ("destinations", "utf-8", ","),
        ("groups", "cp1250", ";"),
    ):
        text = (FOLDER / f"{name}.csv").read_bytes().decode(encoding)
        tables[name] = [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    return tables


def write(tables: dict[str, Rows], folder: Path) -> None:
    (folder / "placements.xlsx").unlink()
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["" if cell is None else _text(cell) for cell in row] for row in rows])


def _text(cell: object) -> str:
    return str(cell).removesuffix(" 00:00:00")


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "round"))
    tables = tables_of_the_round()
    for table, row, header, value in DAMAGE:
        column = tables[table][0].index(header)
        assert tables[table][row - 1][column] != value
        tables[table][row - 1][column] = value
    write(tables, folder)
    return folder


def test_thirty_defects_of_the_demonstration_round_are_thirty_problems(damaged: Path) -> None:
    assert len(DAMAGE) == 30
    problems = [problem for problem in check_round(damaged) if problem.severity == "error"]
    found = {(problem.file.removesuffix(".csv"), problem.row) for problem in problems}
    assert found == {(table, row) for table, row, _, _ in DAMAGE}
    assert len(problems) == 30


def test_the_undamaged_copy_has_none(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "round"))
    write(tables_of_the_round(), folder)
    assert [problem for problem in check_round(folder) if problem.severity == "error"] == []

"""Tables, a spreadsheet and a report from an answer; and a check that tables on disk still say what it says."""

from collections.abc import Iterable
from pathlib import Path

from matcher.explain import Planned
from matcher.model import Allocation
from matcher.reports.page import report_html
from matcher.reports.proof import keeps_published
from matcher.reports.tables import MOST_WORKBOOK_ROWS, TABLES, Cell, assignment_rows, csv_pieces, write_workbook

__all__ = ["WORKBOOK", "has_workbook", "keeps_published", "report_html", "stale_tables", "write_reports"]

WORKBOOK = "assignments.xlsx"


def write_reports(planned: Planned, answer: Allocation, out: Path) -> None:
    """Write every table of `TABLES`, the assignments as a spreadsheet unless there are too many, and `report.html`."""
    workbook = out / WORKBOOK
    workbook.unlink(missing_ok=True)
    for name, rows_of in TABLES.items():
        rows: Iterable[list[Cell]] = rows_of(planned, answer)
        if rows_of is assignment_rows and has_workbook(answer):
            rows = list(rows)
            write_workbook(rows, workbook)
        with (out / name).open("wb") as file:
            file.writelines(csv_pieces(rows))
    (out / "report.html").write_text(report_html(planned, answer), encoding="utf-8")


def has_workbook(answer: Allocation) -> bool:
    """Whether the assignments are written as a spreadsheet too."""
    return len(answer.assignments) <= MOST_WORKBOOK_ROWS


def stale_tables(planned: Planned, answer: Allocation, folder: Path) -> list[str]:
    """Return the names of the CSV tables in a folder that differ from what the answer gives, or are missing."""
    return [
        name
        for name, rows_of in TABLES.items()
        if not (folder / name).is_file() or not _holds(folder / name, csv_pieces(rows_of(planned, answer)))
    ]


def _holds(path: Path, pieces: Iterable[bytes]) -> bool:
    with path.open("rb") as file:
        return all(file.read(len(piece)) == piece for piece in pieces) and not file.read(1)

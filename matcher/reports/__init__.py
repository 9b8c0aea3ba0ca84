"""Tables, a spreadsheet and a report from an answer; and a check that tables on disk still say what it says."""

from pathlib import Path

from matcher.explain import Planned
from matcher.model import Allocation
from matcher.reports.page import report_html
from matcher.reports.tables import TABLES, assignment_rows, csv_bytes, write_workbook

__all__ = ["report_html", "stale_tables", "write_reports"]


def write_reports(planned: Planned, answer: Allocation, out: Path) -> None:
    """Write every table of `TABLES`, the assignments as a spreadsheet, and `report.html` into a folder."""
    for name, rows_of in TABLES.items():
        (out / name).write_bytes(csv_bytes(rows_of(planned, answer)))
    write_workbook(assignment_rows(planned, answer), out / "assignments.xlsx")
    (out / "report.html").write_text(report_html(planned, answer), encoding="utf-8")


def stale_tables(planned: Planned, answer: Allocation, folder: Path) -> list[str]:
    """Return the names of the CSV tables in a folder that differ from what the answer gives, or are missing."""
    return [
        name
        for name, rows_of in TABLES.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != csv_bytes(rows_of(planned, answer))
    ]

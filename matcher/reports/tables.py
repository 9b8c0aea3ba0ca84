"""The answer as tables: assignments, the unplaced, destinations; as CSV and as a spreadsheet."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from matcher.explain import Planned, marginals, sentence
from matcher.model import Allocation, Assignment, Reason, UnplacedReason

Cell = str | int | float | None
Rows = list[list[Cell]]

# What a spreadsheet program runs as a formula (OWASP, CSV injection): at the start of a cell, and behind what some
# locales read as the start of the next one.
LIVE = re.compile(r"(^|[;\t\r\n])(?=[\s\"]*[=+\-@＝＋－＠])|^(?=[\t\r\n])")
WRITTEN_ON = datetime(2022, 1, 1)  # a fixed date inside the file, so that the same answer gives the same bytes


def assignment_rows(planned: Planned, answer: Allocation) -> Rows:
    """One row per assignment, with a score per feature and the reasons in words."""
    features = list(type(planned.round.rules.weights).model_fields)
    header: list[Cell] = ["learner", "school", "sending_partner", "group", "destination", "placement", "host", "stay"]
    header += ["from", "to", "fit", *features, "pinned", "why"]
    return [header, *(_assignment_row(planned, assignment, features) for assignment in answer.assignments)]


def _assignment_row(planned: Planned, assignment: Assignment, features: Sequence[str]) -> list[Cell]:
    learner = planned.round.learner_by_id[assignment.learner]
    placement = planned.round.placement_by_id[assignment.placement]
    scores = [assignment.evidence[name].score if name in assignment.evidence else None for name in features]
    return [
        learner.id,
        learner.school,
        learner.sending_partner,
        learner.group,
        assignment.destination,
        placement.id,
        placement.host,
        assignment.stay,
        assignment.first_day.isoformat(),
        assignment.last_day.isoformat(),
        assignment.fit,
        *scores,
        "yes" if assignment.pinned else "",
        "; ".join(sentence(Reason(found.reason, found.params)) for found in assignment.evidence.values()),
    ]


def unplaced_rows(planned: Planned, answer: Allocation) -> Rows:
    """One row per reason of everybody unplaced."""
    header: list[Cell] = ["learner", "school", "sending_partner", "group", "code", "reason"]
    return [header, *(_reason_row(planned, row.learner, reason) for row in answer.unplaced for reason in row.reasons)]


def _reason_row(planned: Planned, id: str, reason: UnplacedReason) -> list[Cell]:
    learner = planned.round.learner_by_id[id]
    words = sentence(Reason(reason.code, reason.params))
    return [id, learner.school, learner.sending_partner, learner.group, reason.code, words]


def destination_rows(planned: Planned, answer: Allocation) -> Rows:
    """One row per destination: people, learners, companions, beds, cutoff, price of a bed."""
    figures = ["learners", "companions", "people", "beds", "cutoff", "price"]
    rows: Rows = [["destination", "city", "country", *figures]]
    for row in answer.destinations:
        where = planned.round.destination_by_id[row.destination]
        rows.append([row.destination, where.city, where.country, *(getattr(row, name) for name in figures)])
    return rows


def marginal_rows(planned: Planned, answer: Allocation) -> Rows:
    """One row per destination and placement: how full, cutoff, and what one more unit on every day would add."""
    stages = [stage["stage"] for stage in answer.certificate["stages"]]
    rows: Rows = [["of", "id", "taken", "capacity", "cutoff", "kind", *(f"one_more_adds_{name}" for name in stages)]]
    for row in marginals(planned):
        gains = [row.gains[name] for name in stages]
        rows.append([row.of, row.id, row.taken, row.capacity, row.cutoff, row.kind, *gains])
    return rows


TABLES: dict[str, Callable[[Planned, Allocation], Rows]] = {
    "assignments.csv": assignment_rows,
    "unplaced.csv": unplaced_rows,
    "destinations.csv": destination_rows,
    "marginals.csv": marginal_rows,
}


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheet programs expect it; text never becomes a formula."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([[plain(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def plain(cell: Cell) -> Cell:
    """The cell, with an apostrophe wherever a spreadsheet program would begin to read a formula."""
    return LIVE.sub(r"\1'", cell) if isinstance(cell, str) else cell


def write_workbook(rows: Sequence[Sequence[Cell]], path: Path) -> None:
    """Write one sheet with a frozen, filterable header; text stays text."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": WRITTEN_ON})
    sheet = book.add_worksheet(path.stem)
    bold = book.add_format({"bold": True})
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, column, cell, bold if line == 0 else None)
            elif cell is not None:
                sheet.write_number(line, column, cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1)
    sheet.autofit(max_width=420)
    book.close()

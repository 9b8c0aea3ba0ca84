"""The answer as tables: assignments, the unplaced, destinations; as CSV and as a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_pixel_width

from matcher.explain import Planned, marginals
from matcher.model import Allocation, Assignment
from matcher.reading.formulas import guarded, kept
from matcher.reports.sentences import Sentences

Cell = str | int | float | None
Rows = Iterator[list[Cell]]

# Rows up to which the assignments are written as a spreadsheet too: nobody reads more by eye, and it takes longer to
# write than everything else. Programs take the CSV.
MOST_WORKBOOK_ROWS = 50_000
ROWS_AT_ONCE = 4096
WIDEST, CELL_PADDING = 420, 7  # pixels of a column
FILTER_BUTTON = "    "  # takes about as much room beside a header

WRITTEN_ON = datetime(2022, 1, 1)  # a fixed date inside the file, so that the same answer gives the same bytes


def assignment_rows(planned: Planned, answer: Allocation) -> Rows:
    """One row per assignment, with a score per feature and the reasons in words."""
    features = list(type(planned.round.rules.weights).model_fields)
    header: list[Cell] = ["learner", "school", "sending_partner", "group", "destination", "placement", "host", "stay"]
    header += ["from", "to", "fit", *features, "pinned", "why"]
    yield header
    say = Sentences()
    for assignment in answer.assignments:
        yield _assignment_row(planned, assignment, features, say)


def _assignment_row(planned: Planned, assignment: Assignment, features: Sequence[str], say: Sentences) -> list[Cell]:
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
        "; ".join(map(say.of, assignment.evidence.values())),
    ]


def unplaced_rows(planned: Planned, answer: Allocation) -> Rows:
    """One row per reason of everybody unplaced."""
    yield ["learner", "school", "sending_partner", "group", "code", "reason"]
    say = Sentences()
    for row in answer.unplaced:
        learner = planned.round.learner_by_id[row.learner]
        for reason in row.reasons:
            whence = learner.school, learner.sending_partner, learner.group
            yield [row.learner, *whence, reason.code, say.of(reason)]


def destination_rows(planned: Planned, answer: Allocation) -> Rows:
    """One row per destination: people, learners, companions, beds, cutoff, price of a bed."""
    figures = ["learners", "companions", "people", "beds", "cutoff", "price"]
    yield ["destination", "city", "country", *figures]
    for row in answer.destinations:
        where = planned.round.destination_by_id[row.destination]
        yield [row.destination, where.city, where.country, *(getattr(row, name) for name in figures)]


def marginal_rows(planned: Planned, answer: Allocation) -> Rows:
    """One row per destination and placement: how full, cutoff, and what one more unit on every day would add."""
    stages = [stage["stage"] for stage in answer.certificate["stages"]]
    yield ["of", "id", "taken", "capacity", "cutoff", "kind", *(f"one_more_adds_{name}" for name in stages)]
    for row in marginals(planned):
        gains = [row.gains[name] for name in stages]
        yield [row.of, row.id, row.taken, row.capacity, row.cutoff, row.kind, *gains]


TABLES: dict[str, Callable[[Planned, Allocation], Rows]] = {
    "assignments.csv": assignment_rows,
    "unplaced.csv": unplaced_rows,
    "destinations.csv": destination_rows,
    "marginals.csv": marginal_rows,
}


def csv_pieces(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The table some thousand rows at a time, so that its length costs no memory.

    UTF-8 with a byte order mark, as spreadsheet programs expect it; text never becomes a formula.
    """
    rest = iter(rows)
    encoding = "utf-8-sig"
    while some := [[plain(cell) for cell in row] for row in islice(rest, ROWS_AT_ONCE)]:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(some)
        yield text.getvalue().encode(encoding)
        encoding = "utf-8"


def plain(cell: Cell) -> Cell:
    """The cell, with an apostrophe wherever a spreadsheet program would begin to read a formula."""
    return guarded(cell) if isinstance(cell, str) else cell


def write_workbook(rows: Sequence[Sequence[Cell]], path: Path) -> None:
    """Write one sheet with a frozen, filterable header; text stays text, and is read back as it was."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": WRITTEN_ON})
    sheet = book.add_worksheet(path.stem)
    bold = book.add_format({"bold": True})
    longest = [str(cell) + FILTER_BUTTON for cell in rows[0]]
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, column, kept(cell), bold if line == 0 else None)
                longest[column] = max(longest[column], cell, key=len)
            elif cell is not None:
                sheet.write_number(line, column, cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1)
    for column, text in enumerate(longest):
        sheet.set_column_pixels(column, column, min(xl_pixel_width(text) + CELL_PADDING, WIDEST))
    book.close()

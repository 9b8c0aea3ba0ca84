"""Tables to take away, with what the viewer may see in them; learners and placements as they can be sent back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, get_args

from api.services.round_documents import mobility_table
from matcher.errors import InputError
from matcher.model import Learner, Placement
from matcher.reading.written import cell_of
from matcher.reports.tables import MOST_WORKBOOK_ROWS, Cell, csv_pieces, write_workbook
from matcher.store.engine import Session
from matcher.store.exporting import ASSIGNMENT, PROPOSAL, assignment_rows, proposal_rows
from matcher.store.learners import list_learners
from matcher.store.placements import list_placements
from matcher.store.viewers import Viewer

TableName = Literal["learners", "placements", "proposals", "assignments", "mobility_export"]
TABLE_NAMES: tuple[TableName, ...] = get_args(TableName)
FileKind = Literal["csv", "xlsx"]
EVERY = 10_000_000

LEARNER_COLUMNS = tuple(name for name in Learner.model_fields if name != "extra")
PLACEMENT_COLUMNS = tuple(name for name in Placement.model_fields if name not in ("extra", "window"))


def export(session: Session, viewer: Viewer, round_id: str, table: TableName, kind: FileKind) -> bytes:
    """Return a table as a file. No text in it is a formula.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer may not have it.
    InputError
        If it is longer than a spreadsheet should be.
    """
    rows = [list(map(_cell, row)) for row in ROWS[table](session, viewer, round_id)]
    if kind == "csv":
        return b"".join(csv_pieces(rows))
    if len(rows) > MOST_WORKBOOK_ROWS:
        raise InputError("too-large", f"more than {MOST_WORKBOOK_ROWS} rows: take the CSV", rows=len(rows))
    return _workbook(rows, table)


def _workbook(rows: Sequence[Sequence[Cell]], table: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{table}.xlsx"
        write_workbook(rows, path)
        return path.read_bytes()


def _learners(session: Session, viewer: Viewer, round_id: str) -> Iterator[list[object]]:
    found = [learner for learner, _ in list_learners(session, viewer, round_id, "", EVERY)]
    return _with_extra(LEARNER_COLUMNS, found, lambda learner: [cell_of(learner, name) for name in LEARNER_COLUMNS])


def _placements(session: Session, viewer: Viewer, round_id: str) -> Iterator[list[object]]:
    found = [placement for placement, _ in list_placements(session, viewer, round_id, "", EVERY)]

    def values(placement: Placement) -> list[object]:
        stated = [cell_of(placement, name) for name in PLACEMENT_COLUMNS]
        return [*stated, placement.window.first_day, placement.window.last_day]

    return _with_extra((*PLACEMENT_COLUMNS, "from", "to"), found, values)


def _with_extra(
    header: Sequence[str], nouns: Sequence[Any], values: Callable[[Any], list[object]]
) -> Iterator[list[object]]:
    """The rows under their header, and the columns that this program does not know, as they came."""
    more = sorted({name for noun in nouns for name, _ in noun.extra})
    yield [*header, *more]
    for noun in nouns:
        own = dict(noun.extra)
        yield [*values(noun), *(own.get(name, "") for name in more)]


def _proposals(session: Session, viewer: Viewer, round_id: str) -> Iterable[Sequence[object]]:
    return [_headed(PROPOSAL), *proposal_rows(session, viewer, round_id)]


def _assignments(session: Session, viewer: Viewer, round_id: str) -> Iterable[Sequence[object]]:
    return [_headed(ASSIGNMENT), *assignment_rows(session, viewer, round_id)]


def _headed(columns: Sequence[str]) -> list[object]:
    return [name.removesuffix("_id") for name in columns]


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float) else str(value)


Rows = Callable[[Session, Viewer, str], Iterable[Sequence[object]]]
ROWS: Mapping[TableName, Rows] = {
    "learners": _learners,
    "placements": _placements,
    "proposals": _proposals,
    "assignments": _assignments,
    "mobility_export": mobility_table,
}

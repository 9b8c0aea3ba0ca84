"""A spreadsheet is sent: what is wrong is shown in place, what would happen is said, and then it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from api.errors import ProblemRow, problem_of
from api.pages.carried import content_of, parts_of
from api.pages.rendering import Frame, Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking, Sending
from api.schemas.fields import IdInPath, Name
from api.services.imports import AddedTable, Change, Imported, add_table
from api.state import Reading, StoreOf
from api.uploads import Uploads, served_in_turn
from matcher.errors import RoundInvalid
from matcher.reading import TABLE_BY_NAME
from matcher.reading.cells import says
from matcher.store.engine import Store, reading
from matcher.store.learners import KEEPERS
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer, require

router = APIRouter(include_in_schema=False)

SENDERS: Mapping[AddedTable, tuple[Role, ...]] = {"learners": KEEPERS, "placements": ("coordinator", "hosting")}
LONGEST_NAME = 200  # signs of a file's name, its end
MOST_SHOWN = 500  # problems; nobody mends more before sending the file again

Table = Annotated[AddedTable, Form()]
Count = Annotated[int, Field(ge=0, le=10**9)]


class UploadAsked(BaseModel):
    """Which table is sent, and what was kept just now."""

    table: AddedTable = "learners"
    added: Count | None = None
    changed: Count = 0


@dataclass(frozen=True)
class ColumnUnderstood:
    name: str
    required: bool
    holds: str
    synonyms: str


@dataclass(frozen=True)
class Checked:
    """A file that could be kept; `parts` carry it, so that nobody has to choose it again."""

    imported: Imported
    parts: tuple[str, ...]


@dataclass(frozen=True)
class UploadPage:
    """Before a file is sent, after it was found wrong, after it was found right, and after it was kept."""

    template: ClassVar[str] = "upload.html"
    head: RoundHead
    table: AddedTable
    columns: tuple[ColumnUnderstood, ...]
    kept: Change | None
    file: str
    problems: Sequence[ProblemRow]
    left_out: int
    checked: Checked | None


@router.get("/rounds/{round_id}/upload")
def look(
    round_id: IdInPath, asked: Annotated[UploadAsked, Query()], frame: Framed, visitor: Looking, session: Reading
) -> Response:
    head = head_of(session, visitor.viewer, round_id)
    require(visitor.viewer, "sending this table", SENDERS[asked.table])
    kept = None if asked.added is None else Change(added=asked.added, changed=asked.changed)
    return show(frame, _page(head, asked.table, kept=kept))


@router.post("/rounds/{round_id}/upload")
def check(
    round_id: IdInPath, visitor: Sending, files: Uploads, frame: Framed, store: StoreOf, table: Table
) -> Response:
    """Only say what would happen."""
    [(file, content)] = files.items() if len(files) == 1 else [("", b"")]
    file = file[-LONGEST_NAME:]
    head = _head(store, visitor.viewer, round_id)
    try:
        found = add_table(store, visitor.viewer, round_id, table, file, content, trial=True)
    except RoundInvalid as invalid:
        return _refused(frame, head, table, file, invalid)
    return show(frame, _page(head, table, file=file, checked=Checked(found, parts_of(content))))


@router.post("/rounds/{round_id}/upload/checked")
def keep(
    round_id: IdInPath,
    visitor: Sending,
    frame: Framed,
    store: StoreOf,
    table: Table,
    file: Annotated[Name, Form()],
    part: Annotated[list[str], Form(max_length=1_000)],
) -> Response:
    """Keep a file that was checked; it is checked anew."""
    head = _head(store, visitor.viewer, round_id)
    try:
        with served_in_turn():
            found = add_table(store, visitor.viewer, round_id, table, file, content_of(part), trial=False)
    except RoundInvalid as invalid:
        return _refused(frame, head, table, file, invalid)
    done = found.learners if table == "learners" else found.placements
    query = urlencode({"table": table, "added": done.added, "changed": done.changed})
    return RedirectResponse(f"/rounds/{round_id}/upload?{query}", 303)


def _head(store: Store, viewer: Viewer, round_id: str) -> RoundHead:
    with reading(store) as session:
        return head_of(session, viewer, round_id)


def _refused(frame: Frame, head: RoundHead, table: AddedTable, file: str, invalid: RoundInvalid) -> Response:
    problem = problem_of(invalid)
    errors = [row for row in problem.rows if row.severity == "error"]
    return show(frame, _page(head, table, file=file, problems=errors), problem.status)


def _page(
    head: RoundHead,
    table: AddedTable,
    *,
    kept: Change | None = None,
    file: str = "",
    problems: Sequence[ProblemRow] = (),
    checked: Checked | None = None,
) -> UploadPage:
    columns = tuple(
        ColumnUnderstood(column.name, column.required, says(column.parse), column.synonyms)
        for column in TABLE_BY_NAME[table].columns
    )
    left_out = max(len(problems) - MOST_SHOWN, 0)
    return UploadPage(head, table, columns, kept, file, problems[:MOST_SHOWN], left_out, checked)

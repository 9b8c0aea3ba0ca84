"""One's rounds, and a new one made of a folder's files: checked in place first, then kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from api.errors import ProblemRow, problem_of
from api.pages.carried import files_of, parts_of_files
from api.pages.lists import next_path
from api.pages.rendering import Frame, Framed, show
from api.pages.visitors import Looking, Sending
from api.paging import Paging, key_after, page_of
from api.services.imports import Imported, create_round_of_files
from api.state import Reading, StoreOf
from api.uploads import Uploads, served_in_turn
from matcher.errors import RoundInvalid
from matcher.reading import TABLE_BY_NAME
from matcher.store.rounds import list_rounds
from matcher.store.tables import RoundRow
from matcher.store.viewers import require

router = APIRouter(prefix="/rounds", include_in_schema=False)

MOST_SHOWN = 500  # problems; nobody mends more before sending the files again


@dataclass(frozen=True)
class RoundsPage:
    template: ClassVar[str] = "rounds.html"
    rounds: tuple[RoundRow, ...]
    may_make: bool
    next: str | None


@dataclass(frozen=True)
class NewRoundPage:
    """Before files are sent, after they were found wrong, and after they were found right; `parts` carry them then."""

    template: ClassVar[str] = "new_round.html"
    tables: tuple[str, ...]
    problems: Sequence[ProblemRow]
    left_out: int
    imported: Imported | None
    parts: tuple[str, ...]


@router.get("")
def look(asked: Paging, frame: Framed, visitor: Looking, session: Reading) -> Response:
    (after,) = key_after(asked) or ("",)
    rows = list_rounds(session, visitor.viewer, str(after), asked.limit + 1)
    found = page_of(rows, asked, lambda row: row.id, lambda row: (row.id,))
    may_make = "coordinator" in visitor.roles
    return show(frame, RoundsPage(tuple(rows[: asked.limit]), may_make, next_path(frame.path, asked, found.next)))


@router.get("/new")
def ask(frame: Framed, visitor: Looking) -> Response:
    require(visitor.viewer, "importing a round", ("coordinator",))
    return show(frame, _page())


@router.post("/new")
def check(visitor: Sending, files: Uploads, frame: Framed, store: StoreOf) -> Response:
    """Only say what would happen."""
    try:
        found = create_round_of_files(store, visitor.viewer, files, trial=True)
    except RoundInvalid as invalid:
        return _refused(frame, invalid)
    return show(frame, _page(imported=found, parts=parts_of_files(files)))


@router.post("/new/checked")
def keep(
    visitor: Sending, frame: Framed, store: StoreOf, part: Annotated[list[str], Form(max_length=1_000)]
) -> Response:
    """Keep files that were checked; they are checked anew."""
    try:
        with served_in_turn():
            found = create_round_of_files(store, visitor.viewer, files_of(part), trial=False)
    except RoundInvalid as invalid:
        return _refused(frame, invalid)
    return RedirectResponse(f"/rounds/{found.round}/parties", 303)


def _refused(frame: Frame, invalid: RoundInvalid) -> Response:
    problem = problem_of(invalid)
    errors = [row for row in problem.rows if row.severity == "error"]
    return show(frame, _page(problems=errors), problem.status)


def _page(
    *, problems: Sequence[ProblemRow] = (), imported: Imported | None = None, parts: tuple[str, ...] = ()
) -> NewRoundPage:
    left_out = max(len(problems) - MOST_SHOWN, 0)
    return NewRoundPage(tuple(TABLE_BY_NAME), problems[:MOST_SHOWN], left_out, imported, parts)

"""Tables of a round to take away, and the newest plan as a folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.schemas.fields import IdInPath
from api.services.exports import TABLE_NAMES, TableName
from api.state import Reading
from matcher.store.rounds import latest_run
from matcher.store.tables.organisations import Role

router = APIRouter(include_in_schema=False)

OFFERED: Mapping[TableName, frozenset[Role]] = {
    "learners": frozenset({"coordinator", "auditor", "sending", "school"}),
    "placements": frozenset({"coordinator", "auditor", "sending", "school", "hosting"}),
    "proposals": frozenset({"coordinator", "auditor", "sending", "school", "hosting"}),
    "assignments": frozenset({"coordinator", "auditor"}),
}
"""Whom a table is offered to; what stands in it is decided where the data is read."""


@dataclass(frozen=True)
class FilesPage:
    """`run`: the newest plan, for who oversees the round."""

    template: ClassVar[str] = "files.html"
    head: RoundHead
    tables: tuple[TableName, ...]
    run: str | None


@router.get("/rounds/{round_id}/files")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    tables = tuple(name for name in TABLE_NAMES if viewer.roles & OFFERED[name])
    run = latest_run(session, round_id) if viewer.roles & OFFERED["assignments"] else None
    return show(frame, FilesPage(head, tables, run.id if run else None))

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
from api.services.round_documents import WRITERS
from api.state import Reading
from matcher.reports.documents import Shared
from matcher.store.publishing import published_run
from matcher.store.rounds import latest_run
from matcher.store.tables.organisations import Role

router = APIRouter(include_in_schema=False)

SHARED: tuple[Shared, ...] = ("programmes", "company_sheets")
OFFERED: Mapping[TableName, frozenset[Role]] = {
    "learners": frozenset({"coordinator", "auditor", "sending", "school"}),
    "placements": frozenset({"coordinator", "auditor", "sending", "school", "hosting"}),
    "proposals": frozenset({"coordinator", "auditor", "sending", "school", "hosting"}),
    "assignments": frozenset({"coordinator", "auditor"}),
    "mobility_export": WRITERS["mobility_export"],
}
"""Whom a table is offered to; what stands in it is decided where the data is read."""


@dataclass(frozen=True)
class FilesPage:
    """`run`: the newest plan, for who oversees the round; `documents`: kinds of them, once a plan is published."""

    template: ClassVar[str] = "files.html"
    head: RoundHead
    tables: tuple[TableName, ...]
    run: str | None
    documents: tuple[Shared, ...]


@router.get("/rounds/{round_id}/files")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    published = published_run(session, round_id) is not None
    tables = (name for name in TABLE_NAMES if viewer.roles & OFFERED[name])
    run = latest_run(session, round_id) if viewer.roles & OFFERED["assignments"] else None
    page = FilesPage(
        head=head,
        tables=tuple(name for name in tables if published or name != "mobility_export"),
        run=run.id if run else None,
        documents=tuple(kind for kind in SHARED if published and viewer.roles & WRITERS[kind]),
    )
    return show(frame, page)

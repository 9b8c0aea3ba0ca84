"""Objections of a round: what was objected to, and reviewed by somebody who had no part in it."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from api.pages.lists import next_path
from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking, Sending
from api.paging import PageAsked, key_after, page_of
from api.schemas.fields import NO_NUL, IdInPath
from api.state import Reading, Writing
from matcher.store.engine import Session
from matcher.store.event_log import written_about
from matcher.store.objections import Verdict, learners_of_objections, list_objections, review, reviewable
from matcher.store.tables import ObjectionRow
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)

Said = Annotated[str, Form(min_length=1, max_length=2_000, pattern=NO_NUL)]


class ObjectionsAsked(PageAsked):
    """Which objections are looked for."""

    limit: int = Field(default=20, ge=1, le=50)
    state: Literal["", "open", "upheld", "rejected"] = ""


@dataclass(frozen=True)
class ObjectionLine:
    """An objection with what was said: by who objected first, then by who reviewed."""

    objection: ObjectionRow
    learner: str | None
    said: tuple[str, ...]
    may_review: bool


@dataclass(frozen=True)
class ObjectionsPage:
    template: ClassVar[str] = "objections.html"
    head: RoundHead
    asked: ObjectionsAsked
    objections: tuple[ObjectionLine, ...]
    next: str | None
    waits_for_others: bool


@router.get("/rounds/{round_id}/objections")
def look(
    round_id: IdInPath, asked: Annotated[ObjectionsAsked, Query()], frame: Framed, visitor: Looking, session: Reading
) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    (after,) = key_after(asked) or ("",)
    rows = list_objections(session, viewer, round_id, str(after), asked.limit + 1, asked.state or None)
    found = page_of(rows, asked, lambda row: row.id, lambda row: (row.id,))
    lines = _lines(session, viewer, round_id, rows[: asked.limit])
    waits = any(line.objection.state == "open" and not line.may_review for line in lines)
    page = ObjectionsPage(
        head=head,
        asked=asked,
        objections=lines,
        next=next_path(frame.path, asked, found.next),
        waits_for_others=waits and "coordinator" in viewer.roles,
    )
    return show(frame, page)


@router.post("/objections/{objection_id}/review")
def decide(
    objection_id: IdInPath, visitor: Sending, session: Writing, verdict: Annotated[Verdict, Form()], why: Said
) -> Response:
    row = review(session, visitor.viewer, objection_id, verdict, why.strip())
    return RedirectResponse(f"/rounds/{row.round_id}/objections", 303)


def _lines(session: Session, viewer: Viewer, round_id: str, rows: list[ObjectionRow]) -> tuple[ObjectionLine, ...]:
    learners = learners_of_objections(session, viewer, rows)
    said = written_about(session, viewer, round_id, "objection", [row.id for row in rows])
    open_ = reviewable(session, viewer, round_id, rows)
    return tuple(
        ObjectionLine(row, learners.get(row.proposal_id), tuple(said[row.id]), row.id in open_) for row in rows
    )

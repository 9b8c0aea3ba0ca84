"""What partners and participants of a round are told: read, posted, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.typed import TypedForm, problems_by_field
from api.pages.visitors import Looking, Sending
from api.routes.notices import NoticeAsked
from api.schemas.fields import IdInPath
from api.state import Reading, StoreOf, Writing
from matcher.store.engine import Session, reading, writing
from matcher.store.notices import SIDES, Audience, list_notices, post_notice, withdraw_notice, writers_of
from matcher.store.tables import NoticeRow
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)

MOST = 1_000
AUDIENCES: tuple[Audience, ...] = ("sending", "school", "hosting")


@dataclass(frozen=True)
class NoticeShown:
    row: NoticeRow
    writer: str
    audience: tuple[Audience, ...]
    own: bool


@dataclass(frozen=True)
class NoticesPage:
    """All that is for one, newest first, and a form for those who may post."""

    template: ClassVar[str] = "notices.html"
    head: RoundHead
    notices: tuple[NoticeShown, ...]
    may_post: bool
    audiences: tuple[Audience, ...]
    typed: Mapping[str, str]
    chosen: tuple[str, ...]
    problems: Mapping[str, str]


@router.get("/rounds/{round_id}/notices")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    return show(frame, _page(session, visitor.viewer, round_id, {}, (), {}))


@router.post("/rounds/{round_id}/notices")
def post(round_id: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf) -> Response:
    values, audience = {name: typed.text(name) for name in ("title", "text")}, typed.all("audience")
    problems = {} if audience else {"audience": "somebody to read it"}
    try:
        sent = NoticeAsked.model_validate({**values, "audience": audience})
    except ValidationError as invalid:
        problems |= problems_by_field(invalid)
    if problems:
        with reading(store) as session:
            return show(frame, _page(session, visitor.viewer, round_id, values, audience, problems), 422)
    with writing(store) as session:
        post_notice(session, visitor.viewer, round_id, sent.audience, sent.title, sent.text)
    return RedirectResponse(f"/rounds/{round_id}/notices", 303)


@router.post("/rounds/{round_id}/notices/{notice_id}/withdraw")
def take_back(round_id: IdInPath, notice_id: IdInPath, visitor: Sending, session: Writing) -> Response:
    withdraw_notice(session, visitor.viewer, notice_id)
    return RedirectResponse(f"/rounds/{round_id}/notices", 303)


def _page(
    session: Session,
    viewer: Viewer,
    round_id: str,
    typed: Mapping[str, str],
    chosen: tuple[str, ...],
    problems: Mapping[str, str],
) -> NoticesPage:
    head = head_of(session, viewer, round_id)
    rows = list_notices(session, viewer, round_id, "", MOST)
    writers = writers_of(session, rows)
    newest = sorted(rows, key=lambda row: (row.posted_at, row.id), reverse=True)
    return NoticesPage(
        head=head,
        notices=tuple(_shown(row, writers, viewer) for row in newest),
        may_post=not viewer.roles.isdisjoint(SIDES),
        audiences=AUDIENCES,
        typed={name: typed.get(name, "") for name in ("title", "text")},
        chosen=chosen,
        problems=problems,
    )


def _shown(row: NoticeRow, writers: Mapping[str, str], viewer: Viewer) -> NoticeShown:
    audience = tuple(role for role in AUDIENCES if getattr(row, f"for_{role}"))
    own = row.organisation_id == viewer.organisation
    return NoticeShown(row, writers.get(row.organisation_id, ""), audience, own)

"""Notices: dates, budgets and other information for the partners and participants of a round."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.errors import documented
from api.locations import located
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import IdInPath, Name, Text
from api.security import Asking
from api.state import Reading, Writing
from matcher.store.notices import Audience, list_notices, post_notice, withdraw_notice

router = APIRouter(tags=["notices"])


class NoticeAsked(BaseModel):
    """What others should know."""

    audience: set[Audience] = Field(description="Who of those concerned reads it.", examples=[["school"]])
    title: Annotated[Name, Field(min_length=1, examples=["Departure on 2 October"])]
    text: Annotated[Text, Field(min_length=1, examples=["The bus leaves at 6:00 from the school."])]


class NoticeShown(BaseModel):
    """A notice as its readers see it."""

    id: str
    organisation: str
    title: str
    text: str
    audience: list[Audience]
    posted_at: datetime

    @classmethod
    def of(cls, row: Any) -> "NoticeShown":
        audience = [role for role in ("hosting", "school", "sending") if getattr(row, f"for_{role}")]
        return cls.model_validate(
            {name: getattr(row, name) for name in ("id", "title", "text", "posted_at")}
            | {"organisation": row.organisation_id, "audience": audience}
        )


@router.get("/rounds/{round_id}/notices", responses=documented(401, 404, 422, 429))
def notices(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[NoticeShown]:
    """List the notices of a round that are for one, by id."""
    (after,) = key_after(asked) or ("",)
    rows = list_notices(session, viewer, round_id, str(after), asked.limit + 1)
    return page_of(rows, asked, NoticeShown.of, lambda row: (row.id,))


@router.post("/rounds/{round_id}/notices", status_code=201, responses=documented(401, 403, 404, 409, 422, 429))
def post(round_id: IdInPath, sent: NoticeAsked, response: Response, session: Writing, viewer: Asking) -> NoticeShown:
    """Tell partners and participants something."""
    notice = post_notice(session, viewer, round_id, sent.audience, sent.title, sent.text)
    located(response, "notices", notice.id)
    return NoticeShown.of(notice)


@router.delete("/notices/{notice_id}", status_code=204, responses=documented(401, 403, 404, 422, 429))
def take_back(notice_id: IdInPath, session: Writing, viewer: Asking) -> None:
    """Take back a notice of one's own organisation."""
    withdraw_notice(session, viewer, notice_id)

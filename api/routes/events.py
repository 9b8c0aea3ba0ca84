"""What happened: who did what, when and why."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.errors import documented
from api.paging import Page, PageAsked, Paging, key_after, page_of
from api.schemas.fields import IdInPath
from api.security import Asking
from api.state import Reading
from matcher.store.engine import Session
from matcher.store.event_log import EventShown, list_events
from matcher.store.viewers import Viewer

router = APIRouter(tags=["events"])

Subject = Annotated[
    str | None,
    Query(
        pattern=r"^[a-z_]+:[^\x00]+$",
        max_length=240,
        description="Only what is about this, as kind:id.",
        examples=["learner:RS-001"],
    ),
]


class Event(BaseModel):
    """An event, never changed."""

    id: int
    at: datetime
    author: str = Field(description="A person's id, that of a key, or `service`.")
    organisation: str | None
    what: str = Field(examples=["publish run"])
    reason_code: str | None
    why: str = Field(description="In the author's words; gone when the person it is about is erased.")
    about: list[str] = Field(description="As kind:id.", examples=[["learner:RS-001"]])


@router.get("/events", responses=documented(401, 404, 422, 429))
def events(session: Reading, viewer: Asking, asked: Paging, subject: Subject = None) -> Page[Event]:
    """List what one's organisation did, and what happened in the rounds that it coordinates; newest first."""
    return _page(session, viewer, None, asked, subject)


@router.get("/rounds/{round_id}/events", responses=documented(401, 404, 422, 429))
def events_of_round(
    round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging, subject: Subject = None
) -> Page[Event]:
    """List what happened in a round, newest first: to its coordinator all, to others what they did themselves."""
    return _page(session, viewer, round_id, asked, subject)


def _page(session: Session, viewer: Viewer, round_id: str | None, asked: PageAsked, subject: str | None) -> Page[Event]:
    (before,) = key_after(asked, whole=True) or (None,)
    kind, _, id = (subject or "").partition(":")
    about = (kind, id) if subject else None
    rows = list_events(session, viewer, round_id, None if before is None else int(before), asked.limit + 1, about)
    return page_of(rows, asked, _shown, lambda row: (row.id,))


def _shown(event: EventShown) -> Event:
    return Event(
        id=event.id,
        at=event.at,
        author=event.author,
        organisation=event.organisation,
        what=event.what,
        reason_code=event.reason_code,
        why=event.why,
        about=[f"{kind}:{id}" for kind, id in event.subjects],
    )

"""Runs of the planner: asked for, watched, cancelled, published."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

from api.errors import documented
from api.locations import located
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import IdInPath
from api.schemas.runs import RunShown, run_shown
from api.security import Asking
from api.services.queueing import queue_run
from api.services.watching import Seen, changes, look_at
from api.state import JobsOf, Reading, SettingsOf, StoreOf, Writing
from matcher.errors import InputError
from matcher.store.batches import RunSettings
from matcher.store.publishing import OBJECTION_DAYS, publish
from matcher.store.rounds import get_round
from matcher.store.runs import cancel_run, list_runs
from matcher.store.tables.runs import RunRow

router = APIRouter(tags=["runs"])

IdempotencyKey = Annotated[
    str | None,
    Header(
        max_length=200, pattern=r"^[\x21-\x7e]+$", description="Asked again with the same key, the first run is named."
    ),
]
LastEventId = Annotated[str | None, Header(max_length=200, description="The id of the last event that came.")]


class PublicationAsked(BaseModel):
    """How a run is to be published."""

    objection_days: int = Field(
        default=OBJECTION_DAYS, ge=1, le=60, description="So long one may object.", examples=[7]
    )


class PublicationShown(BaseModel):
    """How many proposals stand as before, are new, and were withdrawn as the plan no longer has them."""

    kept: int
    proposed: int
    withdrawn: int


@router.post("/rounds/{round_id}/runs", status_code=202, responses=documented(401, 403, 404, 409, 422, 429))
def ask_for_run(
    round_id: IdInPath,
    response: Response,
    store: StoreOf,
    jobs: JobsOf,
    settings: SettingsOf,
    viewer: Asking,
    asked: RunSettings | None = None,
    idempotency_key: IdempotencyKey = None,
) -> RunShown:
    """Queue a run of a round; a worker plans it. One run of a round at a time: 409 names the one that is active."""
    most, wanted = settings.run_seconds_limit, asked or RunSettings()
    run = queue_run(store, jobs, viewer, round_id, wanted, most_seconds=most, idempotency_key=idempotency_key)
    located(response, "runs", run.id)
    return run


@router.get("/rounds/{round_id}/runs", responses=documented(401, 404, 422, 429))
def runs(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[RunShown]:
    """List the runs of a round that one may see, newest first."""
    get_round(session, viewer, round_id)
    key = key_after(asked)
    rows = list_runs(session, viewer, round_id, place_in_time(str(key[0])) if key else None, asked.limit + 1)
    return page_of(rows, asked, run_shown, time_key)


@router.get("/runs/{run_id}", responses=documented(401, 404, 422, 429))
def run(run_id: IdInPath, store: StoreOf, viewer: Asking) -> RunShown:
    """Read how a run goes on, or how it ended."""
    return look_at(store, viewer, run_id).run


def _visible(run_id: IdInPath, store: StoreOf, viewer: Asking) -> Seen:
    """Refuse before the first event: afterwards there is no status to refuse with."""
    return look_at(store, viewer, run_id)


@router.get("/runs/{run_id}/events", response_class=EventSourceResponse, responses=documented(401, 404, 422, 429))
async def run_events(
    seen: Annotated[Seen, Depends(_visible)], store: StoreOf, viewer: Asking, last_event_id: LastEventId = None
) -> AsyncIterator[ServerSentEvent]:
    """Follow a run as server-sent events: `progress` with the run as it is, at last `end`; then the stream closes."""
    async for now in changes(store, viewer, seen.run.id, last_event_id):
        yield ServerSentEvent(data=now.run, event="end" if now.is_last else "progress", id=now.mark)


@router.post("/runs/{run_id}/cancel", responses=documented(401, 403, 404, 409, 422, 429))
def cancel(run_id: IdInPath, session: Writing, viewer: Asking) -> RunShown:
    """Cancel a run: at once while it waits, within seconds while it is planned."""
    return run_shown(cancel_run(session, viewer, run_id))


@router.post("/runs/{run_id}/publish", responses=documented(401, 403, 404, 409, 422, 429))
def publish_run(
    run_id: IdInPath, session: Writing, viewer: Asking, asked: PublicationAsked | None = None
) -> PublicationShown:
    """Turn a complete run's assignments into proposals; those that stand already keep their acceptances."""
    days = (asked or PublicationAsked()).objection_days
    return PublicationShown.model_validate(publish(session, viewer, run_id, days), from_attributes=True)


def time_key(row: RunRow) -> tuple[str]:
    """Return the key of a run in a list by time."""
    return (f"{row.created_at.isoformat()} {row.id}",)


def place_in_time(key: str) -> tuple[datetime, str]:
    """Return the moment and id that such a key stands for.

    Raises
    ------
    InputError
        If it is none.
    """
    moment, _, id = key.partition(" ")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), id
    except (ValueError, OverflowError):  # which UTC has no year for
        raise InputError("page-unknown", "after: send back the `next` of the page before, unchanged") from None

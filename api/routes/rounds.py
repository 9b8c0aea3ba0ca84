"""Rounds: list, read, change, close."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.errors import documented
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import IdInPath, Name, Why
from api.security import Asking
from api.state import Reading, Writing
from api.versions import Version, tag
from matcher.store.closing import close_round, reopen_round
from matcher.store.retention import keep_until
from matcher.store.rounds import RoundChange, change_round, get_round, list_rounds

router = APIRouter(prefix="/rounds", tags=["rounds"])


class RoundShown(BaseModel):
    """A round as its people see it in a list."""

    id: str
    name: str
    state: str = Field(description="open, published or closed")
    planning_date: date | None = Field(description="From this day on the scheduled batch plans it.")
    keep_until: date | None = Field(description="After this day its people are forgotten.")


class Retention(BaseModel):
    keep_until: date | None = Field(
        description="The last day on which the round's people are kept; null: until somebody sets one.",
        examples=["2027-06-30"],
    )


class Reopening(BaseModel):
    why: Why = Field(examples=["two learners still look for a place"])


class RoundChanges(BaseModel):
    """What is to be changed; what is left out stays."""

    name: Name | None = Field(default=None, min_length=1, examples=["Autumn 2026"])
    seed: Name | None = Field(default=None, min_length=1, description="Orders ties: fair and repeatable.")
    planning_date: date | None = Field(
        default=None, description="null: the scheduled batch leaves it alone.", examples=["2026-09-01"]
    )


@router.get("", responses=documented(401, 422, 429))
def rounds(session: Reading, viewer: Asking, asked: Paging) -> Page[RoundShown]:
    """List the rounds that one's organisation has a part in, by id."""
    (after,) = key_after(asked) or ("",)
    rows = list_rounds(session, viewer, str(after), asked.limit + 1)
    return page_of(rows, asked, lambda row: RoundShown.model_validate(row, from_attributes=True), lambda row: (row.id,))


@router.get("/{round_id}", responses=documented(401, 404, 422, 429))
def round(round_id: IdInPath, response: Response, session: Reading, viewer: Asking) -> RoundShown:
    """Read a round's settings; its ETag is what a change names."""
    row = get_round(session, viewer, round_id)
    tag(response, row.version)
    return RoundShown.model_validate(row, from_attributes=True)


@router.patch("/{round_id}", responses=documented(401, 403, 404, 412, 422, 428, 429))
def change(
    round_id: IdInPath, changes: RoundChanges, version: Version, response: Response, session: Writing, viewer: Asking
) -> RoundShown:
    """Change a round's name, seed or planning date."""
    unplanned = "planning_date" in changes.model_fields_set and changes.planning_date is None
    wanted = RoundChange(changes.name, changes.seed, changes.planning_date, unplanned)
    tag(response, change_round(session, viewer, round_id, version, wanted))
    return RoundShown.model_validate(get_round(session, viewer, round_id), from_attributes=True)


@router.post("/{round_id}/close", status_code=204, responses=documented(401, 403, 404, 409, 422, 429))
def close(round_id: IdInPath, session: Writing, viewer: Asking) -> None:
    """End a round: nobody plans or publishes in it any more. What was decided stays and can be looked at."""
    close_round(session, viewer, round_id)


@router.post("/{round_id}/reopen", status_code=204, responses=documented(401, 403, 404, 409, 422, 429))
def reopen(round_id: IdInPath, sent: Reopening, session: Writing, viewer: Asking) -> None:
    """Go on with a closed round, from where it was; whoever was erased or forgotten meanwhile does not come back."""
    reopen_round(session, viewer, round_id, sent.why)


@router.put("/{round_id}/retention", status_code=204, responses=documented(401, 403, 404, 422, 429))
def retain(round_id: IdInPath, sent: Retention, session: Writing, viewer: Asking) -> None:
    """Say how long a round's people are kept; its numbers and events stay for good."""
    keep_until(session, viewer, round_id, sent.keep_until)

"""Placements that are no longer offered."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.errors import documented
from api.paging import Page, Paging, key_after, page_of
from api.routes.runs import place_in_time
from api.schemas.fields import IdInPath
from api.security import Asking
from api.state import Reading
from matcher.store.withdrawals import Withdrawn, list_withdrawn

router = APIRouter(prefix="/rounds/{round_id}/withdrawn-placements", tags=["placements"])


class WithdrawnShown(BaseModel):
    """A placement that was withdrawn, as it was offered last."""

    id: str = Field(examples=["SEV-012"])
    host: str
    destination: str
    places: int
    at: datetime = Field(description="Since when it is no longer offered.")
    why: str


@router.get("", responses=documented(401, 403, 404, 422, 429))
def withdrawn(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[WithdrawnShown]:
    """List the placements that were withdrawn, with day and reason, the latest first; to a hosting partner its own."""
    key = key_after(asked)
    rows = list_withdrawn(session, viewer, round_id, place_in_time(str(key[0])) if key else None, asked.limit + 1)
    return page_of(rows, asked, lambda row: WithdrawnShown.model_validate(row, from_attributes=True), withdrawal_key)


def withdrawal_key(row: Withdrawn) -> tuple[str]:
    """Return the key of a withdrawal in a list by time."""
    return (f"{row.at.isoformat()} {row.id}",)

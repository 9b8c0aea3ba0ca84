"""Placements of a round: what hosts offer, each change a version."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.errors import documented
from api.locations import located
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import IdInPath, Why
from api.schemas.placements import NewPlacement, PlacementShown, PlacementStated, shown
from api.security import Asking
from api.state import Reading, Writing
from api.versions import Version, tag
from matcher.store.placements import get_placement, list_placements, put_placement, versions_of, withdraw_placement

router = APIRouter(prefix="/rounds/{round_id}/placements", tags=["placements"])


class PlacementVersion(BaseModel):
    """One version of a placement: who said it, when and why."""

    version: int
    valid_from: datetime
    author: str
    reason: str
    places: int
    destination_id: str = Field(serialization_alias="destination")


class Withdrawal(BaseModel):
    why: Why = Field(examples=["the company closed"])


@router.get("", responses=documented(401, 404, 422, 429))
def placements(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[PlacementShown]:
    """List the placements that are offered, by id: to the sending side all, to a hosting partner its own."""
    (after,) = key_after(asked) or ("",)
    rows = list_placements(session, viewer, round_id, str(after), asked.limit + 1)
    return page_of(rows, asked, lambda row: shown(*row), lambda row: (row[0].id,))


@router.post("", status_code=201, responses=documented(401, 403, 404, 409, 412, 422, 429))
def add(round_id: IdInPath, sent: NewPlacement, response: Response, session: Writing, viewer: Asking) -> PlacementShown:
    """Offer a placement at a destination of one's own."""
    version = put_placement(session, viewer, round_id, sent.noun(sent.id))
    tag(response, version)
    located(response, "rounds", round_id, "placements", sent.id)
    return shown(sent.noun(sent.id), version)


@router.get("/{placement}", responses=documented(401, 404, 422, 429))
def placement(
    round_id: IdInPath, placement: IdInPath, response: Response, session: Reading, viewer: Asking
) -> PlacementShown:
    """Read a placement; its ETag is what a change names."""
    noun, version = get_placement(session, viewer, round_id, placement)
    tag(response, version)
    return shown(noun, version)


@router.put("/{placement}", responses=documented(401, 403, 404, 409, 412, 422, 428, 429))
def change(
    round_id: IdInPath,
    placement: IdInPath,
    sent: PlacementStated,
    version: Version,
    response: Response,
    session: Writing,
    viewer: Asking,
) -> PlacementShown:
    """Say anew everything about a placement: its next version."""
    get_placement(session, viewer, round_id, placement)
    now = put_placement(session, viewer, round_id, sent.noun(placement), version)
    tag(response, now)
    return shown(sent.noun(placement), now)


@router.post("/{placement}/withdraw", status_code=204, responses=documented(401, 403, 404, 412, 422, 428, 429))
def withdraw(
    round_id: IdInPath, placement: IdInPath, sent: Withdrawal, version: Version, session: Writing, viewer: Asking
) -> None:
    """Take a placement out of planning. Proposals on it are withdrawn one by one, by decision."""
    withdraw_placement(session, viewer, round_id, placement, version, sent.why)


@router.get("/{placement}/versions", responses=documented(401, 404, 422, 429))
def versions(round_id: IdInPath, placement: IdInPath, session: Reading, viewer: Asking) -> list[PlacementVersion]:
    """List every version that a placement ever had, the first first."""
    rows = versions_of(session, viewer, round_id, placement)
    return [PlacementVersion.model_validate(row, from_attributes=True) for row in rows]

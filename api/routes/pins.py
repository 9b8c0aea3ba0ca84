"""Pins and bans: pairs that must or must not be, each with its author and reason."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.errors import documented
from api.locations import located
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import Id, IdInPath, Why
from api.security import Asking
from api.state import Reading, Writing
from matcher.model import Pin
from matcher.store.pins import add_pin, lift_pin, list_pins

router = APIRouter(prefix="/rounds/{round_id}/pins", tags=["pins"])


class PinAsked(BaseModel):
    """A learner or a group, and a placement or a destination; the author is who asks."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "pin", "learner": "L4", "placement": "P2", "reason": "the host asked for this learner"}
            ]
        }
    )

    kind: Literal["pin", "ban"]
    learner: Id | None = None
    group: Id | None = None
    placement: Id | None = None
    destination: Id | None = None
    reason: Why

    @model_validator(mode="after")
    def _one_of_each(self) -> "PinAsked":
        if (self.learner is None) == (self.group is None):
            raise ValueError("a learner or a group, one of the two")
        if (self.placement is None) == (self.destination is None):
            raise ValueError("a placement or a destination, one of the two")
        return self


class PinShown(BaseModel):
    """A pin or ban as it stands."""

    id: str
    kind: str
    learner_id: str | None = Field(serialization_alias="learner")
    group_id: str | None = Field(serialization_alias="group")
    placement_id: str | None = Field(serialization_alias="placement")
    destination_id: str | None = Field(serialization_alias="destination")
    reason: str
    author: str
    created_at: datetime


class NewPin(BaseModel):
    id: str


class Lifting(BaseModel):
    why: Why = Field(examples=["the host changed its mind"])


@router.get("", responses=documented(401, 404, 422, 429))
def pins(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[PinShown]:
    """List the pins and bans that one sees, in the order in which they were made."""
    (after,) = key_after(asked, whole=True) or (-1,)
    rows = list_pins(session, viewer, round_id, int(after), asked.limit + 1)
    return page_of(
        rows, asked, lambda row: PinShown.model_validate(row, from_attributes=True), lambda row: (row.position,)
    )


@router.post("", status_code=201, responses=documented(401, 403, 404, 409, 422, 429))
def add(round_id: IdInPath, sent: PinAsked, response: Response, session: Writing, viewer: Asking) -> NewPin:
    """Pin or ban. The reason is kept, and shown to whoever may see the pin."""
    id = add_pin(session, viewer, round_id, Pin(**sent.model_dump(), author=viewer.person))
    located(response, "rounds", round_id, "pins", id)
    return NewPin(id=id)


@router.post("/{pin_id}/lift", status_code=204, responses=documented(401, 403, 404, 422, 429))
def lift(round_id: IdInPath, pin_id: IdInPath, sent: Lifting, session: Writing, viewer: Asking) -> None:
    """Take a pin or ban away; that it was there stays in the event log."""
    lift_pin(session, viewer, round_id, pin_id, sent.why)

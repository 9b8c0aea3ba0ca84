"""What came undone since a plan was published, and the re-run that mends it."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.schemas.fields import IdInPath
from api.services.reserves import reserves_by_field
from api.state import Reading
from matcher.explain import field_name
from matcher.store.loose_ends import LooseEnds, loose_ends

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class UndonePage:
    """What came undone; the reserve list by field, "" where nobody knows it."""

    template: ClassVar[str] = "undone.html"
    head: RoundHead
    found: LooseEnds
    reserves: tuple[tuple[str, tuple[str, ...]], ...]


@router.get("/rounds/{round_id}/undone")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    found = loose_ends(session, viewer, round_id)
    waiting = reserves_by_field(session, viewer, round_id, found.reserves)
    reserves = tuple((field_name(field) if field else "", tuple(ids)) for field, ids in waiting.items())
    return show(frame, UndonePage(head, found, reserves))

"""What hosts no longer offer: since when, and why."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from api.pages.lists import next_path
from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.paging import Paging, key_after, page_of
from api.routes.runs import place_in_time
from api.routes.withdrawals import withdrawal_key
from api.schemas.fields import IdInPath
from api.state import Reading
from matcher.store.withdrawals import Withdrawn, list_withdrawn

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class WithdrawalsPage:
    template: ClassVar[str] = "withdrawals.html"
    head: RoundHead
    withdrawn: tuple[Withdrawn, ...]
    next: str | None


@router.get("/rounds/{round_id}/withdrawn-placements")
def look(round_id: IdInPath, asked: Paging, frame: Framed, visitor: Looking, session: Reading) -> Response:
    viewer = visitor.viewer
    head, key = head_of(session, viewer, round_id), key_after(asked)
    rows = list_withdrawn(session, viewer, round_id, place_in_time(str(key[0])) if key else None, asked.limit + 1)
    found = page_of(rows, asked, lambda row: row, withdrawal_key)
    return show(frame, WithdrawalsPage(head, tuple(found.items), next_path(frame.path, asked, found.next)))

"""Demand before names are known, in counts from which nobody can be picked out; and the flows that are talked about."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.routes.previews import PreviewsOf
from api.schemas.fields import IdInPath
from api.state import Reading
from matcher.codelists.isced import label
from matcher.codelists.languages import language_label
from matcher.store.demand import LEVELS, SMALLEST, StayDemand, demand
from matcher.store.flows import list_flow_cells
from matcher.store.tables import FlowCellRow

router = APIRouter(include_in_schema=False)

MOST_CELLS = 1_000


@dataclass(frozen=True)
class DemandPage:
    template: ClassVar[str] = "demand.html"
    head: RoundHead
    stays: tuple[StayDemand, ...]
    cells: tuple[FlowCellRow, ...]
    smallest: int = SMALLEST
    levels: tuple[str, ...] = tuple(level.name for level in LEVELS)

    def field(self, code: str) -> str:
        return f"{code} {label(code)}"

    def language(self, code: str) -> str:
        return language_label(code)


@router.get("/rounds/{round_id}/demand")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading, previews: PreviewsOf) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    stays = demand(session, viewer, round_id, previews.offered(session, round_id).field_of)
    cells = list_flow_cells(session, viewer, round_id, "", MOST_CELLS)
    return show(frame, DemandPage(head, stays, tuple(cells)))

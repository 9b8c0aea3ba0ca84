"""Demand before names are known, in counts from which nobody can be picked out; and the flows that are talked about."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Response

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.routes.previews import PreviewsOf
from api.schemas.fields import NO_NUL, IdInPath
from api.state import Reading
from matcher.explain import field_name
from matcher.store.demand import LEVELS, SMALLEST, FieldDemand, StayDemand, demand
from matcher.store.flows import list_flow_cells
from matcher.store.tables import FlowCellRow

router = APIRouter(include_in_schema=False)

Field = Annotated[str, Query(max_length=200, pattern=NO_NUL)]
MOST_CELLS = 1_000
FIELDS_WITH_LANGUAGES = 12  # on a page; where there are more, one chooses the field


@dataclass(frozen=True)
class DemandPage:
    template: ClassVar[str] = "demand.html"
    head: RoundHead
    stays: tuple[StayDemand, ...]
    cells: tuple[FlowCellRow, ...]
    chosen: str
    smallest: int = SMALLEST
    levels: tuple[str, ...] = tuple(level.name for level in LEVELS)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(sorted({row.field for stay in self.stays for row in stay.fields if row.field}))

    def shows(self, row: FieldDemand) -> bool:
        return not self.chosen or row.field == self.chosen

    def tells_languages(self, row: FieldDemand) -> bool:
        few = sum(len(stay.fields) for stay in self.stays) <= FIELDS_WITH_LANGUAGES
        return few or (row.field is not None and row.field == self.chosen)

    def field(self, code: str) -> str:
        return field_name(code)


@router.get("/rounds/{round_id}/demand")
def look(
    round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading, previews: PreviewsOf, field: Field = ""
) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    stays = demand(session, viewer, round_id, previews.offered(session, round_id).field_of)
    cells = list_flow_cells(session, viewer, round_id, "", MOST_CELLS)
    return show(frame, DemandPage(head, stays, tuple(cells), field))

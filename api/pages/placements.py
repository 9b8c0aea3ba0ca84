"""What hosts offer in a round: the list, and what of it is taken."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.pages.lists import next_path
from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.paging import PageAsked, key_after, page_of
from api.schemas.fields import NO_NUL, IdInPath
from api.state import Reading
from matcher.explain import field_name
from matcher.model import Placement
from matcher.store.engine import Session
from matcher.store.occupancy import taken_places
from matcher.store.placements import PlacementFilter, list_placements
from matcher.store.round_tables import list_nouns
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)

MOST_DESTINATIONS = 1_000
OFFERERS: tuple[Role, ...] = ("coordinator", "hosting")


class PlacementsAsked(PageAsked):
    """Which placements are looked for."""

    text: str = Field(default="", max_length=200, pattern=NO_NUL)
    destination: str = Field(default="", max_length=200, pattern=NO_NUL)

    @property
    def filter(self) -> PlacementFilter:
        return PlacementFilter(self.text.strip(), self.destination)


@dataclass(frozen=True)
class PlacementLine:
    placement: Placement
    taken: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class PlacementsPage:
    """Some of the placements, with what to look for."""

    template: ClassVar[str] = "placements.html"
    head: RoundHead
    asked: PlacementsAsked
    destinations: tuple[str, ...]
    lines: tuple[PlacementLine, ...]
    next: str | None
    may_change: bool
    sees_withdrawn: bool


@router.get("/rounds/{round_id}/placements")
def look(
    round_id: IdInPath,
    asked: Annotated[PlacementsAsked, Query()],
    frame: Framed,
    visitor: Looking,
    session: Reading,
) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    (after,) = key_after(asked) or ("",)
    rows = list_placements(session, viewer, round_id, str(after), asked.limit + 1, asked.filter)
    found = page_of(rows, asked, lambda row: row[0], lambda row: (row[0].id,))
    taken = taken_places(session, viewer, round_id, [placement.id for placement in found.items])
    page = PlacementsPage(
        head=head,
        asked=asked,
        destinations=destinations_of(session, viewer, round_id),
        lines=tuple(PlacementLine(row, taken.get(row.id, 0), field_names(row)) for row in found.items),
        next=next_path(frame.path, asked, found.next),
        may_change=not viewer.roles.isdisjoint(OFFERERS),
        sees_withdrawn=not viewer.roles.isdisjoint((*OFFERERS, "auditor")),
    )
    return show(frame, page)


def destinations_of(session: Session, viewer: Viewer, round_id: str) -> tuple[str, ...]:
    found = list_nouns(session, viewer, round_id, "destination", "", MOST_DESTINATIONS)
    return tuple(noun.id for noun, _ in found)  # type: ignore[attr-defined]


def field_names(placement: Placement) -> tuple[str, ...]:
    return tuple(map(field_name, placement.study_fields))

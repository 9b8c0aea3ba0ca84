"""A placement: stated or changed by form, its history, what stands on it, and how it is withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.locations import in_address
from api.pages.placements import MOST_DESTINATIONS, OFFERERS
from api.pages.rendering import Frame, Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.typed import Typed, TypedForm
from api.pages.visitors import Looking, Sending
from api.schemas.fields import IdInPath
from api.services.placement_forms import COLUMNS, cells_of, placement_of, problems_by_column
from api.state import Reading, StoreOf
from matcher.errors import MatcherError, RoundInvalid
from matcher.model import Destination, Placement
from matcher.said import Said
from matcher.store.engine import Session, reading, writing
from matcher.store.errors import ReferenceMissing, StaleVersion
from matcher.store.occupancy import standing_on
from matcher.store.placements import get_placement, put_placement, versions_of, withdraw_placement
from matcher.store.round_tables import list_nouns
from matcher.store.tables import PlacementVersionRow, ProposalRow
from matcher.store.viewers import Viewer, acting_as
from matcher.store.withdrawals import withdrawn_at

router = APIRouter(include_in_schema=False)

CHANGED = Said("this placement was changed meanwhile: compare with how it stands now, and save again")
TAKEN: str = Said("another id: the round has a placement of this one")


@dataclass(frozen=True)
class PlacementPage:
    """One placement in a form; `version` None: one that is new."""

    template: ClassVar[str] = "placement.html"
    head: RoundHead
    id: str
    version: int | None
    withdrawn_at: datetime | None
    cells: Mapping[str, str]
    problems: Mapping[str, str]
    destinations: tuple[str, ...]
    history: tuple[PlacementVersionRow, ...]
    standing: tuple[ProposalRow, ...]
    may_change: bool
    may_ask: bool


@router.get("/rounds/{round_id}/placements/new")
def look_at_new(
    round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading, destination: str = ""
) -> Response:
    viewer = acting_as(visitor.viewer, "offering a placement", OFFERERS)
    return show(frame, _page(session, viewer, round_id, "", None, {"destination": destination}))


@router.post("/rounds/{round_id}/placements/new")
def add(round_id: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf) -> Response:
    return _saved(store, visitor.viewer, frame, round_id, "", None, typed)


@router.post("/rounds/{round_id}/placements/{placement}/withdraw")
def withdraw(round_id: IdInPath, placement: IdInPath, typed: TypedForm, visitor: Sending, store: StoreOf) -> Response:
    if not typed.text("why"):
        return RedirectResponse(f"{_path(round_id, placement)}#withdraw", 303)
    with writing(store) as session:
        version = _version(typed)
        withdraw_placement(session, visitor.viewer, round_id, placement, version, typed.text("why")[:1_000])
    return RedirectResponse(f"/rounds/{round_id}/placements", 303)


@router.get("/rounds/{round_id}/placements/{placement}")
def look(round_id: IdInPath, placement: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    noun, version = get_placement(session, visitor.viewer, round_id, placement)
    return show(frame, _page(session, visitor.viewer, round_id, placement, version, cells_of(noun)))


@router.post("/rounds/{round_id}/placements/{placement}")
def change(
    round_id: IdInPath, placement: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf
) -> Response:
    return _saved(store, visitor.viewer, frame, round_id, placement, _version(typed), typed)


def _saved(
    store: StoreOf, viewer: Viewer, frame: Frame, round_id: str, id: str, version: int | None, typed: Typed
) -> Response:
    """Save what was typed and show the list, or show it again with what is wrong."""
    cells = {name: typed.text(name) for name in COLUMNS} | ({"id": id} if id else {})
    try:
        with writing(store) as session:
            _put(session, viewer, round_id, cells, version, typed.text("why")[:1_000])
    except (RoundInvalid, StaleVersion, ReferenceMissing) as refused:
        with reading(store) as session:
            version = get_placement(session, viewer, round_id, id)[1] if id else None
            page = _page(session, viewer, round_id, id, version, cells, _problems(refused, new=not id))
            return show(frame, page, 422)
    return RedirectResponse(f"/rounds/{round_id}/placements", 303)


def _put(
    session: Session, viewer: Viewer, round_id: str, cells: Mapping[str, str], version: int | None, why: str
) -> None:
    viewer = acting_as(viewer, "changing a placement", OFFERERS)
    stated = placement_of(cells, _destinations(session, viewer, round_id))
    if version is not None:
        before, _ = get_placement(session, viewer, round_id, stated.id)
        stated = _with_more(stated, before)
    put_placement(session, viewer, round_id, stated, version, why)


def _with_more(stated: Placement, before: Placement) -> Placement:
    """What the form has no fields for stays as it was."""
    return stated.model_copy(update={"extra": before.extra})


def _problems(refused: MatcherError, *, new: bool) -> dict[str, str]:
    if isinstance(refused, RoundInvalid):
        return problems_by_column(refused)
    return {"id": TAKEN} if new else {"": CHANGED}


def _page(
    session: Session,
    viewer: Viewer,
    round_id: str,
    id: str,
    version: int | None,
    cells: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
) -> PlacementPage:
    offering = not viewer.roles.isdisjoint(OFFERERS)
    head = head_of(session, viewer, round_id)
    return PlacementPage(
        head=head,
        id=id,
        version=version,
        withdrawn_at=withdrawn_at(session, viewer, round_id, id) if id else None,
        cells={name: cells.get(name, "") for name in COLUMNS},
        problems=problems or {},
        destinations=tuple(noun.id for noun in _destinations(session, viewer, round_id)),
        history=tuple(reversed(versions_of(session, viewer, round_id, id))) if id and offering else (),
        standing=tuple(standing_on(session, viewer, round_id, id)) if id else (),
        may_change=offering,
        may_ask="hosting" in viewer.roles and head.is_open,
    )


def _destinations(session: Session, viewer: Viewer, round_id: str) -> list[Destination]:
    found = list_nouns(session, viewer, round_id, "destination", "", MOST_DESTINATIONS)
    return [noun for noun, _ in found if isinstance(noun, Destination)]


def _version(typed: Typed) -> int:
    text = typed.text("version")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise StaleVersion("version", text[:20])
    return int(text)


def _path(round_id: str, placement: str) -> str:
    return f"/rounds/{round_id}/placements/{in_address(placement)}"

"""The reserve list: who comes next within a study field, put in order by the coordinator."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from api.pages.rendering import Frame, Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking, Sending
from api.schemas.fields import IdInPath, Name
from api.services.reserves import move_reserve, put_last, reserves_by_field
from api.state import Reading, StoreOf
from matcher.errors import UnknownId
from matcher.explain import field_name
from matcher.store.engine import Session, reading, writing
from matcher.store.links import own_round
from matcher.store.reserves import rank_reserves, reserves
from matcher.store.viewers import Viewer

router = APIRouter(prefix="/rounds/{round_id}/reserves", include_in_schema=False)

Learner = Annotated[Name, Form()]
Move = Annotated[Literal["up", "down"], Form()]
Why = Annotated[str, Form(max_length=1_000)]
Missing = Literal["", "learner", "why"]


@dataclass(frozen=True)
class ReservesPage:
    """Who waits by field, "" where nobody knows it; `missing` is what the form that puts somebody on it lacked."""

    template: ClassVar[str] = "reserves.html"
    head: RoundHead
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    learner: str
    why: str
    missing: Missing


@router.get("")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    return show(frame, _page(session, visitor.viewer, round_id))


@router.post("/move")
def move(round_id: IdInPath, visitor: Sending, store: StoreOf, learner: Learner, way: Move) -> Response:
    with writing(store) as session:
        own_round(session, visitor.viewer, round_id, "ranking the reserve list")
        move_reserve(session, visitor.viewer, round_id, learner, way)
    return RedirectResponse(f"/rounds/{round_id}/reserves", 303)


@router.post("/take-in")
def take_in(round_id: IdInPath, visitor: Sending, store: StoreOf, learner: Learner, why: Why = "") -> Response:
    """Put somebody back on the main list."""
    with writing(store) as session:
        own_round(session, visitor.viewer, round_id, "ranking the reserve list")
        rank_reserves(session, visitor.viewer, round_id, {learner: None}, moved=learner, why=why.strip())
    return RedirectResponse(f"/rounds/{round_id}/reserves", 303)


@router.post("")
def add(
    round_id: IdInPath, frame: Framed, visitor: Sending, store: StoreOf, learner: Learner = "", why: Why = ""
) -> Response:
    """Put somebody on the list, last."""
    learner, why = learner.strip(), why.strip()
    if not (learner and why):
        return _again(frame, store, visitor.viewer, round_id, learner, why, "why" if learner else "learner")
    try:
        with writing(store) as session:
            own_round(session, visitor.viewer, round_id, "ranking the reserve list")
            put_last(session, visitor.viewer, round_id, learner, why)
    except UnknownId:
        return _again(frame, store, visitor.viewer, round_id, learner, why, "learner")
    return RedirectResponse(f"/rounds/{round_id}/reserves", 303)


def _again(
    frame: Frame, store: StoreOf, viewer: Viewer, round_id: str, learner: str, why: str, missing: Missing
) -> Response:
    with reading(store) as session:
        return show(frame, _page(session, viewer, round_id, learner, why, missing), 422)


def _page(
    session: Session, viewer: Viewer, round_id: str, learner: str = "", why: str = "", missing: Missing = ""
) -> ReservesPage:
    own_round(session, viewer, round_id, "ranking the reserve list")
    waiting = reserves_by_field(session, viewer, round_id, reserves(session, viewer, round_id))
    fields = tuple((field_name(field) if field else "", tuple(ids)) for field, ids in waiting.items())
    return ReservesPage(head_of(session, viewer, round_id), fields, learner, why, missing)

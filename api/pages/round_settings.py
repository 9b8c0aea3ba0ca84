"""The settings of a round: name, planning date, how long people are kept; how it is closed, and reopened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.typed import Typed, TypedForm, problems_by_field
from api.pages.visitors import Looking, Sending
from api.schemas.fields import IdInPath, Name
from api.state import Reading, StoreOf, Writing
from matcher.errors import InputError
from matcher.said import Said
from matcher.store.closing import close_round, reopen_round
from matcher.store.engine import Session, reading, writing
from matcher.store.errors import StaleVersion
from matcher.store.links import own_round
from matcher.store.retention import keep_until
from matcher.store.rounds import RoundChange, change_round
from matcher.store.tables import RoundRow
from matcher.store.viewers import Viewer

router = APIRouter(prefix="/rounds/{round_id}/settings", include_in_schema=False)

NO_REASON = Said("why: it is kept in the audit trail")
TOO_LATE = Said("today or later, as everybody is forgotten after it")

FIELDS = ("name", "planning_date", "keep_until")
Day = Annotated[date | None, BeforeValidator(lambda text: text or None)]


class Stated(BaseModel):
    """What the form says."""

    name: Name = Field(min_length=1)
    planning_date: Day
    keep_until: Day


@dataclass(frozen=True)
class SettingsPage:
    """The settings as texts of a form; `problems` by field, under "changed" that somebody else was first."""

    template: ClassVar[str] = "round_settings.html"
    head: RoundHead
    version: int
    typed: Mapping[str, str]
    problems: Mapping[str, str]
    saved: bool


@router.get("")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading, saved: bool = False) -> Response:
    row = own_round(session, visitor.viewer, round_id, "changing a round")
    return show(frame, _page(session, visitor.viewer, round_id, _stated(row), {}, saved=saved))


@router.post("")
def change(round_id: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, store: StoreOf) -> Response:
    """Change what differs, or show what was typed again with what is wrong."""
    try:
        stated = Stated.model_validate({name: typed.text(name) for name in FIELDS})
        with writing(store) as session:
            _keep(session, visitor.viewer, round_id, typed, stated)
    except ValidationError as invalid:
        problems = problems_by_field(invalid)
    except InputError:
        problems = {"keep_until": TOO_LATE}
    except StaleVersion:
        problems = {"changed": "changed"}
    else:
        return RedirectResponse(f"/rounds/{round_id}/settings?saved=1", 303)
    with reading(store) as session:
        own_round(session, visitor.viewer, round_id, "changing a round")
        again = {name: typed.text(name) for name in FIELDS}
        return show(frame, _page(session, visitor.viewer, round_id, again, problems, saved=False), 422)


@router.post("/close")
def close(round_id: IdInPath, visitor: Sending, session: Writing) -> Response:
    close_round(session, visitor.viewer, round_id)
    return RedirectResponse(f"/rounds/{round_id}", 303)


@router.post("/reopen")
def reopen(round_id: IdInPath, typed: TypedForm, frame: Framed, visitor: Sending, session: Writing) -> Response:
    """Reopen the round, or ask why."""
    if why := typed.text("why"):
        reopen_round(session, visitor.viewer, round_id, why)
        return RedirectResponse(f"/rounds/{round_id}", 303)
    row = own_round(session, visitor.viewer, round_id, "reopening a round")
    return show(frame, _page(session, visitor.viewer, round_id, _stated(row), {"why": NO_REASON}, saved=False), 422)


def _stated(row: RoundRow) -> dict[str, str]:
    return {name: str(getattr(row, name) or "") for name in FIELDS}


def _keep(session: Session, viewer: Viewer, round_id: str, typed: Typed, stated: Stated) -> None:
    row = own_round(session, viewer, round_id, "changing a round")
    if str(row.version) != typed.text("version"):
        raise StaleVersion("round", round_id)
    if (row.name, row.planning_date) != (stated.name, stated.planning_date):
        unplanned = stated.planning_date is None
        change_round(
            session, viewer, round_id, row.version, RoundChange(stated.name, None, stated.planning_date, unplanned)
        )
    if row.keep_until != stated.keep_until:
        keep_until(session, viewer, round_id, stated.keep_until)


def _page(
    session: Session,
    viewer: Viewer,
    round_id: str,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
    *,
    saved: bool,
) -> SettingsPage:
    version = own_round(session, viewer, round_id, "changing a round").version
    return SettingsPage(head_of(session, viewer, round_id), version, typed, problems, saved)

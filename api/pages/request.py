"""An allocation request: the draft that answers it, with reasons; asked again, approved or declined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.typed import TypedForm
from api.pages.visitors import Looking, Sending
from api.schemas.fields import IdInPath
from api.schemas.reasons import EvidenceShown
from api.schemas.runs import RunFailure
from api.services.requests import approve
from api.state import Reading, Writing
from matcher.model import Placement
from matcher.store.engine import Session
from matcher.store.errors import StaleVersion
from matcher.store.requests import OPEN_STATES, get_request, settle_request
from matcher.store.runs import active_run_of_request, cancel_run
from matcher.store.tables import RequestRow
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class DraftShown:
    """A learner who could come, under a pseudonymous id."""

    learner: str
    first_day: date
    last_day: date
    fit: int
    evidence: Mapping[str, EvidenceShown]


@dataclass(frozen=True)
class PlacementAsked:
    """A placement of the request with who could come; `new`: not in the round yet."""

    placement: Placement
    new: bool
    drafts: tuple[DraftShown, ...]


@dataclass(frozen=True)
class WorthShown:
    """What one more place would add; None: the last plan doesn't tell."""

    placement: str
    places: int
    taken: int
    exact: bool
    learners: int | None
    fit: int | None


@dataclass(frozen=True)
class RequestPage:
    template: ClassVar[str] = "request.html"
    head: RoundHead
    request: RequestRow
    placements: tuple[PlacementAsked, ...]
    worth: WorthShown | None
    failure: str | None
    free: int | None  # learners whom the draft chose among
    may_refine: bool
    may_settle: bool
    may_cancel: bool

    @property
    def waits(self) -> bool:
        return self.request.state == "asked"


@router.get("/requests/{request_id}")
def look(request_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    viewer = visitor.viewer
    row = get_request(session, viewer, request_id)
    answer = row.answer or {}
    head = head_of(session, viewer, row.round_id)
    is_open, allocation = head.is_open and row.state in OPEN_STATES, row.kind == "allocation"
    page = RequestPage(
        head=head,
        request=row,
        placements=_placements(row.body, answer) if allocation else (),
        worth=_worth(answer) if "gains" in answer else None,
        failure=RunFailure.model_validate(answer["failure"]).message if "failure" in answer else None,
        free=answer.get("learners_free"),
        may_refine=is_open and allocation and "hosting" in viewer.roles and row.organisation_id == viewer.organisation,
        may_settle=is_open and allocation and "coordinator" in viewer.roles,
        may_cancel=_may_cancel(session, viewer, request_id),
    )
    return show(frame, page)


@router.post("/requests/{request_id}/cancel")
def cancel(request_id: IdInPath, visitor: Sending, session: Writing) -> Response:
    """Cancel the run that is to answer; if it is over by now, the page shows its answer."""
    get_request(session, visitor.viewer, request_id)
    if run := active_run_of_request(session, visitor.viewer, request_id):
        cancel_run(session, visitor.viewer, run)
    return RedirectResponse(f"/requests/{request_id}", 303)


@router.post("/requests/{request_id}/settle")
def settle(request_id: IdInPath, typed: TypedForm, visitor: Sending, session: Writing) -> Response:
    version, why = typed.text("version"), typed.text("why")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise StaleVersion("request", request_id)
    if typed.text("verdict") == "approved":
        approve(session, visitor.viewer, request_id, int(version), why, pin=typed.text("pin") == "yes")
    else:
        settle_request(session, visitor.viewer, request_id, "declined", int(version), why)
    return RedirectResponse(f"/requests/{request_id}", 303)


def _may_cancel(session: Session, viewer: Viewer, request_id: str) -> bool:
    may = not viewer.roles.isdisjoint(("coordinator", "hosting"))
    return may and active_run_of_request(session, viewer, request_id) is not None


def _placements(body: Mapping[str, Any], answer: Mapping[str, Any]) -> tuple[PlacementAsked, ...]:
    new, drafts = set(body.get("new", ())), answer.get("drafts", ())
    return tuple(
        PlacementAsked(noun, noun.id in new, tuple(_draft(row) for row in drafts if row["placement"] == noun.id))
        for noun in map(Placement.model_validate, body.get("placements", ()))
    )


def _draft(row: Mapping[str, Any]) -> DraftShown:
    first_day, last_day = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
    evidence = {name: EvidenceShown.kept(found) for name, found in row["evidence"].items()}
    return DraftShown(row["learner"], first_day, last_day, row["fit"], evidence)


def _worth(answer: Mapping[str, Any]) -> WorthShown:
    gains = answer["gains"]
    return WorthShown(
        placement=answer["placement"],
        places=answer["places"],
        taken=answer["taken"],
        exact=answer["kind"] == "exact",
        learners=gains.get("placed"),
        fit=gains.get("fit"),
    )

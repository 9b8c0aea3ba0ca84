"""A learner in a plan: why, why not, what it would take; pinned and banned with a reason, the cost beside it."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse

from api.pages.rendering import Frame, Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking, Sending
from api.schemas.explanations import ExplanationShown, OptionExplained, explanation_shown
from api.schemas.fields import NO_NUL, IdInPath
from api.services.answers import Answers
from api.state import AnswersOf, Reading, Writing
from matcher.errors import UnknownId
from matcher.model import Pin
from matcher.reports.worth import gain_words
from matcher.store.engine import Session
from matcher.store.explained import round_of_answer
from matcher.store.pins import add_pin, lift_pin, pins_of_learner
from matcher.store.tables import PinRow
from matcher.store.viewers import Viewer

router = APIRouter(prefix="/runs/{run_id}/learners/{learner}", include_in_schema=False)

TOP = 5  # alternatives
MOST = 20

Asked = Annotated[str, Query(max_length=200, pattern=NO_NUL)]
Name = Annotated[str, Form(max_length=200, pattern=NO_NUL)]
Text = Annotated[str, Form(max_length=1_000, pattern=NO_NUL)]
Said = Annotated[str, Form(min_length=1, max_length=1_000, pattern=NO_NUL)]
Kind = Annotated[Literal["pin", "ban"], Form()]


@dataclass(frozen=True)
class Typed:
    """What somebody who pins or bans has typed, shown again if it can't be kept."""

    kind: str = "pin"
    placement: str = ""
    reason: str = ""
    problem: Literal["", "reason", "placement"] = ""


@dataclass(frozen=True)
class PinLine:
    """A pin or ban, and what the plan paid for it; "": it is newer than the plan, or a ban."""

    pin: PinRow
    cost: str


@dataclass(frozen=True)
class RunLearnerPage:
    """Where a learner is in a plan and why; `asked` is the placement that was asked about."""

    template: ClassVar[str] = "run_learner.html"
    head: RoundHead
    run: str
    found: ExplanationShown
    asked: str
    more: int | None
    pins: tuple[PinLine, ...]
    may_decide: bool
    typed: Typed

    @property
    def placements(self) -> list[OptionExplained]:
        return [*([self.found.placed] if self.found.placed else []), *self.found.options]


@router.get("")
def look(
    run_id: IdInPath,
    learner: IdInPath,
    frame: Framed,
    visitor: Looking,
    session: Reading,
    answers: AnswersOf,
    placement: Asked = "",
    top: Annotated[int, Query(ge=1, le=MOST)] = TOP,
) -> Response:
    page = _page(session, visitor.viewer, answers, run_id, learner, placement, top, Typed(placement=placement))
    return show(frame, page)


@router.post("/pins")
def pin(
    run_id: IdInPath,
    learner: IdInPath,
    frame: Framed,
    visitor: Sending,
    session: Writing,
    answers: AnswersOf,
    kind: Kind = "pin",
    placement: Name = "",
    reason: Text = "",
) -> Response:
    viewer, round_id = visitor.viewer, round_of_answer(session, visitor.viewer, run_id)
    missing: Literal["", "reason", "placement"] = (
        "placement" if not placement else "reason" if not reason.strip() else ""
    )
    if missing:
        return _again(frame, session, viewer, answers, run_id, learner, Typed(kind, placement, reason, missing))
    made = Pin(kind=kind, learner=learner, placement=placement, reason=reason.strip(), author=viewer.person)
    add_pin(session, viewer, round_id, made)
    return RedirectResponse(f"{frame.path.removesuffix('/pins')}#pins", 303)


@router.post("/pins/{pin_id}/lift")
def lift(
    run_id: IdInPath, learner: IdInPath, pin_id: IdInPath, frame: Framed, visitor: Sending, session: Writing,
    reason: Said,
) -> Response:  # fmt: skip
    del learner
    round_id = round_of_answer(session, visitor.viewer, run_id)
    lift_pin(session, visitor.viewer, round_id, pin_id, reason.strip())
    return RedirectResponse(f"{frame.path.removesuffix(f'/pins/{pin_id}/lift')}#pins", 303)


def _again(
    frame: Frame, session: Session, viewer: Viewer, answers: Answers, run_id: str, learner: str, typed: Typed
) -> Response:
    return show(frame, _page(session, viewer, answers, run_id, learner, "", TOP, typed), 422)


def _page(
    session: Session, viewer: Viewer, answers: Answers, run_id: str, learner: str, asked: str, top: int, typed: Typed
) -> RunLearnerPage:
    found = answers.explain(session, viewer, run_id, learner, asked or None, top)
    shown = explanation_shown(found.explanation, found.hidden)
    round_id = round_of_answer(session, viewer, run_id)
    more = min(MOST, 2 * top) if not asked and len(shown.options) == top < MOST else None
    return RunLearnerPage(
        head=head_of(session, viewer, round_id),
        run=run_id,
        found=shown,
        asked=asked,
        more=more,
        pins=_pins(session, viewer, answers, run_id, round_id, learner),
        may_decide="coordinator" in viewer.roles,
        typed=typed,
    )


def _pins(
    session: Session, viewer: Viewer, answers: Answers, run_id: str, round_id: str, learner: str
) -> tuple[PinLine, ...]:
    rows = pins_of_learner(session, viewer, round_id, learner)
    return tuple(PinLine(row, _cost(session, viewer, answers, run_id, row)) for row in rows)


def _cost(session: Session, viewer: Viewer, answers: Answers, run_id: str, row: PinRow) -> str:
    """What the plan paid for a pin, to who oversees it."""
    if row.kind != "pin" or not row.learner_id or not row.placement_id:
        return ""
    try:
        cost = answers.pin_cost(session, viewer, run_id, row.learner_id, row.placement_id)
    except UnknownId:
        return ""
    return gain_words(cost.at_most, "bound") if cost else ""

"""A plan: watched while it is made, looked through, published."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking, Sending
from api.schemas.fields import NO_NUL, IdInPath
from api.schemas.reasons import ReasonShown
from api.schemas.runs import RunShown, run_shown
from api.services.answers import Answers
from api.services.overview import destinations_of, senders_of
from api.state import AnswersOf, Reading, Writing
from matcher.codelists.isced import is_code
from matcher.explain import field_name
from matcher.model import Reason
from matcher.said import Said
from matcher.store.answer_tables import (
    AnswerFigures,
    AnswerFilter,
    PlacedLine,
    Sort,
    figures_of,
    get_answer_figures,
    placed_lines,
    waiting_lines,
)
from matcher.store.engine import Session
from matcher.store.publishing import OBJECTION_DAYS, Foreseen, foresee, publish, publishable, published_run
from matcher.store.runs import cancel_run, get_run
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)

LINES = 100  # on a page
STEPS = (
    Said("loading the round"),
    Said("reading study titles"),
    Said("scoring pairs"),
    Said("allocating places"),
    Said("checking the answer"),
    Said("explaining"),
)
"""What a run tells of itself while it is under way."""
Name = Annotated[str, Field(max_length=200, pattern=NO_NUL)]
FitAsked = Annotated[str, Field(pattern=r"^\d{0,4}$")]  # an empty field of a form is no number
Days = Annotated[int, Form(ge=1, le=60)]


class AnswerAsked(BaseModel):
    """Which learners of a plan are looked for, and in which order."""

    show: Literal["placed", "unplaced"] = "placed"
    text: Name = ""
    sender: Name = ""
    destination: Name = ""
    fit_from: FitAsked = ""
    fit_to: FitAsked = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2}|-)?$")] = ""
    fewer: Literal["", "yes", "no", "-"] = ""
    field: Annotated[str, Field(pattern=r"^(\d{4}|unknown)?$")] = ""
    sort: Sort = "learner"
    down: bool = False
    page: int = Field(default=1, ge=1, le=1_000_000)

    def filter(self, learners: tuple[str, ...] | None = None) -> AnswerFilter:
        low, high = (int(text) if text else None for text in (self.fit_from, self.fit_to))
        return AnswerFilter(
            self.text.strip(), self.sender, self.destination, low, high, self.country, self.fewer, learners
        )

    def path(self, path: str, **changed: object) -> str:
        """Return the address of the same with something changed."""
        return f"{path}?{urlencode(self.model_copy(update=changed).model_dump(exclude_defaults=True))}"


@dataclass(frozen=True)
class WaitingLearner:
    learner: str
    sender: str | None
    school: str | None
    reason: str


@dataclass(frozen=True)
class Lines:
    """Those of one page of the table, with how many there are, and on how many pages."""

    count: int
    pages: int
    placed: tuple[PlacedLine, ...]
    waiting: tuple[WaitingLearner, ...]


@dataclass(frozen=True)
class RunPage:
    """A run with what it reached, if it did, and a page of who goes where."""

    template: ClassVar[str] = "run.html"
    head: RoundHead
    run: RunShown
    reached: AnswerFigures | None
    published: bool
    other: str | None
    asked: AnswerAsked
    field: str | None
    lines: Lines | None
    senders: tuple[tuple[str, str], ...]
    destinations: tuple[tuple[str, str], ...]
    columns: tuple[Sort, ...]
    may_decide: bool
    steps: tuple[Said, ...] = STEPS


@dataclass(frozen=True)
class PublishPage:
    """What publishing does, before it is done."""

    template: ClassVar[str] = "publish.html"
    head: RoundHead
    run: RunShown
    reached: AnswerFigures
    replaces: str | None
    foreseen: Foreseen
    days: int


@router.get("/runs/{run_id}")
def look(
    run_id: IdInPath,
    asked: Annotated[AnswerAsked, Query()],
    frame: Framed,
    visitor: Looking,
    session: Reading,
    answers: AnswersOf,
) -> Response:
    viewer = visitor.viewer
    run = run_shown(get_run(session, viewer, run_id))
    reached, published = figures_of(session, viewer, [run_id]).get(run_id), published_run(session, run.round)
    page = RunPage(
        head=head_of(session, viewer, run.round),
        run=run,
        reached=reached,
        published=published == run_id,
        other=published if published != run_id else None,
        asked=asked,
        field=field_name(asked.field) if is_code(asked.field) else None,
        lines=_lines(session, viewer, answers, run_id, asked) if reached else None,
        senders=tuple((one.id, one.name or one.id) for one in senders_of(session, viewer, run.round)),
        destinations=tuple((one.id, one.city or one.id) for one in destinations_of(session, viewer, run.round)),
        columns=("sender", "school", "destination", "host", "first_day", "fit"),
        may_decide="coordinator" in viewer.roles,
    )
    return show(frame, page)


@router.post("/runs/{run_id}/cancel")
def cancel(run_id: IdInPath, visitor: Sending, session: Writing) -> Response:
    cancel_run(session, visitor.viewer, run_id)
    return RedirectResponse(f"/runs/{run_id}", 303)


@router.get("/runs/{run_id}/publish")
def ask_to_publish(run_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    viewer = visitor.viewer
    run = run_shown(publishable(session, viewer, run_id))
    reached = get_answer_figures(session, viewer, run_id)
    published = published_run(session, run.round)
    head = head_of(session, viewer, run.round)
    return show(frame, PublishPage(head, run, reached, published, foresee(session, viewer, run_id), OBJECTION_DAYS))


@router.post("/runs/{run_id}/publish")
def publish_run(run_id: IdInPath, visitor: Sending, session: Writing, days: Days = OBJECTION_DAYS) -> Response:
    publish(session, visitor.viewer, run_id, days)
    return RedirectResponse(f"/runs/{run_id}", 303)


def _lines(session: Session, viewer: Viewer, answers: Answers, run_id: str, asked: AnswerAsked) -> Lines:
    first = (asked.page - 1) * LINES
    if asked.show == "placed":
        count, placed = placed_lines(session, viewer, run_id, asked.filter(), asked.sort, first, LINES, down=asked.down)
        return Lines(count, _pages(count), tuple(placed), ())
    of_field = answers.waiting_of_field(session, viewer, run_id, asked.field) if asked.field else None
    count, waiting = waiting_lines(session, viewer, run_id, asked.filter(of_field), first, LINES)
    told = (WaitingLearner(row.learner, row.sender, row.school, _first(row.reasons)) for row in waiting)
    return Lines(count, _pages(count), (), tuple(told))


def _pages(count: int) -> int:
    return max(1, -(-count // LINES))


def _first(reasons: list[dict[str, object]]) -> str:
    """The decisive reason in words."""
    if not reasons:
        return ""
    found = reasons[0]
    return ReasonShown.of(Reason(str(found["code"]), found.get("params") or {})).says  # type: ignore[arg-type]

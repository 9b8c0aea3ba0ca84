"""The plans of a round: started, and listed with what they reached."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from api.pages.lists import next_path
from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking, Sending
from api.paging import Paging, key_after, page_of
from api.routes.runs import place_in_time, time_key
from api.schemas.fields import IdInPath
from api.schemas.runs import RunShown, run_shown
from api.services.queueing import queue_run
from api.state import JobsOf, Reading, SettingsOf, StoreOf
from matcher.store.answer_tables import AnswerFigures, figures_of
from matcher.store.batches import RunSettings
from matcher.store.publishing import published_run
from matcher.store.runs import ACTIVE_STATES, list_runs

router = APIRouter(include_in_schema=False)

Moves = Annotated[Literal["", "least", "free"], Form()]
Seconds = Annotated[float | None, Form(ge=0.1, le=86_400)]
Previous = Annotated[str, Form(max_length=40)]


@dataclass(frozen=True)
class RunLine:
    run: RunShown
    reached: AnswerFigures | None
    published: bool


@dataclass(frozen=True)
class RunsPage:
    """Runs, newest first; `most_seconds` is the longest that a run may be given."""

    template: ClassVar[str] = "runs.html"
    head: RoundHead
    runs: tuple[RunLine, ...]
    active: bool
    most_seconds: float
    may_start: bool
    next: str | None


@router.get("/rounds/{round_id}/runs")
def look(
    round_id: IdInPath, asked: Paging, frame: Framed, visitor: Looking, session: Reading, settings: SettingsOf
) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    key = key_after(asked)
    rows = list_runs(session, viewer, round_id, place_in_time(str(key[0])) if key else None, asked.limit + 1)
    found = page_of(rows, asked, run_shown, time_key)
    reached, published = figures_of(session, viewer, [run.id for run in found.items]), published_run(session, round_id)
    page = RunsPage(
        head=head,
        runs=tuple(RunLine(run, reached.get(run.id), run.id == published) for run in found.items),
        active=any(run.kind == "batch" and run.state in ACTIVE_STATES for run in found.items),
        most_seconds=settings.run_seconds_limit,
        may_start="coordinator" in viewer.roles and head.is_open,
        next=next_path(frame.path, asked, found.next),
    )
    return show(frame, page)


@router.post("/rounds/{round_id}/runs")
def start(
    round_id: IdInPath,
    visitor: Sending,
    store: StoreOf,
    jobs: JobsOf,
    settings: SettingsOf,
    seconds: Seconds = None,
    moves: Moves = "",
    previous: Previous = "published",
) -> Response:
    most = settings.run_seconds_limit
    wanted = RunSettings(time_limit_seconds=seconds, moves=moves or None, previous=previous)
    run = queue_run(store, jobs, visitor.viewer, round_id, wanted, most_seconds=most)
    return RedirectResponse(f"/runs/{run.id}", 303)

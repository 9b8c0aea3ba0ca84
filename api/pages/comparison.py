"""Two plans side by side: who moved, and what it cost."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Response

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.schemas.fields import NO_NUL, IdInPath
from api.schemas.runs import RunShown, run_shown
from api.services.answers import compare
from api.state import Reading
from matcher.explain import Comparison
from matcher.store.publishing import published_run
from matcher.store.runs import get_run, list_runs

router = APIRouter(include_in_schema=False)

MOST_SHOWN = 300  # of those who moved, were placed, lost their place
MOST_RUNS = 50  # to choose among, the newest

Other = Annotated[str, Query(alias="with", max_length=200, pattern=NO_NUL)]


@dataclass(frozen=True)
class ComparisonPage:
    """A plan after another one; None: there is no other to compare with yet, or none was chosen."""

    template: ClassVar[str] = "comparison.html"
    head: RoundHead
    run: RunShown
    other: str
    others: tuple[RunShown, ...]
    found: Comparison | None
    most: int


@router.get("/runs/{run_id}/comparison")
def look(run_id: IdInPath, frame: Framed, visitor: Looking, session: Reading, other: Other = "") -> Response:
    viewer = visitor.viewer
    run = run_shown(get_run(session, viewer, run_id))
    rows = map(run_shown, list_runs(session, viewer, run.round, None, MOST_RUNS))
    others = tuple(row for row in rows if row.kind == "batch" and row.state == "complete" and row.id != run_id)
    before = other or _proposed(others, published_run(session, run.round))
    page = ComparisonPage(
        head=head_of(session, viewer, run.round),
        run=run,
        other=before,
        others=others,
        found=compare(session, viewer, before, run_id) if before else None,
        most=MOST_SHOWN,
    )
    return show(frame, page)


def _proposed(others: tuple[RunShown, ...], published: str | None) -> str:
    """The plan that was published last, else the newest other."""
    ids = [run.id for run in others]
    return published if published in ids else next(iter(ids), "")

"""A round at a glance: what is there, what the newest plan does with it, and what waits for me."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from fastapi import APIRouter, Response

from api.pages.home import WaitingItem, items_of
from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.schemas.fields import IdInPath
from api.services.overview import Overview, overview
from api.services.shortages import ShortageTable, shortage_table
from api.state import AnswersOf, Reading
from matcher.reports.charts import Bar
from matcher.reports.condensed import MOST_ROWS
from matcher.store.explained import get_answer
from matcher.store.learners import KEEPERS
from matcher.store.overview import RoundCounts
from matcher.store.viewers import Viewer
from matcher.store.waiting import waiting_counts

router = APIRouter(include_in_schema=False)

FirstStep = Literal["", "learners", "placements"]


@dataclass(frozen=True)
class OverviewPage:
    """The figures of a round; `shortages` None: not worked out, or there is no plan.

    `first_step` is what is to be stated before anything can be planned, if it is the viewer's to state.
    """

    template: ClassVar[str] = "overview.html"
    head: RoundHead
    waiting: tuple[WaitingItem, ...]
    seen: Overview
    rates: Sequence[Bar]
    shortages: ShortageTable | None
    first_step: FirstStep


@dataclass(frozen=True)
class ShortagesPage:
    """Where places are short and where they lie idle."""

    template: ClassVar[str] = "shortages.html"
    head: RoundHead
    run: str
    shortages: ShortageTable


@router.get("/rounds/{round_id}")
def look(round_id: IdInPath, frame: Framed, visitor: Looking, session: Reading, answers: AnswersOf) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    seen = overview(session, viewer, round_id)
    found = answers.shortages_at_hand(session, viewer, seen.answer.run) if seen.answer else None
    page = OverviewPage(
        head=head,
        waiting=items_of(round_id, waiting_counts(session, viewer, [round_id])[round_id]),
        seen=seen,
        rates=_rates(seen),
        shortages=None if found is None else shortage_table(session, viewer, round_id, found),
        first_step=_first_step(viewer, head, seen.counts),
    )
    return show(frame, page)


@router.get("/runs/{run_id}/shortages")
def shortages(run_id: IdInPath, frame: Framed, visitor: Looking, session: Reading, answers: AnswersOf) -> Response:
    viewer = visitor.viewer
    found = answers.shortages(session, viewer, run_id)
    round_id = get_answer(session, viewer, run_id).round_id
    table = shortage_table(session, viewer, round_id, found)
    return show(frame, ShortagesPage(head_of(session, viewer, round_id), run_id, table))


def _first_step(viewer: Viewer, head: RoundHead, counts: RoundCounts) -> FirstStep:
    if head.is_open and not counts.learners and not viewer.roles.isdisjoint(KEEPERS):
        return "learners"
    return "placements" if head.is_open and not counts.placements and "hosting" in viewer.roles else ""


def _rates(seen: Overview) -> Sequence[Bar]:
    """The share of each sending partner's learners that is placed, where it may be shown; of many, the smallest."""
    if seen.answer is None:
        return []
    names = seen.answer.sender_names
    bars = [
        Bar(names.get(row.value, "–"), row.placed_rate, f"{row.placed_rate:.0%} / {row.learners}")
        for row in seen.answer.fairness
        if row.placed_rate is not None
    ]
    return bars if len(bars) <= MOST_ROWS else sorted(bars, key=lambda bar: bar.share)[:MOST_ROWS]

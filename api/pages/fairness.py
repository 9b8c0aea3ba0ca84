"""Who was served how well by a plan: by sending partner, country, age and fewer opportunities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.schemas.fields import IdInPath
from api.services.overview import senders_of
from api.state import AnswersOf, Reading
from matcher.explain import FairnessRow
from matcher.explain.fairness import SMALLEST_CELL
from matcher.store.answer_tables import NO_SENDER, NOT_STATED
from matcher.store.explained import get_answer

router = APIRouter(include_in_schema=False)

NOBODYS, UNSTATED = "none", "not stated"  # as the report says it
ASKED_BY: Mapping[str, str] = {"sending partner": "sender", "country": "country", "fewer opportunities": "fewer"}
"""By which name the plan's table is asked for such learners; ages stand in no table."""


@dataclass(frozen=True)
class FairnessPart:
    """The learners told apart by one thing."""

    by: str
    rows: Sequence[FairnessRow]


@dataclass(frozen=True)
class FairnessPage:
    """`names`: of sending partners and countries, by id and code."""

    template: ClassVar[str] = "fairness.html"
    head: RoundHead
    run: str
    parts: Sequence[FairnessPart]
    names: Mapping[str, str]
    smallest: int = SMALLEST_CELL

    def way(self, row: FairnessRow) -> str | None:
        """Where those learners are listed."""
        if row.by not in ASKED_BY:
            return None
        value = {NOBODYS: NO_SENDER, UNSTATED: NOT_STATED}.get(row.value, row.value)
        return f"/runs/{self.run}?{urlencode({ASKED_BY[row.by]: value})}"


@router.get("/runs/{run_id}/fairness")
def look(run_id: IdInPath, frame: Framed, visitor: Looking, session: Reading, answers: AnswersOf) -> Response:
    viewer = visitor.viewer
    found = answers.fairness(session, viewer, run_id)
    round_id = get_answer(session, viewer, run_id).round_id
    names = {one.id: one.name or one.id for one in senders_of(session, viewer, round_id)}
    territories = frame.language.locale.territories
    names |= {row.value: str(territories.get(row.value, row.value)) for row in found if row.by == "country"}
    parts = tuple(
        FairnessPart(by, [row for row in found if row.by == by]) for by in dict.fromkeys(row.by for row in found)
    )
    return show(frame, FairnessPage(head_of(session, viewer, round_id), run_id, parts, names))

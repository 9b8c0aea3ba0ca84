"""The learners of a round: who they are as far as one may know, what is missing, and what is proposed."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.pages.lists import next_path
from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.paging import PageAsked, key_after, page_of
from api.routes.previews import PreviewsOf
from api.schemas.fields import NO_NUL, IdInPath
from api.services.completeness import Gap, gaps
from api.services.previews import Offered
from api.state import Reading
from matcher.model import Learner, Stay
from matcher.store.learners import KEEPERS, LearnerFilter, count_learners, list_learners
from matcher.store.proposals import live_proposals
from matcher.store.round_tables import list_nouns
from matcher.store.tables import ProposalRow
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)

MOST_STAYS = 100


class LearnersAsked(PageAsked):
    """Which learners are looked for."""

    text: str = Field(default="", max_length=200, pattern=NO_NUL)
    stay: str = Field(default="", max_length=200, pattern=NO_NUL)
    lacking: Literal["", "study", "languages", "eqf"] = ""

    @property
    def filter(self) -> LearnerFilter:
        return LearnerFilter(self.text.strip(), self.stay, self.lacking or None)


@dataclass(frozen=True)
class LearnerLine:
    learner: Learner
    gaps: tuple[Gap, ...]
    proposal: ProposalRow | None


@dataclass(frozen=True)
class LearnersPage:
    """Some of the learners, with what to look for."""

    template: ClassVar[str] = "learners.html"
    head: RoundHead
    asked: LearnersAsked
    stays: tuple[str, ...]
    count: int
    learners: tuple[LearnerLine, ...]
    next: str | None
    may_upload: bool


@router.get("/rounds/{round_id}/learners")
def look(
    round_id: IdInPath,
    asked: Annotated[LearnersAsked, Query()],
    frame: Framed,
    visitor: Looking,
    session: Reading,
    previews: PreviewsOf,
) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    (after,) = key_after(asked) or ("",)
    rows = list_learners(session, viewer, round_id, str(after), asked.limit + 1, asked.filter)
    found = page_of(rows, asked, lambda row: row[0].id, lambda row: (row[0].id,))
    learners = [learner for learner, _ in rows[: asked.limit]]
    proposed = live_proposals(session, viewer, round_id, found.items)
    offered = previews.offered(session, round_id)
    page = LearnersPage(
        head=head,
        asked=asked,
        stays=stays_of(session, viewer, round_id),
        count=count_learners(session, viewer, round_id, asked.filter),
        learners=tuple(
            LearnerLine(learner, gaps_of(viewer, offered, learner), proposed.get(learner.id)) for learner in learners
        ),
        next=next_path(frame.path, asked, found.next),
        may_upload=not viewer.roles.isdisjoint(KEEPERS),
    )
    return show(frame, page)


def stays_of(session: Reading, viewer: Viewer, round_id: str) -> tuple[str, ...]:
    nouns = list_nouns(session, viewer, round_id, "stay", "", MOST_STAYS)
    return tuple(noun.id for noun, _ in nouns if isinstance(noun, Stay))


def gaps_of(viewer: Viewer, offered: Offered, learner: Learner) -> tuple[Gap, ...]:
    """Return what is missing of a learner, as far as the viewer may know."""
    return gaps(learner, offered.field_of(learner), birth_date_closed="auditor" in viewer.roles)

"""A learner: what is stated, what is missing, which placements would fit and why, and where they are to go."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Response

from api.pages.learner_documents import words_in
from api.pages.learners import gaps_of
from api.pages.rendering import Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking
from api.routes.previews import PreviewsOf
from api.schemas.fields import IdInPath
from api.services.completeness import Gap
from api.services.learner_documents import documents_of
from api.services.previews import PreviewShown
from api.state import Reading
from matcher.errors import UnknownId
from matcher.explain import field_name
from matcher.model import FieldGuess, Learner
from matcher.reports.documents import Words
from matcher.store.engine import Session
from matcher.store.errors import InputForgotten
from matcher.store.explained import is_answered
from matcher.store.identities import get_identity
from matcher.store.learners import KEEPERS, get_learner
from matcher.store.placements import get_placement
from matcher.store.proposals import live_proposals
from matcher.store.publishing import published_run
from matcher.store.tables import ProposalRow
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)

TOP = 5  # placements shown at first; more on asking
Top = Annotated[int, Query(ge=1, le=100)]


@dataclass(frozen=True)
class ProposedStay:
    """Where a learner is to go; `warnings` what to mend before anybody signs, None: documents can't be had."""

    proposal: ProposalRow
    host: str
    warnings: tuple[str, ...] | None
    forgotten: bool  # somebody of the round was erased since it was planned


@dataclass(frozen=True)
class LearnerPage:
    """One learner; `preview` None: whoever looks doesn't plan for them; `explained`: the published run knows them."""

    template: ClassVar[str] = "learner.html"
    head: RoundHead
    learner: Learner
    name: str | None
    field: str | None
    gaps: tuple[Gap, ...]
    proposed: ProposedStay | None
    published: str | None
    explained: bool
    preview: PreviewShown | None
    more: int | None


@router.get("/rounds/{round_id}/learners/{learner}")
def look(
    round_id: IdInPath,
    learner: IdInPath,
    frame: Framed,
    visitor: Looking,
    session: Reading,
    previews: PreviewsOf,
    top: Top = TOP,
) -> Response:
    viewer = visitor.viewer
    head = head_of(session, viewer, round_id)
    noun, _ = get_learner(session, viewer, round_id, learner)
    offered = previews.offered(session, round_id)
    plans = not viewer.roles.isdisjoint(KEEPERS)
    preview = previews.of_learner(session, viewer, round_id, learner, top) if plans else None
    published = published_run(session, round_id)
    page = LearnerPage(
        head=head,
        learner=noun,
        name=name_of(session, viewer, round_id, learner),
        field=_field(offered.field_of(noun)),
        gaps=gaps_of(viewer, offered, noun),
        proposed=_proposed(session, viewer, round_id, learner, words_in(frame.language)),
        published=published,
        explained=published is not None and is_answered(session, published, learner),
        preview=preview,
        more=_more(preview),
    )
    return show(frame, page)


def name_of(session: Session, viewer: Viewer, round_id: str, learner: str) -> str | None:
    """Return the learner's name, if it is there and the viewer may know it."""
    try:
        identity, _ = get_identity(session, viewer, round_id, learner)
    except UnknownId:
        return None
    return f"{identity.given_name} {identity.family_name}"


def _field(guess: FieldGuess | None) -> str | None:
    return None if guess is None else field_name(guess.code)


def _proposed(session: Session, viewer: Viewer, round_id: str, learner: str, words: Words) -> ProposedStay | None:
    proposal = live_proposals(session, viewer, round_id, [learner]).get(learner)
    if proposal is None:
        return None
    placement, _ = get_placement(session, viewer, round_id, proposal.placement_id)
    if viewer.roles.isdisjoint(KEEPERS):
        return ProposedStay(proposal, placement.host, None, forgotten=False)
    try:
        warnings = documents_of(session, viewer, round_id, learner).warnings(words)
    except InputForgotten:
        return ProposedStay(proposal, placement.host, None, forgotten=True)
    return ProposedStay(proposal, placement.host, warnings, forgotten=False)


def _more(preview: PreviewShown | None) -> int | None:
    """Return how many placements to ask for so as to see more, None if all are seen."""
    if preview is None or len(preview.options) >= min(preview.open, 100):
        return None
    return min(preview.open, 100, 4 * len(preview.options))

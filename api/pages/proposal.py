"""A proposal: what it rests on, what was decided, and what whoever looks may decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from api.errors import problem_of
from api.pages.learner import name_of
from api.pages.rendering import Frame, Framed, show
from api.pages.round_head import RoundHead, head_of
from api.pages.visitors import Looking, Sending
from api.schemas.fields import IdInPath, Text
from api.schemas.reasons import EvidenceShown
from api.state import Reading, Writing
from matcher.errors import MatcherError, UnknownId
from matcher.model import Placement
from matcher.store import objections, proposals
from matcher.store.engine import Session
from matcher.store.errors import StaleVersion, TransitionRefused
from matcher.store.objections import OBJECTION_REASONS
from matcher.store.placements import get_placement
from matcher.store.profiles import Profile, get_profile
from matcher.store.proposals import STEPS, StepName
from matcher.store.tables import DecisionRow, ObjectionRow, ProposalRow
from matcher.store.viewers import Viewer

router = APIRouter(include_in_schema=False)

OF_THE_SERVICE = ("planned_anew", "erased")  # reasons that nobody gives by hand

Code = Annotated[str, Form(max_length=40)]
Why = Annotated[Text, Form()]
Number = Annotated[int, Form(), Field(ge=1, lt=2**31)]


@dataclass(frozen=True)
class StepOpen:
    """A step that whoever looks may take; `reasons` one of which they then give."""

    name: StepName
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ProposalPage:
    """One proposal; `profile` None: it ended, and who was proposed is no longer shown to the hosting side."""

    template: ClassVar[str] = "proposal.html"
    head: RoundHead
    proposal: ProposalRow
    placement: Placement
    profile: Profile | None
    name: str | None
    evidence: Mapping[str, EvidenceShown]
    decisions: tuple[tuple[DecisionRow, bool], ...]  # each with whether it was one's own organisation's
    objections: tuple[ObjectionRow, ...]
    steps: tuple[StepOpen, ...]
    objection_reasons: tuple[str, ...]
    shows_learners: bool
    refused: str
    why: str


@router.get("/proposals/{proposal_id}")
def look(proposal_id: IdInPath, frame: Framed, visitor: Looking, session: Reading) -> Response:
    return show(frame, _page(session, visitor.viewer, proposal_id))


@router.post("/proposals/{proposal_id}/decisions")
def decide(
    proposal_id: IdInPath,
    frame: Framed,
    visitor: Sending,
    session: Writing,
    step: Annotated[StepName, Form()],
    version: Number,
    reason_code: Code = "",
    why: Why = "",
) -> Response:
    code = reason_code or None
    try:
        proposals.decide(session, visitor.viewer, proposal_id, step, version=version, reason_code=code, why=why)
    except (StaleVersion, TransitionRefused) as refused:
        return _again(frame, session, visitor.viewer, proposal_id, refused, why)
    return RedirectResponse(f"/proposals/{proposal_id}", 303)


@router.post("/proposals/{proposal_id}/objections")
def object_to(
    proposal_id: IdInPath,
    frame: Framed,
    visitor: Sending,
    session: Writing,
    reason_code: Code = "",
    why: Why = "",
) -> Response:
    try:
        objections.object_to(session, visitor.viewer, proposal_id, reason_code, why)
    except TransitionRefused as refused:
        return _again(frame, session, visitor.viewer, proposal_id, refused, why)
    return RedirectResponse(f"/proposals/{proposal_id}#objections", 303)


def _again(
    frame: Frame, session: Session, viewer: Viewer, proposal_id: str, refused: MatcherError, why: str
) -> Response:
    """Show the proposal as it is now, why the decision was refused, and what was written."""
    page = _page(session, viewer, proposal_id, refused.message, why)
    return show(frame, page, problem_of(refused).status)


def _page(session: Session, viewer: Viewer, proposal_id: str, refused: str = "", why: str = "") -> ProposalPage:
    row = proposals.get_proposal(session, viewer, proposal_id)
    placement, _ = get_placement(session, viewer, row.round_id, row.placement_id)
    steps = proposals.steps_open(session, viewer, row)
    return ProposalPage(
        head=head_of(session, viewer, row.round_id),
        proposal=row,
        placement=placement,
        profile=_profile(session, viewer, row),
        name=name_of(session, viewer, row.round_id, row.learner_id),
        evidence={
            name: EvidenceShown.kept(found) for name, found in proposals.evidence_of(session, viewer, row).items()
        },
        decisions=tuple(
            (taken, taken.organisation_id == viewer.organisation)
            for taken in proposals.decisions_on(session, viewer, proposal_id)
        ),
        objections=tuple(objections.objections_to(session, viewer, proposal_id)),
        steps=tuple(StepOpen(step, _reasons(step)) for step in steps),
        objection_reasons=OBJECTION_REASONS if objections.may_object(session, viewer, row) else (),
        shows_learners=viewer.roles != {"hosting"},
        refused=refused,
        why=why,
    )


def _reasons(step: StepName) -> tuple[str, ...]:
    return tuple(code for code in STEPS[step].reasons if code not in OF_THE_SERVICE)


def _profile(session: Session, viewer: Viewer, row: ProposalRow) -> Profile | None:
    try:
        return get_profile(session, viewer, row.round_id, row.learner_id)
    except UnknownId:
        return None

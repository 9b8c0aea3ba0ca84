"""Proposals on their way through the acceptances; objections to them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.errors import documented
from api.paging import Page, Paging, key_after, page_of
from api.schemas.fields import IdInPath, Text
from api.security import Asking
from api.state import Reading, Writing
from api.versions import Version, tag
from matcher.store import objections, proposals
from matcher.store.objections import OBJECTION_REASONS, Verdict
from matcher.store.proposals import DECLINE_REASONS, WITHDRAW_REASONS, StepName

router = APIRouter(tags=["proposals"])

State = Literal["proposed", "accepted_by_sending", "accepted_by_hosting", "accepted", "declined", "withdrawn"]
REASONS = ", ".join(dict.fromkeys((*DECLINE_REASONS, *WITHDRAW_REASONS)))


class ProposalShown(BaseModel):
    """A published assignment: proposed → accepted by sending → by hosting → by learner or guardian, or ended."""

    id: str
    learner: str
    placement: str
    destination: str
    stay: str
    first_day: date
    last_day: date
    fit: int = Field(description="0 to 1000.")
    state: State
    reason_code: str | None = Field(description="Why it was declined or withdrawn.")
    object_until: datetime = Field(description="Until then the learner's side may object.")
    run: str
    version: int = Field(description="Name it as If-Match when deciding.")

    @classmethod
    def of(cls, row: Any) -> "ProposalShown":
        named = {name: getattr(row, f"{name}_id") for name in ("learner", "placement", "destination", "stay", "run")}
        rest = {name: getattr(row, name) for name in cls.model_fields if name not in named}
        return cls.model_validate(named | rest)


class ProposalInFull(ProposalShown):
    """A proposal with what its fit rests on."""

    evidence: dict[str, Any] = Field(description="Score, weight and reason of every feature.")


class StepAsked(BaseModel):
    """A decision about a proposal, by whoever signs in."""

    step: StepName = Field(examples=["accept_for_sending"])
    reason_code: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description=f"Needed to decline or withdraw: {REASONS}."
    )
    why: Text = Field(default="", description="In one's own words; leaves with the person if they are erased.")


class DecisionShown(BaseModel):
    step: str
    reason_code: str | None
    author: str
    decided_at: datetime


class ObjectionAsked(BaseModel):
    """What a learner or guardian objects to, handed in by their school or sending partner."""

    reason_code: Annotated[str, Field(max_length=40)] = Field(
        description=f"One of {', '.join(OBJECTION_REASONS)}.", examples=["tasks"]
    )
    why: Text = ""


class ObjectionShown(BaseModel):
    id: str
    proposal: str
    reason_code: str
    state: str = Field(description="open, upheld or rejected.")
    raised_at: datetime
    reviewed_at: datetime | None

    @classmethod
    def of(cls, row: Any) -> "ObjectionShown":
        rest = {name: getattr(row, name) for name in cls.model_fields if name != "proposal"}
        return cls.model_validate(rest | {"proposal": row.proposal_id})


class Review(BaseModel):
    """What somebody who did not decide finds."""

    verdict: Verdict = Field(examples=["upheld"])
    why: Text = Field(min_length=1)


@router.get("/rounds/{round_id}/proposals", responses=documented(401, 404, 422, 429))
def list_of_round(
    round_id: IdInPath,
    session: Reading,
    viewer: Asking,
    asked: Paging,
    state: Annotated[list[State] | None, Query(description="Only those in one of these states.", max_length=6)] = None,
) -> Page[ProposalShown]:
    """List the proposals that one has a part in, by learner."""
    learner, id = key_after(asked, 2) or ("", "")
    after = str(learner), str(id)
    rows = proposals.list_proposals(session, viewer, round_id, after, asked.limit + 1, state or ())
    return page_of(rows, asked, ProposalShown.of, lambda row: (row.learner_id, row.id))


@router.get("/proposals/{proposal_id}", responses=documented(401, 404, 422, 429))
def read(proposal_id: IdInPath, response: Response, session: Reading, viewer: Asking) -> ProposalInFull:
    """Read a proposal and what its fit rests on; its ETag is what a decision names."""
    row = proposals.get_proposal(session, viewer, proposal_id)
    tag(response, row.version)
    evidence = dict(proposals.evidence_of(session, viewer, row))
    return ProposalInFull(**ProposalShown.of(row).model_dump(), evidence=evidence)


@router.get("/proposals/{proposal_id}/decisions", responses=documented(401, 404, 422, 429))
def decisions(proposal_id: IdInPath, session: Reading, viewer: Asking) -> list[DecisionShown]:
    """List who decided what about a proposal, in time."""
    rows = proposals.decisions_on(session, viewer, proposal_id)
    return [DecisionShown.model_validate(row, from_attributes=True) for row in rows]


@router.post("/proposals/{proposal_id}/decisions", responses=documented(401, 403, 404, 409, 412, 422, 428, 429))
def decide(
    proposal_id: IdInPath, asked: StepAsked, version: Version, response: Response, session: Writing, viewer: Asking
) -> ProposalShown:
    """Accept for one's side, decline or withdraw. It stays as one's recorded decision."""
    row = proposals.decide(
        session, viewer, proposal_id, asked.step, version=version, reason_code=asked.reason_code, why=asked.why
    )
    tag(response, row.version)
    return ProposalShown.of(row)


@router.post("/proposals/{proposal_id}/objections", status_code=201, responses=documented(401, 403, 404, 409, 422, 429))
def object_to(proposal_id: IdInPath, asked: ObjectionAsked, session: Writing, viewer: Asking) -> ObjectionShown:
    """Hand in an objection of a learner or guardian, before the deadline."""
    return ObjectionShown.of(objections.object_to(session, viewer, proposal_id, asked.reason_code, asked.why))


@router.get("/rounds/{round_id}/objections", responses=documented(401, 404, 422, 429))
def list_objections(round_id: IdInPath, session: Reading, viewer: Asking, asked: Paging) -> Page[ObjectionShown]:
    """List the objections that one has a part in, by id."""
    (after,) = key_after(asked) or ("",)
    rows = objections.list_objections(session, viewer, round_id, str(after), asked.limit + 1)
    return page_of(rows, asked, ObjectionShown.of, lambda row: (row.id,))


@router.post("/objections/{objection_id}/review", responses=documented(401, 403, 404, 409, 422, 429))
def review(objection_id: IdInPath, found: Review, session: Writing, viewer: Asking) -> ObjectionShown:
    """Uphold or reject an objection, as somebody who neither decided nor published nor objected."""
    return ObjectionShown.of(objections.review(session, viewer, objection_id, found.verdict, found.why))

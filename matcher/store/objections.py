"""Objections: raised in time by the learner's side, reviewed by somebody who did not decide."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from matcher.store.clock import now
from matcher.store.errors import ONE_OF_REASONS, NotAllowed, TransitionRefused
from matcher.store.events import record_event
from matcher.store.links import own_round
from matcher.store.proposals import SENDING_SIDE, decided_by, learner_key
from matcher.store.publishing import publishers
from matcher.store.rounds import get_round
from matcher.store.tables import ObjectionRow, ProposalRow, RoundRow
from matcher.store.viewers import Viewer, require
from matcher.store.visible import as_seen, objections_visible_to, proposals_visible_to, rounds_visible_to

OBJECTION_REASONS = ("study_profile", "tasks", "destination", "language", "dates", "needs_not_met", "unfair", "other")
Verdict = Literal["upheld", "rejected"]


def list_objections(
    session: Session, viewer: Viewer, round_id: str, after: str, limit: int, state: str | None = None
) -> list[ObjectionRow]:
    """Return up to `limit` objections by id, those after this one; only those in a state, if it is named.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    rows = objections_visible_to(viewer, round_id).where(ObjectionRow.id > after).order_by(ObjectionRow.id)
    if state is not None:
        rows = rows.where(ObjectionRow.state == state)
    return list(session.scalars(rows.limit(limit)))


def learners_of_objections(session: Session, viewer: Viewer, objections: Sequence[ObjectionRow]) -> dict[str, str]:
    """Return whom some objections are about, as far as the viewer sees it, by proposal."""
    rows = proposals_visible_to(viewer).where(ProposalRow.id.in_({row.proposal_id for row in objections}))
    return {row.id: row.learner_id for row in session.scalars(rows)}


def objections_to(session: Session, viewer: Viewer, proposal_id: str) -> list[ObjectionRow]:
    """Return the objections to a proposal that the viewer sees, in time."""
    rows = objections_visible_to(viewer).where(ObjectionRow.proposal_id == proposal_id)
    return list(session.scalars(rows.order_by(ObjectionRow.raised_at, ObjectionRow.id)))


def may_object(session: Session, viewer: Viewer, proposal: ProposalRow) -> bool:
    """Whether the viewer may still hand in an objection of the proposal's learner."""
    own = replace(viewer, roles=viewer.roles & SENDING_SIDE)
    seen = proposals_visible_to(own).where(ProposalRow.id == proposal.id)
    return now() <= proposal.object_until and session.scalar(seen) is not None


def object_to(session: Session, viewer: Viewer, proposal_id: str, reason_code: str, why: str = "") -> ObjectionRow:
    """Record an objection of a learner or guardian, handed in by the school or sending partner.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer isn't the learner's sending side.
    TransitionRefused
        If the deadline has passed, the reason is none of `OBJECTION_REASONS`, or the same person's objection of the
        same reason is open.
    """
    require(viewer, "objecting", ("sending", "school"))
    own = replace(viewer, roles=viewer.roles & SENDING_SIDE)
    rows = proposals_visible_to(own).where(ProposalRow.id == proposal_id)
    proposal = as_seen(session.scalar(rows.with_for_update()), "proposal", proposal_id)
    if now() > proposal.object_until:
        raise TransitionRefused(
            "proposal",
            proposal.state,
            "object",
            Said("the deadline was {moment}", moment=f"{proposal.object_until:%F %R}"),
        )
    if reason_code not in OBJECTION_REASONS:
        words = Said(ONE_OF_REASONS, reasons=OBJECTION_REASONS)
        raise TransitionRefused("proposal", proposal.state, "object", words)
    said = {"proposal_id": proposal_id, "reason_code": reason_code, "author": viewer.person}
    if session.scalar(select(ObjectionRow.id).filter_by(**said, state="open")):  # sent twice, as a form may be
        raise TransitionRefused("proposal", proposal.state, "object", Said("you have an open objection of that kind"))
    objection = ObjectionRow(round_id=proposal.round_id, **said)
    session.add(objection)
    session.flush()
    _record(session, viewer, "object", objection, proposal, reason_code, why)
    return objection


def review(session: Session, viewer: Viewer, objection_id: str, verdict: Verdict, why: str) -> ObjectionRow:
    """Uphold or reject an objection. What follows from upholding one is a decision of its own.

    Raises
    ------
    NotAllowed
        If the viewer isn't the round's coordinator, published the plan, took a step on the proposal, or objected.
    UnknownId
        If the viewer sees no such objection.
    TransitionRefused
        If it is reviewed already.
    """
    rows = objections_visible_to(viewer).where(ObjectionRow.id == objection_id).with_for_update(of=ObjectionRow)
    objection = as_seen(session.scalar(rows), "objection", objection_id)
    own_round(session, viewer, objection.round_id, "reviewing an objection")
    if _involved(session, viewer, objection.round_id, [objection]):
        raise NotAllowed("reviewing an objection", "somebody who did not decide, publish or object")
    if objection.state != "open":
        raise TransitionRefused("objection", objection.state, "review")
    objection.state, objection.reviewer, objection.reviewed_at = verdict, viewer.person, now()
    session.flush()
    proposal = session.get_one(ProposalRow, objection.proposal_id)
    _record(session, viewer, f"review objection: {verdict}", objection, proposal, None, why)
    return objection


def reviewable(session: Session, viewer: Viewer, round_id: str, objections: Sequence[ObjectionRow]) -> frozenset[str]:
    """Return which of a round's objections are open and the viewer's to review: it coordinates, and had no part."""
    own = rounds_visible_to(replace(viewer, roles=viewer.roles & {"coordinator"})).where(RoundRow.id == round_id)
    if session.scalar(own) is None:
        return frozenset()
    involved = _involved(session, viewer, round_id, objections)
    return frozenset(row.id for row in objections if row.state == "open" and row.id not in involved)


def _involved(session: Session, viewer: Viewer, round_id: str, objections: Sequence[ObjectionRow]) -> set[str]:
    """Objections to what the viewer published or decided, and the viewer's own."""
    if viewer.person in publishers(session, round_id):
        return {row.id for row in objections}
    decided = decided_by(session, viewer.person, {row.proposal_id for row in objections})
    return {row.id for row in objections if row.proposal_id in decided or row.author == viewer.person}


def _record(
    session: Session,
    viewer: Viewer,
    what: str,
    objection: ObjectionRow,
    proposal: ProposalRow,
    reason_code: str | None,
    why: str,
) -> None:
    subjects = {"objection": objection.id, "proposal": proposal.id, "learner": learner_key(session, proposal)}
    record_event(session, viewer, what, subjects, round_id=objection.round_id, reason_code=reason_code, why=why)

"""Proposals on their way through the acceptances: who may take which step from which state, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Session

from matcher.said import Said
from matcher.store.errors import ONE_OF_REASONS, StaleVersion, TransitionRefused
from matcher.store.events import record_event
from matcher.store.loading import placements_of
from matcher.store.rounds import get_round
from matcher.store.tables import AssignmentRow, DecisionRow, LearnerRow, PlacementRow, ProposalRow
from matcher.store.tables.decisions import LIVE_STATES
from matcher.store.tables.organisations import Role
from matcher.store.viewers import Viewer, require
from matcher.store.visible import as_seen, learners_visible_to, placements_visible_to, proposals_visible_to

StepName = Literal["accept_for_sending", "accept_for_hosting", "accept_for_learner", "decline", "withdraw"]
STEP_NAMES: tuple[StepName, ...] = get_args(StepName)

PENDING_STATES = LIVE_STATES[:3]
DECLINE_REASONS = (
    "study_profile",
    "tasks",
    "language",
    "dates",
    "needs_not_met",
    "learner_refuses",
    "host_refuses",
    "other",
)
WITHDRAW_REASONS = (
    "host_withdrew",
    "learner_dropped_out",
    "illness",
    "dates_changed",
    "documents_missing",
    "planned_anew",
    "erased",
    "other",
)


@dataclass(frozen=True, slots=True)
class Step:
    """`roles` may take it, each on what it sees in that role, from the states in `before`."""

    roles: frozenset[Role]
    before: tuple[str, ...]
    after: str
    reasons: tuple[str, ...] = ()  # one of these must be given


SENDING_SIDE: frozenset[Role] = frozenset({"sending", "school"})

STEPS: Mapping[StepName, Step] = {
    "accept_for_sending": Step(SENDING_SIDE, ("proposed",), "accepted_by_sending"),
    "accept_for_hosting": Step(frozenset({"hosting"}), ("accepted_by_sending",), "accepted_by_hosting"),
    "accept_for_learner": Step(SENDING_SIDE, ("accepted_by_hosting",), "accepted"),
    "decline": Step(SENDING_SIDE | {"hosting"}, PENDING_STATES, "declined", DECLINE_REASONS),
    "withdraw": Step(SENDING_SIDE | {"hosting", "coordinator"}, LIVE_STATES, "withdrawn", WITHDRAW_REASONS),
}


def list_proposals(
    session: Session,
    viewer: Viewer,
    round_id: str,
    after: tuple[str, str],
    limit: int,
    states: Collection[str] = (),
) -> list[ProposalRow]:
    """Return up to `limit` proposals by learner and id, those after these two; only those in some states, if named.

    Raises
    ------
    UnknownId
        If the viewer sees no such round.
    """
    get_round(session, viewer, round_id)
    key = ProposalRow.learner_id, ProposalRow.id
    rows = proposals_visible_to(viewer, round_id).where(tuple_(*key) > tuple_(*map(literal, after)))
    if states:
        rows = rows.where(ProposalRow.state.in_(states))
    return list(session.scalars(rows.order_by(*key).limit(limit)))


def live_proposals(
    session: Session, viewer: Viewer, round_id: str, learners: Collection[str]
) -> dict[str, ProposalRow]:
    """Return the live proposals of some learners, as far as the viewer sees them, by learner."""
    rows = proposals_visible_to(viewer, round_id).where(ProposalRow.learner_id.in_(learners))
    return {row.learner_id: row for row in session.scalars(rows.where(ProposalRow.state.in_(LIVE_STATES)))}


def get_proposal(session: Session, viewer: Viewer, proposal_id: str) -> ProposalRow:
    """Return a proposal.

    Raises
    ------
    UnknownId
        If the viewer sees none such.
    """
    row = session.scalar(proposals_visible_to(viewer).where(ProposalRow.id == proposal_id))
    return as_seen(row, "proposal", proposal_id)


def count_proposals(session: Session, viewer: Viewer, round_id: str) -> dict[str, int]:
    """Return how many proposals of a round are in which state, as far as the viewer sees them."""
    rows = proposals_visible_to(viewer, round_id).subquery()
    counts = session.execute(select(rows.c.state, func.count()).group_by(rows.c.state))
    return {row.state: row[1] for row in counts}


def hosts_of(session: Session, viewer: Viewer, round_id: str, proposals: Collection[ProposalRow]) -> dict[str, str]:
    """Return the names of the hosts that some proposals of a round are for, by placement."""
    rows = placements_visible_to(viewer, round_id).where(PlacementRow.id.in_({row.placement_id for row in proposals}))
    return {placement.id: placement.host for placement in placements_of(session, rows)}


def steps_open(session: Session, viewer: Viewer, proposal: ProposalRow) -> tuple[StepName, ...]:
    """Return the steps that the viewer may take on a proposal as it stands."""
    return tuple(step for step, rule in STEPS.items() if _may(session, viewer, proposal, rule))


def _may(session: Session, viewer: Viewer, proposal: ProposalRow, rule: Step) -> bool:
    in_role = replace(viewer, roles=viewer.roles & rule.roles)
    if proposal.state not in rule.before or not in_role.roles:
        return False
    return session.scalar(proposals_visible_to(in_role).where(ProposalRow.id == proposal.id)) is not None


def evidence_of(session: Session, viewer: Viewer, proposal: ProposalRow) -> Mapping[str, Any]:
    """Return what the proposal's fit rests on, feature by feature, as the run found it; to hosts, without wishes."""
    same = AssignmentRow.run_id == proposal.run_id, AssignmentRow.learner_id == proposal.learner_id
    found: Mapping[str, Any] = session.scalar(select(AssignmentRow.evidence).where(*same)) or {}
    own = learners_visible_to(viewer, proposal.round_id).where(LearnerRow.id == proposal.learner_id)
    if session.scalar(own) is not None:
        return found
    return {name: evidence for name, evidence in found.items() if name != "preferences"}


def decisions_on(session: Session, viewer: Viewer, proposal_id: str) -> list[DecisionRow]:
    """Return the steps taken on a proposal, in time.

    Raises
    ------
    UnknownId
        If the viewer sees no such proposal.
    """
    get_proposal(session, viewer, proposal_id)
    rows = select(DecisionRow).where(DecisionRow.proposal_id == proposal_id)
    return list(session.scalars(rows.order_by(DecisionRow.id)))


def decide(
    session: Session,
    viewer: Viewer,
    proposal_id: str,
    step: StepName,
    *,
    version: int | None = None,
    reason_code: str | None = None,
    why: str = "",
) -> ProposalRow:
    """Take a step on a proposal as a recorded decision of the viewer.

    Parameters
    ----------
    version
        What the viewer had before their eyes; None: whatever it is now.

    Raises
    ------
    NotAllowed
        If the step is for other roles.
    UnknownId
        If the viewer sees no such proposal in a role that may take the step.
    StaleVersion
        If it has changed since `version`.
    TransitionRefused
        If its state does not have the step, or the reason is none of the step's.
    """
    rule = STEPS[step]
    require(viewer, step, sorted(rule.roles))
    in_role = replace(viewer, roles=viewer.roles & rule.roles)
    rows = proposals_visible_to(in_role).where(ProposalRow.id == proposal_id).with_for_update()
    proposal = as_seen(session.scalar(rows), "proposal", proposal_id)
    if version is not None and proposal.version != version:
        raise StaleVersion("proposal", proposal_id)
    _check(proposal, step, rule, reason_code)
    return take_step(session, viewer, proposal, step, reason_code, why)


def take_step(
    session: Session, viewer: Viewer, proposal: ProposalRow, step: StepName, reason_code: str | None, why: str = ""
) -> ProposalRow:
    """Take a step that was checked."""
    proposal.state, proposal.reason_code = STEPS[step].after, reason_code
    session.add(
        DecisionRow(
            proposal_id=proposal.id,
            step=step,
            reason_code=reason_code,
            author=viewer.person,
            organisation_id=viewer.organisation,
        )
    )
    session.flush()
    subjects = {"proposal": proposal.id, "learner": learner_key(session, proposal)}
    record_event(session, viewer, step, subjects, round_id=proposal.round_id, reason_code=reason_code, why=why)
    return proposal


def learner_key(session: Session, proposal: ProposalRow) -> int:
    """Return what stands for the proposal's learner in the event log."""
    same = (LearnerRow.round_id == proposal.round_id) & (LearnerRow.id == proposal.learner_id)
    return session.scalars(select(LearnerRow.key).where(same)).one()


def decided_by(session: Session, person: str, proposals: Collection[str]) -> set[str]:
    """Return on which of some proposals somebody took a step."""
    steps = select(DecisionRow.proposal_id).where(DecisionRow.author == person, DecisionRow.proposal_id.in_(proposals))
    return set(session.scalars(steps))


def _check(proposal: ProposalRow, step: StepName, rule: Step, reason_code: str | None) -> None:
    if proposal.state not in rule.before:
        raise TransitionRefused("proposal", proposal.state, step)
    if rule.reasons and reason_code not in rule.reasons:
        raise TransitionRefused("proposal", proposal.state, step, Said(ONE_OF_REASONS, reasons=rule.reasons))

"""What people decide: proposals on their way through the acceptances, each decision, and objections."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Select, select, text
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.tables.base import InRound, Moment, NewId, Row, Versioned, of_round, one_of

PROPOSAL_STATES = (
    "proposed",
    "accepted_by_sending",
    "accepted_by_hosting",
    "accepted",  # by learner or guardian too
    "declined",
    "withdrawn",
)
LIVE_STATES = PROPOSAL_STATES[:4]
LIVE = f"state IN ({', '.join(repr(state) for state in LIVE_STATES)})"
OBJECTION_STATES = ("open", "upheld", "rejected")


class ProposalRow(Versioned, Row):
    """A published assignment; a learner has at most one that is live."""

    __tablename__ = "proposals"
    __table_args__ = (
        of_round("learner_id", "learners"),
        of_round("placement_id", "placements"),
        of_round("destination_id", "destinations"),
        of_round("stay_id", "stays"),
        one_of("state", PROPOSAL_STATES),
        Index(
            "one_live_proposal_per_learner",
            "round_id",
            "learner_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        Index("ix_proposals_destination", "round_id", "destination_id"),
    )

    id: Mapped[NewId]
    round_id: Mapped[InRound]
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"))
    learner_id: Mapped[str]
    placement_id: Mapped[str]
    destination_id: Mapped[str]
    stay_id: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    fit: Mapped[int]
    state: Mapped[str] = mapped_column(default="proposed")
    reason_code: Mapped[str | None]
    object_until: Mapped[datetime]
    created_at: Mapped[Moment]


def proposed_in(round_id: str) -> Select[str]:
    """Select the ids of a round's learners who have a live proposal."""
    here = ProposalRow.round_id == round_id, ProposalRow.state.in_(LIVE_STATES)
    return select(ProposalRow).where(*here).with_only_columns(ProposalRow.learner_id)


class DecisionRow(Row):
    """A person's recorded step on a proposal; append-only."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[str] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), index=True)
    step: Mapped[str]
    reason_code: Mapped[str | None]
    author: Mapped[str]
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))
    decided_at: Mapped[Moment]


class ObjectionRow(Versioned, Row):
    """A learner's side disagrees with a proposal; somebody who did not decide it reviews."""

    __tablename__ = "objections"
    __table_args__ = (one_of("state", OBJECTION_STATES),)

    id: Mapped[NewId]
    round_id: Mapped[InRound]
    proposal_id: Mapped[str] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"), index=True)
    reason_code: Mapped[str]
    author: Mapped[str]
    raised_at: Mapped[Moment]
    state: Mapped[str] = mapped_column(default="open")
    reviewer: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]

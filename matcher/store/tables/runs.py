"""Planning: runs and their states, the answers they gave, what was published."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.tables.base import InRound, Large, Moment, NewId, Row, of_round, one_of

RUN_STATES = ("queued", "running", "complete", "infeasible", "cancelled", "failed")
ACTIVE = "state IN ('queued', 'running')"


class RunRow(Row):
    """One run of the planner; the worker that holds it is named with its attempt, so that a late one is refused."""

    __tablename__ = "runs"
    __table_args__ = (
        one_of("state", RUN_STATES),
        one_of("kind", ("batch", "request")),
        UniqueConstraint("round_id", "idempotency_key"),
        Index(
            "one_active_batch_per_round",
            "round_id",
            unique=True,
            sqlite_where=text(f"kind = 'batch' AND {ACTIVE}"),
            postgresql_where=text(f"kind = 'batch' AND {ACTIVE}"),
        ),
        Index(
            "one_active_run_per_request",
            "request_id",
            unique=True,
            sqlite_where=text(ACTIVE),
            postgresql_where=text(ACTIVE),
        ),
        Index("ix_runs_state", "state", "created_at"),
    )

    id: Mapped[NewId]
    round_id: Mapped[InRound]
    kind: Mapped[str] = mapped_column(default="batch")
    request_id: Mapped[str | None] = mapped_column(ForeignKey("requests.id"))
    idempotency_key: Mapped[str | None]
    settings: Mapped[dict[str, Any]]  # time_limit_seconds and the like: what the planner is called with
    author: Mapped[str]
    created_at: Mapped[Moment]
    state: Mapped[str] = mapped_column(default="queued")
    attempt: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    progress: Mapped[dict[str, Any] | None]
    cancel_asked_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    failure: Mapped[dict[str, Any] | None]  # code, message, params


class RunInputRow(Row):
    """The round as a run planned it, sealed; who is erased since is forgotten here too."""

    __tablename__ = "run_inputs"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    round_id: Mapped[InRound]
    sealed: Mapped[bytes]


class AllocationRow(Row):
    """An answer without its assignments and unplaced, which are rows of their own."""

    __tablename__ = "allocations"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    round_id: Mapped[InRound]
    status: Mapped[str]
    placed: Mapped[int]
    fit: Mapped[int]
    value: Mapped[Large]
    gap: Mapped[float]
    rules_version: Mapped[str]
    input_digest: Mapped[str]
    answer_digest: Mapped[str]
    header: Mapped[dict[str, Any]]
    saved_at: Mapped[Moment]
    redacted_at: Mapped[datetime | None]  # a person was erased from it: the digest is that of the answer before


class AssignmentRow(Row):
    __tablename__ = "assignments"
    __table_args__ = (
        of_round("learner_id", "learners"),
        Index("ix_assignments_learner", "round_id", "learner_id"),
        Index("ix_assignments_destination", "run_id", "destination_id"),
    )

    run_id: Mapped[str] = mapped_column(ForeignKey("allocations.run_id", ondelete="CASCADE"), primary_key=True)
    round_id: Mapped[str]
    learner_id: Mapped[str] = mapped_column(primary_key=True)
    placement_id: Mapped[str]
    destination_id: Mapped[str]
    stay_id: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    starts: Mapped[int | None]  # on how many days the stay could begin; null: its dates are fixed
    fit: Mapped[int]
    pinned: Mapped[bool]
    evidence: Mapped[dict[str, Any]]


class UnplacedRow(Row):
    __tablename__ = "unplaced"
    __table_args__ = (of_round("learner_id", "learners"), Index("ix_unplaced_learner", "round_id", "learner_id"))

    run_id: Mapped[str] = mapped_column(ForeignKey("allocations.run_id", ondelete="CASCADE"), primary_key=True)
    round_id: Mapped[str]
    learner_id: Mapped[str] = mapped_column(primary_key=True)
    reasons: Mapped[list[Any]]


class PublicationRow(Row):
    """A run that was published; the latest of a round holds."""

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[InRound]
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"))
    author: Mapped[str]
    published_at: Mapped[Moment]

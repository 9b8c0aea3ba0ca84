"""Batch runs: a coordinator asks for one, or the round's planning date has come."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matcher.errors import InputError, UnknownId
from matcher.model import Round
from matcher.store.errors import ReferenceMissing, RunActive, TransitionRefused
from matcher.store.imports import bulk_insert
from matcher.store.links import own_round
from matcher.store.loading import load_round
from matcher.store.publishing import remember_proposals
from matcher.store.rounds import due_rounds
from matcher.store.runs import record_run
from matcher.store.tables import AllocationRow, AssignmentRow, PreviousRow, RoundRow, RunRow
from matcher.store.tables.rounds import PLANNABLE
from matcher.store.viewers import Viewer

Moves = Literal["least", "free"] | Annotated[int, Field(ge=0, le=1_000_000)]


class RunSettings(BaseModel):
    """How a round is to be planned."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    time_limit_seconds: float | None = Field(
        default=None,
        ge=0.1,
        description="For the allocation; then the best answer so far, with its honest gap. Left out: by the size of the"
        " round.",
        examples=[60],
    )
    moves: Moves | None = Field(
        default=None,
        description="How many of those placed before may move: least (only to place somebody else), free, or at most"
        " so many; left out: what the round's rules say.",
    )
    previous: str = Field(
        default="published",
        max_length=40,
        description="What stays as it is: the published proposals, or the answer of an earlier run of the round (its"
        " id).",
    )


def queue_batch(
    session: Session, viewer: Viewer, round_id: str, settings: RunSettings, idempotency_key: str | None = None
) -> RunRow:
    """Queue a run of a round; asked again with the same key, return the first.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer doesn't coordinate the round, or the run to start from is none of the round's answers.
    RunActive
        If the round has a run that is queued or running.
    TransitionRefused
        If the round is closed.
    InputError
        If the key was used for other settings.
    """
    round = own_round(session, viewer, round_id, "planning a round")
    if round.state not in PLANNABLE:
        raise TransitionRefused("round", round.state, "plan")
    asked = settings.model_dump(mode="json")
    run = record_run(session, viewer, round_id, asked, idempotency_key=idempotency_key)
    if run.settings != asked:
        raise InputError("idempotency-key-used", "this Idempotency-Key was sent with other settings: take a new one")
    if run.state == "queued":
        _remember(session, round, settings.previous)
    return run


def queue_due(session: Session, today: date) -> list[str]:
    """Queue a run of every round whose planning date has come, and return their ids; what is published mostly stays."""
    queued, settings = [], RunSettings()
    for round_id in due_rounds(session, today):
        stated = settings.model_dump(mode="json")
        try:
            run = record_run(session, None, round_id, stated, idempotency_key=f"due {today.isoformat()}")
        except (RunActive, ReferenceMissing):  # another worker was first, or a coordinator
            continue
        _remember(session, session.get_one(RoundRow, round_id), settings.previous)
        queued.append(run.id)
    return queued


def round_to_plan(session: Session, run_id: str) -> Round:
    """Return the round as it stands now, under the settings of the run."""
    run = session.get_one(RunRow, run_id)
    moves, round = run.settings.get("moves"), _in_order(load_round(session, run.round_id))
    if moves == "free":
        return round.model_copy(update={"previous": ()})
    if moves is None:
        return round
    return round.model_copy(update={"rules": round.rules.model_copy(update={"moves": moves})})


def _in_order(round: Round) -> Round:
    """What people stated one by one, in the order of a folder's tables: so the round can be written as one."""
    return round.model_copy(
        update={
            "pins": tuple(
                sorted(
                    round.pins, key=lambda row: _key(row.kind, row.learner, row.group, row.placement, row.destination)
                )
            ),
            "confirmations": tuple(
                sorted(round.confirmations, key=lambda row: _key(row.title, row.language, row.country))
            ),
        }
    )


def _key(*parts: str | None) -> tuple[str, ...]:
    return tuple(part or "" for part in parts)


def ended_run(session: Session, run_id: str) -> dict[str, object]:
    """Return a run's round by name, its state, how many it placed, and what went wrong."""
    run, answer = session.get_one(RunRow, run_id), session.get(AllocationRow, run_id)
    return {
        "round": session.get_one(RoundRow, run.round_id).name,
        "state": run.state,
        "placed": answer.placed if answer else None,
        "message": (run.failure or {}).get("message", ""),
    }


def _remember(session: Session, round: RoundRow, previous: str) -> None:
    if previous != "published":
        _remember_answer(session, round.id, previous)
    elif round.state == "published":
        remember_proposals(session, round.id)


def _remember_answer(session: Session, round_id: str, run_id: str) -> None:
    answered = select(RunRow.id).where(RunRow.id == run_id, RunRow.round_id == round_id, RunRow.state == "complete")
    if session.scalar(answered) is None:
        raise UnknownId("run", run_id)
    session.execute(delete(PreviousRow).where(PreviousRow.round_id == round_id))
    rows = session.scalars(select(AssignmentRow).where(AssignmentRow.run_id == run_id)).all()
    placed = (
        {
            "learner_id": row.learner_id,
            "placement_id": row.placement_id,
            "first_day": row.first_day if row.starts else None,
        }
        for row in rows
    )
    bulk_insert(session, PreviousRow, round_id, placed)

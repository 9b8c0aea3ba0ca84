"""Answers of runs: assignments and unplaced as rows that queries reach, the rest as one document."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matcher.errors import UnknownId
from matcher.model import Allocation
from matcher.store.imports import bulk_insert
from matcher.store.tables import AllocationRow, AssignmentRow, RunRow, UnplacedRow

APART = {"assignments", "unplaced"}


def save_answer(session: Session, run_id: str, answer: Allocation) -> None:
    """Store the answer of a run, in place of what an earlier attempt may have left.

    Raises
    ------
    ReferenceMissing
        If it names a learner that the round no longer has.
    """
    round_id = session.get_one(RunRow, run_id).round_id
    session.execute(delete(AllocationRow).where(AllocationRow.run_id == run_id))
    session.add(
        AllocationRow(
            run_id=run_id,
            round_id=round_id,
            status=answer.status,
            placed=answer.objective.placed,
            fit=answer.objective.fit,
            value=answer.objective.value,
            gap=answer.gap,
            rules_version=answer.rules_version,
            input_digest=answer.input_digest,
            answer_digest=digest_of(answer),
            header=answer.model_dump(mode="json", by_alias=True, exclude=APART),
        )
    )
    session.flush()
    bulk_insert(session, AssignmentRow, round_id, _assignment_rows(run_id, answer))
    unplaced = (
        {
            "run_id": run_id,
            "learner_id": row.learner,
            "reasons": [reason.model_dump(mode="json") for reason in row.reasons],
        }
        for row in answer.unplaced
    )
    bulk_insert(session, UnplacedRow, round_id, unplaced)


def load_answer(session: Session, run_id: str) -> Allocation:
    """Return the answer of a run as it was saved, but for people erased since.

    Raises
    ------
    UnknownId
        If the run has no answer.
    """
    row = session.get(AllocationRow, run_id)
    if row is None:
        raise UnknownId("answer of run", run_id)
    assignments = session.scalars(select(AssignmentRow).where(AssignmentRow.run_id == run_id))
    unplaced = session.scalars(select(UnplacedRow).where(UnplacedRow.run_id == run_id))
    return Allocation.model_validate(
        row.header
        | {
            "assignments": _by_learner(map(assignment_of, assignments)),
            "unplaced": _by_learner(map(unplaced_of, unplaced)),
        }
    )


def answer_for_one(session: Session, run_id: str, learner: str) -> Allocation:
    """Return the answer of a run with the assignment of this learner alone.

    Raises
    ------
    UnknownId
        If the run has no answer, or did not place the learner.
    """
    row, found = session.get(AllocationRow, run_id), session.get(AssignmentRow, (run_id, learner))
    if row is None or found is None:
        raise UnknownId("assignment of learner", learner)
    return Allocation.model_validate(row.header | {"assignments": [assignment_of(found)], "unplaced": []})


def answered_at(session: Session, run_id: str) -> datetime | None:
    """Return when a run was done."""
    return session.get_one(RunRow, run_id).finished_at


def digest_of(answer: Allocation) -> str:
    """SHA-256 of `allocation.json` without its line breaks."""
    return hashlib.sha256(answer.model_dump_json(by_alias=True).encode()).hexdigest()


def _assignment_rows(run_id: str, answer: Allocation) -> Iterable[dict[str, Any]]:
    for row in answer.assignments:
        yield {
            "run_id": run_id,
            "learner_id": row.learner,
            "placement_id": row.placement,
            "destination_id": row.destination,
            "stay_id": row.stay,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "starts": row.starts,
            "fit": row.fit,
            "pinned": row.pinned,
            "evidence": {name: evidence.model_dump(mode="json") for name, evidence in row.evidence.items()},
        }


def assignment_of(row: AssignmentRow) -> dict[str, Any]:
    """What a `model.Assignment` is made of."""
    return {
        "learner": row.learner_id,
        "placement": row.placement_id,
        "destination": row.destination_id,
        "stay": row.stay_id,
        "from": row.first_day,
        "to": row.last_day,
        "starts": row.starts,
        "fit": row.fit,
        "evidence": row.evidence,
        "pinned": row.pinned,
    }


def unplaced_of(row: UnplacedRow) -> dict[str, Any]:
    """What a `model.Unplaced` is made of."""
    return {"learner": row.learner_id, "reasons": row.reasons}


def _by_learner(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: str(row["learner"]))

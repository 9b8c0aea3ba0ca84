"""A person's rights: everything held about them, and being forgotten. And new keys for what is sealed."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from matcher.store.clock import now
from matcher.store.engine import vault_of
from matcher.store.events import forget_notes, record_event
from matcher.store.identities import Identity
from matcher.store.learners import get_learner, learner_key_of
from matcher.store.proposals import take_step
from matcher.store.renaming import renamed
from matcher.store.run_inputs import forget_in_inputs
from matcher.store.tables import (
    AllocationRow,
    AssignmentRow,
    DecisionRow,
    EventRow,
    EventSubjectRow,
    IdentityRow,
    LearnerRow,
    ObjectionRow,
    PinRow,
    PreviousRow,
    ProposalRow,
    RequestRow,
    Row,
    RunInputRow,
    RunRow,
    UnplacedRow,
    WaiverRow,
)
from matcher.store.tables.decisions import LIVE_STATES
from matcher.store.viewers import Viewer, acting_as

BLANK: dict[str, Any] = {
    "school_id": None,
    "group_id": None,
    "country": None,
    "study_title": None,
    "study_language": None,
    "eqf": None,
    "languages": None,
    "graduated_on": None,
    "available_from": None,
    "available_to": None,
    "available_days": None,
    "preferences": [],
    "needs": [],
    "skills": [],
    "fewer_opportunities": None,
    "sealed": None,
    "reserve_rank": None,
}
"""What is taken from the row of a person who is forgotten. Stay, sending partner and field stay for the statistics."""

DOCUMENTS: Mapping[type[Row], tuple[str, ...]] = {
    RequestRow: ("body", "answer"),
    RunRow: ("settings", "progress", "failure"),
}
"""Columns in which somebody may be named."""


def export_person(session: Session, viewer: Viewer, round_id: str, learner: str) -> dict[str, Any]:
    """Return everything that is held about a learner, as plain values.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer isn't the learner's sending side or coordinator.
    """
    viewer = acting_as(viewer, "exporting a person", ("coordinator", "sending", "school"))
    key = learner_key_of(session, viewer, round_id, learner)
    noun, _ = get_learner(session, viewer, round_id, learner)
    sealed = session.get(IdentityRow, key)
    identity = Identity.model_validate(vault_of(session).unseal(sealed.sealed)) if sealed else None
    own_proposals = select(ProposalRow.id).where(ProposalRow.round_id == round_id, ProposalRow.learner_id == learner)
    found = {
        "assignments": select(AssignmentRow).where(
            AssignmentRow.round_id == round_id, AssignmentRow.learner_id == learner
        ),
        "unplaced": select(UnplacedRow).where(UnplacedRow.round_id == round_id, UnplacedRow.learner_id == learner),
        "pins": select(PinRow).where(PinRow.round_id == round_id, PinRow.learner_id == learner),
        "waivers": select(WaiverRow).where(WaiverRow.round_id == round_id, WaiverRow.learner_id == learner),
        "proposals": select(ProposalRow).where(ProposalRow.id.in_(own_proposals)),
        "decisions": select(DecisionRow).where(DecisionRow.proposal_id.in_(own_proposals)),
        "objections": select(ObjectionRow).where(ObjectionRow.proposal_id.in_(own_proposals)),
        "events": select(EventRow)
        .join(EventSubjectRow, EventSubjectRow.event_id == EventRow.id)
        .where(EventSubjectRow.kind == "learner", EventSubjectRow.subject_id == str(key)),
    }
    record_event(session, viewer, "export person", {"learner": key}, round_id=round_id)
    return {
        "learner": noun.model_dump(mode="json"),
        "identity": identity.model_dump(mode="json") if identity else None,
        **{name: [_plain(row) for row in session.scalars(rows)] for name, rows in found.items()},
    }


def erase_person(session: Session, viewer: Viewer, round_id: str, learner: str) -> str:
    """Forget a learner and return the id that stands in their place.

    Gone: the identity, the birth date, what was stated, the pseudonymous id in every table and answer, the reasons of
    pins and whatever anybody wrote about them. Left: that somebody of this sending partner and field was placed there,
    and that these events happened. A live proposal is withdrawn.

    Raises
    ------
    NotAllowed, UnknownId
        If the viewer isn't the learner's sending side or coordinator.
    """
    viewer = acting_as(viewer, "erasing a person", ("coordinator", "sending", "school"))
    key = learner_key_of(session, viewer, round_id, learner)
    of_learner = ProposalRow.round_id == round_id, ProposalRow.learner_id == learner
    for proposal in session.scalars(select(ProposalRow).where(*of_learner, ProposalRow.state.in_(LIVE_STATES))):
        take_step(session, viewer, proposal, "withdraw", "erased")
    erased = forget_learner(session, round_id, key)
    record_event(session, viewer, "erase person", {"learner": key}, round_id=round_id)
    return erased


def forget_learner(session: Session, round_id: str, key: int) -> str:
    """Blank a learner everywhere and return the id that stands in their place."""
    row = session.get_one(LearnerRow, key)
    learner, erased = row.id, f"erased-{key}"
    of_learner = {"round_id": round_id, "learner_id": learner}
    session.execute(delete(IdentityRow).where(IdentityRow.learner_key == key))
    session.execute(delete(PinRow).filter_by(**of_learner))
    session.execute(delete(PreviousRow).filter_by(**of_learner))
    session.execute(update(AssignmentRow).filter_by(**of_learner).values(evidence={}))
    session.execute(update(UnplacedRow).filter_by(**of_learner).values(reasons=[]))
    session.execute(delete(WaiverRow).filter_by(**of_learner))
    _redact_answers(session, round_id, learner, erased)
    _redact_documents(session, round_id, learner, erased)
    forget_notes(session, "learner", key)
    for column, value in BLANK.items():
        setattr(row, column, value)
    row.id, row.erased_at = erased, now()  # the databases rename it in every table that refers to it
    session.flush()
    forget_in_inputs(session, round_id, learner, erased)  # only now: the new name waits for a run being finished
    session.expire_all()
    return erased


def require_keys(session: Session) -> None:
    """Raise KeysMissing if what is sealed in the database cannot be opened with the keys that there are."""
    for table in (IdentityRow, LearnerRow):
        sealed = session.scalar(select(table.sealed).where(table.sealed.is_not(None)).limit(1))
        if sealed is not None:
            vault_of(session).unseal_bytes(sealed)


def reseal(session: Session) -> int:
    """Seal everything again under the newest key and return how many values that were."""
    return (
        _reseal(session, LearnerRow, LearnerRow.key)
        + _reseal(session, IdentityRow, IdentityRow.learner_key)
        + _reseal(session, RunInputRow, RunInputRow.run_id)
    )


def _reseal(session: Session, table: type[LearnerRow] | type[IdentityRow] | type[RunInputRow], key: Any) -> int:
    """Not a change of the row: its version stays."""
    vault = vault_of(session)
    sealed = session.execute(select(key, table.sealed).where(table.sealed.is_not(None))).all()
    rows = [{"of": id, "again": vault.reseal(value)} for id, value in sealed if value]
    if rows:
        again = update(table).where(key == bindparam("of")).values(sealed=bindparam("again"))
        session.connection().execute(again, rows)
    return len(rows)


def _redact_answers(session: Session, round_id: str, learner: str, erased: str) -> None:
    for answer in session.scalars(select(AllocationRow).where(AllocationRow.round_id == round_id)):
        header = renamed(answer.header, learner, erased)
        if header != answer.header:
            answer.header, answer.redacted_at = header, now()


def _redact_documents(session: Session, round_id: str, learner: str, erased: str) -> None:
    """Requests, their answers, and what runs wrote down on the way may name learners."""
    for table, columns in DOCUMENTS.items():
        for row in session.scalars(select(table).where(table.round_id == round_id)):  # type: ignore[attr-defined]
            for column in columns:
                before = getattr(row, column)
                if (after := renamed(before, learner, erased)) != before:
                    setattr(row, column, after)


def _plain(row: Any) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    plain: dict[str, Any] = json.loads(json.dumps(values, default=str))
    return plain

"""The round as a run planned it: kept sealed, so that its answer can be explained, checked and handed out later."""

import json
import zlib
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matcher.errors import UnknownId
from matcher.model import Round
from matcher.store.engine import vault_of
from matcher.store.errors import InputForgotten, KeysMissing, ReferenceMissing
from matcher.store.renaming import renamed
from matcher.store.tables import AllocationRow, LearnerRow, RunInputRow, RunRow

LEFT = ("id", "stay", "sending_partner", "isced_f")
"""What is left of who is erased, for the statistics: `privacy.BLANK` takes all the rest."""


def keep_input(session: Session, run_id: str, round: Round) -> None:
    """Keep the round that a run planned, in place of what an earlier attempt may have left.

    Raises
    ------
    KeysMissing
        Without a key to seal it with.
    ReferenceMissing
        If somebody in it was erased meanwhile.
    """
    round_id = session.get_one(RunRow, run_id).round_id
    _hold_learners(session, round_id, round)
    sealed = vault_of(session).seal_bytes(zlib.compress(round.model_dump_json(by_alias=True).encode()))
    session.execute(delete(RunInputRow).where(RunInputRow.run_id == run_id))
    session.add(RunInputRow(run_id=run_id, round_id=round_id, sealed=sealed))
    session.flush()


def input_of(session: Session, run_id: str) -> Round:
    """Return the round that a run planned. Of who was erased since it says what is left of them in the store.

    Raises
    ------
    UnknownId
        If the run has no answer.
    InputForgotten
        If the round was purged since.
    """
    return Round.model_validate_json(_opened(session, run_id))


def input_of_one(session: Session, run_id: str, learner: str, placement: str) -> Round:
    """Return the round that a run planned with nobody in it but this learner, and this placement alone.

    Raises
    ------
    UnknownId, InputForgotten
        As `input_of`.
    """
    whole = json.loads(_opened(session, run_id))
    whole["learners"] = [row for row in whole["learners"] if row["id"] == learner]
    whole["placements"] = [row for row in whole["placements"] if row["id"] == placement]
    return Round.model_validate_json(json.dumps(whole | {"pins": [], "previous": []}))


def require_input(session: Session, run_id: str) -> None:
    """Make sure that the round is there as the run planned it; errors as `input_of`."""
    if session.scalar(select(RunInputRow.run_id).where(RunInputRow.run_id == run_id)) is None:
        if session.get(AllocationRow, run_id) is None:
            raise UnknownId("answer of run", run_id)
        raise InputForgotten(run_id)


def erased_since(session: Session, run_id: str) -> frozenset[str]:
    """Return under which ids those are in a run's round and answer who were erased since."""
    gone = select(LearnerRow.id).join(RunRow, RunRow.round_id == LearnerRow.round_id)
    return frozenset(session.scalars(gone.where(RunRow.id == run_id, LearnerRow.erased_at.is_not(None))))


def forget_inputs(session: Session, round_id: str) -> None:
    """Forget how the round was when it was planned: everybody in it is to be forgotten."""
    session.execute(delete(RunInputRow).where(RunInputRow.round_id == round_id))


def forget_in_inputs(session: Session, round_id: str, learner: str, erased: str) -> None:
    """Forget somebody in the rounds as they were planned; what no key opens any more is forgotten as a whole."""
    for row in session.scalars(select(RunInputRow).where(RunInputRow.round_id == round_id)):
        try:
            whole = json.loads(zlib.decompress(vault_of(session).unseal_bytes(row.sealed)))
        except KeysMissing:
            session.delete(row)
        else:
            without = json.dumps(_without(whole, learner, erased), ensure_ascii=False)
            row.sealed = vault_of(session).seal_bytes(zlib.compress(without.encode()))
    session.flush()


def _without(whole: dict[str, Any], learner: str, erased: str) -> dict[str, Any]:
    """A round as plain values with somebody's row as empty as it is in the store."""
    people = [_emptied(row, erased) if row["id"] == learner else row for row in whole["learners"]]
    rules = whole["rules"] | {"waivers": _of_others(whole["rules"]["waivers"], learner)}
    named = {name: _of_others(whole[name], learner) for name in ("pins", "previous")} | {"rules": rules}
    others: dict[str, Any] = renamed(named, learner, erased)
    return whole | others | {"learners": people}  # in their places: answers count by them


def _emptied(row: dict[str, Any], erased: str) -> dict[str, Any]:
    return {name: row.get(name) for name in LEFT} | {"id": erased}


def _of_others(rows: list[dict[str, Any]], learner: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["learner"] != learner]


def _opened(session: Session, run_id: str) -> bytes:
    require_input(session, run_id)
    row = session.get_one(RunInputRow, run_id)
    return zlib.decompress(vault_of(session).unseal_bytes(row.sealed))


def _hold_learners(session: Session, round_id: str, round: Round) -> None:
    """Make sure that all are there, and that who erases one of them now waits until this transaction is over."""
    there = select(LearnerRow.id).where(LearnerRow.round_id == round_id, LearnerRow.erased_at.is_(None))
    held = set(session.scalars(there.with_for_update(read=True, key_share=True)))
    if not held.issuperset(learner.id for learner in round.learners):
        raise ReferenceMissing("learners")

"""What a service must have left behind whatever was killed: each run once, ended once, in a true state."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from matcher.rounds import plan
from matcher.store.answers import digest_of
from matcher.store.engine import Session, Store, reading
from matcher.store.lost_runs import ATTEMPTS
from matcher.store.publishing import published_run
from matcher.store.run_inputs import input_of
from matcher.store.tables import (
    AllocationRow,
    AssignmentRow,
    EventRow,
    EventSubjectRow,
    ProposalRow,
    RunInputRow,
    RunRow,
)
from matcher.store.tables.decisions import LIVE_STATES


@dataclass(frozen=True)
class Audit:
    """Findings, one sentence each, and how runs ended; `checked` distinct inputs were planned again to compare."""

    findings: tuple[str, ...]
    states: Counter[str]
    attempts: Counter[int]
    checked: int


def audit(store: Store, asked: Mapping[str, str], findings: Sequence[str] = ()) -> Audit:
    """Compare the store with what clients asked for and were told: the run by key."""
    with reading(store) as session:
        runs = session.scalars(select(RunRow).order_by(RunRow.created_at)).all()
        answers = {row.run_id: row for row in session.scalars(select(AllocationRow))}
        found = [*findings, *_asked(asked, runs), *_ends(session, runs), *_states(runs, answers)]
        found += _proposals(session, {run.round_id for run in runs})
        wrong, checked = _answers(session, answers)
    return Audit((*found, *wrong), Counter(run.state for run in runs), Counter(run.attempt for run in runs), checked)


def _asked(asked: Mapping[str, str], runs: Sequence[RunRow]) -> Iterator[str]:
    there = {run.idempotency_key: run.id for run in runs}
    if len(there) != len(runs):
        yield "two runs have one key"
    for key in sorted(asked.keys() | {key for key in there if key}):
        if asked.get(key) != there.get(key):
            yield f"key {key}: the client was told of run {asked.get(key)}, the store has {there.get(key)}"


def _ends(session: Session, runs: Sequence[RunRow]) -> Iterator[str]:
    """Every run begins as often as it was attempted and ends once."""
    events = (
        select(EventRow.what, EventSubjectRow.subject_id).join(EventSubjectRow).where(EventSubjectRow.kind == "run")
    )
    said = Counter((id, what.partition(":")[0]) for what, id in session.execute(events))
    for run in runs:
        counts = said[run.id, "queue run"], said[run.id, "start run"], said[run.id, "end run"]
        if counts != (1, run.attempt, 1):
            yield f"run {run.id}: queued, started, ended {counts} times, at attempt {run.attempt}"


def _states(runs: Sequence[RunRow], answers: Mapping[str, AllocationRow]) -> Iterator[str]:
    for run in runs:
        lost = run.state == "failed" and run.failure and run.failure["code"] == "worker-lost"
        if run.state != "complete" and not (lost and run.attempt >= ATTEMPTS):
            yield f"run {run.id} is {run.state} after {run.attempt} attempts: {run.failure}"
        if (run.state == "complete") != (run.id in answers):
            yield f"run {run.id} is {run.state} and {'has' if run.id in answers else 'has no'} answer"


def _answers(session: Session, answers: Mapping[str, AllocationRow]) -> tuple[list[str], int]:
    """The same input has one answer, that of a planner whom nobody disturbs; and its rows are all there."""
    wrong, right = [], dict[str, str]()
    kept = set(session.scalars(select(RunInputRow.run_id)))
    for run_id, row in answers.items():
        if run_id not in kept:
            wrong.append(f"run {run_id} has an answer and not what it planned")
            continue
        if row.input_digest not in right:
            right[row.input_digest] = digest_of(plan(input_of(session, run_id)).answer)
        placed = len(session.scalars(select(AssignmentRow.learner_id).where(AssignmentRow.run_id == run_id)).all())
        if placed != row.placed:
            wrong.append(f"run {run_id} placed {row.placed} and has {placed} assignments")
        if row.answer_digest != right[row.input_digest]:
            wrong.append(f"run {run_id} has another answer than an undisturbed planner")
    return wrong, len(right)


def _proposals(session: Session, round_ids: set[str]) -> Iterator[str]:
    for round_id in sorted(round_ids):
        live = select(ProposalRow).where(ProposalRow.round_id == round_id, ProposalRow.state.in_(LIVE_STATES))
        proposed = sorted((row.learner_id, row.placement_id) for row in session.scalars(live))
        planned = select(AssignmentRow).where(AssignmentRow.run_id == published_run(session, round_id))
        if proposed != sorted((row.learner_id, row.placement_id) for row in session.scalars(planned)):
            yield f"round {round_id}: the proposals are not those of the run published last"

"""What a service must have left behind whatever was killed: each run once, ended once, in a true state."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from benchmarks.kills_story import Told
from benchmarks.kills_story_audit import audit_stories
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
    LearnerRow,
    ProposalRow,
    RunInputRow,
    RunRow,
)
from matcher.store.tables.decisions import LIVE_STATES


@dataclass(frozen=True)
class Audit:
    """Findings, one sentence each, and how runs ended, by state and by attempt."""

    findings: tuple[str, ...]
    states: Counter[str]
    attempts: Counter[int]


def audit(store: Store, stories: Sequence[Told], findings: Sequence[str] = ()) -> Audit:
    """Compare the store with what clients asked for and were told."""
    with reading(store) as session:
        runs = session.scalars(select(RunRow).order_by(RunRow.created_at)).all()
        answers = {row.run_id: row for row in session.scalars(select(AllocationRow))}
        found = [*findings, *_asked(stories, runs), *_ends(session, runs), *_states(runs, answers)]
        found += _proposals(session, {run.round_id for run in runs})
        found += _inputs(session, answers)
        found += audit_stories(session, stories)
    return Audit(tuple(found), Counter(run.state for run in runs), Counter(run.attempt for run in runs))


def _asked(stories: Sequence[Told], runs: Sequence[RunRow]) -> Iterator[str]:
    asked = {(told.round_id, key): run for told in stories for key, run in told.runs.items()}
    batch = [run for run in runs if run.kind == "batch"]
    there = {(run.round_id, run.idempotency_key or ""): run.id for run in batch}
    if len(there) != len(batch):
        yield "two runs of a round have one key"
    for key in sorted(asked.keys() | there.keys()):
        if asked.get(key) != there.get(key):
            yield f"key {' '.join(key)}: the client was told of run {asked.get(key)}, the store has {there.get(key)}"


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
        if (run.state == "complete" and run.kind == "batch") != (run.id in answers):
            yield f"run {run.id} is {run.state} and {'has' if run.id in answers else 'has no'} answer"


def _inputs(session: Session, answers: Mapping[str, AllocationRow]) -> Iterator[str]:
    """What a run planned is kept, and names nobody who was erased since."""
    kept = set(session.scalars(select(RunInputRow.run_id)))
    for run_id, row in answers.items():
        if run_id not in kept:
            yield f"run {run_id} has an answer and not what it planned"
            continue
        there = set(session.scalars(select(LearnerRow.id).where(LearnerRow.round_id == row.round_id)))
        if not there.issuperset(input_of(session, run_id).learner_by_id):
            yield f"run {run_id} has kept somebody who was erased in what it planned"


def answers_of(session: Session, round_id: str) -> Iterator[str]:
    """Every answer is that of a planner whom nobody disturbs, and its rows are all there."""
    for row in session.scalars(select(AllocationRow).where(AllocationRow.round_id == round_id)):
        placed = len(session.scalars(select(AssignmentRow.learner_id).where(AssignmentRow.run_id == row.run_id)).all())
        if placed != row.placed:
            yield f"run {row.run_id} placed {row.placed} and has {placed} assignments"
        if row.answer_digest != digest_of(plan(input_of(session, row.run_id)).answer):
            yield f"run {row.run_id} has another answer than an undisturbed planner"


def _proposals(session: Session, round_ids: set[str]) -> Iterator[str]:
    """The live proposals are what was published last, without those erased since."""
    for round_id in sorted(round_ids):
        of_round = LearnerRow.round_id == round_id, LearnerRow.erased_at.is_not(None)
        erased = set(session.scalars(select(LearnerRow.id).where(*of_round)))
        live = select(ProposalRow).where(ProposalRow.round_id == round_id, ProposalRow.state.in_(LIVE_STATES))
        planned = select(AssignmentRow).where(AssignmentRow.run_id == published_run(session, round_id))
        proposed = sorted((row.learner_id, row.placement_id) for row in session.scalars(live))
        wanted = [row for row in session.scalars(planned) if row.learner_id not in erased]
        if proposed != sorted((row.learner_id, row.placement_id) for row in wanted):
            yield f"round {round_id}: the proposals are not those of the run published last"

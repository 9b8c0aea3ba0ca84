"""A run's folder: the round as it was, the answer, the tables; and reading it back to explain or verify."""

import csv
import json
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matcher import reports
from matcher.allocation import Allocation as Solved
from matcher.errors import InputError, UnknownId, VerificationFailed
from matcher.explain.planned import Planned
from matcher.model import Allocation, PreviousAssignment, Round
from matcher.pairs import build_pairs, sides_of
from matcher.profiles import resolve_titles
from matcher.reading import read_round
from matcher.reading.collector import collector_paused
from matcher.reading.formulas import guarded
from matcher.referee import verify
from matcher.rounds.answer import answer_of
from matcher.rounds.answer_file import ANSWER, read_answer, write_answer
from matcher.rounds.arrays import places_of, problem_of
from matcher.rounds.balance import balance_from
from matcher.rounds.certificate import conflict_from_json, stages_from_json
from matcher.rounds.plan import Plan
from matcher.rounds.settled import settled_pairs, settled_problem

SNAPSHOT = "round"
_STAGED = ".round"  # the same until it is planned
_SETTINGS = "round.toml"


def snapshot(source: Path, out: Path, *, rules: Path | None = None, previous: Path | None = None) -> Path:
    """Copy a round folder, and what changes it, into a run's folder, so that the run can be checked from it alone.

    Raises
    ------
    InputError
        As `stage`.
    """
    return keep(stage(source, out, rules=rules, previous=previous), out)


def stage(source: Path, out: Path, *, rules: Path | None = None, previous: Path | None = None) -> Path:
    """Copy a round folder, and what changes it, beside what an earlier run left in `out`, which stays as it is.

    Raises
    ------
    InputError
        If a run in `out` would overwrite somebody's round: its tables, or a folder that is called as our copy is.
    UnknownId
        If `previous` is no run's folder.
    """
    _refuse_to_overwrite(out, source)
    earlier = published(previous) if previous is not None else None
    target = out / _STAGED
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    for file in sorted(source.iterdir()):
        if file.is_file() and not file.name.startswith("."):
            shutil.copyfile(file, target / file.name)
    if rules is not None:
        shutil.copyfile(rules, target / "rules.toml")
    if earlier is not None:
        _write_previous(target, earlier)
    return target


def keep(folder: Path, out: Path) -> Path:
    """Let a staged round take the place of that of the run before; return where it is now."""
    target = out / SNAPSHOT
    if target.exists():
        shutil.rmtree(target)
    return folder.rename(target)


def _refuse_to_overwrite(out: Path, source: Path) -> None:
    target = out / SNAPSHOT
    theirs = None
    if (out / _SETTINGS).exists():
        theirs = out
    elif target.exists() and (target.samefile(source) or not (out / ANSWER).exists()):
        theirs = target
    if theirs is not None:
        raise InputError(
            "out-in-use",
            f"a run in {out} would overwrite the round in {theirs}: give --out a folder of its own",
            out=str(out),
            overwrites=str(theirs),
        )


def published(run: Path) -> tuple[PreviousAssignment, ...]:
    """Return where an earlier run placed everybody."""
    answer = read_answer(run)
    return tuple(
        PreviousAssignment(learner=a.learner, placement=a.placement, first_day=a.first_day if a.starts else None)
        for a in answer.assignments
    )


def _write_previous(target: Path, rows: Sequence[PreviousAssignment]) -> None:
    for old in target.glob("previous.*"):
        old.unlink()
    with (target / "previous.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        if any(row.first_day for row in rows):
            table.writerow(["learner", "placement", "first_day"])
            table.writerows([guarded(row.learner), guarded(row.placement), row.first_day or ""] for row in rows)
        else:
            table.writerow(["learner", "placement"])
            table.writerows([guarded(row.learner), guarded(row.placement)] for row in rows)


@collector_paused()
def write_run(plan: Plan, out: Path) -> None:
    """Write the answer and its tables and report beside the snapshot of the round."""
    write_answer(plan.answer, out)
    reports.write_reports(plan.planned, plan.answer, out)


@dataclass(frozen=True, slots=True)
class Run:
    """A run read back from its folder: what it said, and the same worked out again from the round it holds."""

    planned: Planned
    answer: Allocation


def read_run(run: Path) -> Run:
    """Read a run's folder without a solver: pairs and fit are scored again, the decision is taken from the answer.

    Raises
    ------
    UnknownId
        If the folder is no run's folder.
    VerificationFailed
        If the answer names what its round doesn't hold.
    """
    answer = read_answer(run)
    if not (run / SNAPSHOT).is_dir():
        raise UnknownId("run folder", str(run / SNAPSHOT))
    return Run(planned_from(read_round(run / SNAPSHOT).round, answer), answer)


def planned_from(round: Round, answer: Allocation, settled: Collection[str] = ()) -> Planned:
    """Work an answer out again from its round, without a solver: only the decision is taken from the answer.

    Parameters
    ----------
    settled
        Ids of learners of whom the round no longer says enough: of them the fit is taken from the answer too.

    Raises
    ------
    VerificationFailed
        If the answer names what the round doesn't hold.
    """
    fields = resolve_titles(round)
    sides = sides_of(round, fields)
    pairs = build_pairs(sides, round)
    try:
        pairs = settled_pairs(pairs, round, answer, settled) if settled else pairs
        problem = problem_of(round, sides, pairs)
        problem = settled_problem(problem, round, answer, settled) if settled else problem
        solved = _solved(round, answer)
        balance = balance_from(round, problem, solved, answer.balance)
    except (KeyError, TypeError, ValueError, OverflowError) as broken:
        raise VerificationFailed([f"{ANSWER} names what its round does not hold: {broken}"]) from broken
    if balance and balance.applied:
        problem = balance.balanced.problem
    return Planned(round, fields, sides, pairs, problem, solved, balance)


def _solved(round: Round, answer: Allocation) -> Solved:
    learners, placements = places_of(round.learners), places_of(round.placements)
    groups, destinations = places_of(round.groups), places_of(round.destinations)
    placement_of = np.full(len(learners), -1, dtype=np.int64)
    for assignment in answer.assignments:
        placement_of[learners[assignment.learner]] = placements[assignment.placement]
    group_destination = np.full(len(groups), -1, dtype=np.int64)
    for group in answer.groups:
        if group.destination is not None:
            group_destination[groups[group.group]] = destinations[group.destination]
    return Solved(
        placement_of=placement_of,
        group_destination=group_destination,
        status=answer.status,
        placed=answer.objective.placed,
        fit=answer.objective.fit,
        stages=stages_from_json(round, answer.certificate["stages"]),
        conflicts=tuple(conflict_from_json(round, conflict) for conflict in answer.certificate["conflicts"]),
    )


def verify_run(run: Path) -> Allocation:
    """Check everything a run's folder claims, without a solver; return the answer that holds.

    The rules, the objective and the bound are recomputed from the round in the folder; then every figure of
    `allocation.json` and every byte of its tables is compared with what follows from them.

    Raises
    ------
    VerificationFailed
        Carries every claim that does not hold.
    """
    again = read_run(run)
    verify(again.planned.problem, again.planned.allocation)
    findings = [
        *_claims(again.planned, again.answer),
        *(f"{name} does not follow from {ANSWER}" for name in reports.stale_tables(again.planned, again.answer, run)),
    ]
    if findings:
        raise VerificationFailed(findings)
    return again.answer


def check_answer(planned: Planned, answer: Allocation) -> list[str]:
    """Return one sentence for every claim of an answer that does not follow from its round; without a solver."""
    try:
        verify(planned.problem, planned.allocation)
    except VerificationFailed as failed:
        return list(failed.findings)
    return _claims(planned, answer)


def _claims(planned: Planned, answer: Allocation) -> list[str]:
    return [*_balance_findings(planned), *_differences(json_of(answer), json_of(answer_of(planned)))]


def _balance_findings(planned: Planned) -> list[str]:
    """Say what is wrong with the other of the two answers where balance is asked for, or with its absence."""
    rules, balance = planned.round.rules, planned.balance
    asked = rules.balance_senders != "off" and planned.allocation.status != "infeasible"
    if asked != (balance is not None):
        return ["balance: the round's rules and the answer do not agree whether it is asked for"]
    if balance is None:
        return []
    if balance.applied != (rules.balance_senders == "apply"):
        return ["balance: the answer is not the one that the round's rules ask for"]
    other = balance.plain if balance.applied else balance.balanced
    try:
        verify(other.problem, other.allocation)
    except VerificationFailed as failed:
        return [f"balance: {finding}" for finding in failed.findings]
    return []


def json_of(answer: Allocation) -> dict[str, Any]:
    """The answer as it stands in the file."""
    read: dict[str, Any] = json.loads(answer.model_dump_json(by_alias=True))
    return read


NOT_RECOMPUTED = {"software", "status"}  # another version may verify; a deadline cannot be repeated


def _differences(claimed: dict[str, Any], recomputed: dict[str, Any]) -> list[str]:
    return [
        f"{key}: the file says {_short(claimed[key])}, its round gives {_short(recomputed[key])}"
        for key in sorted(claimed.keys() - NOT_RECOMPUTED)
        if claimed[key] != recomputed[key]
    ]


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."

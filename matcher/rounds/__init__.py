"""plan(round) -> allocation, and the folder a run leaves behind: the table of contents of the whole."""

from matcher.rounds.answer_file import read_answer
from matcher.rounds.folder import (
    SNAPSHOT,
    Run,
    check_answer,
    planned_from,
    published,
    read_run,
    snapshot,
    verify_run,
    write_run,
)
from matcher.rounds.many import Outcome, Wanted, run_rounds
from matcher.rounds.plan import Plan, plan
from matcher.rounds.run import run_round
from matcher.rounds.spread import spread_over

__all__ = [
    "SNAPSHOT",
    "Outcome",
    "Plan",
    "Run",
    "Wanted",
    "check_answer",
    "plan",
    "planned_from",
    "published",
    "read_answer",
    "read_run",
    "run_round",
    "run_rounds",
    "snapshot",
    "spread_over",
    "verify_run",
    "write_run",
]

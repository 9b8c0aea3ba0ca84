"""plan(round) -> allocation, and the folder a run leaves behind: the table of contents of the whole."""

from matcher.rounds.answer_file import read_answer
from matcher.rounds.folder import Run, published, read_run, snapshot, verify_run, write_run
from matcher.rounds.plan import Plan, plan

__all__ = ["Plan", "Run", "plan", "published", "read_answer", "read_run", "snapshot", "verify_run", "write_run"]

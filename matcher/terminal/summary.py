"""What a run came to: a table of the destinations, how good it is, who waits, what to look after."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from matcher.errors import Problem
from matcher.explain import sentence
from matcher.model import Allocation, Reason, Round
from matcher.reports import has_workbook, keeps_published
from matcher.said import Counted, Said
from matcher.terminal.console import escaped, out_console

WORDY = 300  # characters of a warning, beyond which the report has the rest


def summary_json(answer: Allocation, out: Path) -> dict[str, object]:
    """The run for programs: its status, its figures, and where the report is."""
    return {
        "round": answer.round,
        "status": answer.status,
        "placed": answer.objective.placed,
        "unplaced": len(answer.unplaced),
        "fit": answer.objective.fit,
        "gap": answer.gap,
        "people": sum(destination.people for destination in answer.destinations),
        "beds": sum(destination.beds for destination in answer.destinations),
        "report": str(out / "report.html"),
    }


def print_summary(round: Round, answer: Allocation, problems: Sequence[Problem], out: Path) -> None:
    """The run for people, with what to do next."""
    placed, learners = answer.objective.placed, len(round.learners)
    people, beds = (sum(getattr(row, name) for row in answer.destinations) for name in ("people", "beds"))
    out_console.print(_destinations(answer))
    out_console.print(
        f"{placed} of {learners} learners placed, {people} of {beds} beds taken on the fullest day; {proof(answer)}"
    )
    _print_unplaced(answer)
    _print_warnings(answer)
    if problems:
        remarks = Said(Counted("count", "{count} remark", "{count} remarks"), count=len(problems))
        out_console.print(f"[yellow]{remarks} on the files[/yellow]: matcher check lists them")
    _print_conflicts(answer)
    if not has_workbook(answer):
        out_console.print(f"{placed} assignments are too many for a spreadsheet: assignments.csv has them")
    out_console.print(f"report: {out / 'report.html'}   check it with: matcher verify {out}")


def _destinations(answer: Allocation) -> Table:
    table = Table(title=escaped(answer.round), title_justify="left")
    table.add_column("destination")
    counts = {"learners": "learners", "companions": "companions", "people": "people at once", "beds": "beds"}
    for words in counts.values():
        table.add_column(words, justify="right")
    for row in answer.destinations:
        table.add_row(row.destination, *(str(getattr(row, name)) for name in counts))
    table.add_section()
    table.add_row("all", *(str(sum(getattr(row, name) for row in answer.destinations)) for name in counts))
    return table


def _print_unplaced(answer: Allocation) -> None:
    first = Counter(row.reasons[0].code for row in answer.unplaced)
    for code, number in first.most_common(3):
        example = next(row for row in answer.unplaced if row.reasons[0].code == code)
        words = "; ".join(sentence(Reason(reason.code, reason.params)) for reason in example.reasons[:3])
        out_console.print(f"[yellow]unplaced[/yellow] {number} like {escaped(example.learner)}: {escaped(words)}")


def _print_warnings(answer: Allocation) -> None:
    for warning in answer.warnings:
        text = sentence(Reason(warning.code, warning.params))
        shown = text if len(text) < WORDY else text[: WORDY - 3] + "..."
        out_console.print(f"[yellow]look after[/yellow] {escaped(shown)}")


def _print_conflicts(answer: Allocation) -> None:
    for conflict in answer.certificate.get("conflicts", []):
        out_console.print(f"[red]cannot hold[/red] {escaped(conflict['sentence'])}")
        out_console.print(f"  the cheapest way out: {escaped(conflict['repair'])}")


def print_verified(answer: Allocation) -> None:
    """What the referee found to hold."""
    out_console.print(f"holds: {len(answer.assignments)} assignments, {answer.status}; {proof(answer)}")


def proof(answer: Allocation) -> str:
    """How good the answer is shown to be, in words."""
    if answer.status == "infeasible":
        undecided = any(conflict["code"] == "undecided" for conflict in answer.certificate["conflicts"])
        return "the time was too short to decide" if undecided else "the round's demands contradict each other"
    among = " of those that move as few of the published" if keeps_published(answer) else ""
    if answer.gap == 0:
        return f"proven to be the best possible{among}"
    stage = next(stage for stage in answer.certificate["stages"] if stage["bound"] > stage["value"])
    what = {"placed": "learners placed", "fit": "total fit", "value": "total value"}.get(stage["stage"], stage["stage"])
    return f"{what} at most {answer.gap:.2%} below the best possible{among}"

"""The command line: one command per thing a coordinator does; heavy libraries load only where they are needed."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console

from matcher.errors import MatcherError, Problem, UnknownId
from matcher.store.commands import db_app

if TYPE_CHECKING:
    from matcher.allocation.progress import Progress
    from matcher.explain import LearnerExplanation, Option
    from matcher.model import Allocation, Round

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Plans vocational mobility rounds: who goes where, how good that is, and why.",
)

profiles_app = typer.Typer(no_args_is_help=True, help="What study titles are read with.")
app.add_typer(profiles_app, name="profiles")
app.add_typer(db_app, name="db")

out_console = Console(soft_wrap=True, highlight=False)
err_console = Console(stderr=True, soft_wrap=True, highlight=False)

RoundFolder = Annotated[Path, typer.Argument(metavar="ROUND", help="a round folder: round.toml and its tables")]
RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="a folder that `matcher run` wrote")]
AsJson = Annotated[bool, typer.Option("--json", help="machine-readable output")]
Out = Annotated[Path, typer.Option(help="folder for the answer; made if missing")]
TimeLimit = Annotated[float, typer.Option(min=0.1, help="seconds for the allocation; then the best answer so far")]


def main() -> NoReturn:
    """Run the command line; a `MatcherError` becomes a message and exit code 1, never a traceback."""
    try:
        app(standalone_mode=True)
    except MatcherError as error:
        err_console.print(f"[red]{_title_of(error)}[/red] {_escaped(error.message)}")
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        err_console.print(f"[red]cannot use[/red] {_escaped(str(error.filename))}: {error.strerror}")
        sys.exit(1)
    sys.exit(0)


def _title_of(error: MatcherError) -> str:
    return {"round-invalid": "the round cannot be planned yet:", "unknown-id": "not found:"}.get(error.code, "error:")


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")


@app.command()
def demo(out: Out = Path("out/demo"), time_limit: TimeLimit = 10.0) -> None:
    """Plan the bundled INTERVET round, write the report, and say where to look.

    Example: matcher demo --out out/demo
    """
    from matcher.codelists.files import data_folder

    _run(data_folder("intervet"), out, time_limit=time_limit)


@app.command()
def check(round_folder: RoundFolder, as_json: AsJson = False) -> None:
    """Read a round folder and list every problem with file, row and column; exit 0 if it can be planned, else 1.

    Example: matcher check rounds/autumn-2026
    """
    from matcher.reading import check_round

    problems = check_round(round_folder)
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        _print_json([_problem_json(problem) for problem in problems])
    else:
        for problem in problems:
            colour = "red" if problem.severity == "error" else "yellow"
            out_console.print(f"[{colour}]{problem.severity}[/{colour}] {_escaped(str(problem))}")
        out_console.print(f"{len(errors)} error(s), {len(problems) - len(errors)} warning(s)")
    raise typer.Exit(1 if errors else 0)


@app.command()
def run(
    round_folder: RoundFolder,
    out: Annotated[Path, typer.Option(help="folder for the answer; made if missing")],
    rules: Annotated[
        Path | None, typer.Option(help="a TOML file that takes the place of the round's \\[rules]")
    ] = None,
    previous: Annotated[Path | None, typer.Option(help="an earlier run's folder: move almost nobody")] = None,
    time_limit: TimeLimit = 60.0,
    workers: Annotated[int, typer.Option(min=1, help="threads for scoring; the answer is the same")] = 1,
    as_json: AsJson = False,
) -> None:
    """Plan a round and write allocation.json, tables and report.html.

    Example: matcher run rounds/autumn-2026 --out out/autumn-2026
    """
    _run(round_folder, out, rules=rules, previous=previous, time_limit=time_limit, workers=workers, as_json=as_json)


def _run(
    source: Path,
    out: Path,
    *,
    time_limit: float,
    rules: Path | None = None,
    previous: Path | None = None,
    workers: int = 1,
    as_json: bool = False,
) -> None:
    from matcher import rounds
    from matcher.reading import read_round

    if not source.is_dir():
        raise UnknownId("round folder", str(source))
    with _progress() as progress:
        progress.step("reading the round")
        reading = read_round(rounds.snapshot(source, out, rules=rules, previous=previous))
        plan = rounds.plan(
            reading.round,
            time_limit_seconds=time_limit,
            workers=workers,
            on_step=progress.step,
            on_progress=progress.allocation,
        )
        progress.step("writing the report")
        rounds.write_run(plan, out)
    if as_json:
        _print_json(_summary_json(plan.answer, out))
    else:
        _print_summary(reading.round, plan.answer, reading.problems, out)
    raise typer.Exit(1 if plan.answer.status == "infeasible" else 0)


STEPS = 7  # of a run, from reading the round to writing the report


class _Steps:
    """Shows on a terminal what is being done, as a bar with the time taken; elsewhere nothing."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._task = bar.add_task("starting", total=STEPS)
        self._done = -1
        self._step = ""

    def step(self, name: str) -> None:
        self._done += 1
        self._step = name
        self._bar.update(self._task, description=name, completed=self._done)

    def allocation(self, progress: "Progress") -> None:
        value = "" if progress.value is None else f" {progress.value}"
        bound = "" if progress.bound is None else f" of at most {progress.bound}"
        self._bar.update(self._task, description=f"{self._step}: {progress.stage}{value}{bound}")


@contextmanager
def _progress() -> Iterator[_Steps]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(bar_width=24), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=err_console, transient=True, disable=not err_console.is_terminal) as bar:
        yield _Steps(bar)


@app.command()
def preview(
    round_folder: RoundFolder,
    learner: Annotated[str | None, typer.Option(help="a learner's id")] = None,
    school: Annotated[str | None, typer.Option(help="all learners of a school")] = None,
    top: Annotated[int, typer.Option(min=1, help="how many placements")] = 5,
    as_json: AsJson = False,
) -> None:
    """Rank the placements that would fit a learner, with reasons; decides nothing.

    Example: matcher preview rounds/autumn-2026 --learner RS-001 --top 3
    """
    if (learner is None) == (school is None):
        raise typer.BadParameter("give either --learner or --school")
    from matcher import explain
    from matcher.pairs import build_pairs, sides_of
    from matcher.profiles import resolve_titles
    from matcher.reading import read_round

    round = read_round(round_folder).round
    if learner is not None:
        wanted = [_place_of("learner", learner, [row.id for row in round.learners])]
    else:
        wanted = [place for place, row in enumerate(round.learners) if row.school == school]
        if not wanted:
            raise UnknownId(
                "school", str(school), _near(str(school), sorted({row.school or "" for row in round.learners}))
            )
    sides = sides_of(round, resolve_titles(round))
    pairs = build_pairs(sides, round)
    found = {round.learners[place].id: explain.preview(round, sides, pairs, place, top) for place in wanted}
    if as_json:
        _print_json({id: [_option_json(option) for option in options] for id, options in found.items()})
        return
    for id, options in found.items():
        out_console.print(f"[bold]{_escaped(id)}[/bold]: {len(options) or 'no'} placement(s)")
        for option in options:
            _print_option(option)


@app.command(name="explain")
def explain_command(
    run_folder: RunFolder,
    learner: Annotated[str, typer.Option(help="a learner's id")],
    placement: Annotated[str | None, typer.Option(help="why not this placement?")] = None,
    as_json: AsJson = False,
) -> None:
    """Say why a learner is where they are, why not elsewhere, and what would open more doors.

    Example: matcher explain out/autumn-2026 --learner RS-001 --placement IT-P001
    """
    from matcher import explain, rounds

    planned = rounds.read_run(run_folder).planned
    place = _place_of("learner", learner, [row.id for row in planned.round.learners])
    asked = None
    if placement is not None:
        asked = _place_of("placement", placement, [row.id for row in planned.round.placements])
    found = explain.explain_learner(planned, place, placement=asked)
    if as_json:
        _print_json(_explanation_json(found))
    else:
        _print_explanation(found)


@app.command()
def verify(run_folder: RunFolder, as_json: AsJson = False) -> None:
    """Re-check rules, objective and certificate of an answer from its files alone, without a solver.

    Example: matcher verify out/autumn-2026
    """
    from matcher import rounds

    answer = rounds.verify_run(run_folder)
    if as_json:
        _print_json({"holds": True, "status": answer.status, "gap": answer.gap})
        return
    out_console.print(f"holds: {len(answer.assignments)} assignments, {answer.status}; {_proof(answer)}")


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="a run's folder")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="another run's folder")],
    as_json: AsJson = False,
) -> None:
    """Show who moved between two runs, and what it cost.

    Example: matcher compare out/first out/second
    """
    from dataclasses import asdict

    from matcher.explain.compare import compare as compare_answers
    from matcher.rounds import read_answer

    found = compare_answers(read_answer(before), read_answer(after))
    if as_json:
        _print_json(asdict(found))
        return
    out_console.print(
        f"{found.unchanged} unchanged, {len(found.moved)} moved, {len(found.placed)} newly placed,"
        f" {len(found.lost)} lost;"
        f" placed {found.placed_change:+d}, fit {found.fit_change:+d}"
    )
    for change in (*found.moved, *found.placed, *found.lost):
        where = f"{change.before or 'unplaced'} → {change.after or 'unplaced'}"
        out_console.print(f"  {_escaped(change.learner)}: {_escaped(where)}, fit {change.fit_change:+d}")


@app.command()
def classify(
    title: Annotated[str, typer.Argument(help="a study title, in any language and script")],
    language: Annotated[str | None, typer.Option(help="its language, as sr, mk, it")] = None,
    country: Annotated[str | None, typer.Option(help="the school's country, as RS, XK")] = None,
    as_json: AsJson = False,
) -> None:
    """Say which ISCED-F study field a title stands for, how surely, and on which words that rests.

    Example: matcher classify "Elektrotehničar računara" --language sr
    """
    from matcher.codelists.isced import label
    from matcher.profiles import classify as classify_title

    guesses = classify_title(title, language=language, country=country)
    if as_json:
        _print_json([guess._asdict() for guess in guesses])
        return
    if not guesses:
        out_console.print("no field found; a person has to say what this title means")
    for guess in guesses[:3]:
        line = f"{guess.code} {label(guess.code)}, confidence {guess.confidence:.2f}: {guess.evidence}"
        out_console.print(_escaped(line))


@app.command()
def generate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="folder for the round; made if missing")],
    learners: Annotated[int, typer.Option(min=1)],
    placements: Annotated[int, typer.Option(min=1)],
    groups: Annotated[int, typer.Option(min=0, help="groups of 8 to 13 among the learners")] = 0,
    destinations: Annotated[int | None, typer.Option(min=1, help="left out: one for every 320 placements")] = None,
    seed: Annotated[str, typer.Option(help="the same seed writes the same round")] = "1",
) -> None:
    """Write a synthetic round of any size, for trials and benchmarks.

    Example: matcher generate rounds/trial --learners 500 --placements 250 --groups 20
    """
    from matcher.generate import generate_round

    generate_round(folder, learners, placements, groups=groups, destinations=destinations, seed=seed)
    out_console.print(
        f"a synthetic round of {learners} learners in {folder}; plan it with: matcher run {folder} --out …"
    )


@profiles_app.command("add-esco")
def add_esco_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="an official ESCO download, as CSV")],
) -> None:
    """Let an official ESCO download help to read study titles.

    Example: matcher profiles add-esco downloads/esco
    """
    from matcher.profiles.esco import add_esco

    for added in add_esco(folder):
        out_console.print(
            f"{added.language}: {added.terms} terms added in {added.path}; {added.decided} the lexicon has already"
        )


# --- what the commands print ---------------------------------------------------------------------------------------


def _place_of(kind: str, id: str, ids: Sequence[str]) -> int:
    if id in ids:
        return ids.index(id)
    raise UnknownId(kind, id, _near(id, ids))


def _near(text: str, known: Sequence[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(text, known, n=3)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _problem_json(problem: Problem) -> dict[str, object]:
    return {name: getattr(problem, name) for name in Problem.__dataclass_fields__}


def _option_json(option: "Option") -> dict[str, object]:
    from matcher.explain import sentence

    return {
        "placement": option.placement,
        "host": option.host,
        "destination": option.destination,
        "fit": option.fit,
        "evidence": {
            name: {"score": found.score, "reason": found.reason.code, "says": sentence(found.reason)}
            for name, found in option.evidence.items()
        },
        "reasons": [_reason_json(reason) for reason in option.reasons],
    }


def _reason_json(reason: Any) -> dict[str, object]:
    from matcher.explain import sentence

    return {"code": reason.code, "params": dict(reason.params), "says": sentence(reason)}


def _explanation_json(found: "LearnerExplanation") -> dict[str, object]:
    return {
        "learner": found.learner,
        "placed": _option_json(found.placed) if found.placed else None,
        "options": [_option_json(option) for option in found.options],
        "unplaced": [_reason_json(reason) for reason in found.unplaced],
        "would_open": [_reason_json(reason) for reason in found.would_open],
    }


def _print_option(option: "Option") -> None:
    from matcher.explain import sentence

    fit = "not eligible" if option.fit is None else f"fit {option.fit}"
    out_console.print(
        f"  {_escaped(option.placement)} {_escaped(option.host)}, {option.destination}: [bold]{fit}[/bold]"
    )
    for reason in option.reasons:
        out_console.print(f"      {_escaped(sentence(reason))}")
    for name, found in option.evidence.items():
        score = " –  " if found.score is None else f"{found.score:.2f}"
        out_console.print(f"      {name:<14}{score}  {_escaped(sentence(found.reason))}", style="dim")


def _print_explanation(found: "LearnerExplanation") -> None:
    from matcher.explain import sentence

    if found.placed is not None:
        out_console.print(f"[bold]{_escaped(found.learner)}[/bold] is placed:")
        _print_option(found.placed)
    else:
        out_console.print(f"[bold]{_escaped(found.learner)}[/bold] is not placed:")
    for reason in found.unplaced:
        out_console.print(f"  {_escaped(sentence(reason))}")
    if found.options:
        out_console.print("alternatives:")
    for option in found.options:
        _print_option(option)
    for reason in found.would_open:
        out_console.print(f"  {_escaped(sentence(reason))}")


def _summary_json(answer: "Allocation", out: Path) -> dict[str, object]:
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


def _print_summary(round: "Round", answer: "Allocation", problems: Sequence[Problem], out: Path) -> None:
    from rich.table import Table

    from matcher.explain import sentence
    from matcher.model import Reason

    placed, learners = answer.objective.placed, len(round.learners)
    table = Table(title=_escaped(answer.round), title_justify="left")
    for name in ("destination", "learners", "companions", "people", "beds"):
        table.add_column(name, justify="left" if name == "destination" else "right")
    for row in answer.destinations:
        table.add_row(row.destination, str(row.learners), str(row.companions), str(row.people), str(row.beds))
    people, beds = (sum(getattr(row, name) for row in answer.destinations) for name in ("people", "beds"))
    table.add_section()
    companions = sum(row.companions for row in answer.destinations)
    table.add_row("all", str(placed), str(companions), str(people), str(beds))
    out_console.print(table)
    out_console.print(f"{placed} of {learners} learners placed, {people} of {beds} beds used; {_proof(answer)}")
    _print_unplaced(answer)
    for warning in answer.warnings:
        text = sentence(Reason(warning.code, warning.params))
        out_console.print(f"[yellow]look after[/yellow] {_escaped(text if len(text) < 300 else text[:297] + '...')}")
    if problems:
        out_console.print(f"[yellow]{len(problems)} remark(s) on the files[/yellow]: matcher check lists them")
    for conflict in answer.certificate.get("conflicts", []):
        out_console.print(f"[red]cannot hold[/red] {_escaped(conflict['sentence'])}")
        out_console.print(f"  the cheapest way out: {_escaped(conflict['repair'])}")
    out_console.print(f"report: {out / 'report.html'}   check it with: matcher verify {out}")


def _proof(answer: "Allocation") -> str:
    if answer.status == "infeasible":
        undecided = any(conflict["code"] == "undecided" for conflict in answer.certificate["conflicts"])
        return "the time was too short to decide" if undecided else "the round's demands contradict each other"
    if answer.gap == 0:
        return "proven to be the best possible"
    stage = next(stage for stage in answer.certificate["stages"] if stage["bound"] > stage["value"])
    what = {"placed": "learners placed", "fit": "total fit", "value": "total value"}.get(stage["stage"], stage["stage"])
    return f"{what} at most {answer.gap:.2%} below the best possible"


def _print_unplaced(answer: "Allocation") -> None:
    from collections import Counter

    from matcher.explain import sentence
    from matcher.model import Reason

    first = Counter(row.reasons[0].code for row in answer.unplaced)
    for code, number in first.most_common(3):
        example = next(row for row in answer.unplaced if row.reasons[0].code == code)
        words = "; ".join(sentence(Reason(reason.code, reason.params)) for reason in example.reasons[:3])
        out_console.print(f"[yellow]unplaced[/yellow] {number} like {_escaped(example.learner)}: {_escaped(words)}")


if __name__ == "__main__":
    main()

"""The command line: one command per thing a coordinator does; heavy libraries load only where they are needed."""

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from matcher.errors import MatcherError, UnknownId
from matcher.store.access_commands import access_app
from matcher.store.commands import HERE, Database, db_app
from matcher.terminal.console import err_console, escaped, out_console, print_error, print_interrupted, print_json
from matcher.terminal.profiles import profiles_app

if TYPE_CHECKING:
    from matcher.allocation.tradeoff import TradeOff
    from matcher.explain import Planned
    from matcher.rounds import Wanted

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Plans vocational mobility rounds: who goes where, how good that is, and why.",
)

service = import_module("api.commands")  # above us: the service uses what the command line uses

INTERRUPTED = 130  # by Ctrl-C, as shells have it

RoundFolder = Annotated[Path, typer.Argument(metavar="ROUND", help="a round folder: round.toml and its tables")]
RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="a folder that `matcher run` wrote")]
AsJson = Annotated[bool, typer.Option("--json", help="machine-readable output")]
Out = Annotated[Path, typer.Option(help="folder for the answer; made if missing")]
TimeLimit = Annotated[
    float | None, typer.Option(min=0.1, help="seconds for the allocation; left out: by the round's size, 10 to 240")
]


def main() -> NoReturn:
    """Run the command line; a `MatcherError` becomes a message and exit code 1, never a traceback."""
    try:
        app(standalone_mode=True)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            print_interrupted()
        raise
    except BrokenPipeError:
        sys.exit(1)
    except (MatcherError, OSError) as error:
        print_error(error)
        sys.exit(1)
    sys.exit(0)


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        out_console.print(f"mobility-matcher {version('mobility-matcher')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Nothing but options that hold for no command in particular."""
    del version


@app.command()
def demo(out: Out = Path("out/demo"), time_limit: TimeLimit = None) -> None:
    """Plan the bundled INTERVET round, write the report, and say where to look.

    Example: matcher demo --out out/demo
    """
    from matcher.codelists.files import data_folder

    _run(data_folder("intervet"), out, time_limit=time_limit)


@app.command()
def check(round_folder: RoundFolder, as_json: AsJson = False) -> None:
    """Read a round folder, or every one in a folder, and list every problem with file, row and column.

    Exit code 0 if all of it can be planned, else 1.

    Example: matcher check rounds/autumn-2026
    """
    from matcher.reading import rounds_in
    from matcher.terminal.checking import Checked, print_checked, problem_json

    several = rounds_in(round_folder)
    checked = [Checked.of(folder, inside=bool(several)) for folder in several or (round_folder,)]
    if as_json:
        print_json([problem_json(problem) for one in checked for problem in one.problems])
    else:
        print_checked(checked)
    raise typer.Exit(0 if all(one.round for one in checked) else 1)


@app.command()
def run(
    round_folder: Annotated[
        Path | None, typer.Argument(metavar="[ROUND]", help="a round folder: round.toml and its tables")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="folder for the answer; made if missing")] = None,
    rules: Annotated[
        Path | None, typer.Option(help="a TOML file that takes the place of the round's \\[rules]")
    ] = None,
    previous: Annotated[Path | None, typer.Option(help="an earlier run's folder: move almost nobody")] = None,
    time_limit: TimeLimit = None,
    workers: Annotated[int | None, typer.Option(min=1, help="left out: all cores; the answer is the same")] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="a Dask scheduler to work for us, as tcp://10.0.0.5:8786")
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="instead: every round in the database whose planning date has come")
    ] = False,
    database: Database = HERE,
    as_json: AsJson = False,
) -> None:
    """Plan a round and write allocation.json, tables and report.html; or every round in a folder of rounds.

    Example: matcher run rounds/autumn-2026 --out out/autumn-2026
    """
    if due:
        raise typer.Exit(_run_due(database, as_json=as_json))
    if round_folder is None or out is None:
        raise typer.BadParameter("give a round folder and --out, or --due")
    from matcher import rounds
    from matcher.reading import rounds_in

    if not round_folder.is_dir():
        raise UnknownId("round folder", str(round_folder))
    several = rounds_in(round_folder)
    with rounds.spread_over(workers, cluster) as spread:
        if several:
            _run_several(several, rounds.Wanted(out, rules, previous, time_limit), spread, as_json=as_json)
        _run(round_folder, out, rules=rules, previous=previous, time_limit=time_limit, workers=spread, as_json=as_json)


def _run_several(several: Sequence[Path], wanted: "Wanted", workers: int | None, *, as_json: bool) -> NoReturn:
    from matcher import rounds
    from matcher.terminal.outcomes import outcomes_json, print_outcomes
    from matcher.terminal.steps import shown_rounds

    with shown_rounds(len(several)) as progress:
        outcomes = rounds.run_rounds(several, wanted, workers=workers, on_done=progress.done)
    if as_json:
        print_json(outcomes_json(outcomes, wanted.out))
    else:
        print_outcomes(outcomes, wanted.out)
    raise typer.Exit(0 if all(outcome.is_planned for outcome in outcomes) else 1)


def _run_due(database: str, *, as_json: bool) -> int:
    from matcher.terminal.ended import print_ended

    ended = service.run_due(database)
    if as_json:
        print_json(ended)
    else:
        print_ended(ended)
    return 0 if all(run["state"] == "complete" for run in ended) else 1


def _run(
    source: Path,
    out: Path,
    *,
    time_limit: float | None,
    rules: Path | None = None,
    previous: Path | None = None,
    workers: int | None = 1,
    as_json: bool = False,
) -> NoReturn:
    from matcher import rounds
    from matcher.terminal.steps import shown_steps
    from matcher.terminal.summary import print_summary, summary_json

    with shown_steps(time_limit) as progress:
        reading, plan = rounds.run_round(
            source,
            out,
            rules=rules,
            previous=previous,
            time_limit_seconds=time_limit,
            workers=workers,
            on_step=progress.step,
            on_pairs=progress.pairs,
            on_progress=progress.allocation,
        )
    if as_json:
        print_json(summary_json(plan.answer, out))
    else:
        print_summary(reading.round, plan.answer, reading.problems, out)
    raise typer.Exit(1 if plan.answer.status == "infeasible" else 0)


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
    from matcher.pairs import Offers, sides_of
    from matcher.profiles import resolve_titles
    from matcher.reading import read_round
    from matcher.terminal.reasons import preview_json, print_preview

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
    offers = Offers(round, sides)
    found = [explain.preview(sides, offers, sides.learners[place], top) for place in wanted]
    if as_json:
        print_json({preview.learner: preview_json(preview) for preview in found})
    else:
        print_preview(found)


@app.command(name="explain")
def explain_command(
    run_folder: RunFolder,
    learner: Annotated[str | None, typer.Option(help="a learner's id")] = None,
    placement: Annotated[str | None, typer.Option(help="with --learner: why not this placement?")] = None,
    place: Annotated[str | None, typer.Option(help="a placement: what would one more place there be worth?")] = None,
    bed: Annotated[str | None, typer.Option(help="a destination: what would one more bed there be worth?")] = None,
    as_json: AsJson = False,
) -> None:
    """Say why a learner is where they are and why not elsewhere; or what one more place or bed would be worth.

    Example: matcher explain out/autumn-2026 --learner RS-001 --placement IT-P001
    """
    if sum(one is not None for one in (learner, place, bed)) != 1 or (placement and not learner):
        raise typer.BadParameter("give one of --learner (with or without --placement), --place and --bed")
    from matcher import explain, rounds
    from matcher.terminal.reasons import explanation_json, print_explanation

    planned = rounds.read_run(run_folder).planned
    if learner is None:
        _one_more(planned, "destination" if place is None else "placement", place or bed or "", as_json)
        return
    who = _place_of("learner", learner, [row.id for row in planned.round.learners])
    asked = None
    if placement is not None:
        asked = _place_of("placement", placement, [row.id for row in planned.round.placements])
    found = explain.explain_learner(planned, who, placement=asked)
    if as_json:
        print_json(explanation_json(found))
    else:
        print_explanation(found)


def _one_more(planned: "Planned", of: Literal["placement", "destination"], id: str, as_json: bool) -> None:
    from matcher import explain
    from matcher.allocation.onemore import one_more
    from matcher.terminal.onemore import one_more_json, print_one_more

    table = planned.round.placements if of == "placement" else planned.round.destinations
    entity = _place_of(of, id, [row.id for row in table])
    marginal = next((row for row in explain.marginals(planned) if (row.of, row.id) == (of, id)), None)
    if marginal is None:
        raise typer.BadParameter("the round's demands contradict each other: nobody is placed")
    solved = one_more(planned.problem, planned.allocation, of, entity)
    if as_json:
        print_json(one_more_json(marginal, solved))
    else:
        print_one_more(marginal, solved)


@app.command()
def verify(run_folder: RunFolder, as_json: AsJson = False) -> None:
    """Re-check rules, objective and certificate of an answer from its files alone, without a solver.

    Example: matcher verify out/autumn-2026
    """
    from matcher import rounds
    from matcher.terminal.summary import print_verified

    answer = rounds.verify_run(run_folder)
    if as_json:
        print_json({"holds": True, "status": answer.status, "gap": answer.gap})
    else:
        print_verified(answer)


@app.command()
def documents(
    run_folder: RunFolder,
    out: Annotated[Path, typer.Option(help="folder for the documents; made if missing")],
    learner: Annotated[str | None, typer.Option(help="only this learner's agreement, sheet and calendar")] = None,
    contacts: Annotated[Path | None, typer.Option(help="names and contact persons, as CSV or XLSX")] = None,
    format: Annotated[Literal["docx", "pdf"], typer.Option(help="docx to edit, pdf to print")] = "docx",
    as_json: AsJson = False,
) -> None:
    """Write learning agreements, sheets, programmes, calendars and the mobility export, with what is to mend.

    Example: matcher documents out/autumn-2026 --out out/documents --contacts contacts.csv --format pdf
    """
    from matcher.profiles import resolve_titles
    from matcher.reading import read_round
    from matcher.reports import documents
    from matcher.rounds import read_answer
    from matcher.rounds.folder import SNAPSHOT
    from matcher.terminal.documents import print_written, shown_documents, written_json

    answer, round = read_answer(run_folder), read_round(run_folder / SNAPSHOT).round
    named = documents.read_contacts(contacts, round) if contacts else None
    roster = documents.roster_of(round, answer, resolve_titles(round), named)
    if learner is not None:
        _place_of("placed learner", learner, list(roster.by_learner))
        written = documents.write_learner_documents(roster, learner, out, format)
    else:
        with shown_documents() as on_document:
            written = documents.write_documents(roster, out, format, on_document=on_document)
    if as_json:
        print_json(written_json(written, out))
    else:
        print_written(written, out, named=contacts is not None)


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="a run's folder")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="another run's folder")],
    curve: Annotated[
        bool, typer.Option("--curve", help="re-plan AFTER with more and more moves: what would they gain?")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="with --curve: an HTML file for the chart and its table")] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, help="with --curve: seconds for all of it")] = 60.0,
    as_json: AsJson = False,
) -> None:
    """Show who moved between two runs, what it cost, and what more or fewer moves would be worth.

    Example: matcher compare out/first out/second --curve --out out/curve.html
    """
    from dataclasses import asdict

    from matcher.explain.compare import compare as compare_answers
    from matcher.rounds import read_answer
    from matcher.terminal.changes import print_comparison, print_trade_offs

    if out is not None and not curve:
        raise typer.BadParameter("--out is for the chart: give --curve too")
    name, found = read_answer(after).round, compare_answers(read_answer(before), read_answer(after))
    rows = _trade_offs(before, after, time_limit) if curve else ()
    if out is not None:
        from matcher.reports.tradeoff import tradeoff_html

        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(tradeoff_html(name, rows), encoding="utf-8")
    if as_json:
        print_json(asdict(found) | ({"curve": [asdict(row) for row in rows]} if curve else {}))
        return
    print_comparison(found, read_answer(before).round, name)
    if rows:
        print_trade_offs(rows)


def _trade_offs(before: Path, after: Path, time_limit: float) -> "Sequence[TradeOff]":
    from matcher.rounds.tradeoff import trade_offs_between

    with err_console.status("re-planning") as status:

        def on_limit(most: int | None) -> None:
            status.update(f"re-planning: {'any number' if most is None else f'at most {most}'} may move")

        return trade_offs_between(before, after, time_limit_seconds=time_limit, on_limit=on_limit)


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
    from matcher.codelists.countries import parse_country
    from matcher.codelists.isced import label
    from matcher.codelists.language_names import parse_language
    from matcher.profiles import classify as classify_title

    if language is not None and parse_language(language) is None:
        raise typer.BadParameter(f"{language}: a language, as sr, mk, it", param_hint="--language")
    if country is not None and parse_country(country) is None:
        raise typer.BadParameter(f"{country}: a country, as RS, XK", param_hint="--country")
    guesses = classify_title(title, language=language, country=country)
    if as_json:
        print_json([guess._asdict() for guess in guesses])
        return
    if not guesses:
        out_console.print("no field found; a person has to say what this title means")
    for guess in guesses[:3]:
        line = f"{guess.code} {label(guess.code)}, confidence {guess.confidence:.2f}: {guess.evidence}"
        out_console.print(escaped(line))


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


app.add_typer(profiles_app, name="profiles")
app.command()(service.serve)
app.command()(service.worker)
app.add_typer(access_app, name="access")
app.add_typer(db_app, name="db")


def _place_of(kind: str, id: str, ids: Sequence[str]) -> int:
    if id in ids:
        return ids.index(id)
    raise UnknownId(kind, id, _near(id, ids))


def _near(text: str, known: Sequence[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(text, known, n=3)


if __name__ == "__main__":
    main()

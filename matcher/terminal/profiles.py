"""`matcher profiles …`: what study titles are read with, and what people said they mean."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.errors import InputError
from matcher.terminal.console import escaped, out_console

profiles_app = typer.Typer(
    no_args_is_help=True, help="What study titles are read with, and what people said they mean."
)

_TABLE = "confirmations.csv"


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


@profiles_app.command("export-confirmations")
def export_confirmations_command(
    round_folder: Annotated[Path, typer.Argument(metavar="ROUND", help="the round whose titles people confirmed")],
    out: Annotated[Path, typer.Option(help="the CSV file to write")],
) -> None:
    """Write what people said the study titles of a round mean, for the next round.

    Example: matcher profiles export-confirmations rounds/spring-2026 --out titles.csv
    """
    from matcher.profiles.confirmations import export_confirmations
    from matcher.reading import read_round

    said = read_round(round_folder).round.confirmations
    export_confirmations(out, said)
    out_console.print(escaped(f"{len(said)} confirmed titles written to {out}"))


@profiles_app.command("import-confirmations")
def import_confirmations_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="what `export-confirmations` wrote", exists=True)],
    round_folder: Annotated[Path, typer.Argument(metavar="ROUND", help="the round to add them to")],
) -> None:
    """Add to a round what people said study titles mean in an earlier one; what the round says itself counts.

    Example: matcher profiles import-confirmations titles.csv rounds/autumn-2026
    """
    from matcher.profiles.confirmations import export_confirmations, import_confirmations, merge_confirmations
    from matcher.reading import read_round

    earlier = import_confirmations(file)
    said = read_round(round_folder).round.confirmations
    table = round_folder / _TABLE
    if said and not table.exists():
        raise InputError(
            "confirmations-elsewhere",
            f"{round_folder.name} has its confirmations in another file than {_TABLE}: "
            f"save them there as CSV, remove the other, and import again",
            round=round_folder.name,
        )
    merged = merge_confirmations(earlier, said)
    export_confirmations(table, merged)
    out_console.print(escaped(f"{len(merged) - len(said)} confirmed titles added; {len(merged)} are in {table}"))

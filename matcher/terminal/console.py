"""The two streams that everything printed goes through, and JSON for programs."""

import json

import typer
from rich.console import Console

from matcher.errors import MatcherError

out_console = Console(soft_wrap=True, highlight=False)
err_console = Console(stderr=True, soft_wrap=True, highlight=False)

TITLES = {"round-invalid": "the round cannot be planned yet:", "unknown-id": "not found:"}


def escaped(text: str) -> str:
    """The text with nothing in it that the terminal takes for markup."""
    return text.replace("[", "\\[")


def print_json(value: object) -> None:
    """Print a value for programs; what JSON has no type for becomes text."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_interrupted() -> None:
    """Say that somebody pressed Ctrl-C."""
    err_console.print("[yellow]stopped[/yellow]: what was not finished has not been written")


def print_error(error: MatcherError | OSError) -> None:
    """Say on the error stream what is wrong, in a line that a person understands."""
    if isinstance(error, MatcherError):
        title, message = TITLES.get(error.code, "error:"), error.message
    else:
        title = "cannot use" if error.filename else "cannot go on:"
        message = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
    err_console.print(f"[red]{title}[/red] {escaped(message)}")

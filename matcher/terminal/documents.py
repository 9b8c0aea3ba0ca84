"""What `matcher documents` prints: what was written, and what to mend before anybody signs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.terminal.console import err_console, escaped, out_console

if TYPE_CHECKING:
    from collections.abc import Callable

    from matcher.reports.documents import Written


@contextmanager
def shown_documents() -> "Iterator[Callable[[str], None]]":
    """Show on a terminal which document is being written."""
    with err_console.status("writing documents") as status:
        yield lambda name: status.update(f"writing documents: {escaped(name)}")


def print_written(written: "Written", out: Path, *, named: bool) -> None:
    """Say how many files of each kind there are now, and how often each warning was given.

    Unless people were `named`, most warnings are about that.
    """
    for kind, number in written.files.items():
        out_console.print(f"{number:>6} {kind.replace('_', ' ')}")
    for code, number in written.warnings.items():
        out_console.print(f"[yellow]to mend[/yellow] {number} × {code.replace('_', ' ')}")
    if written.warnings:
        if not named:
            out_console.print("names and contacts are lines to write on: --contacts FILE fills them in")
        out_console.print(f"every warning, with whom it is about: {escaped(str(out / 'warnings.csv'))}")
    out_console.print(f"documents: {escaped(str(out))}")


def written_json(written: "Written", out: Path) -> dict[str, object]:
    """The same for programs."""
    return {"out": str(out), **asdict(written)}

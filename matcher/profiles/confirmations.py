"""What people said study titles mean, carried from one round to the next as a CSV file."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from matcher.errors import Problem, RoundInvalid
from matcher.model import TitleConfirmation
from matcher.profiles.normalise import title_key

COLUMNS = ("country", "language", "title", "isced_f", "author")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export_confirmations(path: Path, confirmations: Iterable[TitleConfirmation]) -> None:
    """Writes `confirmations.csv`, sorted, in UTF-8 with a mark that spreadsheet programs know."""
    rows = sorted(
        (said.country or "", said.language or "", said.title, said.isced_f, said.author) for said in confirmations
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_as_text(cell) for cell in row] for row in rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig")


def import_confirmations(path: Path) -> tuple[TitleConfirmation, ...]:
    """Reads `confirmations.csv`.

    Raises
    ------
    RoundInvalid
        With every row that cannot be used: no title, a code that is not four digits, two answers to one title.
    """
    problems: list[Problem] = []
    said: dict[tuple[str | None, str | None, str], tuple[int, TitleConfirmation]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in COLUMNS[:4] if column not in (reader.fieldnames or ())]
        if missing:
            raise RoundInvalid(
                [Problem(path.name, 1, name, "missing-column", "", f"a column {name!r}") for name in missing]
            )
        for row, record in enumerate(reader, start=2):
            cells = {name: _as_typed((record.get(name) or "").strip()) for name in COLUMNS}
            try:
                confirmation = TitleConfirmation(
                    title=cells["title"],
                    isced_f=cells["isced_f"],
                    language=cells["language"] or None,
                    country=cells["country"] or None,
                    author=cells["author"],
                )
            except ValidationError as invalid:
                column = str(invalid.errors()[0]["loc"][0])
                expected = "a title" if column == "title" else "a four-digit ISCED-F code"
                problems.append(Problem(path.name, row, column, f"no-{column}", cells[column], expected))
                continue
            key = confirmation.country, confirmation.language, title_key(confirmation.title)
            first_row, first = said.setdefault(key, (row, confirmation))
            if first.isced_f != confirmation.isced_f:
                expected = f"{first.isced_f}, as in row {first_row}: one answer to one title"
                problems.append(Problem(path.name, row, "isced_f", "contradiction", confirmation.isced_f, expected))
    if problems:
        raise RoundInvalid(problems)
    return tuple(confirmation for _, confirmation in said.values())


def merge_confirmations(
    earlier: Iterable[TitleConfirmation], later: Iterable[TitleConfirmation]
) -> tuple[TitleConfirmation, ...]:
    """Both, where the later answer to the same (country, language, title) counts."""
    merged = {(said.country, said.language, title_key(said.title)): said for said in (*earlier, *later)}
    return tuple(merged.values())


def _as_text(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _as_typed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell

"""A round as a folder that `read_round` reads back equal: nouns -> rows of cells, settings -> `round.toml`."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Any

from matcher.model import DaySpan, LanguageNeed, LanguageSkill, LanguageUse, Noun, Placement, Round, Stay
from matcher.reading.columns import Table
from matcher.reading.formulas import guarded
from matcher.reading.sources import ROUND_FILE
from matcher.reading.tables import TABLES

SIGNS: Mapping[str, str] = {"preferences": " > ", "required_language": " | "}
"""What stands between the parts of a list; ";" in all other columns, "|" between languages any one of which serves."""
USE_WORDS: Mapping[LanguageUse, str] = {
    LanguageUse.LISTENING: "listening",
    LanguageUse.READING: "reading",
    LanguageUse.INTERACTION: "spoken interaction",
    LanguageUse.PRODUCTION: "spoken production",
    LanguageUse.WRITING: "writing",
}


def write_round(round: Round, folder: Path) -> None:
    """Write a round's settings and its tables as CSV into a folder; made if it is not there.

    No text in a table is a formula: `formulas.guarded` stands before it, and reading takes that off again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ROUND_FILE).write_text("".join(_settings(round)), encoding="utf-8")
    for table in TABLES:
        nouns: tuple[Noun, ...] = getattr(round, table.name)
        if nouns or table.required:
            _write_table(table, nouns, folder / f"{table.name}.csv")


def cell_of(noun: Noun, column: str) -> object:
    """Return a noun's value as a cell of a column holds it: a list as one text; what is not stated is None."""
    value = getattr(noun, column)
    sign = " | " if isinstance(noun, Placement) and column == "languages" else SIGNS.get(column, "; ")
    return sign.join(map(_part, value)) if isinstance(value, tuple) else value


def _part(part: object) -> str:
    if isinstance(part, LanguageSkill | LanguageNeed):
        level = f" {part.level.name}" if part.level else ""
        uses = "".join(f" {USE_WORDS[use]} {of_use.name}" for use, of_use in part.uses)
        tested = " (tested)" if isinstance(part, LanguageSkill) and part.tested else ""
        return f"{part.language}{level}{uses}{tested}"
    return f"{part.first_day}..{part.last_day}" if isinstance(part, DaySpan) else str(part)


def _write_table(table: Table, nouns: Sequence[Noun], file: Path) -> None:
    known = [column.name for column in table.columns]
    unknown = _order_of([[name for name, _ in getattr(noun, "extra", ())] for noun in nouns])
    with file.open("w", encoding="utf-8", newline="") as text:
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow([*known, *map(guarded, unknown)])
        for noun in nouns:
            extra = dict(getattr(noun, "extra", ()))
            cells = (*(_text(_cell(noun, name)) for name in known), *(extra.get(name, "") for name in unknown))
            rows.writerow(map(guarded, cells))


def _cell(noun: Noun, column: str) -> object:
    if isinstance(noun, Placement) and column in ("from", "to"):
        return noun.window.first_day if column == "from" else noun.window.last_day
    return cell_of(noun, column)


def _text(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _order_of(lists: Iterable[Sequence[str]]) -> list[str]:
    """Return all names in an order that each list keeps, as they stood in one header."""
    before: TopologicalSorter[str] = TopologicalSorter()
    names = {tuple(one) for one in lists}
    for one in sorted(names):
        for name in one:
            before.add(name)
        for first, second in pairwise(one):
            before.add(second, first)
    try:
        return list(before.static_order())
    except CycleError:
        return sorted({name for one in names for name in one})


def _settings(round: Round) -> Iterator[str]:
    yield f"name = {_toml(round.name)}\nseed = {_toml(round.seed)}\n"
    for stay in round.stays:
        yield f"\n[[stays]]\n{_lines(_stay(stay))}"
    changed = round.rules.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    if changed:
        yield f"\n[rules]\n{_lines(changed)}"


def _stay(stay: Stay) -> dict[str, Any]:
    fixed = {
        "id": stay.id, "activity": str(stay.activity), "first_day": stay.first_day, "last_day": stay.last_day,
    }  # fmt: skip
    return fixed | ({"days": stay.length_days, "start_on": stay.start_on} if stay.length_days else {})


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values.items())


def _toml(value: object) -> str:
    """A value as TOML has it; its strings are escaped as JSON's are."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(name)} = {_toml(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)

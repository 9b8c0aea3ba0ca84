"""A small valid round, written as a folder, for tests to read, plan and damage."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

Rows = Sequence[Sequence[object]]

ROUND_TOML = """\
name = "Autumn 2026"
seed = "autumn-2026"

[[stays]]
id = "short"
activity = "short-term"
first_day = 2026-10-05
last_day = 2026-11-03

[[stays]]
id = "long"
activity = "long-term"
first_day = 2026-10-05
last_day = 2027-01-04
"""

TABLES: Mapping[str, Rows] = {
    "learners": (
        ("id", "school", "sending_partner", "group", "stay", "study_title", "isced_f", "eqf", "languages",
         "birth_date", "graduated_on", "available_from", "available_to", "preferences", "country"),
        ("L1", "TS Nis", "CCIS", "G1", "short", "Elektrotehničar računara", "0714", "4", "sr native; en B1",
         "2009-05-17", "", "", "", "Seville > Maribor", "RS"),
        ("L2", "TS Nis", "CCIS", "G1", "short", "Elektrotehničar računara", "0714", "4", "sr native; en A2",
         "03/02/2009", "", "", "", "", "RS"),
        ("L3", "TS Nis", "CCIS", "G1", "", "Autoelektričar", "0716", "3", "sr native", "2008-12-01",
         "", "", "", "", ""),
        ("L4", "Shkolla Teknike", "ALBS", "G2", "short", "Hoteleri-turizëm", "1015", "4", "sq native; it B1",
         "2009-07-30", "", "", "", "", "AL"),
        ("L5", "Shkolla Teknike", "ALBS", "G2", "short", "Ekonomist", "0410", "4", "sq native; en B1", "2009-09-09",
         "", "", "", "Maribor", "AL"),
        ("L6", "Shkolla Teknike", "ALBS", "", "long", "Teknologji ushqimore", "0721", "5", "sq native; en B2",
         "2006-01-20", "2026-06-15", "2026-09-01", "2027-02-28", "", ""),
    ),
    "placements": (
        ("id", "host", "destination", "places", "study_fields", "tasks", "languages", "required_language", "from", "to",
         "min_age", "nace", "night_work"),
        ("P1", "Electrónica Triana", "Seville", "2", "0714", "repairing boards", "en A2 | es A2", "", "2026-09-28",
         "2026-11-15", "16", "33", "no"),
        ("P2", "Hotel Giralda", "Seville", "1", "1015; 1013", "reception", "en B1", "en A2", "01/10/2026", "2027-01-31",
         "", "55", "yes"),
        ("P3", "Servis Drava", "Maribor", "2", "0716", "car electrics", "sr A1 | en A1", "", "2026-10-01", "2026-11-30",
         "", "45", ""),
        ("P4", "Pekarna Lent", "Maribor", "1", "0721", "bakery", "en A2", "", "2026-10-01", "2027-02-28", "18", "10.7",
         ""),
        ("P5", "Računovodstvo Ptuj", "Maribor", "1", "0410", "bookkeeping", "en A2", "", "2026-10-01", "2026-11-30", "",
         "69", ""),
    ),
    "destinations": (
        ("id", "city", "country", "hosting_partner", "beds", "minimum_learners"),
        ("Seville", "Seville", "ES", "INCOMA", "6", "0"),
        ("Maribor", "Maribor", "SI", "ZNI", "8", ""),
    ),
    "sending_partners": (
        ("id", "name", "country", "floor", "ceiling"),
        ("CCIS", "Chamber of Commerce and Industry", "RS", "0", "10"),
        ("ALBS", "Albanian Skills", "AL", "1", ""),
    ),
    "groups": (
        ("id", "sending_partner", "stay", "companions", "destination"),
        ("G1", "CCIS", "short", "1", ""),
        ("G2", "ALBS", "", "1", "Seville"),
    ),
    "pins": (
        ("kind", "learner", "group", "placement", "destination", "reason", "author"),
        ("pin", "L4", "", "P2", "", "the host asked for her", "M. Rossi"),
        ("ban", "", "G1", "", "Seville", "was there last year", "M. Rossi"),
    ),
    "flow_plan": (
        ("sending_partner", "destination", "stay", "floor", "ceiling"),
        ("CCIS", "Maribor", "short", "1", "4"),
        ("ALBS", "Seville", "", "0", ""),
    ),
    "confirmations": (
        ("title", "isced_f", "language", "country", "author"),
        ("Hoteleri-turizëm", "1015", "sq", "AL", "M. Rossi"),
    ),
    "previous": (
        ("learner", "placement"),
        ("L1", "P1"),
    ),
}  # fmt: skip


def write_round(folder: Path, **overrides: Rows | str | bytes | None) -> Path:
    """Write the round as CSV files into `folder` (made if it is not there) and return it.

    Each override takes the place of a table: rows with the header first, the text or the bytes of the file, or None
    for no such file. `round_toml="…"` replaces `round.toml`, and `rules_toml="…"` adds `rules.toml`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {"round_toml": ROUND_TOML, **TABLES, **overrides}.items():
        if content is not None:
            file = name.replace("_toml", ".toml") if name.endswith("_toml") else f"{name}.csv"
            (folder / file).write_bytes(_bytes(content))
    return folder


def with_cell(table: str, row: int, column: str, value: object) -> list[list[object]]:
    """The rows of a table with one cell changed; `row` counts as spreadsheets do, the header being row 1."""
    rows = [list(cells) for cells in TABLES[table]]
    rows[row - 1][rows[0].index(column)] = value
    return rows


def with_row(table: str, *cells: object) -> list[Sequence[object]]:
    """The rows of a table and one more."""
    return [*TABLES[table], cells]


def without_column(table: str, column: str) -> list[list[object]]:
    """The rows of a table without one of its columns."""
    position = TABLES[table][0].index(column)
    return [[cell for index, cell in enumerate(cells) if index != position] for cells in TABLES[table]]


def _bytes(content: Rows | str | bytes) -> bytes:
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else csv_text(content)).encode()


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    """Rows as CSV."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()

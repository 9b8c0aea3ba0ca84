"""What was measured, kept as tables in `benchmarks/frozen/`, so that a regression shows as a diff."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

FROZEN = Path(__file__).parents[1] / "frozen"


def freeze(file: Path, columns: Sequence[str], keys: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write the rows measured over those with the same keys; what was not measured this time stays."""
    measured_now = [{column: _written(column, row[column]) for column in columns} for row in rows]
    kept = {tuple(row[key] for key in keys): row for row in _frozen(file) + measured_now}
    file.parent.mkdir(exist_ok=True)
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept.values())


def _frozen(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(newline="") as rows:
        return list(csv.DictReader(rows))


def _written(column: str, cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.5g}" if column.endswith(("gap", "share", "lost")) else f"{cell:.0f}"
    return str(cell)

"""The frozen figures of a programme year as an accessible chart.

`python -m benchmarks.year.plot` draws it again.
"""

import csv
from pathlib import Path

from matcher.reports.charts import Line, lines

HERE = Path(__file__).parent


def draw(table: Path, picture: Path) -> None:
    """Draw time, work and memory by size from a table of `benchmarks.year`; rounds with groups are left out."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not float(row["grouped"])]
    measured = [
        Line("seconds", [round(float(row["seconds"])) for row in rows]),
        Line("seconds of work", [round(float(row["work_seconds"])) for row in rows]),
        Line("peak memory, MB", [int(row["peak_mb"]) for row in rows]),
    ]
    sizes = [f"{int(row['learners']):,}".replace(",", " ") for row in rows]
    words = "; ".join(
        f"{size} learners: {row['seconds']} s, {row['work_seconds']} s of work, {row['peak_mb']} MB"
        for size, row in zip(sizes, rows, strict=True)
    )
    chart = lines("year", sizes, measured, "learners", "matcher run, from files to files, by size", words)
    picture.write_text(
        str(chart).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    draw(HERE.parent / "frozen" / "year.csv", HERE / "year.svg")

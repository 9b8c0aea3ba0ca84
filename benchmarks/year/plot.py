"""The frozen figures of a programme year as an accessible chart, both axes logarithmic: straight is a power of size.

`python -m benchmarks.year.plot` draws it again.
"""

import csv
from collections.abc import Sequence
from html import escape
from math import log
from pathlib import Path

HERE = Path(__file__).parent
WIDE, PANEL, LEFT, RIGHT, TOP, FOOT = 760, 190, 150, 640, 34, 46
INK, MUTED, ACCENT = "#1b2733", "#5b6875", "#1f6f8b"
PANELS = (("seconds", "seconds", "{:.0f} s"), ("peak_mb", "peak memory", "{:.0f} MB"))  # column, name, unit


def draw(table: Path, picture: Path) -> None:
    """Draw time and memory by size from a table of `benchmarks.year`; rounds with groups are left out."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = [{name: float(text) for name, text in row.items()} for row in csv.DictReader(file)]
    rows = [row for row in rows if not row["grouped"]]
    sizes = [row["learners"] for row in rows]
    tall = TOP + len(PANELS) * PANEL + FOOT
    parts = [
        part
        for place, (column, name, unit) in enumerate(PANELS)
        for part in _panel(sizes, [row[column] for row in rows], TOP + place * PANEL, name, unit)
    ]
    parts += [
        _text(x, tall - FOOT + 18, f"{size:,.0f}".replace(",", " "))
        for x, size in zip(_across(sizes), sizes, strict=True)
    ]
    parts.append(_text((LEFT + RIGHT) / 2, tall - 8, "learners; dashed: growing as they do"))
    words = "; ".join(
        f"{row['learners']:.0f} learners: {row['seconds']} s, {row['work_seconds']} s of work, {row['peak_mb']:.0f} MB"
        for row in rows
    )
    picture.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDE} {tall}" width="{WIDE}" '
        f'height="{tall}" font-family="sans-serif" aria-labelledby="t-year d-year">\n'
        f'<title id="t-year">matcher run, from files to files, by size</title>\n'
        f'<desc id="d-year">{escape(words)}</desc>\n'
        f'<rect width="{WIDE}" height="{tall}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n",
        encoding="utf-8",
    )


def _panel(sizes: Sequence[float], values: Sequence[float], top: float, name: str, unit: str) -> list[str]:
    """A measure by size, and beside it what it were if it grew as the learners do, from the largest size down."""
    in_step = [values[-1] * size / sizes[-1] for size in sizes]
    low, high = log(min(*values, *in_step)), log(max(*values, *in_step))
    base, reach = top + PANEL - 24, PANEL - 60

    def points(of: Sequence[float]) -> list[tuple[float, float]]:
        return [(x, base - reach * (log(y) - low) / (high - low)) for x, y in zip(_across(sizes), of, strict=True)]

    dots = points(values)
    return [
        f'<line x1="{LEFT - 20}" y1="{base + 8}" x2="{RIGHT + 40}" y2="{base + 8}" stroke="{MUTED}"/>',
        _text(LEFT - 34, base - reach / 2, name, "end"),
        f'<polyline points="{_path(points(in_step))}" fill="none" stroke="{MUTED}" stroke-dasharray="5 5"/>',
        f'<polyline points="{_path(dots)}" fill="none" stroke="{ACCENT}" stroke-width="2"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{ACCENT}"/>' for x, y in dots),
        *(_text(x, y - 10, unit.format(value)) for (x, y), value in zip(dots, values, strict=True)),
    ]


def _across(sizes: Sequence[float]) -> list[float]:
    low, high = log(min(sizes)), log(max(sizes))
    return [LEFT + (RIGHT - LEFT) * (log(size) - low) / (high - low) for size in sizes]


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="13" fill="{INK}">{escape(words)}</text>'


if __name__ == "__main__":
    draw(HERE.parent / "frozen" / "year.csv", HERE / "year.svg")

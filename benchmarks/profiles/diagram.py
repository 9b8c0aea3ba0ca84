"""The reliability diagram of study titles: how often guesses of a confidence are right, as an SVG and as a table."""

import csv
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from matcher.reports.charts import ACCENT, GRID, MUTED, WARN, _rect, _svg, _text

Tenth = tuple[float, int, float, float]  # where it begins, how many titles, mean confidence, share right

SIDE, LEFT, TOP = 360, 64, 28  # pixels: the square, and the room for the words around it
TABLE_COLUMNS = ("confidence_from", "titles", "mean_confidence", "share_right")


def write_diagram(folder: Path, tenths: Sequence[Tenth], error: float) -> None:
    """Writes `reliability.svg` and the figures behind it, `reliability.csv`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "reliability.svg").write_text(str(diagram(tenths, error)) + "\n", encoding="utf-8")
    with (folder / "reliability.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(TABLE_COLUMNS)
        writer.writerows((f"{low:.1f}", count, f"{said:.3f}", f"{right:.3f}") for low, count, said, right in tenths)


def diagram(tenths: Sequence[Tenth], error: float) -> Markup:
    """A bar for each tenth of confidence, as high as the share that is right, and the line they should reach."""
    titles = sum(count for _, count, _, _ in tenths)
    words = "; ".join(f"{count} titles at {said:.2f}, right {right:.2f}" for _, count, said, right in tenths)
    parts = [*_axes(), *(mark for tenth in tenths for mark in _bar(tenth)), _diagonal()]
    svg = _svg(
        "reliability",
        LEFT + SIDE + 20,
        TOP + SIDE + 56,
        f"How often guesses of a confidence are right, {titles} study titles held out",
        f"Calibration error {error:.3f}. {words}.",
        parts,
    )
    return svg.replace("<svg ", Markup('<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" '), 1)


def _axes() -> list[Markup]:
    parts = [_rect(LEFT, TOP, SIDE, SIDE, "#ffffff")]
    for tick in range(0, 11, 2):
        share = tick / 10
        x, y = _at(share, share)
        parts.append(_rect(LEFT, y, SIDE, 1, GRID))
        parts.append(_text(LEFT - 8, y + 4, f"{share:.1f}", anchor="end", size=12, fill=MUTED))
        parts.append(_text(x, TOP + SIDE + 18, f"{share:.1f}", anchor="middle", size=12, fill=MUTED))
    middle = LEFT + SIDE / 2
    parts.append(
        _text(middle, TOP + SIDE + 40, "confidence (number of titles in the bar)", anchor="middle", fill=MUTED)
    )
    parts.append(_text(LEFT - 56, TOP - 10, "share right", size=12, fill=MUTED))
    return parts


def _bar(tenth: Tenth) -> list[Markup]:
    low, count, _, right = tenth
    x, y = _at(low, right)
    wide = SIDE / 10
    number_y = TOP + SIDE - 6
    return [
        _rect(x + 2, y, wide - 4, TOP + SIDE - y, ACCENT),
        _text(x + wide / 2, number_y, str(count), anchor="middle", size=11, fill="#ffffff" if right > 0.1 else MUTED),
    ]


def _diagonal() -> Markup:
    """Where confidence is the share right."""
    return Markup(
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="2" stroke-dasharray="6 4"/>'
    ).format(*_at(0, 0), *_at(1, 1), WARN)


def _at(x: float, y: float) -> tuple[float, float]:
    return LEFT + SIDE * x, TOP + SIDE * (1.0 - y)

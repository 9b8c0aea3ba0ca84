"""Charts as accessible SVG: every one has a title and a description that say in words what it shows."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import accumulate, islice
from typing import NamedTuple

from markupsafe import Markup

from matcher.reports.condensed import Grid
from matcher.said import MONTHS

INK, MUTED, GRID, ACCENT, WARN = "#1b2733", "#5b6875", "#e3e8ee", "#1f6f8b", "#c2571a"
ROW = 28  # pixels


class Bar(NamedTuple):
    """A labelled value from 0 to 1 and the words beside its bar."""

    label: str
    share: float
    words: str


LABEL, WIDE = 330, 960  # pixels: room for a partner's name; a chart across the page


def bars(id: str, rows: Sequence[Bar], title: str, description: str) -> Markup:
    """Horizontal bars, one a row. As for all charts, `id` is one that nothing else on the page has."""
    width, label_width, track = WIDE, LABEL, WIDE - LABEL - 120
    parts = []
    for line, row in enumerate(rows):
        y = line * ROW
        length = max(1.0, track * min(max(row.share, 0.0), 1.0))
        parts.append(_text(label_width - 10, y + 18, _fitting(row.label, label_width), anchor="end"))
        parts.append(_rect(label_width, y + 5, track, 16, GRID))
        parts.append(_rect(label_width, y + 5, length, 16, ACCENT))
        parts.append(_text(label_width + track + 8, y + 18, row.words, fill=MUTED))
    return _svg(id, width, len(rows) * ROW + 4, title, description, parts)


def histogram(
    id: str, counts: Sequence[int], edges: Sequence[int], title: str, description: str, *, tail: int, axis: str = "fit"
) -> Markup:
    """Columns of counts between `edges`; the first `tail` columns are marked as the tail."""
    width, height, left, base = WIDE, 220, 40, 184
    step = (width - left - 24) / max(len(counts), 1)
    top = max([*counts, 1])
    parts = [_line(left, base, width - 24, base)]
    for place, number in enumerate(counts):
        tall = (base - 24) * number / top
        x = left + place * step
        parts.append(_rect(x + 2, base - tall, step - 4, tall, WARN if place < tail else ACCENT))
        if number:
            parts.append(_text(x + step / 2, base - tall - 5, str(number), anchor="middle", size=11, fill=MUTED))
        parts.append(_text(x, base + 16, str(edges[place]), anchor="middle", size=11, fill=MUTED))
    parts.append(_text(left + len(counts) * step, base + 16, str(edges[-1]), anchor="middle", size=11, fill=MUTED))
    parts.append(_text(left + (width - left) / 2, base + 34, axis, anchor="middle", size=12, fill=MUTED))
    return _svg(id, width, height, title, description, parts)


def heat_map(id: str, grid: Grid, title: str, description: str) -> Markup:
    """A cell for each row and column, darker for more; the number stands in the cell."""
    rows, columns, values = grid.rows, grid.columns, grid.values
    label, cell, tall = LABEL, max(72, min(124, (WIDE - LABEL) // max(len(columns), 1))), 34
    top = max([value for row in values for value in row] + [1])
    parts = [
        _text(label + place * cell + cell / 2, 18, _fitting(name, cell), anchor="middle", size=12, fill=MUTED)
        for place, name in enumerate(columns)
    ]
    for line, name in enumerate(rows):
        y = 28 + line * tall
        parts.append(_text(label - 10, y + 22, _fitting(name, label), anchor="end"))
        for place, value in enumerate(values[line]):
            shade = value / top
            parts.append(_rect(label + place * cell + 1, y + 1, cell - 2, tall - 2, _blue(shade)))
            ink = "#ffffff" if shade > 0.55 else INK
            parts.append(_text(label + place * cell + cell / 2, y + 22, str(value), anchor="middle", fill=ink))
    return _svg(id, label + len(columns) * cell + 4, 32 + len(rows) * tall, title, description, parts)


def steps(
    id: str,
    first_day: date,
    people: Sequence[int],
    limit: int,
    title: str,
    description: str,
    *,
    written: Callable[[date], str] | None = None,
) -> Markup:
    """People present day by day as a stepped area, with the line they must stay under; `written`: how days are."""
    written = written or _day
    width, height, left, base = 340, 130, 34, 100
    top = max([*people, limit, 1])
    day = (width - left - 8) / max(len(people), 1)
    path = [f"M{left} {base}"]
    for place, number in enumerate(people):
        y = base - (base - 14) * number / top
        path.append(f"L{left + place * day:.1f} {y:.1f}L{left + (place + 1) * day:.1f} {y:.1f}")
    path.append(f"L{left + len(people) * day:.1f} {base}Z")
    line = base - (base - 14) * limit / top
    last_day = first_day + timedelta(days=max(len(people) - 1, 0))
    parts = [
        Markup('<path d="{}" fill="{}" fill-opacity="0.75"/>').format("".join(path), ACCENT),
        Markup('<line x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}" stroke="{}" stroke-dasharray="4 3"/>').format(
            left, line, width - 8, line, WARN
        ),
        _text(left - 5, line + 4, str(limit), anchor="end", size=11, fill=WARN),
        _text(left, base + 16, written(first_day), size=11, fill=MUTED),
        _text(width - 8, base + 16, written(last_day), anchor="end", size=11, fill=MUTED),
    ]
    return _svg(id, width, height, title, description, parts)


class Filled(NamedTuple):
    """So many days on end, how much of how much is taken on each of them."""

    days: int
    taken: int
    limit: int


def filled(id: str, spans: Sequence[Filled], ends: tuple[str, str], title: str, description: str) -> Markup:
    """What is taken by day as a dark stepped area before the light one of what there is; `ends` name the outer days."""
    height, left, base, over = 150, 44, 122, 14
    top = max([max(span.taken, span.limit) for span in spans] + [1])
    day, one = (WIDE - left - 8) / max(sum(span.days for span in spans), 1), (base - over) / top
    layers = (
        (GRID, [span.limit for span in spans]),
        (ACCENT, [span.taken if span.taken <= span.limit else 0 for span in spans]),
        (WARN, [span.taken if span.taken > span.limit else 0 for span in spans]),
    )
    widths = [span.days * day for span in spans]
    parts = [_stepped(left, base, widths, [one * tall for tall in row], fill) for fill, row in layers if any(row)]
    parts += [
        _line(left, base, WIDE - 8, base),
        _text(left - 6, over + 5, str(top), anchor="end", size=12, fill=MUTED),
        _text(left - 6, base + 4, "0", anchor="end", size=12, fill=MUTED),
        _text(left, base + 18, ends[0], size=12, fill=MUTED),
        _text(WIDE - 8, base + 18, ends[1], anchor="end", size=12, fill=MUTED),
    ]
    return _svg(id, WIDE, height, title, description, parts)


def _stepped(left: float, base: float, widths: Sequence[float], talls: Sequence[float], fill: str) -> Markup:
    """The area below steps of these widths and heights."""
    ends = accumulate(widths, initial=left)
    path = "".join(f"V{base - tall:.1f}H{end:.1f}" for tall, end in zip(talls, islice(ends, 1, None), strict=True))
    return Markup('<path d="M{} {}{}V{}Z" fill="{}" shape-rendering="crispEdges"/>').format(
        left, base, path, base, fill
    )


class Line(NamedTuple):
    """A measure with one value for each position of the chart; None: no value there."""

    name: str
    values: Sequence[int | None]


def lines(
    id: str, positions: Sequence[str], measured: Sequence[Line], axis: str, title: str, description: str
) -> Markup:
    """One panel for each measure with a scale of its own, the positions below all of them."""
    left, tall = 200, 104
    step = (WIDE - left - 60) / max(len(positions) - 1, 1)
    parts: list[Markup] = []
    for panel, line in enumerate(measured):
        base = (panel + 1) * tall - 16
        parts += [
            _text(left - 40, base - 24, _fitting(line.name, left), anchor="end"),
            _line(left, base, WIDE - 30, base),
        ]
        parts += _points([left + 16 + place * step for place in range(len(line.values))], line.values, base - 8)
    foot = len(measured) * tall + 6
    for place, position in enumerate(positions):
        parts.append(_text(left + 16 + place * step, foot, position, anchor="middle", size=12, fill=MUTED))
    parts.append(_text(left + (WIDE - left) / 2, foot + 22, axis, anchor="middle", size=12, fill=MUTED))
    return _svg(id, WIDE, foot + 34, title, description, parts)


def _points(across: Sequence[float], values: Sequence[int | None], base: float) -> list[Markup]:
    """Dots with their numbers, joined from one to the next; the lowest stands on the base, the highest 50 above."""
    there = [(x, value) for x, value in zip(across, values, strict=True) if value is not None]
    low = min((value for _, value in there), default=0)
    span = max((value for _, value in there), default=0) - low
    dots = [(x, base - (50 * (value - low) / span if span else 25), value) for x, value in there]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in dots)
    joined = Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>').format(path, ACCENT)
    marks = [Markup('<circle cx="{:.1f}" cy="{:.1f}" r="4" fill="{}"/>').format(x, y, ACCENT) for x, y, _ in dots]
    numbers = [_text(x, y - 9, str(value), anchor="middle", size=11) for x, y, value in dots]
    return [joined, *marks, *numbers]


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def _blue(shade: float) -> str:
    light, dark = (238, 244, 247), (21, 83, 106)
    return "#" + "".join(f"{round(a + (b - a) * shade):02x}" for a, b in zip(light, dark, strict=True))


def _rect(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" rx="2"/>').format(
        x, y, width, height, fill
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> Markup:
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>').format(x1, y1, x2, y2, MUTED)


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 13, fill: str = INK) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-size="{}" fill="{}">{}</text>').format(
        x, y, anchor, size, fill, words
    )


def _fitting(words: str, pixels: float) -> str:
    """The words, cut to what fits the width at about 7 pixels a letter."""
    most = int(pixels / 7)
    return words if len(words) <= most else words[: max(most - 1, 1)].rstrip() + "…"


def _svg(id: str, width: float, height: float, title: str, description: str, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg role="img" viewBox="0 0 {w:.0f} {h:.0f}" width="{w:.0f}" height="{h:.0f}"'
        ' aria-labelledby="t-{id} d-{id}">'
        '<title id="t-{id}">{title}</title><desc id="d-{id}">{description}</desc>{parts}</svg>'
    ).format(w=width, h=height, id=id, title=title, description=description, parts=Markup("").join(parts))

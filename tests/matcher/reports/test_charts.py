from datetime import date
from xml.etree import ElementTree

from markupsafe import Markup

from matcher.reports.charts import (
    ACCENT,
    GRID,
    WARN,
    Bar,
    Filled,
    Line,
    bars,
    filled,
    heat_map,
    histogram,
    lines,
    steps,
)
from matcher.reports.condensed import Grid

SVG = {
    "bars": bars("a", [Bar("<Ana>", 0.5, "50%"), Bar("over", 1.7, "170%")], "Rates", "by partner"),
    "histogram": histogram("b", [0, 3, 5], [0, 50, 100, 150], "Fit", "of the placed", tail=1),
    "heat map": heat_map("c", Grid(["x" * 80, "y"], ["Seville", "Maribor"], [[0, 1], [2, 30]]), "Flows", "who & whom"),
    "filled": filled("f", [Filled(2, 1, 4), Filled(1, 6, 4), Filled(3, 0, 0)], ("<Mon>", "Sat"), "Beds", "by day"),
    "steps": steps("d", date(2026, 10, 30), [1, 2, 2], 2, "Beds", "by day"),
    "lines": lines("e", ["0", "1", "<any>"], [Line("fit", [None, 3, 9]), Line("same", [4, 4, 4])], "moves", "A", "B"),
}
EMPTY = {
    "bars": bars("a", [], "Rates", "nobody"),
    "histogram": histogram("b", [], [0], "Fit", "nobody", tail=0),
    "heat map": heat_map("c", Grid([], [], []), "Flows", "nobody"),
    "filled": filled("f", [], ("", ""), "Beds", "nobody"),
    "steps": steps("d", date(2026, 10, 30), [], 0, "Beds", "nobody"),
    "lines": lines("e", [], [Line("fit", [])], "moves", "Moves", "nobody"),
}


def test_every_chart_has_a_title_and_a_description_that_it_points_to() -> None:
    for chart in (*SVG.values(), *EMPTY.values()):
        root = ElementTree.fromstring(chart)
        title, description = root[0], root[1]
        assert (title.tag, description.tag) == ("title", "desc")
        assert title.text and description.text
        assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], description.attrib["id"]]
        assert root.attrib["role"] == "img"


def test_text_is_escaped() -> None:
    assert "&lt;Ana&gt;" in SVG["bars"]
    assert isinstance(SVG["bars"], Markup)


def test_a_share_above_one_stays_in_its_track() -> None:
    widths = [float(rect.attrib["width"]) for rect in ElementTree.fromstring(SVG["bars"]).iter("rect")]
    assert widths[1] * 2 == widths[0] == widths[3]


def test_the_tail_has_a_colour_of_its_own() -> None:
    fills = [rect.attrib["fill"] for rect in ElementTree.fromstring(SVG["histogram"]).iter("rect")]
    assert fills[0] != fills[1] == fills[2]


def test_a_long_name_is_cut() -> None:
    assert "x" * 80 not in SVG["heat map"]
    assert "xxx…" in SVG["heat map"]


def test_dates_do_not_follow_the_locale() -> None:
    assert "30 Oct" in SVG["steps"]
    assert "1 Nov" in SVG["steps"]


def test_a_line_climbs_with_its_values_and_leaves_out_what_is_not_there() -> None:
    heights = [float(dot.attrib["cy"]) for dot in ElementTree.fromstring(SVG["lines"]).iter("circle")]
    assert len(heights) == 5
    assert heights[0] > heights[1]
    assert heights[2] == heights[3] == heights[4]


def test_what_is_taken_beyond_the_limit_stands_out_by_its_days() -> None:
    areas = [path.attrib for path in ElementTree.fromstring(SVG["filled"]).iter() if path.tag == "path"]
    assert [area["fill"] for area in areas] == [GRID, ACCENT, WARN]
    assert [area["d"] for area in areas] == [
        "M44 122V50.0H346.7V50.0H498.0V122.0H952.0V122Z",  # four on three days of six
        "M44 122V104.0H346.7V122.0H498.0V122.0H952.0V122Z",  # one on the first two
        "M44 122V122.0H346.7V14.0H498.0V122.0H952.0V122Z",  # six on the third
    ]


def test_a_chart_says_days_and_its_axis_as_its_reader_does() -> None:
    in_words = steps("d", date(2026, 10, 30), [1, 2, 2], 2, "Ležajevi", "po danu", written=lambda day: f"{day:%d.%m.}")
    assert "30.10." in in_words and "01.11." in in_words
    assert "podudarnost" in histogram("b", [3], [0, 50], "Raspodela", "svih", tail=0, axis="podudarnost")

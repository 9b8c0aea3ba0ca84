"""The reliability diagram says in words what it shows, and its table holds the same figures."""

from pathlib import Path
from xml.etree import ElementTree

from benchmarks.profiles.diagram import write_diagram

SVG = "{http://www.w3.org/2000/svg}"
TENTHS = [(0.5, 4, 0.55, 0.75), (0.9, 20, 0.97, 1.0)]


def test_diagram_is_readable_without_seeing_it(tmp_path: Path) -> None:
    write_diagram(tmp_path, TENTHS, 0.0375)
    root = ElementTree.parse(tmp_path / "reliability.svg").getroot()
    title, description = root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")
    assert root.get("role") == "img"
    assert "24 study titles" in (title or "")
    assert "4 titles at 0.55, right 0.75" in (description or "")


def test_table_holds_the_figures_of_the_diagram(tmp_path: Path) -> None:
    write_diagram(tmp_path, TENTHS, 0.0375)
    assert (tmp_path / "reliability.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "0.5,4,0.550,0.750",
        "0.9,20,0.970,1.000",
    ]


def test_a_better_share_makes_a_higher_bar(tmp_path: Path) -> None:
    write_diagram(tmp_path, TENTHS, 0.0375)
    root = ElementTree.parse(tmp_path / "reliability.svg").getroot()
    heights = [float(bar.get("height", 0)) for bar in root.iter(f"{SVG}rect") if bar.get("width") == "32.0"]
    assert len(heights) == 2
    assert heights[0] < heights[1]

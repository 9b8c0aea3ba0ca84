import pytest

from matcher.codelists.hazards import hazard_label, parse_hazard
from matcher.codelists.tables import read_table


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("chemicals", "chemicals"),
        ("Hemikalije", "chemicals"),
        ("висок напон", "high-voltage"),
        ("High Voltage", "high-voltage"),
        ("high-voltage electricity", "high-voltage"),
        ("rad na visini", "heights"),
        ("sunshine", None),
        ("", None),
    ],
)
def test_hazards_are_read_under_the_names_in_use(text: str, tag: str | None) -> None:
    assert parse_hazard(text) == tag


def test_every_word_leads_to_a_listed_tag() -> None:
    tags = [row["tag"] for row in read_table("hazards")]
    assert len(tags) == len(set(tags))
    assert {row["tag"] for row in read_table("hazard_words")} <= set(tags)
    assert all(parse_hazard(tag) == tag and hazard_label(tag) != tag for tag in tags)
    assert hazard_label("sunshine") == "sunshine"

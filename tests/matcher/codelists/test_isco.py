import pytest

from matcher.codelists.isced import is_code
from matcher.codelists.isco import isco_to_isced
from matcher.codelists.tables import read_table


@pytest.mark.parametrize(
    ("isco", "field"),
    [
        ("2512", "0613"),
        ("2512.4.1", "0613"),
        ("C5120", "1013"),
        ("7411", "0713"),
        ("7231", "0716"),
        ("0110", "1031"),
        ("110", "1031"),  # a spreadsheet took the zero of 0110
        ("9999", None),
        ("", None),
        ("cook", None),
    ],
)
def test_an_occupation_leads_to_the_field_that_trains_for_it(isco: str, field: str | None) -> None:
    assert isco_to_isced(isco) == field


def test_every_unit_group_has_one_known_field() -> None:
    rows = read_table("isco_to_isced")
    codes = [row["isco"] for row in rows]
    assert len(codes) == len(set(codes)) == 436
    assert codes == sorted(codes)
    assert [row for row in rows if not is_code(row["isced_f"]) or not row["label"]] == []

import pytest

from matcher.model import Activity
from matcher.reading import coded_cells as coded
from matcher.reading.cells import CellError, Repaired


@pytest.mark.parametrize("written", ["0714", "0714 Electronics and automation", "0714 – Elektronika"])
def test_a_study_field_is_its_four_digits(written: str) -> None:
    assert coded.study_field(written) == "0714"


def test_a_lost_zero_is_put_back_and_reported() -> None:
    repaired = coded.study_field("714")
    assert isinstance(repaired, Repaired)
    assert (repaired.value, repaired.code) == ("0714", "isced-repaired")


@pytest.mark.parametrize("written", ["07x4", "9998", "electronics"])
def test_what_is_no_study_field_is_refused(written: str) -> None:
    with pytest.raises(CellError):
        coded.study_field(written)


@pytest.mark.parametrize("written", ["0714; 0713", "0714,0713", "0714 | 0713", "0714 0713", "0714/0713;"])
def test_study_fields_may_be_parted_by_any_sign(written: str) -> None:
    assert coded.study_fields(written) == ("0714", "0713")


def test_one_lost_zero_among_study_fields_is_reported() -> None:
    assert coded.study_fields("0713; 714") == Repaired(("0713", "0714"), "isced-repaired", "four digits; read as 0714")


def test_countries_languages_and_activities_by_name() -> None:
    assert coded.country("Srbija") == "RS"
    assert coded.language("shqip") == "sq"
    assert coded.activity("Job shadowing") is Activity.JOB_SHADOWING


def test_what_no_code_list_knows_is_refused() -> None:
    with pytest.raises(CellError, match="a country"):
        coded.country("Atlantis")
    with pytest.raises(CellError, match="a language"):
        coded.language("klingonski")
    with pytest.raises(CellError, match="an activity"):
        coded.activity("holidays")


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("noise; heights", ("noise", "heights")),
        ("buka, zavarivanje", ("noise", "pressurised-gas")),
        ("harmful, toxic, corrosive or carcinogenic substances", ("chemicals",)),
        ("rumore; noise;", ("noise",)),
    ],
)
def test_hazards_are_tags_whatever_they_are_called(written: str, tags: tuple[str, ...]) -> None:
    assert coded.hazards(written) == tags


def test_a_hazard_that_no_list_knows_is_named_with_those_that_are_there() -> None:
    with pytest.raises(CellError, match="not boredom: chemicals, ") as refused:
        coded.hazards("noise; boredom")
    assert refused.value.code == "unknown-hazard"

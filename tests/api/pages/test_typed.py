from datetime import date

import pytest
from pydantic import BaseModel, Field, ValidationError

from api.pages.typed import problems_by_field
from api.schemas.fields import Country
from matcher.said import Said


class Form(BaseModel):
    name: str = Field(default="x", min_length=1, max_length=3)
    places: int = Field(default=1, ge=0, le=9)
    day: date | None = None
    country: Country = "RS"
    share: float = 0.0


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("name", "", "a text"),
        ("name", "long", "a text of at most 3 characters"),
        ("places", "two", "a whole number, 0 or more"),
        ("places", "-1", "a number, 0 or more"),
        ("places", "10", "a number, 9 or less"),
        ("day", "soon", "a day, as 2026-10-05 or 05/10/2026 (day first)"),
        ("country", "Nowhere", "a country by code or name, as RS or Serbia"),
    ],
)
def test_what_was_expected_in_a_field_is_a_sentence_of_ours(field: str, typed: str, expected: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate({field: typed})
    found = problems_by_field(refused.value)
    assert found == {field: expected}
    assert isinstance(found[field], Said)


def test_what_no_sentence_of_ours_says_is_said_as_it_was_found() -> None:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate({"share": "much"})
    assert problems_by_field(refused.value)["share"].startswith("Input should be a valid number")

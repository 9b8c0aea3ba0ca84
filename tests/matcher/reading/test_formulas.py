"""What a spreadsheet program would run is written so that it doesn't, and read as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.reading.formulas import guarded, kept, unguarded
from matcher.reading.memo import Memo
from matcher.reading.tables import TABLE_BY_NAME

texts = st.text(alphabet=st.sampled_from([*"=+-@;\t\r\n ,'\"aé1", "＝", "＠"]), max_size=9)


@given(texts)
def test_what_was_guarded_is_read_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert unguarded(kept(text)) == text


@pytest.mark.parametrize("text", ["O'Brien", "'t Hart", "'s-Gravenhage", "rock'n'roll; d'Arc", "a = b"])
def test_apostrophes_of_names_stay(text: str) -> None:
    assert unguarded(text) == guarded(text) == kept(text) == text


@pytest.mark.parametrize("text", ["=1+1", "+385 1 234", "-Elektro", "@home", "a;=b"])
def test_a_cell_that_cannot_run_needs_no_guard(text: str) -> None:
    assert kept(text) == text
    assert kept(guarded(text)) != guarded(text)


@pytest.mark.parametrize(
    ("cell", "value"), [("'=x", "=x"), ("  '=x ", "=x"), ("'-", "-"), ("-", None), ("'  =x", "  =x")]
)
def test_the_apostrophe_is_taken_off_a_cell(cell: str, value: str | None) -> None:
    assert Memo(TABLE_BY_NAME["learners"].column_by_name["study_title"])[cell] == value

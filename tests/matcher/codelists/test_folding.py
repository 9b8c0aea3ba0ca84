from hypothesis import given
from hypothesis import strategies as st

from matcher.codelists.folding import fold, foldings


def test_case_diacritics_and_punctuation_do_not_matter() -> None:
    assert fold("Gjuhë-Shqipe  (AL)") == "gjuhe shqipe al"
    assert fold("ŁÓDŹ_1") == "lodz 1"
    assert fold("İngilizce") == "ingilizce"


def test_cyrillic_and_latin_spellings_meet() -> None:
    assert fold("Машински техничар") == fold("Mašinski tehničar")
    assert fold("ЉУБАЊ, џеп") == fold("Ljubanj, džep")


def test_dj_and_d_are_both_read_for_the_barred_d() -> None:
    assert foldings("Mađarski") == ("madjarski", "madarski")
    assert foldings("мађарски") == ("madjarski", "madarski")
    assert foldings("engleski") == ("engleski",)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)

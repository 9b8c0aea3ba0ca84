from datetime import date

import pytest

from matcher.model import DaySpan
from matcher.reading import cells
from matcher.reading.cells import CellError, Repaired


@pytest.mark.parametrize(
    "written",
    ["2026-10-05", "2026/10/05", "05/10/2026", "5/10/2026", "05.10.2026", "05.10.2026.", "5. 10. 2026.", "05-10-2026",
     "2026-10-05 00:00:00", "2026-10-05T08:30", "2026-10-05T08:30:00+02:00"],
)  # fmt: skip
def test_a_day_is_read_day_first_or_year_first(written: str) -> None:
    assert cells.day(written) == date(2026, 10, 5)


def test_an_ambiguous_day_is_read_day_first() -> None:
    assert cells.day("03/02/2009") == date(2009, 2, 3)


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        ("31/02/2008", "no-such-day", "there is no day 31/02/2008"),
        ("29.02.2026", "no-such-day", "there is no day 29/02/2026"),
        ("02/28/2008", "no-such-day", "there is no day 02/28/2008"),
        ("2008-13-01", "no-such-day", "there is no day 01/13/2008"),
        ("05/10/26", "not-a-day", "day first"),
        ("40107", "not-a-day", "day first"),
        ("05/10-2026", "not-a-day", "day first"),
        ("12/12/0026", "no-such-day", "between 1900 and 2199"),
        ("٠٥/١٠/٢٠٢٦", "not-a-day", "day first"),
    ],
)
def test_what_is_no_day_is_named(written: str, code: str, said: str) -> None:
    with pytest.raises(CellError, match=said) as raised:
        cells.day(written)
    assert raised.value.code == code


def test_closed_days_are_days_and_spans_in_order() -> None:
    first, second = cells.spans("2026-11-01; 12/10/2026..14/10/2026")
    assert first == DaySpan(first_day=date(2026, 10, 12), last_day=date(2026, 10, 14))
    assert second.days == 1


@pytest.mark.parametrize("sign", ["..", "...", "–", "…", " - "])
def test_a_span_may_have_any_dash(sign: str) -> None:
    assert cells.spans(f"2026-10-12{sign}2026-10-14")[0].days == 3


@pytest.mark.parametrize("written", ["2026-10-14..2026-10-12", "2026-10-12..2026-10-13..2026-10-14", "August"])
def test_closed_days_that_cannot_be_are_refused(written: str) -> None:
    with pytest.raises(CellError):
        cells.spans(written)


@pytest.mark.parametrize(("written", "number"), [("12", 12), ("12.0", 12), ("12,0", 12), ("0", 0), ("-0", 0)])
def test_whole_numbers(written: str, number: int) -> None:
    assert cells.whole_number(written) == number


@pytest.mark.parametrize("written", ["12,5", "1.000", "-3", "−3", "twelve", "1e3", "²", "12345678901"])
def test_what_is_no_whole_number_is_refused(written: str) -> None:
    with pytest.raises(CellError):
        cells.whole_number(written)


@pytest.mark.parametrize("written", ["0", "-1", "x"])
def test_at_least_one_is_more_than_nothing(written: str) -> None:
    with pytest.raises(CellError):
        cells.at_least_one(written)


def test_at_least_one() -> None:
    assert cells.at_least_one("1") == 1


@pytest.mark.parametrize(("written", "years"), [("16", 16), ("18+", 18), ("99", 99)])
def test_ages(written: str, years: int) -> None:
    assert cells.age(written) == years


@pytest.mark.parametrize("written", ["100", "-1", "adult"])
def test_ages_of_nonsense_are_refused(written: str) -> None:
    with pytest.raises(CellError):
        cells.age(written)


@pytest.mark.parametrize("written", ["4", "4.0", "EQF 4", "EQF4", "nivo 4"])
def test_eqf_levels(written: str) -> None:
    assert cells.eqf_level(written) == 4


@pytest.mark.parametrize("written", ["0", "9", "IV", "4-5"])
def test_eqf_has_eight_levels(written: str) -> None:
    with pytest.raises(CellError):
        cells.eqf_level(written)


@pytest.mark.parametrize("written", ["yes", "Da", "да", "sì", "sí", "oui", "tak", "po", "1", "✓", "X", "TRUE"])
def test_yes_in_the_fields_languages(written: str) -> None:
    assert cells.yes_or_no(written)


@pytest.mark.parametrize("written", ["no", "Ne", "не", "nie", "non", "jo", "0", "FALSE"])
def test_no_in_the_fields_languages(written: str) -> None:
    assert not cells.yes_or_no(written)


def test_perhaps_is_neither_yes_nor_no() -> None:
    with pytest.raises(CellError):
        cells.yes_or_no("perhaps")


def test_lists_are_parted_by_semicolons_and_wishes_by_arrows_too() -> None:
    assert cells.several("step-free access; a, b ;") == ("step-free access", "a, b")
    assert cells.wishes("Seville > Lyon; Forlì, Italy") == ("Seville", "Lyon", "Forlì, Italy")


@pytest.mark.parametrize(("written", "code"), [("45", "45"), ("45.20", "45.20"), ("I 56", "56"), ("I56.1", "56.1")])
def test_nace_codes(written: str, code: str) -> None:
    assert cells.nace_code(written) == code


def test_a_nace_code_gets_its_zero_back() -> None:
    repaired = cells.nace_code("1.1")
    assert isinstance(repaired, Repaired)
    assert repaired.value == "01.1"


@pytest.mark.parametrize("written", ["", " \t", "-", "–", "n/a", "N/A", "/", "\u00a0\ufeff"])
def test_ways_of_writing_nothing(written: str) -> None:
    assert cells.cleaned(written) == ""


def test_cleaning_composes_accents() -> None:
    assert cells.cleaned(" s\u030ckola ") == "škola"


def test_pins_and_bans() -> None:
    assert cells.kind_of_pin(" Ban") == "ban"
    with pytest.raises(CellError):
        cells.kind_of_pin("wish")

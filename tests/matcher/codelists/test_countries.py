from datetime import date

import pytest

from matcher.codelists.countries import (
    country_codes,
    country_label,
    is_schengen,
    is_visa_free_national,
    parse_country,
    short_stay_rule_applies,
)
from matcher.codelists.tables import read_table


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("RS", "RS"),
        ("srb", "RS"),
        ("Srbija", "RS"),
        ("Србија", "RS"),
        ("Republika Srbija", "RS"),
        ("XK", "XK"),
        ("XKX", "XK"),
        ("1A0", "XK"),
        ("UNK", "XK"),
        ("KOS", "XK"),
        ("Kosovë", "XK"),
        ("Kosovo*", "XK"),
        ("EL", "GR"),
        ("UK", "GB"),
        ("Velika Britanija", "GB"),
        ("BiH", "BA"),
        ("Bosnia ed Erzegovina", "BA"),
        ("Bosnia & Herzegovina", "BA"),
        ("Mali i Zi", "ME"),
        ("Црна Гора", "ME"),
        ("Македонија", "MK"),
        ("North Macedonia", "MK"),
        ("Maqedonia e Veriut", "MK"),
        ("Shqipëria", "AL"),
        ("Shqiperi", "AL"),
        ("Slovenija", "SI"),
        ("Słowenia", "SI"),
        ("Slovačka", "SK"),
        ("Hiszpania", "ES"),
        ("Italia", "IT"),
        ("Francuska", "FR"),
        ("Polska", "PL"),
        ("Бугарија", "BG"),
        ("Turska", "TR"),
    ],
)
def test_countries_are_read_by_code_or_name_in_any_script(text: str, code: str) -> None:
    assert parse_country(text) == code


@pytest.mark.parametrize("text", ["", "Atlantis", "XX", "Europe", "srpski"])
def test_what_is_not_a_country_is_none(text: str) -> None:
    assert parse_country(text) is None


def test_every_code_is_its_own_name_and_has_a_label() -> None:
    for code in country_codes():
        assert parse_country(code) == code
        assert parse_country(country_label(code)) == code
    assert country_label("XX") == "XX"


@pytest.mark.parametrize(
    ("country", "on", "inside"),
    [
        ("HR", date(2022, 12, 31), False),
        ("HR", date(2023, 1, 1), True),
        ("BG", date(2024, 3, 30), False),
        ("BG", date(2024, 3, 31), True),
        ("RO", date(2025, 1, 1), True),
        ("SI", date(2022, 10, 2), True),
        ("CH", date(2022, 10, 2), True),
        ("IE", date(2026, 1, 1), False),
        ("CY", None, False),
        ("HR", None, True),
        ("RS", None, False),
    ],
)
def test_schengen_grows_by_date(country: str, on: date | None, inside: bool) -> None:
    assert is_schengen(country, on) is inside


@pytest.mark.parametrize(
    ("country", "host", "on", "applies"),
    [
        ("RS", "SI", date(2022, 10, 2), True),
        ("RS", "HR", date(2022, 10, 2), False),
        ("RS", "HR", date(2023, 10, 2), True),
        ("XK", "IT", date(2023, 12, 31), False),
        ("XK", "IT", date(2024, 1, 1), True),
        ("XK", "IT", None, True),
        ("AL", "IE", None, False),
        ("AL", "RS", None, False),
        ("IT", "ES", None, False),
    ],
)
def test_ninety_days_in_180_bind_visa_free_western_balkan_nationals_in_schengen(
    country: str, host: str, on: date | None, applies: bool
) -> None:
    assert short_stay_rule_applies(country, host, on) is applies


def test_all_six_western_balkan_nationalities_are_visa_free_by_now() -> None:
    assert {code for code in country_codes() if is_visa_free_national(code)} == {"AL", "BA", "ME", "MK", "RS", "XK"}


def test_country_tables_hold_no_duplicates_and_no_unknown_codes() -> None:
    codes = [row["code"] for row in read_table("countries")]
    alpha3 = [row["alpha3"] for row in read_table("countries")]
    assert len(codes) == 250  # the 249 of ISO 3166-1, and XK
    assert len(set(codes)) == len(set(alpha3)) == 250
    assert sum(row["eu_member"] == "yes" for row in read_table("countries")) == 27
    assert {row["country"] for row in read_table("country_names")} <= set(codes)
    schengen = [row["country"] for row in read_table("schengen")]
    assert len(schengen) == len(set(schengen)) == 29
    assert set(schengen) <= set(codes)
    assert {row["nationality"] for row in read_table("visa_free")} <= set(codes)

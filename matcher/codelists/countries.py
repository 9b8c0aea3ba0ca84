"""Countries by code or by name, the Schengen area, and who may enter it without a visa."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from babel import Locale

from matcher.codelists.folding import fold, foldings
from matcher.codelists.language_names import NAMED_IN
from matcher.codelists.tables import read_table

_CODE_LENGTH = 3  # a name this short is a code or an abbreviation, which only our own tables give


def parse_country(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code (XK for Kosovo) of a country given by code or name; None if it is not one.

    Reads alpha-2 and alpha-3 codes, the aliases in use ("EL", "UK", "1A0", "XKX"), and names in any of the field's
    languages, with or without diacritics, in Cyrillic or Latin: "Srbija", "Bosnia ed Erzegovina", "Бугарија".
    """
    return _names().get(fold(text))


def country_label(code: str) -> str:
    """The English name of a country of `countries.csv`; the code itself if it is not there."""
    return _labels().get(code, code)


def country_codes() -> tuple[str, ...]:
    """Every code of `countries.csv`, in the order of the file."""
    return tuple(_labels())


def is_schengen(country: str, on: date | None = None) -> bool:
    """Whether `country` belongs to the Schengen area on that day; without a day, whether it belongs by now.

    Dates of entry are in `schengen.csv` (Council decisions; Croatia 2023, Bulgaria and Romania since 31 March 2024,
    when days there began to count towards 90 in 180, with land borders from 2025).
    """
    return _since(_schengen(), country, on)


def is_visa_free_national(country: str, on: date | None = None) -> bool:
    """Whether nationals of this Western Balkan country enter Schengen without a visa on that day (Kosovo: from 2024).

    The dates are in `visa_free.csv`, from Annex II of Regulation (EU) 2018/1806 and those before it.
    """
    return _since(_visa_free(), country, on)


def short_stay_rule_applies(country: str, host_country: str, on: date | None = None) -> bool:
    """Whether the visa-free 90 days in any 180 bind a national of `country` at a host in `host_country` on that day.

    Regulation (EU) 2018/1806, article 4. True only for visa-free Western Balkan nationals at a Schengen host. Where
    it is False another regime rules (home, freedom of movement, a visa, Ireland's own), which may be stricter.
    Without a day: as the tables stand by now. `country` is a stand-in where nationality is not held.
    """
    return is_visa_free_national(country, on) and is_schengen(host_country, on)


def short_stay_rule_since(country: str, host_country: str) -> date | None:
    """Since when `short_stay_rule_applies`; None if it does not by now."""
    if not short_stay_rule_applies(country, host_country):
        return None
    return max(_visa_free()[country], _schengen()[host_country])


def _since(dates: Mapping[str, date], country: str, on: date | None) -> bool:
    return country in dates and (on is None or dates[country] <= on)


@lru_cache(maxsize=1)
def _labels() -> Mapping[str, str]:
    return {row["code"]: row["label"] for row in read_table("countries")}


@lru_cache(maxsize=1)
def _schengen() -> Mapping[str, date]:
    return {row["country"]: date.fromisoformat(row["from"]) for row in read_table("schengen")}


@lru_cache(maxsize=1)
def _visa_free() -> Mapping[str, date]:
    return {row["nationality"]: date.fromisoformat(row["from"]) for row in read_table("visa_free")}


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for name, code in _all_names():
        names.setdefault(name, code)
    return names


def _all_names() -> Iterator[tuple[str, str]]:
    """Names in order of authority: codes, then our own forms, then CLDR's."""
    for row in read_table("countries"):
        yield fold(row["code"]), row["code"]
        yield fold(row["alpha3"]), row["code"]
    for row in read_table("country_names"):
        for name in foldings(row["name"]):
            yield name, row["country"]
    known = _labels()
    for code, label in known.items():
        yield fold(label), code
    for locale in NAMED_IN:
        for code, name in Locale.parse(locale).territories.items():
            for folded in foldings(name):
                if code in known and len(folded) > _CODE_LENGTH:
                    yield folded, code

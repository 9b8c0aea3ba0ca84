"""Values and codes as sentences say them: dates by day, lists with commas, languages and hazards by name."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from matcher.codelists.hazards import hazard_label
from matcher.codelists.isced import label
from matcher.codelists.languages import language_label

MOST_NAMED = 12  # ids in a sentence; a reason's parameters hold all

ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # not strftime, which follows the locale  # fmt: skip


def shown(value: object) -> str:
    """A value as a reader sees it: dates by day, lists with commas, what is missing as a dash."""
    if value is None or value == "":
        return "–"
    if (day := _day(value)) is not None:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, str) or not isinstance(value, Iterable):
        return str(value)
    return ", ".join(map(shown, value))


def some(ids: Sequence[str]) -> str:
    """The first of many ids, and how many more there are."""
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return ", ".join(ids[:MOST_NAMED]) + more


def _day(value: object) -> date | None:
    """The day that a date is, or a text as dates stand in allocation.json."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and ISO_DATE.fullmatch(value) else None
    except ValueError:
        return None


def field_name(code: str) -> str:
    return f"{code} {label(code)}"


def language_named(code: str, level: str | None = None) -> str:
    """Name a language and a level, as English B1."""
    return f"{language_label(code)} {level or ''}".rstrip().replace("NATIVE", "native")


def languages_named(written: Iterable[str], last: str) -> str:
    """Languages with their levels, as reasons hold them: ("en B1", "it A2") -> "English B1 or Italian A2"."""
    *first, end = [language_named(*text.split(" ", 1)) for text in written]
    return f"{', '.join(first)} {last} {end}" if first else end


def hazards_named(tags: Iterable[str]) -> str:
    return "; ".join(map(hazard_label, tags))
